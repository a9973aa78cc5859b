"""What is recorded of staff and machines: one entry an act, in the transaction of the act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from kit import clock
from storage.tables.ledger import AccessEntry
from storage.vault.binding import new_id
from storage.vault.chain import entry_bytes, read_entry

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


class AccessKind(StrEnum):
    """The closed list of recorded acts. The names are inside signed blocks: never rename one."""

    # Coming in
    FIRST_ADMIN_LINK = "first_admin_link"
    ACCOUNT_MADE = "account_made"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    SECOND_FACTOR_SET = "second_factor_set"
    SPARE_CODES_MADE = "spare_codes_made"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSWORD_CHANGED = "password_changed"
    STAFF_KEY_RENEWED = "staff_key_renewed"
    SESSIONS_ENDED = "sessions_ended"
    PLEDGE_TAKEN = "pledge_taken"
    # Staff and units
    STAFF_INVITED = "staff_invited"
    STAFF_ADMITTED = "staff_admitted"
    STAFF_ASKED_TO_JOIN = "staff_asked_to_join"
    STAFF_DISABLED = "staff_disabled"
    STAFF_ENABLED = "staff_enabled"
    SUCCESSOR_NAMED = "successor_named"
    ROLES_CHANGED = "roles_changed"
    UNIT_MADE = "unit_made"
    UNIT_CHANGED = "unit_changed"
    UNIT_SEED_MADE = "unit_seed_made"
    PAGES_PRINTED = "pages_printed"
    PAGES_CONFIRMED = "pages_confirmed"
    UNIT_RECOVERED = "unit_recovered"
    ROSTER_SIGNED = "roster_signed"
    EPOCH_PREPARED = "epoch_prepared"
    EPOCH_RESEALED = "epoch_resealed"
    EPOCH_ERASED = "epoch_erased"
    # Policy and settings
    POLICY_PROPOSED = "policy_proposed"
    POLICY_SIGNED = "policy_signed"
    POLICY_ACTIVE = "policy_active"
    POLICY_WITHDRAWN = "policy_withdrawn"
    POLICY_REFUSED = "policy_refused"
    POLICY_TAKEN = "policy_taken"
    POLICY_CLAIMED = "policy_claimed"
    SETTINGS_CHANGED = "settings_changed"
    BACKUP_MADE = "backup_made"
    RESTORE_DRILLED = "restore_drilled"
    LEAKS_SOUGHT = "leaks_sought"
    RESTORE_SIGNED = "restore_signed"
    RESTORE_SEALED = "restore_sealed"
    BOT_STRUCK_OFF = "bot_struck_off"
    # Leads
    LEAD_STORED = "lead_stored"
    LEAD_VIEWED = "lead_viewed"
    VIEW_REASON = "view_reason"
    LEAD_SIGNED_FOR = "lead_signed_for"
    LEAD_ASSIGNED = "lead_assigned"
    LEAD_GRANTED = "lead_granted"
    LEAD_GRANT_ERASED = "lead_grant_erased"
    LEAD_STATE = "lead_state"
    LEAD_NOTED = "lead_noted"
    LEAD_ANSWERED = "lead_answered"
    LEAD_MERGED = "lead_merged"
    LEAD_PRINTED = "lead_printed"
    LEAD_ESCALATED = "lead_escalated"
    LEAD_RECOUNTED = "lead_recounted"
    LEAD_RECUSED = "lead_recused"
    LEAD_EXCLUDED = "lead_excluded"
    CONFLICT_OVERRULED = "conflict_overruled"
    LEDGER_EXPORTED = "ledger_exported"
    SEARCHED = "searched"
    SEARCH_HIT = "search_hit"
    SEAL_BROKEN = "seal_broken"
    MESSAGE_STORED = "message_stored"
    LOOKED_UP = "looked_up"
    TICKET_MADE = "ticket_made"
    TICKET_USED = "ticket_used"
    SLIP_PRINTED = "slip_printed"
    WHO_LOOKED = "who_looked"
    AUDIT_OPENED = "audit_opened"
    # Identities
    IDENTITY_REQUESTED = "identity_requested"
    IDENTITY_APPROVED = "identity_approved"
    IDENTITY_REFUSED = "identity_refused"
    IDENTITY_OPENED = "identity_opened"
    IDENTITY_BLOCKED = "identity_blocked"
    IDENTITY_ENDED = "identity_ended"
    CALL_BACK_ASKED = "call_back_asked"
    CALL_BACK_OPENED = "call_back_opened"
    CALL_BACK_RECORDED = "call_back_recorded"
    # What is destroyed after its term, and protection, which defers it
    DESTRUCTION_LISTED = "destruction_listed"
    DESTRUCTION_REFUSED = "destruction_refused"
    DESTRUCTION_WITHDRAWN = "destruction_withdrawn"
    DESTRUCTION_CONFIRMED = "destruction_confirmed"
    DESTRUCTION_DROPPED = "destruction_dropped"
    DESTRUCTION_BLOCKED = "destruction_blocked"
    KEYS_DESTROYED = "keys_destroyed"
    MESSAGES_DESTROYED = "messages_destroyed"
    PROTECTION_BEGUN = "protection_begun"
    PROTECTION_ENDED = "protection_ended"
    # Rewards
    REWARD_PROPOSED = "reward_proposed"
    REWARD_APPROVED = "reward_approved"
    REWARD_REFUSED = "reward_refused"
    REWARD_PAID = "reward_paid"
    # Questions and answers
    FAQ_CHANGED = "faq_changed"
    FAQ_RESTORED = "faq_restored"
    FAQ_RETURNED = "faq_returned"
    FAQ_REVIEWED = "faq_reviewed"
    FAQ_QUESTION_SETTLED = "faq_question_settled"


async def record(
    work: LedgerWork,
    kind: AccessKind,
    signed: Signed | None = None,
    lead_id: bytes = b"",
    unit: str = "",
    details: str = "",
    *,
    actor: bytes = b"",
    at: datetime | None = None,
) -> bytes:
    """Insert the entry of one act into `work`, so that act and entry stand or fall together; returns its id.

    `details` is a short code (a state, a count), never content and never a name. `at` is the hour where a reporter
    caused the act; left out, it is this moment. `actor` names who acts where nobody is signed in yet.
    """
    when = at or clock.now()
    actor_id = signed.member.staff_id if signed else actor
    entry_id = new_id()
    body = entry_bytes(entry_id, kind.value, actor_id, unit, lead_id, when, details)
    await work.access.add(
        entry_id, body, kind.value, when, actor_id=actor_id or None, lead_id=lead_id or None, unit_id=unit or None
    )
    return entry_id


async def record_each(work: LedgerWork, kind: AccessKind, signed: Signed, lead_ids: Iterable[bytes]) -> None:
    """One entry a lead, for an act on many at once: every reporter's own count stays true."""
    when, actor = clock.now(), signed.member.staff_id
    entries = []
    for lead_id in lead_ids:
        entry_id = new_id()
        body = entry_bytes(entry_id, kind.value, actor, "", lead_id, when)
        entries.append(AccessEntry(id=entry_id, body=body, kind=kind.value, actor_id=actor, lead_id=lead_id, at=when))
    await work.access.add_each(entries)


def details_of(entry: AccessEntry) -> str:
    """The short code of an entry, from the bytes that its block holds."""
    return read_entry(entry.body).details
