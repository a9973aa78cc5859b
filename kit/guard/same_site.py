"""Lets only our own pages change anything (against cross-site request forgery)."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kit.guard.refusal import Refuse, refuse_plainly

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# `none` is what a browser says when the user, not a page, sends the form again.
OUR_OWN = frozenset({"same-origin", "none"})
FORBIDDEN = 403


class SameSite:
    """Refuses with 403 every changing request that does not prove to come from a page of this host.

    A browser's Sec-Fetch-Site decides; where it is not sent (plain http, old phones) the Origin must name our Host.
    With neither the request is refused, so scripts of operators use the API. Limit: it believes the browser.
    """

    def __init__(self, app: ASGIApp, machine_paths: Collection[str] = (), refuse: Refuse = refuse_plainly) -> None:
        """`machine_paths` are path prefixes that take a token and no cookie; they are let through."""
        self._app = app
        self._machine_paths = tuple(machine_paths)
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._may_pass(scope):
            await self._refuse(FORBIDDEN, scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        if scope["method"] in SAFE_METHODS:
            return True
        if any(is_under(scope["path"], prefix) for prefix in self._machine_paths):
            return True
        return from_our_own_page(Headers(scope=scope))


def from_our_own_page(headers: Headers) -> bool:
    """Whether a browser says that the request was made by a page of the host it goes to."""
    sites = headers.getlist("sec-fetch-site")
    if sites:
        return len(sites) == 1 and sites[0] in OUR_OWN
    origins, hosts = headers.getlist("origin"), headers.getlist("host")
    if len(origins) != 1 or len(hosts) != 1:
        return False
    origin = urlsplit(origins[0])
    return origin.scheme in ("http", "https") and origin.netloc.lower() == hosts[0].lower()


def is_under(path: str, prefix: str) -> bool:
    """Whether `path` is `prefix` or lies below it; `/api` is not a prefix of `/apix`."""
    trimmed = prefix.rstrip("/")
    return path == trimmed or path.startswith(f"{trimmed}/")
