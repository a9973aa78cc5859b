"""Answers only to its own names, so that no page can be reached under a stranger's (DNS rebinding)."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kit.guard.refusal import Refuse, refuse_plainly

MISDIRECTED = 421


class HostCheck:
    """Refuses with 421 a request whose Host is none of `hosts`. Ports are not compared."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], refuse: Refuse = refuse_plainly) -> None:
        """`hosts` without ports, IPv6 in brackets. Raises ValueError when empty: everything would be refused."""
        if not hosts or "*" in hosts:
            raise ValueError("name every host the site answers to; there is no wildcard")
        self._app = app
        self._hosts = frozenset(host.lower().rstrip(".") for host in hosts)
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and name_in(Headers(scope=scope).getlist("host")) not in self._hosts:
            await self._refuse(MISDIRECTED, scope, receive, send)
            return
        await self._app(scope, receive, send)


def name_in(hosts: list[str]) -> str | None:
    """The name of a Host header without port, in lower case; None when there is no header or more than one."""
    if len(hosts) != 1:
        return None
    host = hosts[0].lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].rstrip(".")
