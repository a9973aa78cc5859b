"""An old seed goes when nothing names it, no bot can still seal to it, and two weeks have passed: never before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from admin.services import Services
from admin.setup.erasing import WAIT, Facts, erase, facts_of, reasons_to_wait
from admin.setup.founding import Founded
from kit import clock
from storage.errors import BadInput, NotAllowed
from storage.vault.binding import new_id
from tests.admin.desk import Desk
from tests.admin.rotations import finish, prepare, proposal, publish

pytestmark = pytest.mark.anyio
THEN = datetime(2026, 3, 1, tzinfo=UTC)
READY = Facts(2, THEN, bots=((2, None), (3, 2)))


def test_with_nothing_left_and_two_weeks_over_it_may_go() -> None:
    assert reasons_to_wait(READY, THEN + WAIT) == []


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"superseded": None}, "current"),
        ({"rows": 1}, "rows"),
        ({"requests": 1}, "requests"),
        ({"index": 1}, "index"),
        ({"older": 1}, "older"),
        ({"bots": ((1, None),)}, "bots"),
        ({"bots": ((2, 1),)}, "outbox"),
        ({"since": THEN + timedelta(seconds=1)}, "days"),
    ],
)
def test_each_reason_alone_keeps_it(changed: dict[str, object], kind: str) -> None:
    found = reasons_to_wait(replace(READY, **changed), THEN + WAIT)  # type: ignore[arg-type]
    assert [reason.kind for reason in found] == [kind]


async def rotated(services: Services, founded: Founded) -> None:
    """The office with a second epoch in force and every row under it."""
    await prepare(services, await founded.acting(services, "wang"), "office")
    await publish(services, founded)
    await finish(services, founded, "wang", "office")


async def report(services: Services, bot: bytes, version: int, oldest: int | None = None) -> None:
    async with services.ledger.begin() as work:
        await work.bots.report(bot, version, oldest, 1, clock.now())


async def kinds(services: Services, days: int = 15) -> list[str]:
    async with services.ledger.read() as work:
        facts = await facts_of(work, "office", 1)
    return [reason.kind for reason in reasons_to_wait(facts, clock.now() + timedelta(days=days))]


async def test_rows_bots_and_days_are_read_from_the_ledger(office: Services, founded: Founded) -> None:
    await Desk(office, founded).file()
    bot = new_id()
    await report(office, bot, 1, 1)
    assert await kinds(office) == ["current"]
    await prepare(office, await founded.acting(office, "wang"), "office")
    assert await kinds(office) == ["current"]
    await publish(office, founded)
    assert await kinds(office) == ["rows", "bots", "outbox"]
    await finish(office, founded, "wang", "office")
    assert await kinds(office) == ["bots", "outbox"]
    await report(office, bot, 2, 1)
    assert await kinds(office) == ["outbox"]
    await report(office, bot, 2, None)
    assert await kinds(office) == []
    assert await kinds(office, days=13) == ["days"]


async def test_nobody_erases_too_early_or_for_another_unit(office: Services, founded: Founded) -> None:
    await rotated(office, founded)
    wang, later = await founded.acting(office, "wang"), clock.now() + timedelta(days=15)
    with pytest.raises(BadInput):
        await erase(office, wang, "office", 1, clock.now())
    with pytest.raises(BadInput):
        await erase(office, wang, "office", 2, later)
    with pytest.raises(NotAllowed):
        await erase(office, await founded.acting(office, "li"), "office", 1, later)
    assert (await founded.acting(office, "wang")).keyring.holds("office", 1)


async def test_an_erased_epoch_is_gone_for_everybody_and_leaves_the_next_policy(
    office: Services, founded: Founded
) -> None:
    await rotated(office, founded)
    wang = await founded.acting(office, "wang")
    await erase(office, wang, "office", 1, clock.now() + timedelta(days=15))
    wang = await founded.acting(office, "wang")
    assert (wang.keyring.holds("office", 1), wang.keyring.holds("office", 2)) == (False, True)
    async with office.ledger.read() as work:
        assert await work.seeds.old("office") == []
    shown = await proposal(office, founded)
    assert [(change.kind, change.detail) for change in shown.changes] == [("unit_epochs", "1")]
    policy = await publish(office, founded)
    named = policy.document.find("office")
    assert named is not None
    assert [one.epoch for one in named.epochs] == [2]
