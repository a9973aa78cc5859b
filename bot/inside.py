"""What the inside host tells about itself, checked where it can be, and kept for `/verify` and for a restart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pydantic import ValidationError

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
    """The inside host's own words and the moment of the last answer."""

    state: InsideState
    at: datetime

    @property
    def head(self) -> Head:
        """Where the ledger ended; the beginning where its header cannot be read."""
        try:
            return Head.of(read_block(self.state.head) if self.state.head else None)
        except ChainBroken:
            return Head.of(None)


class Inside:
    """Keeps the last answer. Rosters may grow and be renewed, never go back: the highest counters are remembered."""

    def __init__(self, store: BotStore) -> None:
        self._store = store
        self._told: Told | None = None
        self._seen: dict[str, tuple[int, int]] = {}

    @property
    def told(self) -> Told | None:
        """The last answer, None before the first."""
        return self._told

    @property
    def restoring(self) -> bool:
        """Whether the inside host says that it came back from a backup and waits for signatures."""
        return self._told is not None and self._told.state.waits_for_signatures

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
        if kept is None:
            return
        at, _, body = kept.partition(b" ")
        try:
            self._told = Told(InsideState.model_validate_json(body), datetime.fromisoformat(at.decode()))
        except (ValidationError, ValueError):
            self._told = None

    async def keep(self, state: InsideState, chain: Sequence[Policy]) -> None:
        """Keep an answer; `chain` is what this host believes, empty before it believes a policy."""
        now = clock.now()
        rosters = [(unit, _roster(state, unit, chain)) for unit in (chain[-1].document.units if chain else ())]
        for unit, roster in rosters:
            if roster is not None:
                known = self._seen.get(unit.id, (0, 0))
                self._seen[unit.id] = max(known, (roster.epoch, roster.counter))
        async with self._store.begin() as work:
            await work.meta.put(_STATE, f"{now.isoformat()} {state.model_dump_json()}".encode())
            await work.meta.put(_ROSTERS, json.dumps(self._seen).encode())
        self._told = Told(state, now)

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
