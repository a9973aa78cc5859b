"""The ordered list of what is missing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from admin.setup.checklist import Facts, Mark, UnitFacts, is_complete, steps
from storage.vault.policy_document import UnitKind

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
READY = UnitFacts("office", "办公室", UnitKind.OFFICE, 2, True, True, True, True)
CUSTODY = replace(READY, id="custody", name="保管组", kind=UnitKind.CUSTODY)
ESCALATION = replace(READY, id="escalation", name="上级", kind=UnitKind.ESCALATION)
DONE = Facts((READY, CUSTODY, ESCALATION), 3, True, 1, False, NOW)


def marks(facts: Facts) -> dict[str, Mark]:
    return {step.id: step.mark for step in steps(facts, NOW)}


def test_an_empty_installation_lacks_everything_in_order() -> None:
    found = steps(Facts(), NOW)
    assert [step.id for step in found] == [
        "office_unit", "custody_unit", "first_members", "areas", "contacts", "unit_keys", "pages", "policy",
        "escalation_unit", "backup",
    ]  # fmt: skip
    assert found[0].mark is Mark.MISSING
    assert marks(Facts())["policy"] is Mark.WAITING


def test_a_whole_office_lacks_nothing_and_is_warned_of_nothing() -> None:
    assert set(marks(DONE).values()) == {Mark.DONE}
    assert is_complete(DONE)


def test_the_policy_is_next_when_everything_before_it_is_done() -> None:
    assert marks(replace(DONE, policy_version=0))["policy"] is Mark.MISSING


def test_a_unit_without_its_first_member_is_named() -> None:
    facts = replace(DONE, units=(READY, replace(CUSTODY, first_invited=False, has_seed=False)), policy_version=0)
    found = {step.id: step for step in steps(facts, NOW)}
    assert found["first_members"].names == ("保管组",)
    assert found["unit_keys"].mark is Mark.MISSING


def test_warnings_stop_nothing() -> None:
    alone = replace(READY, members=1)
    old = replace(DONE, units=(alone, CUSTODY), last_backup=NOW - timedelta(days=8))
    found = marks(old)
    assert {found[name] for name in ("escalation_unit", "single_member", "backup")} == {Mark.WARNING}
    assert Mark.MISSING not in found.values()
    assert is_complete(old)


def test_a_backup_of_six_days_is_young_enough() -> None:
    assert "backup" not in marks(replace(DONE, last_backup=NOW - timedelta(days=6)))


def test_a_unit_that_waits_for_the_policy_is_named() -> None:
    police = replace(READY, id="police", name="公安局", kind=UnitKind.RECEIVING, live=False)
    found = {step.id: step for step in steps(replace(DONE, units=(READY, CUSTODY, ESCALATION, police)), NOW)}
    assert found["unit_not_in_policy"].names == ("公安局",)
