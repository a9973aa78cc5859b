"""A ledger of any size for measuring the queue: fictional leads whose sealed parts are random bytes."""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import MODE
from storage.tables.ledger import NO_DUE_DAY, Grant, Lead, LeadRead, Membership, Staff, Unit

TODAY: Final = date(2026, 11, 20)
FIRST_HOUR: Final = datetime(2020, 1, 1, tzinfo=UTC)
STATES: Final = ("received", "screening", "assigned", "accepted", "verifying", "concluded", "answered")
OPEN: Final = 490
"""So many leads are open at any size; the others are closed, as in an office that has worked for years."""
UNREAD: Final = 80
CATEGORIES: Final = ("security", "village", "lending", "construction", "transport", "market", "resources")
AREAS: Final = tuple(f"area-{number}" for number in range(20))
UNITS: Final = {"office": None, "police": 0.5, "township": 200}
"""What each unit holds: every lead, every second, or so many at any size."""
READER: Final = b"r" * 16
CHUNK: Final = 2000


async def fill(engine: AsyncEngine, leads: int) -> None:
    """Writes units, one member of all units, and so many leads with grants and read marks."""
    async with engine.execution_options(**{MODE: "write"}).begin() as connection:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        await connection.execute(
            insert(Unit), [{"id": name, "name": name, "kind": "receiving", "created_at": now} for name in UNITS]
        )
        member = {"id": READER, "login": "reader", "name": "reader", "roles": [], "created_at": now}
        await connection.execute(insert(Staff), [member])
        joined = [{"unit_id": name, "staff_id": READER, "state": "joined", "since": now} for name in UNITS]
        await connection.execute(insert(Membership), joined)
        for start in range(0, leads, CHUNK):
            rows = [_lead(number, leads) for number in range(start, min(start + CHUNK, leads))]
            await connection.execute(insert(Lead), rows)
            await connection.execute(insert(Grant), [grant for row in rows for grant in _grants(row, leads)])
            await connection.execute(insert(LeadRead), [_read(row, leads) for row in rows])


def _lead(number: int, leads: int) -> dict[str, Any]:
    is_open = _one_of(number, leads, OPEN)
    restricted = number % 40 == 7
    return {
        "id": secrets.token_bytes(16),
        "number": str(10_000_000 + number),
        "lookup_id": secrets.token_bytes(32),
        "commitment": secrets.token_bytes(32),
        "policy_version": 1,
        "received_hour": FIRST_HOUR + timedelta(hours=number * 60_000 // leads),
        "category": None if restricted else CATEGORIES[number % 7],
        "area": None if restricted else AREAS[number * 7 % 20],
        "restricted": restricted,
        "state": STATES[number * OPEN // leads % 7] if is_open else "closed",
        "unit_id": "police" if number % 3 == 0 else "office",
        "due_on": TODAY + timedelta(days=number % 90 - 10) if is_open else None,
        "lead_public": secrets.token_bytes(1216),
        "receipt_key": secrets.token_bytes(32),
        "card": secrets.token_bytes(400),
        "content": secrets.token_bytes(4096),
    }


def _grants(lead: dict[str, Any], leads: int) -> Iterator[dict[str, Any]]:
    number = int(lead["number"]) - 10_000_000
    for unit, held in UNITS.items():
        if _one_of(number, leads, held):
            yield {
                "lead_id": lead["id"],
                "unit_id": unit,
                "epoch": 1,
                "state": lead["state"],
                "received_hour": lead["received_hour"],
                "due_key": lead["due_on"] or NO_DUE_DAY,
                "category": lead["category"],
                "area": lead["area"],
                "owner_id": lead["unit_id"],
                "sealed": secrets.token_bytes(1168),
            }


def _read(lead: dict[str, Any], leads: int) -> dict[str, Any]:
    unread = _one_of(int(lead["number"]) - 10_000_000, leads, UNREAD)
    return {
        "lead_id": lead["id"],
        "staff_id": READER,
        "version": 0 if unread else 1,
        "messages": 0,
        "unread": unread,
        "received_hour": lead["received_hour"],
    }


def _one_of(number: int, leads: int, held: float | None) -> bool:
    """Whether this lead is one of `held` (a count, or a share below 1) that are spread evenly over all."""
    if held is None:
        return True
    count = int(held * leads) if held < 1 else int(held)
    return number * count // leads != (number + 1) * count // leads
