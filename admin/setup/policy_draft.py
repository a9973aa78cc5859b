"""The document of the next policy, made of what is set up. Pure: both units sign what comes out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from storage.errors import BadInput
from storage.vault.policy_document import (
    Area,
    Epoch,
    PolicyDocument,
    PolicyUnit,
    ReceiptParameters,
    Route,
    ShieldName,
    UnitKind,
)

CATEGORIES: Final = (
    "security", "village", "lending", "construction", "transport",
    "market", "resources", "network", "tourism", "education",
)  # fmt: skip
"""社会治安、乡村治理、金融放贷、工程建设、交通运输、市场流通、资源环保、信息网络、文化旅游、教育卫生."""


@dataclass(frozen=True, slots=True)
class UnitParts:
    """One unit with a key and confirmed pages, and the names that the shield matches."""

    id: str
    name: str
    kind: UnitKind
    epochs: tuple[Epoch, ...]
    recovery_public: bytes
    names: tuple[ShieldName, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstGrants:
    """Which units besides the office receive reports at once: every report, or those on officials."""

    every: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()


def new_receipt_parameters(memory: int = 19456, iterations: int = 2) -> ReceiptParameters:
    """Salt and cost of receipts (memory in KiB), fixed for good by the first policy."""
    return ReceiptParameters(salt=secrets.token_bytes(16), memory=memory, iterations=iterations)


def draft(
    units: Sequence[UnitParts],
    areas: Sequence[Area],
    grants: FirstGrants,
    host_key: bytes,
    receipt: ReceiptParameters,
) -> PolicyDocument:
    """The whole document; raises `BadInput` that names the first thing missing."""
    for kind in (UnitKind.OFFICE, UnitKind.CUSTODY):
        if sum(unit.kind is kind for unit in units) != 1:
            raise BadInput(f"policy.error.no_{kind.value}")
    if not areas:
        raise BadInput("policy.error.no_areas")
    escalation = next((unit.id for unit in units if unit.kind is UnitKind.ESCALATION), None)
    return PolicyDocument(
        units=tuple(_unit(unit) for unit in units),
        areas=tuple(areas),
        categories=CATEGORIES,
        routes=_routes(units, grants),
        escalation=escalation,
        host_key=host_key,
        receipt=receipt,
    )


def _unit(parts: UnitParts) -> PolicyUnit:
    return PolicyUnit(
        id=parts.id, name=parts.name, kind=parts.kind, epochs=parts.epochs,
        recovery_public=parts.recovery_public, names=parts.names,
    )  # fmt: skip


def _routes(units: Sequence[UnitParts], grants: FirstGrants) -> tuple[Route, ...]:
    """The office receives everything and supervises: it keeps its grant when a lead is handed on.

    A chosen unit receives too once it has a key (一线双查: both sides see it).
    """
    office = next(unit.id for unit in units if unit.kind is UnitKind.OFFICE)
    able = {unit.id for unit in units if unit.kind is UnitKind.RECEIVING}
    every = tuple(unit for unit in grants.every if unit in able)
    officials = tuple(unit for unit in grants.officials if unit in able and unit not in every)
    routes = [Route(units=(office, *every), supervising=(office,))]
    if officials:
        routes.append(Route(officials=True, units=(office, *every, *officials), supervising=(office,)))
    return tuple(routes)
