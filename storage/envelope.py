"""The sealed lead and the sealed follow-up on the wire: strict, bounded, nothing unknown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from storage.vault.binding import VERSION
from storage.vault.lead import SealedFor
from storage.vault.padding import TEXT_STEPS
from storage.vault.policy_document import MAX_NUMBER, Bytes, EpochNumber, IdentityBytes, Slug, sized
from storage.vault.sealing import SEAL_SIZE
from storage.vault.thread import FollowUpKind, SealedFollowUp

MAX_GRANTS: Final = 64
MAX_BODY: Final = 1_048_576
"""Bytes an API request may have."""
MAX_TEXT: Final = TEXT_STEPS[-1] + SEAL_SIZE
"""Bytes of the longest text sealed to a public identity; under a shared key it is shorter."""
AES_SIZE: Final = 30
"""Bytes that a seal under a shared key adds. What is shorter, or empty, is no ciphertext and is not taken for one."""


def _from_hex(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = bytes.fromhex(value)
    if found.hex() != value:
        raise ValueError("must be hex in small letters")
    return found


def _whole_hour(value: datetime) -> datetime:
    if value.utcoffset() != timedelta(0) or (value.minute, value.second, value.microsecond) != (0, 0, 0):
        raise ValueError("must be a whole hour of UTC")
    return value


def _from_iso(value: object) -> object:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


_HEX = (BeforeValidator(_from_hex), PlainSerializer(lambda value: value.hex()))


def _hex_of(size: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^[0-9a-f]{{{2 * size}}}$"})


Id = Annotated[bytes, *_HEX, sized(16), _hex_of(16)]
Hash = Annotated[bytes, *_HEX, sized(32), _hex_of(32)]
Key32 = Annotated[Bytes, sized(32)]
Signature = Annotated[Bytes, sized(64)]
Hour = Annotated[
    datetime,
    BeforeValidator(_from_iso),
    AfterValidator(_whole_hour),
    PlainSerializer(lambda value: value.isoformat()),
    WithJsonSchema({"type": "string", "format": "date-time", "description": "a whole hour of UTC"}),
]
Kind = Annotated[FollowUpKind, BeforeValidator(lambda value: FollowUpKind(value))]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class SealedPart(_Strict):
    """A grant or share 2: which unit and epoch it is sealed to."""

    unit: Slug
    epoch: EpochNumber
    sealed: Bytes = Field(min_length=SEAL_SIZE, max_length=4096)

    @classmethod
    def of(cls, part: SealedFor) -> SealedPart:
        return cls(unit=part.unit, epoch=part.epoch, sealed=part.sealed)

    def sealed_for(self) -> SealedFor:
        return SealedFor(self.unit, self.epoch, self.sealed)


class IdentityPart(_Strict):
    """A named reporter's sealed identity and the shares of its key."""

    ciphertext: Bytes = Field(min_length=AES_SIZE, max_length=2048)
    share_one: Bytes = Field(min_length=SEAL_SIZE, max_length=2048)
    share_two: SealedPart


class Envelope(_Strict):
    """A sealed lead. In clear: ids, the hour, the policy, and (unless restricted) category, area and flags.

    `grants` begins with the responsible unit. A restricted lead (somebody was excluded) has no category, area or flag.
    """

    version: Literal[1] = VERSION
    lead_id: Id
    lookup_id: Hash
    policy_version: int = Field(ge=1, le=MAX_NUMBER)
    hour: Hour
    lead_public: IdentityBytes
    receipt_key: Key32
    content: Bytes = Field(min_length=AES_SIZE, max_length=MAX_TEXT)
    identity: IdentityPart | None = None
    card: Bytes = Field(min_length=AES_SIZE, max_length=4096)
    commitment: Hash
    grants: tuple[SealedPart, ...] = Field(min_length=1, max_length=MAX_GRANTS)
    restricted: bool
    category: Slug | None = None
    area: Slug | None = None
    officials: bool = False
    ticket: str | None = Field(default=None, pattern=r"^[0-9]{12}$")

    @model_validator(mode="after")
    def _holds_together(self) -> Envelope:
        units = [grant.unit for grant in self.grants]
        if len(set(units)) != len(units):
            raise ValueError("a unit is granted twice")
        if self.identity is not None and self.identity.share_two.unit in units:
            raise ValueError("one unit would hold both locks")
        if self.restricted and (self.category or self.area or self.officials):
            raise ValueError("a restricted lead tells nothing in clear")
        return self


class FollowUp(_Strict):
    """A sealed, signed follow-up; `lookup_id` finds its thread."""

    version: Literal[1] = VERSION
    message_id: Id
    lead_id: Id
    lookup_id: Hash
    hour: Hour
    kind: Kind
    sealed: Bytes = Field(min_length=SEAL_SIZE, max_length=MAX_TEXT)
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
