"""The second of two people: a custodian confirms a list with the password, or sends it back. No lead is opened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from admin import access
from admin.access import AccessKind
from admin.identity import people
from admin.retention import acts, destroying, due
from admin.retention.proposing import note
from admin.retention.standing import why_not
from admin.services import Services
from storage.errors import AccessExpired, AlreadyDone, BadInput, NotAllowed, VaultError
from storage.tables.ledger import Destruction
from storage.vault.destruction import Confirmation, sign_confirmation

if TYPE_CHECKING:
    from admin.signed import Signed


async def confirm(services: Services, signed: Signed, act_id: bytes, now: datetime) -> bool:
    """Sign for what of a list still stands as it was listed, and destroy it; True once all of it is gone.

    Whatever changed since comes off. Raises `NotAllowed` for the proposer and for who is no custodian, `AlreadyDone`,
    `BadInput` where nothing stands any more, and a `VaultError` that names what does not hold.
    """
    async with services.ledger.begin() as work:
        row = await work.destructions.get(act_id)
        _check_waiting(row, now)
        me = await people.custodian_here(work, signed)
        listed = await acts.read_waiting(work, row)
        if listed.until <= int(now.timestamp()):
            raise AccessExpired("nobody confirmed this list in time")
        if listed.proposer == me.staff_id:
            raise NotAllowed("nobody confirms their own list")
        await work.retention.hold([one.lead_id for one in listed.leads])
        # Another custodian may have confirmed it while this one waited for the leads.
        _check_waiting(await work.destructions.get(act_id), now)
        found = await why_not(work, listed, await due.term_at(work, now, services.settings.zone))
        standing = tuple(lead_id for lead_id, why in found.items() if why is None)
        if not standing:
            raise BadInput("retention.error.all_changed")
        confirmation = Confirmation(act_id, acts.list_of(row).hash, me.staff_id, int(now.timestamp()), standing)
        stored = sign_confirmation(confirmation, signed.keyring.own)
        await work.destructions.move(
            act_id, "waiting", "confirmed", decided_by=me.staff_id, decided_at=now, confirmation=stored.body,
            confirmation_signature=stored.signature,
        )  # fmt: skip
        await note(work, AccessKind.DESTRUCTION_CONFIRMED, signed, row, now, standing)
        for lead_id, why in found.items():
            if why is not None:
                await work.destructions.mark(act_id, [lead_id], "listed", "dropped", why)
        dropped = [lead_id for lead_id, why in found.items() if why is not None]
        await note(work, AccessKind.DESTRUCTION_DROPPED, signed, row, now, dropped)
    return await destroying.run(services, act_id, now)


async def refuse(services: Services, signed: Signed, act_id: bytes, now: datetime) -> None:
    """Send a list back: nothing of it goes. Raises `NotAllowed`, `AlreadyDone`."""
    async with services.ledger.begin() as work:
        row = await work.destructions.get(act_id)
        _check_waiting(row, now)
        me = await people.custodian_here(work, signed)
        await work.destructions.move(act_id, "waiting", "refused", decided_by=me.staff_id, decided_at=now)
        await note(work, AccessKind.DESTRUCTION_REFUSED, signed, row, now)


async def note_blocked(services: Services, signed: Signed, act_id: bytes, error: Exception) -> None:
    """What did not hold is for the auditor too, in a transaction of its own: the other was rolled back."""
    if isinstance(error, VaultError):
        async with services.ledger.begin() as work:
            details = f"{act_id.hex()}:{type(error).__name__}"
            await access.record(work, AccessKind.DESTRUCTION_BLOCKED, signed, details=details)


def _check_waiting(row: Destruction, now: datetime) -> None:
    if row.state == "expired" or (row.state == "waiting" and row.until <= now):
        raise AccessExpired("nobody confirmed this list in time")
    if row.state != "waiting":
        raise AlreadyDone(f"this list is {row.state}")
