"""Rows and envelopes of fictional leads. What is sealed is random bytes: storage never opens anything."""

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage.envelope import Envelope, IdentityPart, SealedPart
from storage.tables.ledger import Invitation, Membership, Staff, StaffKeys, Ticket, Unit, UnitKey
from storage.unit_of_work import Ledger, LedgerWork
from storage.vault.seeds import PUBLIC_SIZE

HOUR = datetime(2026, 11, 2, 8, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 9, 30, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def rid(size: int = 16) -> bytes:
    """A random id."""
    return secrets.token_bytes(size)


def envelope(units: tuple[str, ...] = ("office",), named: bool = False, **values: Any) -> Envelope:
    """A sealed lead granted to `units`, anonymous unless `named`."""
    identity = IdentityPart(
        ciphertext=rid(1100), share_one=rid(1200), share_two=SealedPart(unit="custody", epoch=1, sealed=rid(1200))
    )
    parts: dict[str, Any] = {
        "lead_id": rid(),
        "lookup_id": rid(32),
        "policy_version": 1,
        "hour": HOUR,
        "lead_public": rid(PUBLIC_SIZE),
        "receipt_key": rid(32),
        "content": rid(1024),
        "identity": identity if named else None,
        "card": rid(300),
        "commitment": rid(32),
        "grants": tuple(SealedPart(unit=unit, epoch=1, sealed=rid(1168)) for unit in units),
        "restricted": False,
        "category": "lending",
        "area": "east",
    }
    return Envelope(**(parts | values))


async def add_lead(
    ledger: Ledger, units: tuple[str, ...] = ("office",), due_on: date | None = None, **values: Any
) -> bytes:
    """Stores a lead and returns its id."""
    async with ledger.begin() as work:
        return (await work.leads.store(envelope(units, **values), due_on)).lead_id


async def add_member(
    work: LedgerWork, *units: str, login: str | None = None, roles: tuple[str, ...] = ("handler",)
) -> bytes:
    """Adds a member who has joined `units`, which must exist."""
    staff_id = rid()
    member = Staff(id=staff_id, login=login or staff_id.hex(), name="王小明", roles=list(roles), created_at=NOW)
    await work.staff.add(member, keys_of(staff_id))
    for unit in units:
        await work.memberships.set(unit, staff_id, "joined", NOW)
    return staff_id


def keys_of(staff_id: bytes) -> StaffKeys:
    return StaffKeys(staff_id=staff_id, public_identity=rid(1248), wrapped_seed=rid(60), salt=rid(), created_at=NOW)


def unit(unit_id: str, kind: str = "receiving") -> Unit:
    return Unit(id=unit_id, name=f"单位 {unit_id}", kind=kind, created_at=NOW)


def unit_key(unit_id: str, epoch: int = 1) -> UnitKey:
    return UnitKey(unit_id=unit_id, epoch=epoch, public_identity=rid(1248), created_at=NOW, made_by=rid())


def membership(unit_id: str, staff_id: bytes, state: str = "joined") -> Membership:
    return Membership(unit_id=unit_id, staff_id=staff_id, state=state, since=NOW)


def ticket(code_mac: bytes, **values: Any) -> Ticket:
    parts = {"staff_id": rid(), "source": "phone", "created_at": NOW, "expires_at": NOW + timedelta(hours=2)}
    return Ticket(code_mac=code_mac, **(parts | values))


def invitation(token_hash: bytes, **values: Any) -> Invitation:
    parts: dict[str, Any] = {
        "purpose": "staff",
        "name": "李小红",
        "roles": ["handler"],
        "created_at": NOW,
        "expires_at": NOW + timedelta(hours=24),
    }
    return Invitation(token_hash=token_hash, **(parts | values))
