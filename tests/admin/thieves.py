"""What somebody can do who writes to the ledger's database and holds no key of the office."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from admin import policy_book
from admin.services import Services
from storage.vault.policy import NO_POLICY, Policy, SignedPolicy, sign_policy, write_policy
from storage.vault.policy_document import PolicyUnit, UnitKind
from storage.vault.seeds import KeyPair
from storage.vault.unit import seal_for_recovery


@dataclass(frozen=True)
class Forged:
    """A policy 1 that holds together in itself: every unit's key is the thief's."""

    link: SignedPolicy
    pairs: dict[str, KeyPair]


async def write(services: Services, *statements: str, **values: Any) -> None:
    """Change the tables past the product, as a new process will find them."""
    async with services.ledger.engine.begin() as connection:
        for statement in statements:
            used = {name: value for name, value in values.items() if f":{name}" in statement}
            await connection.execute(text(statement), used)
    policy_book.forget()


def forge(genuine: Policy) -> Forged:
    """The office's first policy with other keys under the same names."""
    units, pairs = [], {}
    for unit in genuine.document.units:
        pair, recovery = KeyPair.generate(), KeyPair.generate()
        units.append(_rekeyed(unit, pair, recovery))
        pairs[unit.id] = pair
    forged = genuine.document.model_copy(update={"units": tuple(units)})
    body = write_policy(1, NO_POLICY, forged)
    office, custody = (pairs[forged.only(kind).id] for kind in (UnitKind.OFFICE, UnitKind.CUSTODY))
    return Forged(SignedPolicy(body, sign_policy(body, office), sign_policy(body, custody)), pairs)


async def put_policy(services: Services, link: SignedPolicy, fingerprint: bytes) -> None:
    """Put `link` in the place of policy 1; the column `fingerprint` says what the thief likes."""
    await write(
        services,
        "UPDATE policies SET body = :body, office_signature = :office, custody_signature = :custody,"
        " fingerprint = :fingerprint WHERE version = 1",
        body=link.body, office=link.office_signature, custody=link.custody_signature, fingerprint=fingerprint,
    )  # fmt: skip


def _rekeyed(unit: PolicyUnit, pair: KeyPair, recovery: KeyPair) -> PolicyUnit:
    sealed = seal_for_recovery(unit.id, 1, pair, recovery.public)
    epoch = unit.current.model_copy(update={"identity": pair.public.data, "sealed_seed": sealed})
    return unit.model_copy(update={"epochs": (epoch,), "recovery_public": recovery.public.data})
