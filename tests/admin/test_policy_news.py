"""Newer policies from bot hosts: believed by their signatures, never by who brings them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from admin import policy_book, policy_news
from admin.pin import HEAD_FILE, PIN_FILE
from admin.services import Services
from admin.setup.founding import Founded
from kit import clock
from storage.access import AccessFilter
from storage.errors import PolicyNotOurs, PolicyRefused
from storage.vault.binding import new_id
from storage.vault.policy import SignedPolicy
from storage.wire import BotReport
from tests.admin.policies import second_policy
from tests.admin.thieves import forge, write

pytestmark = pytest.mark.anyio


async def chain(services: Services) -> list[SignedPolicy]:
    async with services.ledger.read() as work:
        return await work.policies.chain()


async def version(services: Services) -> int:
    policy_book.forget()
    async with services.ledger.read() as work:
        return (await policy_book.required(work)).version


async def rolled_back(services: Services, founded: Founded, policies: int = 2) -> Sequence[SignedPolicy]:
    """What bots hold, of an office whose tables and head file have gone back to policy 1."""
    for number in range(policies):
        await second_policy(services, founded, f"试验{number}街道")
    held = await chain(services)
    await write(services, "DELETE FROM policies WHERE version > 1")
    (services.settings.data / HEAD_FILE).unlink()
    return held


async def test_a_ledger_that_went_back_takes_the_newer_policies_of_a_bot(office: Services, founded: Founded) -> None:
    held = await rolled_back(office, founded)
    assert await policy_news.take(office, held[1:], clock.now()) == 2
    assert await version(office) == 3
    assert (office.settings.data / HEAD_FILE).read_text().startswith("3:")


async def test_sent_a_second_time_they_change_nothing(office: Services, founded: Founded) -> None:
    held = await rolled_back(office, founded)
    await policy_news.take(office, held[1:], clock.now())
    assert await policy_news.take(office, held, clock.now()) == 0


@pytest.mark.parametrize("what", ["custody's signature", "a step left out", "garbage"])
async def test_a_chain_that_breaks_a_rule_is_refused_whole(office: Services, founded: Founded, what: str) -> None:
    held = list(await rolled_back(office, founded))
    wrong = {
        "custody's signature": [held[1], replace(held[2], custody_signature=held[2].office_signature)],
        "a step left out": [held[2]],
        "garbage": [held[1], replace(held[2], body=b"nothing of the kind")],
    }[what]
    with pytest.raises(PolicyRefused):
        await policy_news.take(office, wrong, clock.now())
    assert await version(office) == 1


async def test_a_whole_chain_of_somebody_else_is_refused(office: Services, founded: Founded) -> None:
    await write(office, "DELETE FROM policies")
    with pytest.raises(PolicyNotOurs):
        await policy_news.take(office, [forge(founded.policy).link], clock.now())
    assert await chain(office) == []


async def test_a_host_that_has_pinned_nothing_takes_no_first_policy(office: Services, founded: Founded) -> None:
    genuine = await chain(office)
    await write(office, "DELETE FROM policies")
    for name in (PIN_FILE, HEAD_FILE):
        (office.settings.data / name).unlink(missing_ok=True)
    with pytest.raises(PolicyNotOurs):
        await policy_news.take(office, genuine, clock.now())


async def test_a_claim_is_recorded_once_and_believed_never(office: Services, founded: Founded) -> None:
    report = BotReport(bot_id=new_id(), policy_version=9, height=0)
    for _ in range(2):
        async with office.ledger.begin() as work:
            assert await policy_news.note_claim(work, report, clock.now())
            await work.bots.report(report.bot_id, 9, None, 0, clock.now())
    assert await version(office) == 1
    async with office.ledger.read() as work:
        assert len(await work.access.page(None, AccessFilter(kinds=("policy_claimed",)))) == 1
