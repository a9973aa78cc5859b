"""One office in a random run: what every rule needs, and what must hold after each step."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from admin.setup.founding import Founded
from kit import clock
from storage.errors import AccessExpired, AccessRefused, AlreadyDone, BadInput, NotAllowed, NotFound, StaleVersion
from tests.admin.desk import STORY, Sealed
from tests.admin.lifecycle.dump import Dump, Openers, Thieves
from tests.admin.lifecycle.expected import CUSTODY, ESCALATION, LEAD_UNITS, OFFICE, POLICE, UNITS, Expected
from tests.admin.lifecycle.stage import REPORTER, Stage
from tests.admin.offices import services_in

T = TypeVar("T")
ANY = st.integers(0, 11)
"""Which one of those there are, whoever and however many they are by then."""
LEAD_UNIT = st.sampled_from(LEAD_UNITS)
UNIT = st.sampled_from(UNITS)
MEMBERS = {OFFICE: {"root", "wang"}, POLICE: {"li"}, ESCALATION: {"zhao"}, CUSTODY: {"bao", "guan"}}
CUSTODIANS = {"bao", "guan", "he"}
REFUSALS = (AccessExpired, AccessRefused, AlreadyDone, BadInput, NotAllowed, NotFound, StaleVersion)


ACTS: dict[str, st.SearchStrategy[tuple[str, dict[str, Any]]]] = {}
Method = TypeVar("Method", bound=Callable[..., None])


def act(**given: st.SearchStrategy[Any]) -> Callable[[Method], Method]:
    """One of the acts that a run is made of. As rules of their own some would be left out of most runs."""

    def named(method: Method) -> Method:
        ACTS[method.__name__] = st.tuples(st.just(method.__name__), st.fixed_dictionaries(given))
        return method

    return named


OFTEN = (
    "hand_on", "hand_on", "view", "join", "join", "prepare", "prepare", "publish", "publish", "finish", "finish",
    "recover", "recover", "ask", "ask", "approve", "approve", "approve", "reveal", "reveal", "ask_to_call", "call",
)  # fmt: skip
"""What comes to nothing without something before it, or that much can happen after."""


def every_act() -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """Any of them, the last ones of a lead's life less often."""
    return st.one_of([ACTS[name] for name in (*OFTEN, *ACTS)])


@dataclass(frozen=True)
class Template:
    """A founded office on disk, which every run copies; `done` counts what happened in all runs."""

    folder: Path
    founded: Founded
    code: Callable[[str], str]
    done: Counter[str]


class OfficeMachine(RuleBasedStateMachine):
    """A copy of the office, and beside it who should open what."""

    def __init__(self, template: Template) -> None:
        super().__init__()
        self.done = template.done
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(template.folder, self.folder / "office")
        self.opened = services_in(self.folder / "office")
        self.stage = Stage(
            self.runner.run(_entered(self.opened)), template.founded, template.code, clock.now()
        )
        people = template.founded.people
        self.people = sorted(people)
        self.office = Expected({unit: set(names) for unit, names in MEMBERS.items()})
        identity = REPORTER.model_dump_json().encode()
        self.thieves = Thieves({name: people[name].pair for name in people}, STORY, identity)
        self.numbers: dict[bytes, str] = {}
        self.waiting: list[Sealed] = []
        self.pages: dict[str, list[str]] = {}
        self.makers: dict[str, str] = {}
        self.steps = 0

    @initialize()
    def begin(self) -> None:
        """Two leads that have arrived."""
        self.happens(("file", {"named": True, "excluded": [], "late": False}))
        self.happens(("file", {"named": False, "excluded": [OFFICE], "late": False}))

    @rule(step=st.deferred(every_act))
    def happens(self, step: tuple[str, dict[str, Any]]) -> None:
        """One act."""
        name, given = step
        getattr(self, name)(**given)

    def teardown(self) -> None:
        """Everybody looks at everything once more."""
        try:
            for lead_id in self.numbers:
                self.check_site(lead_id)
        finally:
            self.runner.run(self.opened.__aexit__(None, None, None))
            self.runner.close()
            shutil.rmtree(self.folder)

    def does(self, act: Coroutine[Any, Any, T], name: str, may: bool = True) -> T | None:
        """What came of an act, None where it was refused; it has to be where the promises forbid it."""
        try:
            found = self.runner.run(act)
        except REFUSALS:
            return None
        assert may, f"{name} should have been refused"
        self.done[name] += 1
        return found

    @staticmethod
    def one(of: Iterable[T], index: int) -> T | None:
        """One of these, None where there is none."""
        found = list(of)
        return found[index % len(found)] if found else None

    def a_lead(self, index: int) -> bytes:
        """One that has arrived: the first two always have."""
        return list(self.numbers)[index % len(self.numbers)]

    def a_member(self, unit: str, index: int) -> str:
        """Nobody leaves a unit to nobody."""
        members = sorted(self.office.members[unit])
        return members[index % len(members)]

    def a_viewer(self, index: int, *lead_ids: bytes) -> str | None:
        """Somebody who sees all of these leads."""
        return self.one((who for who in self.people if all(self.office.sees(who, one) for one in lead_ids)), index)

    def holder(self, lead_id: bytes) -> str:
        """The responsible unit, which everybody who holds the lead sees."""
        return self.runner.run(self.stage.holder(lead_id))

    @invariant()
    def keys_open_what_they_should(self) -> None:
        """The tables as they are now, against everybody with every key they ever held."""
        found = self.thieves.look(self.runner.run(Dump.of(self.stage.services.ledger.engine)))
        assert found == {lead_id: self._openers(lead_id) for lead_id in self.numbers}

    @invariant()
    def the_site_shows_what_it_should(self) -> None:
        """One lead now and then, and all of them at the end."""
        self.steps += 1
        if self.numbers and self.steps % 4 == 0:
            self.check_site(self.a_lead(self.steps // 4))

    def check_site(self, lead_id: bytes) -> None:
        """Every person's session against one lead."""
        if self.office.leads[lead_id].destroyed:
            return
        number = self.numbers[lead_id]
        seen = {who for who in self.people if self.runner.run(self.stage.sees(who, number))}
        assert seen == {who for who in self.people if self.office.sees(who, lead_id)}

    def _openers(self, lead_id: bytes) -> Openers:
        lead = self.office.leads[lead_id]
        first, second = lead.first_half, lead.second_half
        named = lead.named
        return Openers(
            lead.opens, lead.found, first if named else set(), second, first & second if named else set(),
            named and bool(first) and bool(second),
        )  # fmt: skip


async def _entered(opened: Any) -> Any:
    return await opened.__aenter__()
