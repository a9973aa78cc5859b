"""Members of staff, their wrapped keys, their spare sign-in codes and their passkeys."""

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hash, Id, Identity, Moment


class Staff(LedgerBase):
    """A member. `roles` is a list of role names; a member with `disabled_at` can do nothing."""

    __tablename__ = "staff"

    id: Mapped[Id] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(JSON)
    disabled_at: Mapped[Moment | None]
    created_at: Mapped[Moment]
    pledge_version: Mapped[int | None]


class StaffKeys(LedgerBase):
    """One member's key. `wrapped_seed` opens with password and wrap key; `totp_last_step` makes each code good once."""

    __tablename__ = "staff_keys"

    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    public_identity: Mapped[Identity]
    wrapped_seed: Mapped[bytes]
    salt: Mapped[bytes]
    totp_wrapped: Mapped[bytes | None]
    totp_last_step: Mapped[int | None]
    totp_confirmed_at: Mapped[Moment | None]
    created_at: Mapped[Moment]


class SpareCode(LedgerBase):
    """A printed one-use code for a lost phone, kept as a MAC."""

    __tablename__ = "spare_codes"
    __table_args__ = (Index(None, "staff_id", "mac", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    mac: Mapped[Hash]
    used_at: Mapped[Moment | None]


class Passkey(LedgerBase):
    """A passkey beside the password. `wrapped` opens under the member's password and is bound to what stands beside it.

    It hangs on the member's key: whoever gets a new key begins without passkeys.
    """

    __tablename__ = "passkeys"
    __table_args__ = (Index(None, "staff_id"), Index(None, "credential_id", unique=True))

    id: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff_keys.staff_id", ondelete="CASCADE"))
    credential_id: Mapped[bytes]
    name: Mapped[str]
    created_at: Mapped[Moment]
    wrapped: Mapped[bytes]
