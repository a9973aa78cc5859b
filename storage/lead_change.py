"""What may change on a lead and how the change is recorded: plain values, no SQL."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict


class LeadValues(TypedDict, total=False):
    """The clear columns that work changes. What is left out stays as it is; None empties a column."""

    state: str
    category: str | None
    area: str | None
    umbrella: bool
    named: bool
    restricted: bool
    unit_id: str | None
    handler_id: bytes | None
    due_on: date | None
    conclusion: str | None
    level: str | None
    answered: bool
    closed_on: date | None
    merged_into: bytes | None


@dataclass(frozen=True, slots=True)
class Step:
    """Why a lead changes: a line of its history. `kind` is a code; `staff_id` is None where the machine acts."""

    kind: str
    at: datetime
    staff_id: bytes | None = None
    unit_id: str | None = None
    note_id: bytes | None = None


@dataclass(frozen=True, slots=True)
class StoredLead:
    """`created` is False where the lead had been stored before; number and id are then the first ones."""

    lead_id: bytes
    number: str
    created: bool
