"""Units: the list, making one, its members and its state."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import view
from admin.doors import ServicesOf, SignedIn
from admin.forms import Form, Sent
from admin.roles import Role
from admin.services import Services
from admin.setup import joining, state, units
from admin.setup.checklist import UnitFacts
from admin.signed import Signed
from kit import clock
from storage.errors import BadInput, NotFound
from storage.tables.ledger import Staff
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import UnitKind

router = APIRouter(prefix="/admin/units")


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit as its page shows it; `is_first` where the viewer is to make its key.

    Of those who wait, `first_rotate` are ids whom the roster names with a key that is theirs no more.
    """

    facts: UnitFacts
    members: tuple[Staff, ...]
    waiting: tuple[Staff, ...]
    first_rotate: frozenset[bytes]
    mine: bool
    is_first: bool
    waits: bool


@router.get("")
async def listing(request: Request, signed: SignedIn, services: ServicesOf) -> Response:
    """All units with their state."""
    return await _listing(request, services, signed)


@router.post("")
async def make(request: Request, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Make a unit."""
    try:
        kind = UnitKind(sent.text("kind")) if sent.text("kind") in list(UnitKind) else UnitKind.RECEIVING
        async with services.ledger.begin() as work:
            await units.create(work, signed, kind, sent.text("name"), clock.now())
    except BadInput as error:
        return await _listing(request, services, signed, sent, error)
    return view.go("/admin/units")


@router.get("/{unit}")
async def one(request: Request, unit: str, signed: SignedIn, services: ServicesOf, done: str = "") -> Response:
    """One unit: members, key, who waits."""
    return await show_unit(request, services, signed, unit, done=done)


@router.post("/{unit}/name")
async def rename(request: Request, unit: str, signed: SignedIn, services: ServicesOf, sent: Sent) -> Response:
    """Give it another name."""
    try:
        async with services.ledger.begin() as work:
            await units.rename(work, signed, unit, sent.text("name"), clock.now())
    except BadInput as error:
        return await show_unit(request, services, signed, unit, error)
    return view.go(f"/admin/units/{unit}?done=saved")


async def show_unit(
    request: Request, services: Services, signed: Signed, unit: str, error: BadInput | None = None,
    done: str = "", code: str = "",
) -> Response:  # fmt: skip
    """The page of a unit, also with an error of one of its forms, or with its key code."""
    async with services.ledger.read() as work:
        seen = await _view(work, signed, unit)
    saved = done == "saved"
    return view.show(
        request, "unit.html", signed, error=error, unit=seen, saved=saved, pages_ok=done == "pages",
        admitted=done == "admitted", recovered=done == "recovered",
        code=joining.grouped(code), sysadmin=signed.member.may(Role.SYSADMIN),
    )  # fmt: skip


async def _listing(
    request: Request, services: Services, signed: Signed, sent: Form | None = None, error: BadInput | None = None
) -> Response:
    async with services.ledger.read() as work:
        facts = await state.facts(work, clock.now())
    taken = {unit.kind for unit in facts.units}
    kinds = [kind for kind in UnitKind if kind not in units.SINGLE or kind not in taken]
    return view.show(
        request, "units.html", signed, error=error, units=facts.units, kinds=kinds,
        name=sent.text("name") if sent else "", kind=sent.text("kind") if sent else kinds[0],
        mine=signed.member.units, sysadmin=signed.member.may(Role.SYSADMIN),
    )  # fmt: skip


async def _view(work: LedgerWork, signed: Signed, unit: str) -> UnitView:
    facts = next((one for one in (await state.facts(work, clock.now())).units if one.id == unit), None)
    if facts is None:
        raise NotFound("no such unit")
    rows = await work.memberships.of_unit(unit)
    members = await work.staff.many([row.staff_id for row in rows])
    waiting = tuple(staff for _, staff in await joining.waiting(work, (unit,)))
    old = frozenset([one.id for one in waiting if await joining.has_old_key(work, unit, one.id)])
    mine = unit in signed.member.units
    is_first = mine and not facts.has_seed and not signed.member.may(Role.SYSADMIN)
    return UnitView(
        facts, tuple(members[row.staff_id] for row in rows), waiting, old, mine, is_first, _waits(waiting, signed)
    )


def _waits(waiting: tuple[Staff, ...], signed: Signed) -> bool:
    return any(staff.id == signed.member.staff_id for staff in waiting)
