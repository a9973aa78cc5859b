"""What the inside host tells about itself, so that anyone can look at it on the citizens' site."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin.access import AccessKind
from admin.api.door import ApiRoute, answer, check_token
from kit import build
from kit.clock import local_day
from storage.unit_of_work import LedgerWork
from storage.vault.chain import read_entry
from storage.wire import InsideState, RosterPart

router = APIRouter(dependencies=[Depends(check_token)], route_class=ApiRoute)


@router.get("/state", response_model=InsideState, responses={304: {"description": "the state is the one named"}})
async def get_state(request: Request) -> Response:
    """Build, last backup, restore drill and leak scan, and the units' signed rosters, under an ETag."""
    services, running = request.app.state.services, build.running()
    memory = await services.runtime.memory_backed()
    zone = services.settings.zone
    async with services.ledger.read() as work:
        state = InsideState(
            version=running.version,
            build=running.hash,
            memory_backed=memory,
            last_backup=await _day(work, AccessKind.BACKUP_MADE, zone),
            last_drill=await _day(work, AccessKind.RESTORE_DRILLED, zone),
            last_leak_scan=await _day(work, AccessKind.LEAKS_SOUGHT, zone),
            leaks_found=await _leaks(work),
            rosters=await _rosters(work),
        )
    told = answer(state)
    told.headers["ETag"] = f'"{sha256(told.body).hexdigest()}"'
    if request.headers.get("if-none-match") == told.headers["ETag"]:
        return Response(status_code=304, headers={"ETag": told.headers["ETag"]})
    return told


async def _day(work: LedgerWork, kind: AccessKind, zone: ZoneInfo) -> date | None:
    entry = await work.access.latest(kind)
    return local_day(entry.at, zone) if entry else None


async def _leaks(work: LedgerWork) -> int:
    """How many files the last scan named; its entry says so."""
    entry = await work.access.latest(AccessKind.LEAKS_SOUGHT)
    return int(read_entry(entry.body).details) if entry else 0


async def _rosters(work: LedgerWork) -> tuple[RosterPart, ...]:
    """The newest roster of each unit's live epochs; a bot host checks the one of the epoch that the policy names.

    While keys are changed the newest epoch is in no policy yet.
    """
    found: list[RosterPart] = []
    for unit in await work.units.all():
        for key in await work.unit_keys.of_unit(unit.id):
            row = await work.rosters.newest(unit.id, key.epoch) if key.erased_at is None else None
            if row is not None:
                found.append(RosterPart(unit=unit.id, epoch=key.epoch, body=row.body, signature=row.signature))
    return tuple(found)
