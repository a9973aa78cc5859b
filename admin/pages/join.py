"""From a one-time link to an account: name, login and password, then the phone, then the spare codes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import view
from admin.doors import Confirmed, HalfSignedIn, ServicesOf
from admin.forms import Form, Sent
from admin.services import Services
from admin.setup import invitations
from admin.sign_in import accounts, cookies, totp
from admin.sign_in.accounts import AccountForm
from admin.sign_in.attempt import TOTP_NOTE
from admin.sign_in.scratch import Scratch
from admin.signed import Signed
from kit import clock
from storage.errors import AlreadyDone, BadInput
from storage.vault.secret import SecretBytes, SecretText

router = APIRouter(prefix="/admin")
SPARE_NOTE = "spare-codes"


@router.get("/join/{token}")
async def form(request: Request, token: str, services: ServicesOf) -> Response:
    """The account form; looking at it uses nothing up, so a messenger that previews links does no harm."""
    return await _form(request, services, SecretText(token))


@router.post("/join/{token}")
async def make(request: Request, token: str, services: ServicesOf, sent: Sent) -> Response:
    """Make the account and begin its session."""
    link = SecretText(token)
    try:
        if sent.secret("password") != sent.secret("repeat"):
            raise BadInput("signin.error.passwords_differ")
        typed = AccountForm(sent.text("name"), sent.text("login"), sent.secret("password"))
        account = await accounts.make(services, link, typed, clock.now())
    except BadInput as error:
        return await _form(request, services, link, sent, error)
    except AlreadyDone:
        return view.show(request, "join_used.html", status=410)
    response = view.go("/admin/second-factor")
    cookies.SESSION.write(response, account.session, services.settings.secure_cookies)
    return response


@router.get("/second-factor")
async def factor(request: Request, signed: HalfSignedIn, services: ServicesOf) -> Response:
    """The QR code of the phone's secret; once confirmed it is never shown again."""
    if not signed.pending:
        return view.go(view.HOME)
    return await _factor(request, services, signed)


@router.post("/second-factor")
async def confirm(request: Request, signed: HalfSignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Confirm the phone by its first code, then show the spare codes."""
    if not signed.pending:
        return view.go("/admin/spare-codes")
    secret = await _secret(services, signed)
    if secret is None:
        return await _factor(request, services, signed)
    try:
        codes = await accounts.confirm_second_factor(services, signed, secret, sent.text("code"), clock.now())
    except BadInput as error:
        return await _factor(request, services, signed, error)
    await keep_spare_codes(services, signed, codes)
    await scratch_of(services, signed).forget(TOTP_NOTE)
    return view.go("/admin/spare-codes")


@router.get("/spare-codes")
async def spare(request: Request, signed: Confirmed, services: ServicesOf) -> Response:
    """The spare codes, until the member says that they are copied, at most half an hour."""
    kept = await scratch_of(services, signed).get(SPARE_NOTE)
    codes = kept.reveal().decode().split("\n") if kept else []
    return view.show(request, "spare_codes.html", signed, codes=codes)


@router.post("/spare-codes")
async def spare_done(signed: Confirmed, services: ServicesOf) -> Response:
    """The codes are on paper: forget them."""
    await scratch_of(services, signed).forget(SPARE_NOTE)
    return view.go(view.HOME)


def scratch_of(services: Services, signed: Signed) -> Scratch:
    """The notes of this session."""
    return Scratch(services.runtime, signed.cookie or SecretBytes.random())


async def keep_spare_codes(services: Services, signed: Signed, codes: list[SecretText]) -> None:
    """Keep fresh codes for the page that shows them."""
    text = "\n".join(code.reveal() for code in codes)
    await scratch_of(services, signed).put(SPARE_NOTE, SecretBytes(text.encode()))


async def _form(
    request: Request, services: Services, token: SecretText, sent: Form | None = None, error: BadInput | None = None
) -> Response:
    try:
        async with services.ledger.read() as work:
            invitation = await invitations.find(work, token, clock.now())
            unit = (await work.units.get(invitation.unit_id)).name if invitation.unit_id else ""
        offered = await accounts.offer(services, token)
    except AlreadyDone:
        return view.show(request, "join_used.html", status=410)
    return view.show(
        request, "join.html", error=error, invitation=invitation, unit=unit, offered=offered.reveal(),
        name=sent.text("name") if sent else invitation.name, login=sent.text("login") if sent else "",
    )  # fmt: skip


async def _factor(request: Request, services: Services, signed: Signed, error: BadInput | None = None) -> Response:
    secret = await _secret(services, signed)
    svg = totp.qr_svg(totp.address(secret, signed.member.login)) if secret else ""
    by_hand = totp.grouped(secret) if secret else ""
    return view.show(request, "second_factor.html", signed, error=error, svg=svg, by_hand=by_hand)


async def _secret(services: Services, signed: Signed) -> SecretText | None:
    kept = await scratch_of(services, signed).get(TOTP_NOTE)
    return SecretText(kept.reveal().decode()) if kept else None
