"""Destroying what two people signed for, slice by slice: every key first, then what it had locked, then the words.

No key is needed for it, so the housekeeping goes on where a process was killed. Every slice is a transaction of its
own, checks both signatures again, and takes each lead only as it was listed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.retention import acts, due
from admin.retention.acts import Confirmed
from admin.retention.due import Term
from admin.retention.standing import UNSIGNED, why_not
from admin.services import Services
from admin.workflow.states import State
from kit import logs
from storage.database import truncate_wal
from storage.errors import VaultError

if TYPE_CHECKING:
    from storage.unit_of_work import LedgerWork

log = logs.get(__name__)
SLICE: Final = 20
"""Leads of one transaction."""
Step = Callable[["LedgerWork", Confirmed, Sequence[bytes], Term, datetime], Awaitable[None]]


async def finish_all(services: Services, now: datetime) -> None:
    """Go on with every list that is confirmed and not done; one that does not verify is told and left alone."""
    async with services.ledger.read() as work:
        unfinished = await work.destructions.unfinished()
    for act_id in unfinished:
        try:
            await run(services, act_id, now)
        except VaultError as error:
            log.error("destruction_does_not_verify", act=act_id.hex(), cause=type(error).__name__)


async def run(services: Services, act_id: bytes, now: datetime, size: int = SLICE) -> bool:
    """Destroy what is left of a confirmed list; True once it is done and, on SQLite, out of the log too.

    `size` leads go in one transaction.

    Raises `DestructionRefused`, `SignatureBroken` where the list is not what two people signed.
    """
    await _slices(services, act_id, "listed", _take_keys, now, size)
    keys_gone = await truncate_wal(services.ledger.engine)
    await _slices(services, act_id, "keys", _take_rest, now, size)
    # A reader may still need the log; then the list stays unfinished, and the next round truncates again.
    if not (await truncate_wal(services.ledger.engine) and keys_gone):
        return False
    async with services.ledger.begin() as work:
        if (await work.destructions.get(act_id)).state == "confirmed":
            await work.destructions.move(act_id, "confirmed", "done", done_at=now)
    return True


async def _slices(services: Services, act_id: bytes, state: str, step: Step, now: datetime, size: int) -> None:
    while True:
        async with services.ledger.begin() as work:
            row = await work.destructions.get(act_id)
            lead_ids = await work.destructions.slice(act_id, state, size) if row.state == "confirmed" else []
            if not lead_ids:
                return
            act = await acts.read_confirmed(work, row)
            await work.retention.hold(lead_ids)
            await step(work, act, lead_ids, await due.term_at(work, now, services.settings.zone), now)


async def _take_keys(
    work: LedgerWork, act: Confirmed, lead_ids: Sequence[bytes], term: Term, now: datetime
) -> None:
    found = await why_not(work, act.listed, term, lead_ids)
    for lead_id in lead_ids:
        why = found[lead_id] if lead_id in act.lead_ids else UNSIGNED
        if why is not None:
            await _drop(work, act, lead_id, why, now)
            continue
        if not await work.destructions.mark(act.listed.act_id, [lead_id], "listed", "keys"):
            continue
        await work.identities.destroy_keys(lead_id)
        await work.identity_requests.end_of_lead(lead_id)
        await work.call_backs.end_of_lead(lead_id)
        listed = act.listed.find(lead_id)
        if listed is not None and listed.has_identity:
            await _record(work, AccessKind.KEYS_DESTROYED, act, lead_id, now)


async def _take_rest(
    work: LedgerWork, act: Confirmed, lead_ids: Sequence[bytes], term: Term, now: datetime
) -> None:
    facts = await work.retention.facts(lead_ids)
    for lead_id in lead_ids:
        listed = act.listed.find(lead_id)
        if listed is None or lead_id not in act.lead_ids:
            await work.destructions.mark(act.listed.act_id, [lead_id], "keys", "dropped", UNSIGNED)
            continue
        await work.identities.destroy_ciphertext(lead_id)
        erased = 0
        if facts[lead_id].state == State.CLOSED:
            erased = await work.thread.wipe_reporters_messages(lead_id, up_to=listed.messages)
        if await work.destructions.mark(act.listed.act_id, [lead_id], "keys", "done") and erased:
            await _record(work, AccessKind.MESSAGES_DESTROYED, act, lead_id, now)


async def _drop(work: LedgerWork, act: Confirmed, lead_id: bytes, why: str, now: datetime) -> None:
    if await work.destructions.mark(act.listed.act_id, [lead_id], "listed", "dropped", why):
        details = f"{act.listed.act_id.hex()}:{why}"
        await access.record(
            work, AccessKind.DESTRUCTION_DROPPED, None, lead_id, unit=act.listed.unit, details=details, at=now
        )


async def _record(work: LedgerWork, kind: AccessKind, act: Confirmed, lead_id: bytes, now: datetime) -> None:
    """The custodian who confirmed acts, for the unit of who put it forward; the details name list and proposer."""
    details = f"{act.listed.act_id.hex()}:{act.listed.proposer.hex()}"
    await access.record(
        work, kind, None, lead_id, unit=act.listed.unit, details=details, actor=act.confirmation.confirmer, at=now
    )
