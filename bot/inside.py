"""What the inside host tells about itself, checked where it can be, and kept for `/verify` and for a restart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.admin_client import AdminClient
from kit import clock
from storage.errors import ChainBroken, RosterRefused
from storage.unit_of_work import BotStore
from storage.vault.policy import Policy
from storage.vault.policy_document import PolicyUnit
from storage.vault.restore_block import Head, read_block
from storage.vault.roster import Roster, SignedRoster, read_roster
from storage.wire import InsideState

_STATE: Final = "inside_state"
_ROSTERS: Final = "rosters_seen"
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class UnitMembers:
    """A unit's members by its signed roster: on which days they joined, and no names.

    `joined` is None where no roster verifies with the key that the policy names, or an older one was put back.
    """

    unit: str
    name: str
    kind: str
    joined: tuple[date, ...] | None


@dataclass(frozen=True, slots=True)
class Told:
    """The inside host's own words: its state, where its ledger ends, whether it waits after a restore, and when."""

    state: InsideState
    head: Head
    waits: bool
    at: datetime

    def dump(self) -> bytes:
        told = [self.at.isoformat(), self.head.height, self.head.hash.hex(), self.waits, self.state.model_dump_json()]
        return json.dumps(told).encode()

    @classmethod
    def load(cls, stored: bytes) -> Told:
        """Raises ValueError for what another release has kept."""
        at, height, block_hash, waits, state = json.loads(stored)
        head = Head(height, bytes.fromhex(block_hash))
        return cls(InsideState.model_validate_json(state), head, bool(waits), datetime.fromisoformat(at))


def ends_at(header: bytes) -> Head:
    """The head that the inside host names by its last header; the beginning where that cannot be read."""
    try:
        return Head.of(read_block(header) if header else None)
    except ChainBroken:
        return Head.of(None)


class Inside:
    """Keeps the last answer. Rosters may grow and be renewed, never go back: the highest counters are remembered."""

    def __init__(self, store: BotStore) -> None:
        self._store = store
        self._told: Told | None = None
        self._etag = ""
        self._seen: dict[str, tuple[int, int]] = {}

    @property
    def told(self) -> Told | None:
        """The last answer, None before the first."""
        return self._told

    @property
    def restoring(self) -> bool:
        """Whether the inside host says that it came back from a backup and waits for signatures."""
        return self._told is not None and self._told.waits

    def behind(self, height: int) -> int:
        """How many blocks below the witnessed `height` the ledger ended when last asked; 0 in ordinary times."""
        return max(0, height - self._told.head.height) if self._told is not None else 0

    def alarm(self, height: int) -> bool:
        """Whether the ledger shows less than was witnessed, and nobody says that it was restored."""
        return self.behind(height) > 0 and not self.restoring

    async def load(self) -> None:
        """Read what was kept; an answer of another release is forgotten."""
        async with self._store.read() as work:
            kept, seen = await work.meta.get(_STATE), await work.meta.get(_ROSTERS)
        self._seen = {unit: (epoch, counter) for unit, (epoch, counter) in json.loads(seen or b"{}").items()}
        try:
            self._told = Told.load(kept) if kept is not None else None
        except (ValueError, TypeError):
            self._told = None

    async def hear(self, client: AdminClient, chain: Sequence[Policy], head: Head, waits: bool) -> None:
        """Ask for the state, which mostly is the one known, and keep it beside where the ledger ends."""
        known = self._told
        answer = await client.state(self._etag if known is not None else "")
        if answer is not None:
            self._etag, state = answer
        elif known is not None:
            state = known.state
        else:
            return
        await self.keep(Told(state, head, waits, clock.now()), chain)

    async def keep(self, told: Told, chain: Sequence[Policy]) -> None:
        """Keep an answer; `chain` is what this host believes, empty before it believes a policy.

        What says nothing new is written once an hour, for its day.
        """
        known, seen = self._told, dict(self._seen)
        for unit in chain[-1].document.units if chain else ():
            roster = _roster(told.state, unit, chain)
            if roster is not None:
                seen[unit.id] = max(seen.get(unit.id, (0, 0)), (roster.epoch, roster.counter))
        self._told = told
        if known is not None and seen == self._seen and _says_nothing_new(known, told):
            self._told = known
            return
        self._seen = seen
        async with self._store.begin() as work:
            await work.meta.put(_STATE, told.dump())
            await work.meta.put(_ROSTERS, json.dumps(seen).encode())

    def members(self, chain: Sequence[Policy]) -> tuple[UnitMembers, ...]:
        """Every unit of the believed policy with the days on which its members joined."""
        if not chain:
            return ()
        return tuple(self._members(unit, chain) for unit in chain[-1].document.units)

    def _members(self, unit: PolicyUnit, chain: Sequence[Policy]) -> UnitMembers:
        roster = _roster(self._told.state, unit, chain) if self._told else None
        if roster is None or (roster.epoch, roster.counter) < self._seen.get(unit.id, (0, 0)):
            return UnitMembers(unit.id, unit.name, unit.kind.value, None)
        joined = tuple(sorted(member.since for member in roster.members))
        return UnitMembers(unit.id, unit.name, unit.kind.value, joined)


def _says_nothing_new(known: Told, told: Told) -> bool:
    return replace(known, at=told.at) == told and told.at - known.at < _HOUR


def _roster(state: InsideState, unit: PolicyUnit, chain: Sequence[Policy]) -> Roster | None:
    """The unit's roster, if it verifies with the key that the policy names and stands on this very chain."""
    epoch = unit.current
    part = next((one for one in state.rosters if (one.unit, one.epoch) == (unit.id, epoch.epoch)), None)
    if part is None:
        return None
    try:
        roster = read_roster(SignedRoster(part.body, part.signature), unit.id, epoch.epoch, epoch.public)
    except RosterRefused:
        return None
    return roster if roster.first_policy in (b"", chain[0].fingerprint) else None
