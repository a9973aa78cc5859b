"""My password may be known: what a new key means for this member now, and making it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import view
from admin.doors import ServicesOf, SignedIn
from admin.forms import Sent
from admin.pages.account import offered_to
from admin.pages.join import scratch_of
from admin.services import Services
from admin.setup import renewing
from admin.sign_in import accounts, cookies
from admin.sign_in.renew_key import Renewal, renew_key
from admin.signed import Signed
from kit import clock
from storage.errors import BadInput

router = APIRouter(prefix="/admin/account/renew")


@router.get("")
async def explained(request: Request, signed: SignedIn, services: ServicesOf) -> Response:
    """What will happen, unit by unit, and the form."""
    return await _show(request, services, signed)


@router.post("")
async def renew(request: Request, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Make the new key; the phone is set up anew before anything else."""
    try:
        if sent.secret("new") != sent.secret("repeat"):
            raise BadInput("signin.error.passwords_differ")
        typed = Renewal(sent.secret("password"), sent.text("code"), sent.secret("new"))
        offered = await offered_to(services, signed)
        cookie = await renew_key(services, signed, typed, offered, clock.now())
    except BadInput as error:
        return await _show(request, services, signed, error)
    await scratch_of(services, signed).forget(accounts.OFFER_NOTE)
    response = view.go("/admin/second-factor")
    cookies.SESSION.write(response, cookie, services.settings.secure_cookies)
    return response


async def _show(request: Request, services: Services, signed: Signed, error: BadInput | None = None) -> Response:
    async with services.ledger.read() as work:
        names = {unit.id: unit.name for unit in await work.units.all()}
        try:
            found = await renewing.standing(work, signed)
        except BadInput as not_yet:
            found, error = renewing.Standing(), error or not_yet
    offered = await offered_to(services, signed)
    return view.show(
        request, "account_renew.html", signed, error=error, offered=offered.reveal(),
        waits=[names[unit] for unit in found.waits], alone=[names[unit] for unit in found.alone],
    )  # fmt: skip
