"""The first of two people: puts a list forward and signs it, for leads that are due and that their unit holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from admin import access
from admin.access import AccessKind
from admin.identity import people
from admin.retention import due
from admin.retention.due import Candidate
from admin.retention.terms import WAITS
from admin.services import Services
from storage.errors import BadInput, NotAllowed
from storage.tables.ledger import Destruction, DestructionLine
from storage.vault.binding import new_id
from storage.vault.destruction import DestructionList, Listed, sign_list
from storage.vault.lead import identity_hash

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


async def propose(services: Services, signed: Signed, lead_ids: Collection[bytes], now: datetime) -> list[bytes]:
    """Sign and keep a list, one for each unit whose leads are on it; returns their ids.

    `signed` holds a key that the password has just opened. Raises `NotAllowed`, and `BadInput` where nothing was
    chosen or something of it is not due any more.
    """
    if not signed.member.ends_terms:
        raise NotAllowed("this member puts no lists forward")
    if not lead_ids:
        raise BadInput("retention.error.nothing")
    async with services.ledger.begin() as work:
        found = await due.find(work, signed, await due.term_at(work, now, services.settings.zone))
        ready = {one.kept.lead_id: one for one in found.ready}
        if not set(lead_ids) <= ready.keys():
            raise BadInput("retention.error.changed")
        by_unit = await _by_unit(work, signed, {lead_id: ready[lead_id] for lead_id in lead_ids})
        return [await _keep(work, signed, unit, chosen, now) for unit, chosen in sorted(by_unit.items())]


async def withdraw(services: Services, signed: Signed, act_id: bytes, now: datetime) -> None:
    """Take back a list that nobody has decided on. Raises `NotAllowed` for a list of another unit, `AlreadyDone`."""
    async with services.ledger.begin() as work:
        row = await work.destructions.get(act_id)
        if not signed.member.ends_terms or row.unit_id not in signed.member.units:
            raise NotAllowed("only the unit that put a list forward takes it back")
        await work.destructions.move(act_id, "waiting", "withdrawn", decided_by=signed.member.staff_id, decided_at=now)
        await note(work, AccessKind.DESTRUCTION_WITHDRAWN, signed, row, now)


async def note(
    work: LedgerWork, kind: AccessKind, signed: Signed, row: Destruction, now: datetime,
    lead_ids: Collection[bytes] | None = None,
) -> None:  # fmt: skip
    """One entry for each of these leads of a list, or for all: no entry counts leads that its reader may not see."""
    listed = [line.lead_id for line in await work.destructions.lines(row.id)] if lead_ids is None else lead_ids
    for lead_id in listed:
        await access.record(work, kind, signed, lead_id, unit=row.unit_id, details=row.id.hex(), at=now)


async def _by_unit(
    work: LedgerWork, signed: Signed, chosen: Mapping[bytes, Candidate]
) -> Mapping[str, Sequence[Candidate]]:
    """The leads by the unit of this member that holds them."""
    found: dict[str, list[Candidate]] = defaultdict(list)
    for lead_id, one in chosen.items():
        grants = await work.grants.held(lead_id, signed.member.units, signed.member.staff_id)
        found[min(grant.unit_id for grant in grants)].append(one)
    return found


async def _keep(work: LedgerWork, signed: Signed, unit: str, chosen: Sequence[Candidate], now: datetime) -> bytes:
    me = people.myself(signed, await people.asker(work, unit, signed.member.staff_id))
    at, until = int(now.timestamp()), now + WAITS
    leads = tuple([await listed_as(work, one) for one in chosen])
    listed = DestructionList(new_id(), me.staff_id, unit, at, int(until.timestamp()), leads)
    stored = sign_list(listed, signed.keyring.own)
    row = Destruction(
        id=listed.act_id, unit_id=unit, proposed_by=me.staff_id, proposed_at=now, until=until, state="waiting",
        body=stored.body, signature=stored.signature,
    )  # fmt: skip
    lines = [
        DestructionLine(
            act_id=row.id, lead_id=one.lead_id, identity_hash=one.identity if one.has_identity else None, state="listed"
        )
        for one in leads
    ]
    await work.destructions.add(row, lines)
    await note(work, AccessKind.DESTRUCTION_LISTED, signed, row, now, [one.lead_id for one in leads])
    return row.id


async def listed_as(work: LedgerWork, one: Candidate) -> Listed:
    """The lead as it stands now."""
    kept = one.kept
    if kept.closed_on is None:
        raise BadInput("retention.error.changed")
    sealed = await work.identities.sealed(kept.lead_id)
    return Listed(
        kept.lead_id, kept.number, kept.closed_on, kept.version, kept.messages, kept.words, identity_hash(sealed)
    )
