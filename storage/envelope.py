"""The sealed lead and the sealed follow-up on the wire: strict, bounded, nothing unknown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from storage.vault.binding import VERSION
from storage.vault.lead import SealedFor
from storage.vault.policy_document import Bytes, Slug
from storage.vault.seeds import PUBLIC_SIZE
from storage.vault.thread import FollowUpKind, SealedFollowUp

MAX_GRANTS: Final = 64
MAX_BODY: Final = 1_048_576
"""Bytes an API request may have."""


def _from_hex(value: object) -> object:
    return bytes.fromhex(value) if isinstance(value, str) else value


def _sized(size: int) -> AfterValidator:
    def check(value: bytes) -> bytes:
        if len(value) != size:
            raise ValueError(f"must be {size} bytes")
        return value

    return AfterValidator(check)


def _whole_hour(value: datetime) -> datetime:
    if value.tzinfo is None or (value.minute, value.second, value.microsecond) != (0, 0, 0):
        raise ValueError("must be a whole hour with its zone")
    return value


def _from_iso(value: object) -> object:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


_HEX = (BeforeValidator(_from_hex), PlainSerializer(lambda value: value.hex()))
Id = Annotated[bytes, *_HEX, _sized(16)]
Hash = Annotated[bytes, *_HEX, _sized(32)]
Key32 = Annotated[Bytes, _sized(32)]
Signature = Annotated[Bytes, _sized(64)]
Hour = Annotated[
    datetime,
    BeforeValidator(_from_iso),
    AfterValidator(_whole_hour),
    PlainSerializer(lambda value: value.isoformat()),
]
Kind = Annotated[FollowUpKind, BeforeValidator(lambda value: FollowUpKind(value))]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SealedPart(_Strict):
    """A grant or share 2: which unit and epoch it is sealed to."""

    unit: Slug
    epoch: int = Field(ge=1)
    sealed: Bytes = Field(max_length=4096)

    @classmethod
    def of(cls, part: SealedFor) -> SealedPart:
        return cls(unit=part.unit, epoch=part.epoch, sealed=part.sealed)

    def sealed_for(self) -> SealedFor:
        return SealedFor(self.unit, self.epoch, self.sealed)


class IdentityPart(_Strict):
    """A named reporter's sealed identity and the shares of its key."""

    ciphertext: Bytes = Field(max_length=2048)
    share_one: Bytes = Field(max_length=2048)
    share_two: SealedPart


class Envelope(_Strict):
    """A sealed lead. In clear: ids, the hour, the policy, and (unless restricted) category, area and flags.

    `grants` begins with the responsible unit. A restricted lead (somebody was excluded) has no category, area or flag.
    """

    version: Literal[1] = VERSION
    lead_id: Id
    lookup_id: Hash
    policy_version: int = Field(ge=1)
    hour: Hour
    lead_public: Annotated[Bytes, _sized(PUBLIC_SIZE)]
    receipt_key: Key32
    content: Bytes = Field(max_length=262_400)
    identity: IdentityPart | None = None
    card: Bytes = Field(max_length=4096)
    commitment: Hash
    grants: tuple[SealedPart, ...] = Field(min_length=1, max_length=MAX_GRANTS)
    restricted: bool
    category: Slug | None = None
    area: Slug | None = None
    officials: bool = False
    ticket: str | None = Field(default=None, pattern=r"^[0-9]{12}$")


class FollowUp(_Strict):
    """A sealed, signed follow-up; `lookup_id` finds its thread."""

    version: Literal[1] = VERSION
    message_id: Id
    lead_id: Id
    lookup_id: Hash
    hour: Hour
    kind: Kind
    sealed: Bytes = Field(max_length=262_400)
    signature: Signature

    @classmethod
    def of(cls, message: SealedFollowUp, lookup_id: bytes, hour: datetime) -> FollowUp:
        return cls(
            message_id=message.message_id,
            lead_id=message.lead_id,
            lookup_id=lookup_id,
            hour=hour,
            kind=message.kind,
            sealed=message.sealed,
            signature=message.signature,
        )

    def message(self) -> SealedFollowUp:
        return SealedFollowUp(self.message_id, self.lead_id, self.kind, self.sealed, self.signature)
