"""A unit's key acts, each behind the password: making the key, the recovery pages, the key code, admitting."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import view
from admin.doors import InUnit, ServicesOf, SignedIn
from admin.forms import Form, Sent
from admin.pages.join import scratch_of
from admin.pages.units import show_unit
from admin.services import Services
from admin.setup import joining, units
from admin.setup.units import MadeKeys
from admin.sign_in import totp
from admin.sign_in.unlock import unlock
from admin.signed import Signed
from kit import clock
from storage.errors import BadInput, PageMistyped
from storage.vault.pages import Page
from storage.vault.secret import SecretBytes

router = APIRouter(prefix="/admin/units")
ASKED_BACK = 1
"""Which of the three pages is typed back: B, whose halves belong to both others."""


@router.post("/{unit}/keys")
async def make(request: Request, unit: str, signed: InUnit, services: ServicesOf, sent: Sent) -> Response:
    """The first member makes the unit's key and goes on to print its pages."""
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
    except BadInput as error:
        return await show_unit(request, services, signed, unit, error)
    made = await units.make_seed(services.ledger, open_, unit, services.settings.zone, clock.now())
    await _keep(services, signed, made)
    return view.go(f"/admin/units/{unit}/pages")


@router.post("/{unit}/new-pages")
async def again(request: Request, unit: str, signed: InUnit, services: ServicesOf, sent: Sent) -> Response:
    """New pages for the key in force."""
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
    except BadInput as error:
        return await show_unit(request, services, signed, unit, error)
    await _keep(services, signed, await units.new_pages(services.ledger, open_, unit, clock.now()))
    return view.go(f"/admin/units/{unit}/pages")


@router.get("/{unit}/pages")
async def pages(request: Request, unit: str, signed: SignedIn, services: ServicesOf) -> Response:
    """The three pages for printing, until one was typed back or half an hour is over."""
    kept = await _kept(services, signed, unit)
    async with services.ledger.read() as work:
        name = (await work.units.get(unit)).name
    sheets = [_sheet(page) for page in kept]
    return view.show(request, "recovery_pages.html", signed, sheets=sheets, unit=unit, unit_name=name)


@router.get("/{unit}/pages/check")
async def check(request: Request, unit: str, signed: SignedIn, services: ServicesOf) -> Response:
    """Asks for one page back."""
    return await _check(request, services, signed, unit)


@router.post("/{unit}/pages/check")
async def checked(request: Request, unit: str, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Compare what was typed with the page that was printed; what was typed stays in the form on an error."""
    kept = await _kept(services, signed, unit)
    if not kept:
        return await _check(request, services, signed, unit)
    try:
        typed = sent.text("digits")
        await units.confirm_page(services.ledger, signed, unit, kept[ASKED_BACK], typed, clock.now())
    except PageMistyped as wrong:
        error = BadInput("units.error.page_group", count=wrong.group) if wrong.group else BadInput("units.error.page")
        return await _check(request, services, signed, unit, sent, error)
    await scratch_of(services, signed).forget(_note(unit))
    return view.go(f"/admin/units/{unit}?done=pages")


@router.post("/{unit}/code")
async def code(request: Request, unit: str, signed: InUnit, services: ServicesOf, sent: Sent) -> Response:
    """Show the unit's key code, from the key that the member's own password opened."""
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        digits = await units.code_of(services, open_, unit)
    except BadInput as error:
        return await show_unit(request, services, signed, unit, error)
    return await show_unit(request, services, signed, unit, code=digits)


@router.post("/{unit}/admit")
async def admit(request: Request, unit: str, signed: InUnit, services: ServicesOf, sent: Sent) -> Response:
    """Admit a newcomer whose key code was read out."""
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        staff_id = _id_of(sent.text("staff"))
        await joining.admit(services, open_, unit, staff_id, sent.text("code"), clock.now())
    except BadInput as error:
        return await show_unit(request, services, signed, unit, error)
    return view.go(f"/admin/units/{unit}?done=admitted")


async def _check(
    request: Request, services: Services, signed: Signed, unit: str, sent: Form | None = None,
    error: BadInput | None = None,
) -> Response:  # fmt: skip
    kept = await _kept(services, signed, unit)
    return view.show(
        request, "recovery_check.html", signed, error=error, unit=unit, typed=sent.text("digits") if sent else "",
        letter=kept[ASKED_BACK].letter if kept else "",
    )  # fmt: skip


def _sheet(page: Page) -> dict[str, object]:
    """What is printed of a page. The QR holds the same digits as the groups."""
    groups = [group.reveal() for group in page.groups()]
    return {
        "letter": page.letter, "set": page.set_number, "groups": groups, "svg": totp.qr_svg("".join(groups)),
    }  # fmt: skip


async def _keep(services: Services, signed: Signed, made: MadeKeys) -> None:
    text = "\n".join("".join(group.reveal() for group in page.groups()) for page in made.pages)
    await scratch_of(services, signed).put(_note(made.unit), SecretBytes(text.encode()))


async def _kept(services: Services, signed: Signed, unit: str) -> list[Page]:
    kept = await scratch_of(services, signed).get(_note(unit))
    return [Page.parse(line) for line in kept.reveal().decode().split("\n")] if kept else []


def _note(unit: str) -> str:
    return f"pages:{unit}"


def _id_of(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
