"""Two sites on one address, told apart by path."""

from __future__ import annotations

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from kit.guard.same_site import is_under


class Split:
    """Paths under `prefixes` go to `inside`, all others to `outside`; neither sees the other's requests."""

    def __init__(self, outside: ASGIApp, inside: ASGIApp, prefixes: Collection[str]) -> None:
        self._outside = outside
        self._inside = inside
        self._prefixes = tuple(prefixes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        inside = any(is_under(path, prefix) for prefix in self._prefixes)
        await (self._inside if inside else self._outside)(scope, receive, send)
