"""One's own account: roles and units, key code, password, spare codes, passkeys, signed-in devices."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import view
from admin.doors import ServicesOf, SignedIn
from admin.forms import Sent
from admin.leads.words import Words
from admin.pages.join import keep_spare_codes, scratch_of
from admin.services import Services
from admin.setup import joining
from admin.sign_in import accounts, own_sessions, passkeys, passwords
from admin.sign_in.change_password import change_password
from admin.sign_in.unlock import unlock
from admin.signed import Signed
from kit import clock, language
from storage.errors import BadInput
from storage.vault.secret import SecretBytes, SecretText

router = APIRouter(prefix="/admin/account")


@router.get("")
async def overview(request: Request, signed: SignedIn, services: ServicesOf, done: str = "") -> Response:
    """The account page."""
    return await show_account(request, services, signed, done=done)


@router.post("/code")
async def code(request: Request, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Show one's own key code, from the seed that the password opened."""
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
    except BadInput as error:
        return await show_account(request, services, signed, error)
    return await show_account(request, services, signed, code=await joining.own_code(services, open_))


@router.post("/password")
async def password(request: Request, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Change the password."""
    try:
        if sent.secret("new") != sent.secret("repeat"):
            raise BadInput("signin.error.passwords_differ")
        offered = await offered_to(services, signed)
        await change_password(services, signed, sent.secret("old"), sent.secret("new"), offered, clock.now())
    except BadInput as error:
        return await show_account(request, services, signed, error)
    await scratch_of(services, signed).forget(accounts.OFFER_NOTE)
    return view.go("/admin/account?done=password")


@router.post("/spare-codes")
async def spare(request: Request, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Ten new spare codes, behind the password."""
    try:
        await unlock(services, signed, sent.secret("password"), clock.now())
    except BadInput as error:
        return await show_account(request, services, signed, error)
    await keep_spare_codes(services, signed, await accounts.renew_spare_codes(services, signed, clock.now()))
    return view.go("/admin/spare-codes")


@router.post("/sessions/end")
async def end_session(signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Sign one device out."""
    async with services.ledger.begin() as work:
        await own_sessions.end_one(work, signed, sent.text("session"), clock.now())
    return view.go("/admin/account?done=session")


@router.post("/sessions/end-others")
async def end_other_sessions(signed: SignedIn, services: ServicesOf) -> Response:
    """Sign all other devices out."""
    async with services.ledger.begin() as work:
        await own_sessions.end_others(work, signed, clock.now())
    return view.go("/admin/account?done=session")


async def show_account(
    request: Request, services: Services, signed: Signed, error: BadInput | None = None, code: str = "",
    done: str = "", passkey_name: str = "",
) -> Response:  # fmt: skip
    """The account page; `code` is a key code to show, `passkey_name` what was typed for a passkey."""
    async with services.ledger.read() as work:
        rows = await work.memberships.of_staff(signed.member.staff_id)
        names = {unit.id: unit.name for unit in await work.units.all()}
        left = await work.staff.spare_codes_left(signed.member.staff_id)
        sessions = await own_sessions.listed(work, signed, clock.now())
        keys = await work.passkeys.of_staff(signed.member.staff_id)
        changes = await passkeys.changes(work, signed, clock.now())
    offered = await offered_to(services, signed)
    return view.show(
        request, "account.html", signed, error=error, code=joining.grouped(code), done=done, left=left,
        sessions=sessions, passkeys=keys, passkey_name=passkey_name, passkey_changes=changes,
        address=services.settings.staff_address,
        w=Words(services.texts, language.of(request), services.settings.zone),
        joined=[names[row.unit_id] for row in rows if row.state == "joined"],
        waiting=[names[row.unit_id] for row in rows if row.state == "waiting"],
        renewing=[names[row.unit_id] for row in rows if row.state == "renewing"], offered=offered.reveal(),
    )  # fmt: skip


async def offered_to(services: Services, signed: Signed) -> SecretText:
    """The generated password this session is offered, the same one at every reload."""
    scratch = scratch_of(services, signed)
    kept = await scratch.get(accounts.OFFER_NOTE)
    if kept is not None:
        return SecretText(kept.reveal().decode())
    offered = passwords.generate()
    await scratch.put(accounts.OFFER_NOTE, SecretBytes(offered.reveal().encode()))
    return offered
