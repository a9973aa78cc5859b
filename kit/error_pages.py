"""Errors as calm pages for people and as short JSON for machines; neither repeats what was sent."""

from collections.abc import Collection, Mapping

from fastapi.exceptions import RequestValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from kit.guard.same_site import is_under
from kit.web import Pages

RETRY_AFTER_SECONDS = 60


class ErrorPages:
    """Turns statuses into pages. Paths under `machine_paths` get `{"error": {"status": 404, "text": ...}}`."""

    def __init__(self, pages: Pages, machine_paths: Collection[str] = ()) -> None:
        self._pages = pages
        self._machine_paths = tuple(machine_paths)

    def install(self, app: Starlette) -> None:
        """Takes over the framework's own error answers."""
        app.add_exception_handler(HTTPException, self._on_http)
        app.add_exception_handler(RequestValidationError, self._on_validation)
        app.add_exception_handler(Exception, self._on_fault)

    async def refuse(self, status: int, scope: Scope, receive: Receive, send: Send) -> None:
        """The `Refuse` of kit.guard: a page for what a guard turns away."""
        response = self.respond(Request(scope), status, {"connection": "close"})
        await response(scope, receive, send)

    def respond(self, request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """The answer for a status: its own text where there is one, else that of 400 or 500."""
        known = self._pages.catalogue.has(f"error.{status}.title")
        key = f"error.{status if known else 500 if status >= 500 else 400}"
        if any(is_under(request.url.path, prefix) for prefix in self._machine_paths):
            text = self._pages.catalogue.text(f"{key}.title", "en")
            response: Response = JSONResponse({"error": {"status": status, "text": text}}, status)
        else:
            response = self._pages.render(request, "error.html", status, key=key)
        response.headers.update(dict(headers or {}))
        if status in (429, 503):
            response.headers.setdefault("retry-after", str(RETRY_AFTER_SECONDS))
        return response

    async def _on_http(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            return self.respond(request, 500)
        if error.status_code < 400 or error.status_code in (204, 304):
            return Response(status_code=error.status_code, headers=error.headers)
        return self.respond(request, error.status_code, error.headers)

    async def _on_validation(self, request: Request, error: Exception) -> Response:
        # The framework's own answer repeats the input, and what was typed may be a name.
        return self.respond(request, 422)

    async def _on_fault(self, request: Request, error: Exception) -> Response:
        return self.respond(request, 500)
