"""Whatever happens in whatever order, exactly the right people can open a lead and a name."""

import asyncio
import os
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.admin.lifecycle.identity_acts import IdentityActs
from tests.admin.lifecycle.key_acts import KeyActs
from tests.admin.lifecycle.lead_acts import LeadActs
from tests.admin.lifecycle.machine import Template
from tests.admin.lifecycle.stage import plan
from tests.admin.offices import office_in

RUNS = int(os.environ.get("XIANSUO_LIFECYCLE_RUNS", "0"))
"""So many random runs instead of the few that are always the same: `make fuzz` asks for them."""
QUICK = settings(
    max_examples=RUNS or 10, stateful_step_count=50, derandomize=not RUNS, deadline=None, database=None,
    print_blob=False, suppress_health_check=list(HealthCheck),
)  # fmt: skip
RANDOM = ("assign", "exclude", "withdraw", "view", "join", "prepare", "publish", "sealed anew", "erased", "destroy")
"""What the fixed runs have to reach, or they try nothing."""
EVERY = (
    *RANDOM, "transfer", "return", "merge", "recover", "print", "ask", "approve", "reveal", "ask to call", "call",
    "tidy",
)  # fmt: skip


class Lifecycle(LeadActs, KeyActs, IdentityActs):
    """All acts together."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("lifecycle")
    founded = asyncio.run(office_in(folder, plan())).founded
    return Template(folder, founded, cache(lambda who: founded.people[who].pair.public.key_code()), Counter())


@pytest.fixture
def template(office: Template) -> Template:
    """With nothing done yet."""
    return replace(office, done=Counter())


YEAR: list[tuple[str, dict[str, Any]]] = [
    ("file", {"named": False, "excluded": [], "late": False}),
    ("view", {"lead": 0, "who": 0}),
    ("prepare", {"unit": "office", "by": 0, "leaving": 0, "somebody": True}),
    ("publish", {}),
    ("join", {"who": 5, "unit": "office", "by": 0}),
    ("finish", {"by": 0}),
    ("print_pages", {"unit": "police", "by": 0}),
    ("publish", {}),
    ("recover", {"who": 4, "unit": "police", "two": [2, 0, 1]}),
    ("view", {"lead": 0, "who": 0}),
    ("ask", {"lead": 0, "who": 0}),
    ("approve", {"which": 0, "by": 0}),
    ("prepare", {"unit": "custody", "by": 0, "leaving": 0, "somebody": True}),
    ("reveal", {"lead": 0, "which": 0, "who": 0, "oneself": True}),
    ("ask_to_call", {"lead": 0, "who": 0, "custodian": 0}),
    ("publish", {}),
    ("call", {"lead": 0, "which": 0, "by": 0}),
    ("file", {"named": True, "excluded": ["police"], "late": True}),
    ("prepare", {"unit": "police", "by": 0, "leaving": 0, "somebody": False}),
    ("publish", {}),
    ("deliver", {}),
    ("finish", {"by": 0}),
    ("merge", {"lead": 0, "other": 2, "who": 0}),
    ("merge", {"lead": 0, "other": 1, "who": 0}),
    ("hand_on", {"lead": 3, "to": "police", "who": 0, "back": False}),
    ("hand_on", {"lead": 2, "to": "police", "who": 0, "back": False}),
    ("hand_on", {"lead": 2, "to": "police", "who": 0, "back": True}),
    ("hand_on", {"lead": 0, "to": "police", "who": 0, "back": False}),
    ("hand_on", {"lead": 0, "to": "escalation", "who": 0, "back": False}),
    ("hand_to_custody", {"lead": 2, "who": 0}),
    ("exclude", {"lead": 1, "unit": "police", "who": 0}),
    ("withdraw", {"lead": 1, "who": 0, "to": "escalation"}),
    ("file", {"named": True, "excluded": [], "late": False}),
    ("exclude", {"lead": 4, "unit": "police", "who": 0}),
    ("ask", {"lead": 4, "who": 0}),
    ("approve", {"which": 0, "by": 0}),
    ("pass_time", {"hours": 15 * 24}),
    ("erase", {"by": 0}),
    ("join", {"who": 5, "unit": "office", "by": 0}),
    ("destroy", {"lead": 0}),
]
"""Every act once, in the order of an ordinary year."""


def test_a_whole_life_of_two_leads_keeps_exactly_the_right_people_able_to_open(template: Template) -> None:
    """After each act everything is tried."""
    life = Lifecycle(template)
    life.begin()
    try:
        for one in YEAR:
            life.happens(one)
            life.keys_open_what_they_should()
            life.the_site_shows_what_it_should()
    finally:
        life.teardown()
    assert not [name for name in EVERY if not template.done[name]]


@pytest.mark.timeout(0 if RUNS else 600)
def test_in_any_order_exactly_the_right_people_open_leads_and_names(template: Template) -> None:
    class Run(Lifecycle):
        def __init__(self) -> None:
            super().__init__(template)

    run_state_machine_as_test(Run, settings=QUICK)
    assert not [name for name in RANDOM if not template.done[name]]
