"""A unit's key state: what is due, who is on the roster, and the three steps of a rotation."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import view
from admin.doors import InUnit, ServicesOf, SignedIn
from admin.forms import Sent
from admin.roles import Role
from admin.services import Services
from admin.setup import erasing, joining, key_state, resealing, rotation
from admin.setup.key_state import KeyState
from admin.setup.rotation import Staying
from admin.sign_in.unlock import unlock
from admin.signed import Signed
from kit import clock
from storage.errors import BadInput, NotAllowed

router = APIRouter(prefix="/admin/units")


@router.get("/{unit}/keys")
async def state(
    request: Request, unit: str, signed: SignedIn, services: ServicesOf, done: str = "", moved: int = 0
) -> Response:
    """Epochs, roster and what is due, for the unit's members and the administrator."""
    return await _state(request, services, signed, unit, done=done, moved=moved)


@router.get("/{unit}/keys/next")
async def next_epoch(request: Request, unit: str, signed: InUnit, services: ServicesOf) -> Response:
    """The roster with key codes, to be confirmed."""
    return await _next(request, services, signed, unit)


@router.post("/{unit}/keys/next")
async def prepare(request: Request, unit: str, signed: InUnit, services: ServicesOf, sent: Sent) -> Response:
    """Make the next epoch for those who were ticked."""
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        staying = Staying(sent.text("mark"), frozenset(_ids(sent.all("stays"))))
        await rotation.prepare(services, open_, unit, staying, clock.now())
    except BadInput as error:
        return await _next(request, services, signed, unit, error, sent.all("stays"))
    return view.go(f"/admin/units/{unit}/keys?done=prepared")


@router.post("/{unit}/keys/reseal")
async def reseal(request: Request, unit: str, signed: InUnit, services: ServicesOf, sent: Sent) -> Response:
    """Seal a part anew, for two seconds; a custodian gives the password for it."""
    try:
        now = clock.now()
        open_ = signed if signed.keyring.is_open else await unlock(services, signed, sent.secret("password"), now)
        result = await resealing.run(services, open_, unit, now)
    except BadInput as error:
        return await _state(request, services, signed, unit, error)
    return view.go(f"/admin/units/{unit}/keys?done=moved&moved={result.moved}")


@router.post("/{unit}/keys/{epoch}/erase")
async def erase(
    request: Request, unit: str, epoch: int, signed: InUnit, services: ServicesOf, sent: Sent
) -> Response:
    """Erase an old epoch's seed."""
    try:
        await unlock(services, signed, sent.secret("password"), clock.now())
        await erasing.erase(services, signed, unit, epoch, clock.now())
    except BadInput as error:
        return await _state(request, services, signed, unit, error)
    return view.go(f"/admin/units/{unit}/keys?done=erased")


async def _state(
    request: Request, services: Services, signed: Signed, unit: str, error: BadInput | None = None, done: str = "",
    moved: int = 0,
) -> Response:  # fmt: skip
    name, seen = await _read(services, signed, unit)
    return view.show(
        request, "keys/state.html", signed, error=error, unit=unit, name=name, state=seen, done=done, moved=moved,
        mine=unit in signed.member.units, asks=not signed.keyring.is_open,
    )  # fmt: skip


async def _next(
    request: Request, services: Services, signed: Signed, unit: str, error: BadInput | None = None,
    ticked: list[str] | None = None,
) -> Response:  # fmt: skip
    name, seen = await _read(services, signed, unit)
    codes = await asyncio.gather(*(services.derive(one.public.key_code) for one in seen.members))
    stays = [one.staff_id.hex() in ticked if ticked is not None else not one.due for one in seen.members]
    rows = zip(seen.members, [joining.grouped(code) for code in codes], stays, strict=True)
    return view.show(request, "keys/next.html", signed, error=error, unit=unit, name=name, state=seen, rows=list(rows))


async def _read(services: Services, signed: Signed, unit: str) -> tuple[str, KeyState]:
    if unit not in signed.member.units and not signed.member.may(Role.SYSADMIN):
        raise NotAllowed("only members of this unit and the system administrator see its key state")
    async with services.ledger.read() as work:
        name = (await work.units.get(unit)).name
        return name, await key_state.read(work, unit, clock.now(), signed.keyring)


def _ids(texts: list[str]) -> list[bytes]:
    try:
        return [bytes.fromhex(text) for text in texts]
    except ValueError:
        return []
