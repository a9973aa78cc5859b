"""How a page of the staff site is shown: the member's menu, flags, and errors beside the form that caused them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from admin import navigation
from admin.doors import services_of
from admin.roles import Role
from admin.signed import Signed
from kit import language
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
    was typed, so that nothing is lost. `role_names(roles)` joins the roles' names in the page's language.
    """
    services = services_of(request)
    shared = {
        "me": signed.member if signed else None,
        "menu": navigation.menu(signed.member) if signed and not signed.pending and signed.pledged else [],
        "error": error,
        "zone": services.settings.zone,
        "role_names": _role_names(request),
    }
    return services.pages.render(request, template, 422 if error and status == 200 else status, **(shared | values))


def _role_names(request: Request) -> Callable[[Iterable[str]], str]:
    texts, chosen = services_of(request).texts, language.of(request)

    def names(roles: Iterable[str]) -> str:
        order = [role for role in Role if role in set(roles)]
        return texts.text("common.separator", chosen).join(texts.text(f"roles.{role}", chosen) for role in order)

    return names


def go(path: str) -> Response:
    """Redirect after a form was taken, so that a reload posts nothing twice; `path` is one of ours."""
    return RedirectResponse(own_path(path), SEE_OTHER)


def own_path(path: str) -> str:
    """`path` if it lies on the staff site, else its first page: no form field leads anywhere else."""
    ours = path.startswith(HOME) and "\\" not in path and "//" not in path and path.isprintable()
    return path if ours else HOME
