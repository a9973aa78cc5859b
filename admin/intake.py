"""A sealed lead or follow-up arrives from a bot host."""

from __future__ import annotations

from datetime import datetime

from admin.access import AccessKind, record
from admin.leads.deadlines import rules_of
from admin.services import Services
from admin.workflow import clocks
from kit import clock
from storage.envelope import Envelope, FollowUp
from storage.errors import AlreadyDone
from storage.thread import NewMessage
from storage.unit_of_work import LedgerWork
from storage.vault.thread import is_from_reporter


async def store_lead(services: Services, envelope: Envelope) -> bool:
    """Store once, with the entry that reporter and auditor can see; says whether it was new.

    A ticket is redeemed in the same transaction. A wrong or used one makes an ordinary web lead: who sends it learns
    nothing. Raises StorageError where the id is taken by another lead, StorageUnavailable.
    """
    async with services.ledger.begin() as work:
        received = clock.local_day(envelope.hour, services.settings.zone)
        due = clocks.on_arrival(received, await rules_of(work))
        stored = await work.leads.store(envelope, due.day)
        if not stored.created:
            return False
        if envelope.ticket is not None:
            await _redeem(services, work, envelope.ticket, stored.lead_id)
        # The commitment is in the entry, so the chain of blocks fixes which lead was filed and not only that one was.
        fixed = envelope.commitment.hex()
        await record(work, AccessKind.LEAD_STORED, lead_id=stored.lead_id, details=fixed, at=envelope.hour)
    return True


async def store_follow_up(services: Services, follow_up: FollowUp) -> bool:
    """Append in order of arrival; the signature is checked against the key that came with the lead.

    Raises NotFound where the lead has not arrived.
    """
    async with services.ledger.begin() as work:
        lead = await work.thread.lead_of(follow_up.lookup_id)
        message = follow_up.message()
        verified = message.lead_id == lead.id and is_from_reporter(message, lead.receipt_key)
        appended = await work.thread.append(_message(lead.id, follow_up, verified))
        if appended.created:
            await record(work, AccessKind.MESSAGE_STORED, lead_id=lead.id, details=follow_up.kind, at=follow_up.hour)
    return appended.created


async def _redeem(services: Services, work: LedgerWork, code: str, lead_id: bytes) -> None:
    from admin.leads.tickets import code_mac

    try:
        ticket = await work.tickets.redeem(code_mac(services.wrap_key, code), lead_id, _now())
    except AlreadyDone:
        return
    await work.leads.name_taker(lead_id, ticket.source, ticket.staff_id)
    await record(work, AccessKind.TICKET_USED, lead_id=lead_id, actor=ticket.staff_id)


def _message(lead_id: bytes, follow_up: FollowUp, verified: bool) -> NewMessage:
    return NewMessage(
        id=follow_up.message_id,
        lead_id=lead_id,
        sender="reporter",
        kind=follow_up.kind.value,
        at=follow_up.hour,
        ciphertext=follow_up.sealed,
        signature=follow_up.signature,
        verified=verified,
    )


def _now() -> datetime:
    return clock.now()
