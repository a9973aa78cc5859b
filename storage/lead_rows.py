"""Rows made from an envelope or a step: plain values in, mapped rows out."""

import secrets
from datetime import date

from sqlalchemy.orm import defer
from sqlalchemy.orm.interfaces import ORMOption

from storage.envelope import Envelope
from storage.lead_change import LeadValues, Step
from storage.tables.ledger import NO_DUE_DAY, Grant, Lead, LeadEvent

COPIED = {
    "state": "state",
    "category": "category",
    "area": "area",
    "unit_id": "owner_id",
    "handler_id": "handler_id",
}


def without_sealed_parts() -> tuple[ORMOption, ...]:
    """Loader options that leave the large sealed columns on the disk; touching one afterwards raises."""
    return defer(Lead.content, raiseload=True), defer(Lead.identity, raiseload=True)


def copies_for_grants(values: LeadValues) -> dict[str, object]:
    """The part of a change that the grants repeat, under the grants' column names."""
    copies: dict[str, object] = {COPIED[name]: value for name, value in values.items() if name in COPIED}
    if "due_on" in values:
        copies["due_key"] = values["due_on"] or NO_DUE_DAY
    return copies


def lead_values(envelope: Envelope, due_on: date | None) -> dict[str, object]:
    """Columns of a new lead, all but its number."""
    identity = envelope.identity
    return {
        "id": envelope.lead_id,
        "lookup_id": envelope.lookup_id,
        "commitment": envelope.commitment,
        "policy_version": envelope.policy_version,
        "received_hour": envelope.hour,
        "category": envelope.category,
        "area": envelope.area,
        "umbrella": envelope.officials,
        "named": identity is not None and not envelope.restricted,
        "restricted": envelope.restricted,
        "unit_id": envelope.grants[0].unit,
        "due_on": due_on,
        "lead_public": envelope.lead_public,
        "receipt_key": envelope.receipt_key,
        "card": envelope.card,
        "identity_share": identity.share_one if identity else None,
        "identity": identity.ciphertext if identity else None,
        "content": envelope.content,
    }


def first_grants(envelope: Envelope, due_on: date | None) -> list[Grant]:
    """The grants that came with the envelope, with their copies of the queue columns."""
    copies = {
        "state": "received",
        "received_hour": envelope.hour,
        "due_key": due_on or NO_DUE_DAY,
        "category": envelope.category,
        "area": envelope.area,
        "owner_id": envelope.grants[0].unit,
    }
    return [
        Grant(lead_id=envelope.lead_id, unit_id=part.unit, epoch=part.epoch, sealed=part.sealed, **copies)
        for part in envelope.grants
    ]


def history_line(lead_id: bytes, version: int, before: str, after: str | None, step: Step) -> LeadEvent:
    """The line that records one change; `after` is None where the state stayed."""
    return LeadEvent(
        id=secrets.token_bytes(16),
        lead_id=lead_id,
        version=version,
        at=step.at,
        kind=step.kind,
        from_state=before,
        to_state=after or before,
        staff_id=step.staff_id,
        unit_id=step.unit_id,
        note_id=step.note_id,
    )
