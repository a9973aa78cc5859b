"""The restore block: signed by office and by custody on the head that the bot hosts have witnessed, then sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from admin import access, policy_book, restoring
from admin.access import AccessKind
from admin.restoring import Restoring, Stage
from admin.roles import Role
from admin.services import Services
from admin.setup.policies import signs_for
from admin.signed import Signed
from kit import clock
from storage.errors import AlreadyDone, BadInput, NotAllowed
from storage.tables.ledger import RestoreSigning
from storage.unit_of_work import LedgerWork
from storage.vault.policy import Policy
from storage.vault.policy_document import PolicyUnit, UnitKind
from storage.vault.restore_block import (
    Head,
    Restore,
    SignedRestore,
    check_signatures,
    read_block,
    read_restore,
    sign_restore,
    write_restore,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The restore block that is wanted now, and which units have signed it."""

    body: bytes
    restore: Restore
    signed_by: frozenset[UnitKind]


async def wanted(work: LedgerWork, waiting: Restoring, policy: Policy, now: datetime) -> Wanted:
    """What is to be signed: the block that one unit has signed already, or a fresh one for the present heads."""
    for row in await work.restores.all():
        begun = read_restore(row.body)
        stands = (begun.witnessed, begun.resumed) == (waiting.witnessed, waiting.resumed)
        if stands and (begun.policy_version, begun.policy) == (policy.version, policy.fingerprint):
            return Wanted(row.body, begun, _signed_by(row))
    hour = clock.hour_of(now)
    restore = Restore(waiting.witnessed, waiting.resumed, hour, policy.version, policy.fingerprint)
    return Wanted(write_restore(restore), restore, frozenset())


async def sign(services: Services, signed: Signed, shown: Head, now: datetime) -> bool:
    """Sign for the member's own unit; True once both have signed and the ledger goes on.

    `shown` is the witnessed head that the signer has read: one that has changed since is not signed. `signed` has the
    member's own pair open. Raises `NotAllowed`, `AlreadyDone`, `BadInput`.
    """
    async with services.ledger.begin() as work:
        policy = await policy_book.required(work)
        unit = signs_for(signed.member.units, policy.document)
        if unit is None:
            raise NotAllowed("only a member of the office or of custody signs")
        waiting = await _waiting(work)
        if waiting.witnessed != shown or waiting.disagree:
            raise BadInput("restore.error.changed")
        block = await wanted(work, waiting, policy, now)
        await _add(work, block.body, signed, unit)
        at = f"{block.restore.height}:{waiting.resumed.height}"
        await access.record(work, AccessKind.RESTORE_SIGNED, signed, unit=unit.id, details=at, at=now)
        return await _seal(work, block.body, signed, now)


async def strike_off(services: Services, signed: Signed, bot_id: bytes, now: datetime) -> None:
    """Forget a bot host that no longer exists, so that nobody waits for it; one that runs comes back by itself."""
    if not signed.member.may(Role.SYSADMIN, Role.OFFICE, Role.CUSTODIAN):
        raise NotAllowed("only office, custody and the system administrator strike a bot host off")
    async with services.ledger.begin() as work:
        if not await work.bots.strike_off(bot_id):
            raise AlreadyDone("no such bot host")
        await access.record(work, AccessKind.BOT_STRUCK_OFF, signed, details=bot_id.hex()[:8], at=now)


async def _waiting(work: LedgerWork) -> Restoring:
    waiting = await restoring.read(work)
    if waiting is None:
        raise AlreadyDone("the ledger goes on already")
    if waiting.stage is not Stage.BLOCK:
        raise BadInput("restore.error.not_yet")
    return waiting


async def _add(work: LedgerWork, body: bytes, signed: Signed, unit: PolicyUnit) -> None:
    """One unit's signature; members of office and custody are never one person."""
    signature = sign_restore(body, signed.keyring.unit_pair(unit.id, unit.current.epoch))
    await work.restores.begin(body, clock.now())
    take = work.restores.sign_for_office if unit.kind is UnitKind.OFFICE else work.restores.sign_for_custody
    if not await take(body, signature, signed.member.staff_id):
        raise AlreadyDone("this unit has signed already")


async def _seal(work: LedgerWork, body: bytes, signed: Signed, now: datetime) -> bool:
    """Append the block where both signatures are there and verify; from then on the sealer goes on."""
    row = next(row for row in await work.restores.all() if row.body == body)
    if row.office_signature is None or row.custody_signature is None:
        return False
    both = SignedRestore(row.body, row.office_signature, row.custody_signature)
    check_signatures(both, await policy_book.chain(work))
    block = read_block(both.header())
    if not await work.blocks.lock() or not await restoring.go_on(work, now):
        raise AlreadyDone("another process seals at this moment")
    await work.blocks.append(block.height, both.header(), block.hash, block.previous, block.hour, [])
    await access.record(work, AccessKind.RESTORE_SEALED, signed, details=str(block.height), at=now)
    return True


def _signed_by(row: RestoreSigning) -> frozenset[UnitKind]:
    signatures = {UnitKind.OFFICE: row.office_signature, UnitKind.CUSTODY: row.custody_signature}
    return frozenset(kind for kind, signature in signatures.items() if signature is not None)
