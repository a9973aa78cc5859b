"""Signing in and out, and the first page after it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import access, policy_book, view
from admin.access import AccessKind
from admin.doors import HalfSignedIn, ServicesOf, SignedIn
from admin.forms import Sent
from admin.services import Services
from admin.sign_in import cookies, sessions
from admin.sign_in.attempt import Attempt, sign_in
from kit import clock
from storage.errors import BadInput

router = APIRouter(prefix="/admin")


@router.get("/")
async def home(signed: SignedIn, services: ServicesOf) -> Response:
    """Set-up while something is missing, then the queue; custodians and outsiders have no queue."""
    async with services.ledger.read() as work:
        complete = await policy_book.current(work) is not None
        renewing = any(row.state == "renewing" for row in await work.memberships.of_staff(signed.member.staff_id))
    has_queue = bool(signed.member.units) and not signed.member.is_custodian
    if not complete:
        return view.go("/admin/setup")
    if renewing and not signed.member.units:
        return view.go("/admin/account")
    return view.go("/admin/leads" if has_queue else "/admin/policy" if signed.member.is_custodian else "/admin/setup")


@router.get("/sign-in")
async def form(request: Request, services: ServicesOf, back: str = "", out: str = "") -> Response:
    """The empty form; `back` is where to go afterwards."""
    return _form(request, services, back=back, out=bool(out))


@router.post("/sign-in")
async def enter(request: Request, services: ServicesOf, sent: Sent) -> Response:
    """Try to sign in; the login stays in the form, password, code and a passkey's answer do not."""
    secure = services.settings.secure_cookies
    attempt = Attempt(
        sent.text("login"), sent.secret("password"), sent.text("code"), cookies.DEVICE.read(request, secure),
        sent.text("passkey"),
    )  # fmt: skip
    try:
        opened = await sign_in(services, attempt, clock.now())
    except BadInput as error:
        return _form(request, services, error, sent.text("login"), sent.text("back"))
    response = view.go("/admin/second-factor" if opened.pending else sent.text("back"))
    cookies.SESSION.write(response, opened.session, secure)
    cookies.DEVICE.write(response, opened.device, secure)
    return response


@router.post("/sign-out")
async def leave(signed: HalfSignedIn, services: ServicesOf) -> Response:
    """End this session; its row's sealed seed goes at once."""
    now = clock.now()
    if signed.cookie is not None:
        await sessions.end(services, signed.cookie, now)
        async with services.ledger.begin() as work:
            await access.record(work, AccessKind.SIGN_OUT, signed, at=now)
    response = view.go("/admin/sign-in?out=1")
    cookies.SESSION.erase(response, services.settings.secure_cookies)
    return response


def _form(
    request: Request, services: Services, error: BadInput | None = None, login: str = "", back: str = "",
    out: bool = False,
) -> Response:  # fmt: skip
    address = services.settings.staff_address
    return view.show(request, "sign_in.html", error=error, login=login, back=back, out=out, address=address)
