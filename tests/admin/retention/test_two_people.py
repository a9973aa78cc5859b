"""Who may put forward and who may confirm, what comes off a list in between, and who sees it at all."""

import pytest

from admin.retention import confirming
from admin.roles import Role
from kit import clock
from storage.errors import AccessRefused, NotAllowed
from storage.lead_change import Step
from storage.tables.ledger import Reward
from storage.vault.binding import new_id
from tests.admin.desk import Filed
from tests.admin.retention.ending import HOME, Ending, later

pytestmark = pytest.mark.anyio


async def reward(ending: Ending, filed: Filed) -> None:
    """A sum is proposed."""
    async with ending.services.ledger.begin() as work:
        await work.rewards.propose(
            Reward(
                id=new_id(), lead_id=filed.lead_id, amount_fen=50_000,
                proposed_by=ending.desk.founded.people["li"].staff_id, state="proposed", version=1,
                proposed_at=clock.now(),
            )
        )  # fmt: skip


async def kept(ending: Ending, filed: Filed) -> bool:
    """Whether the identity and every half of its key are still there."""
    lead = await ending.whole(filed)
    async with ending.services.ledger.read() as work:
        share = await work.identities.custody_share(filed.lead_id)
    return None not in (lead.identity, lead.identity_share, share)


async def test_nothing_is_offered_before_the_term_is_over(ending: Ending) -> None:
    filed = await ending.closed()
    with later(179):
        assert "没有到期的线索" in await (await ending.browser("wang")).open(HOME)
        assert "已经变动" in await ending.put_forward(filed, status=422)
    assert await kept(ending, filed)


async def test_an_open_reward_or_protection_is_shown_as_the_reason_and_cannot_be_listed(ending: Ending) -> None:
    rewarded, protected = await ending.closed(), await ending.closed()
    await reward(ending, rewarded)
    wang = await ending.browser("wang")
    await wang.send(f"/admin/leads/{protected.number}/protection", wanted="1")
    with later():
        page = await (await ending.browser("wang")).open(HOME)
        assert "举报奖励还没有办完" in page
        assert "举报人还在保护中" in page
        for filed in (rewarded, protected):
            assert "已经变动" in await ending.put_forward(filed, status=422)
        wang = await ending.browser("wang")
        page = await wang.send(f"/admin/leads/{protected.number}/protection")
        assert "没有登记保护措施" in page
        await ending.put_forward(protected)
    assert "protection_ended" in await ending.desk.kinds(protected.lead_id)


async def test_nobody_destroys_with_one_signature(ending: Ending) -> None:
    filed = await ending.closed()
    with later():
        await ending.put_forward(filed)
        assert await kept(ending, filed)
        assert "口令" in await ending.put_forward(filed, status=422, password="wrong")
        assert "口令" in await ending.confirm(status=422, password="wrong")
    assert await kept(ending, filed)


@pytest.mark.parametrize(("who", "status"), [("li", 403), ("zhao", 403), ("bao", 403), ("guan", 403)])
async def test_whoever_does_not_watch_over_leads_puts_nothing_forward(ending: Ending, who: str, status: int) -> None:
    filed = await ending.closed()
    with later():
        await ending.put_forward(filed, who=who, status=status)
        async with ending.services.ledger.read() as work:
            assert await work.destructions.newest() == []


async def test_neither_the_proposer_nor_a_colleague_confirms(ending: Ending) -> None:
    filed = await ending.closed()
    with later():
        await ending.put_forward(filed)
        for who in ("wang", "root", "li"):
            await ending.confirm(who, status=403)
        act = (await ending.row()).id
        for who in ("wang", "root"):
            with pytest.raises((NotAllowed, AccessRefused)):
                await confirming.confirm(ending.services, await ending.opened(who), act, clock.now())
    assert await kept(ending, filed)


async def test_who_proposes_and_becomes_a_custodian_by_a_row_confirms_nothing(ending: Ending) -> None:
    """The administrator turns the proposer into a custodian: the roster of custody does not name them."""
    filed = await ending.closed()
    with later():
        await ending.put_forward(filed)
        wang = ending.desk.founded.people["wang"].staff_id
        await ending.write('UPDATE staff SET roles = \'["custodian"]\' WHERE id = :id', id=wang)
        await ending.write("UPDATE memberships SET unit_id = 'custody' WHERE staff_id = :id", id=wang)
        opened = await ending.opened("wang")
        assert opened.member.may(Role.CUSTODIAN)
        with pytest.raises(AccessRefused):
            await confirming.confirm(ending.services, opened, (await ending.row()).id, clock.now())
    assert await kept(ending, filed)


async def test_what_changed_after_listing_comes_off_and_the_rest_goes(ending: Ending) -> None:
    reopened, rewarded, protected, wrote, answered, still = [await ending.closed(words=1) for _ in range(6)]
    with later():
        await ending.put_forward(reopened, rewarded, protected, wrote, answered, still)
        wang = await ending.browser("wang")
        await wang.move(reopened, "reopen", 5, reason="再查")
        await reward(ending, rewarded)
        await wang.send(f"/admin/leads/{protected.number}/protection", wanted="1")
        await ending.desk.write(wrote, "还有一点")
        answer = {"kind": "answer", "text": "补充答复", "version": 5, "messages": 2}
        await wang.send(f"/admin/leads/{answered.number}/answers", 200, **answer)
        page = await (await ending.browser("bao")).open(f"{HOME}/{(await ending.row()).id.hex()}")
        assert page.count("移出：") == 5
        page = await ending.confirm()
        assert page.count("移出：") == 5
        for filed in (reopened, rewarded, protected, wrote, answered):
            assert await kept(ending, filed)
            assert await ending.words(filed) >= 1
            assert "destruction_dropped" in await ending.desk.kinds(filed.lead_id)
        assert not await kept(ending, still)
        assert await ending.words(still) == 0


async def test_a_list_of_which_nothing_stands_is_not_confirmed(ending: Ending) -> None:
    filed = await ending.closed()
    with later():
        await ending.put_forward(filed)
        await reward(ending, filed)
        assert "没有可销毁的" in await ending.confirm(status=422)
        assert (await ending.row()).state == "waiting"
        await ending.confirm(act="refuse")
        assert (await ending.row()).state == "refused"
        assert "已经有人处理过" in await ending.confirm(status=409)
    assert await kept(ending, filed)


async def test_a_list_taken_back_or_lapsed_destroys_nothing_and_frees_its_leads(ending: Ending) -> None:
    filed = await ending.closed()
    with later():
        await ending.put_forward(filed)
        assert "已经变动" in await ending.put_forward(filed, status=422)
        wang, act = await ending.browser("wang"), (await ending.row()).id
        assert "清册已撤回" in await wang.send(f"{HOME}/{act.hex()}/withdraw")
        await ending.put_forward(filed)
        with later(15):
            assert "过期作废" in await ending.confirm(status=409)
            with pytest.raises(Exception, match="in time"):
                await confirming.confirm(
                    ending.services, await ending.opened("bao"), (await ending.row()).id, clock.now()
                )
    assert await kept(ending, filed)


async def test_a_list_shows_each_reader_only_leads_they_may_know_of(ending: Ending) -> None:
    seen, other = await ending.closed(), await ending.closed()
    with later():
        await ending.put_forward(seen, other)
        async with ending.services.ledger.begin() as work:
            assert await work.grants.take_away(other.lead_id, "office")
        path = f"{HOME}/{(await ending.row()).id.hex()}"
        page = await (await ending.browser("wang")).open(path)
        assert seen.number in page
        assert other.number not in page
        assert "清册 1 条" in page
        page = await (await ending.browser("bao")).open(path)
        assert other.number in page
        assert "线索已不在该单位" in page


async def test_a_lead_that_custody_must_not_know_of_is_on_no_list(ending: Ending) -> None:
    filed = await ending.closed(identity=None, words=1, excluded=("custody",))
    with later():
        assert filed.number not in await (await ending.browser("wang")).open(HOME)
        assert "已经变动" in await ending.put_forward(filed, status=422)


async def test_the_term_is_the_office_s_to_set_within_bounds(ending: Ending) -> None:
    filed = await ending.closed()
    wang = await ending.browser("wang")
    for days in ("89", "731", "", "x"):
        assert "90 至 730" in await wang.send(f"{HOME}/term", 422, days=days, version=0)
    assert "办结满 90 天" in await wang.send(f"{HOME}/term", days="90", version=0)
    await wang.send(f"{HOME}/term", 409, days="100", version=0)
    await (await ending.browser("bao")).send(f"{HOME}/term", 403, days="100", version=1)
    with later(90):
        assert filed.number in await (await ending.browser("wang")).open(HOME)
        await ending.write("UPDATE settings SET value = '1' WHERE key = 'retention_days'")
        assert filed.number not in await (await ending.browser("wang")).open(HOME)


async def test_a_lead_closed_on_another_day_than_the_ledger_says_is_not_offered(ending: Ending) -> None:
    """The administrator moves the day of closing back; what the access ledger chained says otherwise."""
    filed = await ending.closed()
    await ending.write("UPDATE leads SET closed_on = '2025-01-01' WHERE id = :id", id=filed.lead_id)
    page = await (await ending.browser("wang")).open(HOME)
    assert "办结日期和查阅记录对不上" in page
    assert "已经变动" in await ending.put_forward(filed, status=422)


async def test_a_lead_moved_to_closed_in_a_row_alone_is_not_offered(ending: Ending) -> None:
    filed = await ending.desk.file(identity=None)
    await ending.desk.write(filed, "补充")
    await (await ending.browser("wang")).move(filed, "screen", 1)
    async with ending.services.ledger.begin() as work:
        day = clock.local_day(clock.now(), ending.services.settings.zone)
        await work.leads.change(filed.lead_id, 2, {"state": "closed", "closed_on": day}, Step("close", clock.now()))
    with later():
        assert "已经变动" in await ending.put_forward(filed, status=422)
