"""What a thief opens who has the database as it is now, and every key that one person ever held."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from storage.errors import SealBroken, VaultError
from storage.tables.ledger import (
    CallBackRow,
    CustodyShare,
    Grant,
    IdentityRequest,
    IndexKey,
    Lead,
    OldSeed,
    Policy,
    ResealedShare,
    SearchText,
    UnitKey,
    UnitSeed,
)
from storage.vault.call_back import claimed_call_back, open_resealed_share_one
from storage.vault.identity_access import claimed_approval, claimed_request, open_resealed_share_two
from storage.vault.index import Holder, UnitIndex
from storage.vault.lead import LeadKeys, SealedFor, open_content, open_identity, open_share_one, open_share_two
from storage.vault.policy import read_policy
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair, PublicIdentity
from storage.vault.unit import open_for_recovery, open_old_seed, open_unit_seed

T = TypeVar("T")
TABLES = (
    CallBackRow, CustodyShare, Grant, IdentityRequest, IndexKey, Lead, OldSeed, Policy, ResealedShare, SearchText,
    UnitKey, UnitSeed,
)  # fmt: skip
NOTHING = SecretBytes(bytes(32))


class Dump:
    """Every row of the tables that hold sealed things."""

    def __init__(self, rows: Mapping[type[Any], Sequence[Any]]) -> None:
        self._rows = rows

    @classmethod
    async def of(cls, engine: AsyncEngine) -> "Dump":
        async with AsyncSession(engine) as session:
            return cls({table: (await session.scalars(select(table))).all() for table in TABLES})

    def of_table(self, table: type[T]) -> Sequence[T]:
        return self._rows[table]

    def by_id(self, table: type[T]) -> dict[bytes, T]:
        return {row.id: row for row in self._rows[table]}


@dataclass(frozen=True)
class SealedSeed:
    """A unit's seed as it lies in some row, and how to open it with a pair."""

    sealed: bytes
    open: Callable[[KeyPair], KeyPair]


@dataclass(frozen=True)
class Openers:
    """For one lead, by name, whoever opens the report (by unit), what search keeps of it, each half, and the name."""

    report: dict[str, set[str]]
    found: dict[str, set[str]]
    first_half: set[str]
    second_half: set[str]
    alone: set[str]
    together: bool


class Thieves:
    """Everybody with all keys they ever held; what a pair did to a ciphertext is remembered, as there are many."""

    def __init__(self, own: Mapping[str, KeyPair], story: str, identity: bytes) -> None:
        self.held = {name: {pair.public.id: pair} for name, pair in own.items()}
        self._story = story
        self._identity = identity
        self._tried: dict[tuple[bytes, bytes], Any] = {}
        self._policies: dict[bytes, list[SealedSeed]] = {}

    def look(self, dump: Dump) -> dict[bytes, Openers]:
        """Learn what there is to learn, then try everything on every lead."""
        seeds = list(self._seeds(dump))
        for held in self.held.values():
            self._learn(held, seeds)
        return {lead.id: self._openers(dump, lead) for lead in dump.of_table(Lead)}

    def _learn(self, held: dict[bytes, KeyPair], seeds: Sequence[SealedSeed]) -> None:
        fresh = list(held.values())
        while fresh:
            pair = fresh.pop()
            for seed in seeds:
                found = self._try(pair, seed.sealed, seed.open)
                if found is not None and found.public.id not in held:
                    held[found.public.id] = found
                    fresh.append(found)

    def _seeds(self, dump: Dump) -> Iterator[SealedSeed]:
        """To members, to later epochs, and to recovery pages in the rows and in every policy there ever was."""
        publics = {(row.unit_id, row.epoch): PublicIdentity(row.public_identity) for row in dump.of_table(UnitKey)}
        for seed in dump.of_table(UnitSeed):
            yield _to_member(seed, publics[seed.unit_id, seed.epoch])
        for old in dump.of_table(OldSeed):
            yield _to_epoch(old, publics[old.unit_id, old.epoch])
        for key in dump.of_table(UnitKey):
            public = publics[key.unit_id, key.epoch]
            if key.recovery_sealed_seed is not None:
                yield _to_pages(key.unit_id, key.epoch, key.recovery_sealed_seed, public)
        for policy in dump.of_table(Policy):
            if policy.body not in self._policies:
                units = read_policy(policy.body).document.units
                self._policies[policy.body] = [
                    _to_pages(unit.id, one.epoch, one.sealed_seed, one.public) for unit in units for one in unit.epochs
                ]
            yield from self._policies[policy.body]

    def _openers(self, dump: Dump, lead: Lead) -> Openers:
        report: dict[str, set[str]] = {}
        keys: dict[str, LeadKeys] = {}
        for grant in (row for row in dump.of_table(Grant) if row.lead_id == lead.id):
            opened = self._by_name(grant.sealed, _grant(grant))
            report[grant.unit_id] = set(opened)
            keys |= opened
        for one in list(keys.values())[:1]:
            assert self._story in open_content(one, lead.content).reveal().decode()
        first, second = self._halves(dump, lead, keys)
        return Openers(report, self._found(dump, lead), set(first), set(second), *self._names(lead, first, second))

    def _halves(
        self, dump: Dump, lead: Lead, keys: Mapping[str, LeadKeys]
    ) -> tuple[dict[str, SecretBytes], dict[str, SecretBytes]]:
        share = lead.identity_share
        first = {name: open_share_one(one, share) for name, one in keys.items()} if share else {}
        second: dict[str, SecretBytes] = {}
        requests, calls = dump.by_id(IdentityRequest), dump.by_id(CallBackRow)
        for kept in (row for row in dump.of_table(CustodyShare) if row.lead_id == lead.id):
            second |= self._by_name(kept.sealed, _kept(kept))
        for lent in (row for row in dump.of_table(ResealedShare) if row.lead_id == lead.id):
            if lent.id in requests:
                second |= self._by_name(lent.sealed, _lent(requests[lent.id], lent.sealed))
            else:
                first |= self._by_name(lent.sealed, _called(calls[lent.id], lent.sealed))
        return first, second

    def _names(
        self, lead: Lead, first: Mapping[str, SecretBytes], second: Mapping[str, SecretBytes]
    ) -> tuple[set[str], bool]:
        """Who alone reads the name, and whether any two do."""
        alone = {name for name in first.keys() & second.keys() if self._reads(lead, first[name], second[name])}
        one, other = next(iter(first.values()), NOTHING), next(iter(second.values()), NOTHING)
        assert not self._reads(lead, one, NOTHING)
        assert not self._reads(lead, NOTHING, other)
        return alone, self._reads(lead, one, other)

    def _reads(self, lead: Lead, first: SecretBytes, second: SecretBytes) -> bool:
        if lead.identity is None:
            return False
        try:
            return open_identity(lead.id, lead.identity, first, second).reveal() == self._identity
        except SealBroken:
            return False

    def _found(self, dump: Dump, lead: Lead) -> dict[str, set[str]]:
        found = {}
        for text in (row for row in dump.of_table(SearchText) if row.lead_id == lead.id):
            indexes: dict[str, UnitIndex] = {}
            for copy in dump.of_table(IndexKey):
                if (copy.unit_id, copy.epoch) == (text.unit_id, text.epoch):
                    indexes |= self._by_name(copy.sealed, _index(copy))
            for index in list(indexes.values())[:1]:
                assert index.open_text(lead.id, text.sealed).reveal()
            found[text.unit_id] = set(indexes)
        return found

    def _by_name(self, sealed: bytes, opening: Callable[[KeyPair], T]) -> dict[str, T]:
        found = {}
        for name, held in self.held.items():
            for pair in held.values():
                opened = self._try(pair, sealed, opening)
                if opened is not None:
                    found[name] = opened
        return found

    def _try(self, pair: KeyPair, sealed: bytes, opening: Callable[[KeyPair], T]) -> T | None:
        place = (pair.public.id, sealed)
        if place not in self._tried:
            try:
                self._tried[place] = opening(pair)
            except VaultError:
                self._tried[place] = None
        tried: T | None = self._tried[place]
        return tried


def _to_member(row: UnitSeed, public: PublicIdentity) -> SealedSeed:
    return SealedSeed(row.sealed, lambda pair: open_unit_seed(row.unit_id, row.epoch, row.sealed, pair, public))


def _to_epoch(row: OldSeed, public: PublicIdentity) -> SealedSeed:
    return SealedSeed(row.sealed, lambda pair: open_old_seed(row.unit_id, row.epoch, row.sealed, pair, public))


def _to_pages(unit: str, epoch: int, sealed: bytes, public: PublicIdentity) -> SealedSeed:
    return SealedSeed(sealed, lambda pair: open_for_recovery(unit, epoch, sealed, pair, public))


def _grant(row: Grant) -> Callable[[KeyPair], LeadKeys]:
    return lambda pair: LeadKeys.from_grant(row.lead_id, SealedFor(row.unit_id, row.epoch, row.sealed), pair)


def _kept(row: CustodyShare) -> Callable[[KeyPair], SecretBytes]:
    return lambda pair: open_share_two(row.lead_id, SealedFor(row.unit_id, row.epoch, row.sealed), pair)


def _lent(row: IdentityRequest, sealed: bytes) -> Callable[[KeyPair], SecretBytes]:
    expires_at = claimed_approval(row.approval or b"").expires_at
    return lambda pair: open_resealed_share_two(pair, sealed, claimed_request(row.body), expires_at)


def _called(row: CallBackRow, sealed: bytes) -> Callable[[KeyPair], SecretBytes]:
    return lambda pair: open_resealed_share_one(pair, sealed, claimed_call_back(row.body))


def _index(row: IndexKey) -> Callable[[KeyPair], UnitIndex]:
    return lambda pair: UnitIndex.open(row.unit_id, row.epoch, row.sealed, Holder(row.sealed_to, pair))
