"""How a page of the staff site is shown: the member's menu, flags, and errors beside the form that caused them."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from admin import navigation
from admin.signed import Signed, services_of
from storage.errors import BadInput

HOME: Final = "/admin/"
SEE_OTHER: Final = 303


def show(
    request: Request,
    template: str,
    signed: Signed | None = None,
    *,
    status: int = 200,
    error: BadInput | None = None,
    **values: Any,
) -> Response:
    """A page. Templates extend `staff.html` and get `me` (Member or None), `menu`, `error` and `zone` besides kit's.

    With `error` the status is 422, the text stands in a box above the content, and the caller passes back whatever
    was typed, so that nothing is lost.
    """
    services = services_of(request)
    shared = {
        "me": signed.member if signed else None,
        "menu": navigation.menu(signed.member) if signed and not signed.pending else [],
        "error": error,
        "zone": services.settings.zone,
    }
    return services.pages.render(request, template, 422 if error and status == 200 else status, **(shared | values))


def go(path: str) -> Response:
    """Redirect after a form was taken, so that a reload posts nothing twice; `path` is one of ours."""
    return RedirectResponse(own_path(path), SEE_OTHER)


def own_path(path: str) -> str:
    """`path` if it lies on the staff site, else its first page: no form field leads anywhere else."""
    ours = path.startswith(HOME) and "\\" not in path and "//" not in path and path.isprintable()
    return path if ours else HOME
