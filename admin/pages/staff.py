"""Staff: the list, invitations, roles, disabling."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin import policy_book, view
from admin.doors import ServicesOf, SignedIn, needs
from admin.forms import Form, Sent
from admin.leads.leavers import open_leads_of
from admin.leads.looking_over import look_over
from admin.leads.turns import CAP
from admin.pages.join import scratch_of
from admin.roles import Role
from admin.services import Services
from admin.setup import first_admin, invitations, joining, people
from admin.setup.invitations import Invited
from admin.signed import Signed
from kit import clock
from storage.database import truncate_wal
from storage.errors import BadInput, NotFound
from storage.vault.secret import SecretBytes, SecretText

router = APIRouter(prefix="/admin/staff")
Sysadmin = Annotated[Signed, Depends(needs(Role.SYSADMIN))]
LINK_NOTE = "invitation"
LINK_SECONDS = 600


@router.get("")
async def listing(request: Request, signed: SignedIn, services: ServicesOf) -> Response:
    """Everybody, and the links that were not used yet."""
    async with services.ledger.read() as work:
        found = await people.everybody(work)
        names = {unit.id: unit.name for unit in await work.units.all()}
        pending = await work.invitations.open(clock.now()) if signed.member.may(Role.SYSADMIN) else []
    return view.show(
        request, "staff_list.html", signed, people=found, unit_names=names,
        invitations=[one for one in pending if one.purpose == invitations.For.STAFF],
        sysadmin=signed.member.may(Role.SYSADMIN),
    )  # fmt: skip


@router.get("/invite")
async def invite_form(request: Request, signed: Sysadmin, services: ServicesOf) -> Response:
    """The empty form."""
    return await _invite(request, services, signed)


@router.post("/invite")
async def invite(request: Request, signed: Sysadmin, services: ServicesOf, sent: Sent) -> Response:
    """Make a link and go on to the page that shows it."""
    try:
        invited = Invited(sent.text("name"), _roles(sent), sent.text("unit") or None, sent.flag("first"))
        async with services.ledger.begin() as work:
            token = await invitations.invite(work, signed, invited, clock.now())
    except BadInput as error:
        return await _invite(request, services, signed, sent, error)
    note = f"{first_admin.path_of(token)}\n{invited.name.strip()}"
    await scratch_of(services, signed).put(LINK_NOTE, SecretBytes(note.encode()), LINK_SECONDS)
    return view.go("/admin/staff/invite/link")


@router.get("/invite/link")
async def link(request: Request, signed: Sysadmin, services: ServicesOf) -> Response:
    """The link just made, for ten minutes and in this session only."""
    kept = await scratch_of(services, signed).get(LINK_NOTE)
    path, _, name = kept.reveal().decode().partition("\n") if kept else ("", "", "")
    address = SecretText(f"{str(request.base_url).rstrip('/')}{path}") if path else None
    until = clock.now() + invitations.LIFETIME
    return view.show(
        request, "staff_link.html", signed, address=address.reveal() if address else "", name=name, until=until
    )


@router.get("/{staff}")
async def one(request: Request, staff: str, signed: Sysadmin, services: ServicesOf) -> Response:
    """Somebody's roles, units and state."""
    return await _one(request, services, signed, staff)


@router.post("/{staff}/roles")
async def roles(request: Request, staff: str, signed: Sysadmin, services: ServicesOf, sent: Sent) -> Response:
    """Change what they may do."""
    try:
        async with services.ledger.begin() as work:
            await people.set_roles(work, signed, id_of(staff), _roles(sent), clock.now())
    except BadInput as error:
        return await _one(request, services, signed, staff, error)
    return view.go("/admin/staff")


@router.post("/{staff}/unit")
async def unit(request: Request, staff: str, signed: Sysadmin, services: ServicesOf, sent: Sent) -> Response:
    """Let them wait before a unit."""
    try:
        async with services.ledger.begin() as work:
            await joining.ask_to_join(work, signed, id_of(staff), sent.text("unit"), clock.now())
    except BadInput as error:
        return await _one(request, services, signed, staff, error)
    return view.go("/admin/staff")


@router.post("/{staff}/disable")
async def disable(request: Request, staff: str, signed: Sysadmin, services: ServicesOf, sent: Sent) -> Response:
    """Let them in no more, and propose who takes over."""
    try:
        chosen = {unit: id_of(one) for unit, one in sent.under("successor:").items() if one}
        async with services.ledger.begin() as work:
            erased = await people.disable(work, signed, id_of(staff), clock.now(), chosen)
    except BadInput as error:
        return await _one(request, services, signed, staff, error, sent.under("successor:"))
    if erased:
        await truncate_wal(services.ledger.engine)
    return view.go("/admin/staff")


@router.post("/{staff}/enable")
async def enable(staff: str, signed: Sysadmin, services: ServicesOf) -> Response:
    """Let them in again."""
    async with services.ledger.begin() as work:
        await people.enable(work, signed, id_of(staff), clock.now())
    return view.go("/admin/staff")


def id_of(text: str) -> bytes:
    """An id of 16 bytes as it stands in a path; raises `NotFound` for anything else."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 16:
        raise NotFound("no such id")
    return found


def _roles(sent: Form) -> frozenset[Role]:
    known = set(Role)
    return frozenset(Role(name) for name in sent.all("roles") if name in known)


async def _invite(
    request: Request, services: Services, signed: Signed, sent: Form | None = None, error: BadInput | None = None
) -> Response:
    async with services.ledger.read() as work:
        units = [(unit, await work.unit_keys.newest(unit.id) is None) for unit in await work.units.all()]
    return view.show(
        request, "staff_invite.html", signed, error=error, units=units, roles=list(Role),
        name=sent.text("name") if sent else "", unit=sent.text("unit") if sent else "",
        first=sent.flag("first") if sent else False, chosen=_roles(sent) if sent else frozenset(),
    )  # fmt: skip


async def _one(
    request: Request, services: Services, signed: Signed, staff: str, error: BadInput | None = None,
    chosen: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    staff_id = id_of(staff)
    await look_over(services, signed, clock.now())
    async with services.ledger.read() as work:
        found = next((one for one in await people.everybody(work) if one.staff.id == staff_id), None)
        units = await work.units.all()
        colleagues = await people.colleagues(work, staff_id)
        counts = {unit: await open_leads_of(work, signed.member, unit, staff_id) for unit in colleagues}
        fixed = staff_id == signed.member.staff_id and await policy_book.current(work) is not None
    if found is None:
        raise NotFound("no such member")
    free = [unit for unit in units if unit.id not in (*found.joined, *found.waiting)]
    return view.show(
        request, "staff_one.html", signed, error=error, person=found, units=free, roles=list(Role),
        unit_names={unit.id: unit.name for unit in units}, oneself=staff_id == signed.member.staff_id,
        fixed=fixed, colleagues=colleagues, counts=counts, chosen=chosen or {}, most=CAP,
    )  # fmt: skip
