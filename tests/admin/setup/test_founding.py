"""The whole way from an empty ledger to a policy in force."""

import pytest

from admin import policy_book
from admin.services import Services
from admin.setup import checklist, state
from admin.setup.founding import Founded
from kit import clock
from storage.vault.policy_document import UnitKind

pytestmark = pytest.mark.anyio


async def test_a_founded_office_has_a_policy_that_names_every_unit(office: Services, founded: Founded) -> None:
    async with office.ledger.read() as work:
        policy = await policy_book.current(work)
    assert policy is not None
    assert policy.fingerprint == founded.policy.fingerprint
    assert [unit.id for unit in policy.document.units] == ["office", "custody", "escalation", "police"]
    assert policy.document.escalation == "escalation"
    assert policy.document.host_key == office.host_key.public
    assert policy.document.routes[0].units == ("office", "police")
    assert "wang" not in [name.pinyin for name in policy.document.only(UnitKind.OFFICE).names]


async def test_nothing_is_missing_afterwards(office: Services) -> None:
    async with office.ledger.read() as work:
        steps = checklist.steps(await state.facts(work, clock.now()), clock.now())
    marks = {step.id: step.mark for step in steps}
    assert [step for step, mark in marks.items() if mark is checklist.Mark.MISSING] == []
    assert marks["single_member"] is checklist.Mark.WARNING
    assert marks["backup"] is checklist.Mark.WARNING


async def test_every_member_opens_the_key_of_their_own_unit_and_of_no_other(office: Services, founded: Founded) -> None:
    for login, person in founded.people.items():
        signed = await founded.acting(office, login)
        assert signed.member.units == (person.plan.unit,)
        for unit in founded.policy.document.units:
            if unit.id == person.plan.unit:
                assert signed.keyring.unit_pair(unit.id, 1).public == unit.current.public
            else:
                assert not signed.keyring.holds(unit.id, 1)
