"""What a policy says, as strict data: unknown or missing parts are refused."""

from __future__ import annotations

from base64 import b64decode, b64encode
from enum import StrEnum
from typing import Annotated, Final

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

from storage.vault.receipt import StretchParameters
from storage.vault.seeds import PUBLIC_SIZE, PublicIdentity


def _bytes(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = b64decode(value, validate=True)
    if b64encode(found).decode() != value:
        raise ValueError("must be base64 in its one form")
    return found


Bytes = Annotated[
    bytes,
    BeforeValidator(_bytes),
    PlainSerializer(lambda value: b64encode(value).decode()),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""Bytes that travel as base64."""
MAX_NUMBER: Final = 2**31 - 1
"""The largest epoch, version or height: every database keeps it in a plain integer."""


def sized(size: int) -> AfterValidator:
    """For `Annotated[Bytes, sized(n)]`: exactly `n` bytes."""

    def check(value: bytes) -> bytes:
        if len(value) != size:
            raise ValueError(f"must be {size} bytes")
        return value

    return AfterValidator(check)


IdentityBytes = Annotated[Bytes, sized(PUBLIC_SIZE)]
EpochNumber = Annotated[int, Field(ge=1, le=MAX_NUMBER)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Name = Annotated[str, Field(min_length=1, max_length=60)]
ANY: Final = "*"
"""In a route: every area, or every category."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class UnitKind(StrEnum):
    """What a unit is: exactly one office and one custody, at most one escalation unit."""

    OFFICE = "office"
    CUSTODY = "custody"
    ESCALATION = "escalation"
    RECEIVING = "receiving"


Kind = Annotated[UnitKind, BeforeValidator(lambda value: UnitKind(value))]


class Epoch(_Strict):
    """One live epoch: its public identity, and its seed sealed to the unit's recovery key and signed.

    `endorsed` is the signature of the epoch before, empty for a unit's first: rotation happens in a session that holds
    both, so a key that only somebody's table row calls the unit's next one is refused.
    """

    epoch: EpochNumber
    identity: IdentityBytes
    sealed_seed: Annotated[Bytes, Field(max_length=4096)]
    endorsed: Annotated[Bytes, Field(max_length=64)] = b""

    @property
    def public(self) -> PublicIdentity:
        return PublicIdentity(self.identity)


class ShieldName(_Strict):
    """Somebody whose name, met among the accused, excludes their unit: name and toneless pinyin, blanks between."""

    name: Name
    pinyin: str = Field(max_length=120)


class PolicyUnit(_Strict):
    """A unit; `epochs` in rising order, the last one is in force."""

    id: Slug
    name: Name
    kind: Kind
    epochs: tuple[Epoch, ...] = Field(min_length=1)
    recovery_public: IdentityBytes
    names: tuple[ShieldName, ...] = ()

    @property
    def current(self) -> Epoch:
        return self.epochs[-1]

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The identities of its recovery pages and of its epochs."""
        return (self.recovery_public, *(epoch.identity for epoch in self.epochs))

    @model_validator(mode="after")
    def _epochs_rise(self) -> PolicyUnit:
        numbers = [epoch.epoch for epoch in self.epochs]
        if numbers != sorted(set(numbers)):
            raise ValueError("epochs must rise")
        return self


class Area(_Strict):
    """A township or street, in the order shown."""

    id: Slug
    name: Name


class Route(_Strict):
    """Who gets first grants for these areas and categories, `officials` where public officials are involved.

    `supervising` units keep their grant when the lead is transferred.
    """

    areas: tuple[str, ...] = (ANY,)
    categories: tuple[str, ...] = (ANY,)
    officials: bool | None = None
    units: tuple[Slug, ...] = Field(min_length=1)
    supervising: tuple[Slug, ...] = ()


class ReceiptParameters(_Strict):
    """Argon2id's cost and salt for receipts: memory in KiB."""

    salt: Annotated[Bytes, sized(16)]
    memory: int = Field(ge=8192, le=1048576)
    iterations: int = Field(ge=1, le=10)

    def stretch(self) -> StretchParameters:
        return StretchParameters(self.salt, self.memory, self.iterations)


class PolicyDocument(_Strict):
    """The whole of what office and custody sign."""

    units: tuple[PolicyUnit, ...]
    areas: tuple[Area, ...]
    categories: tuple[Slug, ...]
    routes: tuple[Route, ...] = Field(min_length=1)
    escalation: Slug | None = None
    host_key: Annotated[Bytes, sized(32)]
    receipt: ReceiptParameters

    def find(self, unit_id: str) -> PolicyUnit | None:
        return next((unit for unit in self.units if unit.id == unit_id), None)

    def only(self, kind: UnitKind) -> PolicyUnit:
        """The one office, or the one custody."""
        return next(unit for unit in self.units if unit.kind is kind)

    @model_validator(mode="after")
    def _holds_together(self) -> PolicyDocument:
        kinds = [unit.kind for unit in self.units]
        if kinds.count(UnitKind.OFFICE) != 1 or kinds.count(UnitKind.CUSTODY) != 1:
            raise ValueError("a policy names exactly one office and one custody")
        names = [unit.id for unit in self.units]
        if len(set(names)) != len(names) or len({area.id for area in self.areas}) != len(self.areas):
            raise ValueError("a unit or area is named twice")
        keys = [part for unit in self.units for key in unit.keys for part in (key[:-32], key[-32:])]
        if len(set(keys)) != len(keys):
            # Two locks, and pages that open one unit only, are nothing if one key stands in two places.
            raise ValueError("a key is named twice")
        custody = self.only(UnitKind.CUSTODY).id
        receiving = {unit for route in self.routes for unit in (*route.units, *route.supervising)}
        if custody in receiving or self.escalation == custody:
            raise ValueError("custody never receives a lead")
        if not receiving <= set(names):
            raise ValueError("a route names an unknown unit")
        if self.escalation is not None:
            unit = self.find(self.escalation)
            if unit is None or unit.kind is not UnitKind.ESCALATION:
                raise ValueError("the escalation unit must stand outside the office's chain")
        return self
