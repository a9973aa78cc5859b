"""The inside host as one ASGI application: staff site under /admin/, API under /api/v1/."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from admin.doors import PledgeMissing, SecondFactorMissing
from admin.leads.webhook import StaffWebhook
from admin.policy_alarms import PolicyAlarms
from admin.services import Services
from admin.signed import Signed
from admin.view import HOME, go, show
from kit.error_pages import ErrorPages
from kit.guard import guarded
from kit.guard.same_site import is_under
from kit.runtime_store import RuntimeStoreUnavailable
from storage.envelope import MAX_BODY
from storage.errors import (
    AlreadyDone,
    BadInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    PasswordNeeded,
    PolicyNotOurs,
    RosterRolledBack,
    StaleVersion,
    StorageUnavailable,
    VaultError,
    XiansuoError,
)

API: Final = "/api"
LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
STATUS: Final[tuple[tuple[type[XiansuoError], int], ...]] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (StaleVersion, 409),
    (AlreadyDone, 409),
    (BadInput, 422),
    (StorageUnavailable, 503),
    (VaultError, 409),
)
"""Which status an error of ours becomes where no page has caught it; the first that fits."""


def create_app(services: Services, extra: Iterable[APIRouter] = (), webhook: StaffWebhook | None = None) -> FastAPI:
    """All pages and the API, without the guards around them. `extra` are further routers.

    `webhook` hears of new work; who passes one in also runs it.
    """
    from admin.api.openapi import DescribedApp
    from admin.pages import routers

    app = DescribedApp(
        title="Xiansuo", docs_url=None, redoc_url=None, openapi_url=f"{API}/v1/openapi.json", redirect_slashes=False
    )
    app.state.services = services
    app.state.staff_webhook = webhook or StaffWebhook(services)
    errors = ErrorPages(services.pages, (API,))
    errors.install(app)
    _install_own(app, errors, services)
    # As people type it; no address of ours is made from the Host that was sent.
    app.add_route(HOME.rstrip("/"), _first_page, include_in_schema=False)
    for router in routers():
        app.include_router(router, include_in_schema=False)
    for router in extra:
        app.include_router(router)
    services.pages.assets.mount(app)
    return app


def staff_site(services: Services, extra: Iterable[APIRouter] = (), webhook: StaffWebhook | None = None) -> ASGIApp:
    """`create_app` behind the guards: what a server listens with."""
    settings = services.settings
    return guarded(
        create_app(services, extra, webhook),
        hosts=(*LOOPBACK, *settings.site_hosts),
        https=settings.secure_cookies,
        machine_paths=(API,),
        larger_bodies={API: MAX_BODY},
        refuse=ErrorPages(services.pages, (API,)).refuse,
    )


async def _first_page(request: Request) -> Response:
    return go(HOME)


def _install_own(app: FastAPI, errors: ErrorPages, services: Services) -> None:
    alarms = app.state.policy_alarms = PolicyAlarms(services)

    async def on_ours(request: Request, error: Exception) -> Response:
        if isinstance(error, PolicyNotOurs):
            await alarms.note(error.reason, str(error))
        return _answer(errors, request, error)

    async def on_runtime(request: Request, error: Exception) -> Response:
        return errors.respond(request, 503)

    app.add_exception_handler(XiansuoError, on_ours)
    app.add_exception_handler(RuntimeStoreUnavailable, on_runtime)


def _answer(errors: ErrorPages, request: Request, error: Exception) -> Response:
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    if is_under(request.url.path, API):
        return errors.respond(request, status)
    if isinstance(error, NotSignedIn):
        return _ask_to_sign_in(request)
    if isinstance(error, SecondFactorMissing):
        return go("/admin/second-factor")
    signed = getattr(request.state, "signed", None)
    if isinstance(error, PledgeMissing):
        return _ask_for_the_pledge(request, signed)
    if isinstance(error, BadInput):
        return show(request, "refused.html", signed, status=422, key="", refusal=error)
    if isinstance(error, PasswordNeeded | NotAllowed | NotFound | StaleVersion | AlreadyDone | VaultError):
        return show(request, "refused.html", signed, status=status, key=_text_key(error), refusal=None)
    return errors.respond(request, status)


def _text_key(error: XiansuoError) -> str:
    if isinstance(error, PolicyNotOurs):
        return f"common.refused.PolicyNotOurs.{error.reason}"
    kinds = (PasswordNeeded, NotAllowed, NotFound, StaleVersion, AlreadyDone, RosterRolledBack, VaultError)
    kind = next(kind for kind in kinds if isinstance(error, kind))
    return f"common.refused.{kind.__name__}"


def _ask_to_sign_in(request: Request) -> Response:
    """A page asked for: go and sign in, then come back. A form sent: keep the browser's page, nothing typed is lost."""
    if request.method in ("GET", "HEAD"):
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if is_under(back, HOME.rstrip("/")) and back != HOME:
            return go(f"/admin/sign-in?back={quote(back, safe='/')}")
        return go("/admin/sign-in")
    return show(request, "ended.html", status=401)


def _ask_for_the_pledge(request: Request, signed: Signed | None) -> Response:
    """A page asked for: the pledge. A form sent while its text changed: keep the browser's page."""
    if request.method in ("GET", "HEAD"):
        return go("/admin/pledge")
    return show(request, "refused.html", signed, status=403, key="pledge.first", refusal=None)
