"""Units, their keys by epoch, who belongs to them, and the signed rosters that prove it."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Id, Identity, Moment


class Unit(LedgerBase):
    """`id` is a slug, `kind` is office, custody, escalation or receiving."""

    __tablename__ = "units"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    contact_note: Mapped[str | None]
    created_at: Mapped[Moment]


class UnitKey(LedgerBase):
    """The public half of one epoch of a unit, and its recovery seed sealed to the recovery pages.

    `founded` is the signature of the member who made it, `made_by`: until a policy names the key, nothing else says
    whose it is. `endorsed` is the signature of the epoch before, empty for a unit's first; `erased_at` is when the last
    sealing of this epoch's seed went.
    """

    __tablename__ = "unit_keys"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_identity: Mapped[Identity]
    recovery_public: Mapped[bytes | None]
    recovery_sealed_seed: Mapped[bytes | None]
    pages_confirmed_at: Mapped[Moment | None]
    created_at: Mapped[Moment]
    made_by: Mapped[Id]
    founded: Mapped[bytes | None]
    endorsed: Mapped[bytes | None] = mapped_column(default=None)
    erased_at: Mapped[Moment | None] = mapped_column(default=None)


class Membership(LedgerBase):
    """A cache of who is in a unit: `state` is waiting, joined, renewing or left. Nothing is sealed on its word alone.

    A member who made a new key of their own is renewing until a colleague has admitted that key.
    """

    __tablename__ = "memberships"
    __table_args__ = (Index(None, "staff_id", "state"),)

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    state: Mapped[str]
    since: Mapped[Moment]


class Roster(LedgerBase):
    """A signed list of members; within an epoch the highest counter holds."""

    __tablename__ = "rosters"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes]
    signature: Mapped[bytes]
    created_at: Mapped[Moment]


class UnitSeed(LedgerBase):
    """The seed of one epoch sealed to one member's staff key."""

    __tablename__ = "unit_seeds"
    __table_args__ = (
        ForeignKeyConstraint(["unit_id", "epoch"], ["unit_keys.unit_id", "unit_keys.epoch"]),
        Index(None, "staff_id"),
    )

    unit_id: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    sealed: Mapped[bytes]


class OldSeed(LedgerBase):
    """The seed of an old epoch sealed to a newer one, until nothing names the old one any more."""

    __tablename__ = "old_seeds"
    __table_args__ = (ForeignKeyConstraint(["unit_id", "epoch"], ["unit_keys.unit_id", "unit_keys.epoch"]),)

    unit_id: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_to_epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes]
