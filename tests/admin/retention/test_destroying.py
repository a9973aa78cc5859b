"""Two people destroy what reporters left behind: what goes, what stays, what is recorded and what is told."""

from typing import Any

import pytest

from kit import clock
from tests.admin.desk import STORY
from tests.admin.identity.parties import REASONS
from tests.admin.identity.test_told import told_of
from tests.admin.retention.ending import HOME, Ending, later

pytestmark = pytest.mark.anyio


async def test_identity_and_messages_go_and_the_report_stays_whole(ending: Ending) -> None:
    filed = await ending.closed(words=2)
    with later():
        page = await ending.put_forward(filed)
        assert "等待身份保管员监销" in page
        assert "身份信息、补充内容 2 条" in page
        page = await ending.confirm()
        assert "已全部销毁" in page
        lead = await ending.whole(filed)
        assert (lead.identity, lead.identity_share, await ending.words(filed)) == (None, None, 0)
        async with ending.services.ledger.read() as work:
            assert await work.identities.custody_share(filed.lead_id) is None
        page = await (await ending.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert STORY in page
    assert "封印" not in page
    assert "到期销毁，任何人都无法再打开" in page
    assert "王试 提出，包试 监销" in page
    assert page.count("举报人的这段文字已经清除") == 2
    kinds = await ending.desk.kinds(filed.lead_id)
    assert sorted(kind for kind in kinds if kind.startswith(("destruction", "keys", "messages"))) == [
        "destruction_confirmed", "destruction_listed", "keys_destroyed", "messages_destroyed",
    ]  # fmt: skip
    assert "lead_stored" in kinds


async def test_nothing_of_it_is_left_in_the_database_s_files(ending: Ending) -> None:
    filed = await ending.closed(words=1)
    keys, rest = await ending.parts(filed)
    assert (len(keys), len(rest)) == (2, 2)
    assert all(ending.in_files(part) for part in (*keys, *rest))
    content = (await ending.whole(filed)).content
    with later():
        await ending.put_forward(filed)
        await ending.confirm()
    assert not any(ending.in_files(part) for part in (*keys, *rest))
    assert ending.in_files(content)


async def test_the_reporter_reads_on_which_day_and_still_sees_the_state(ending: Ending) -> None:
    filed = await ending.closed(words=1)
    with later():
        await ending.put_forward(filed)
        await ending.confirm()
        day = clock.local_day(clock.now(), ending.services.settings.zone).isoformat()
        chinese, english = [await told_of(ending.services, filed.receipt, one) for one in ("zh_CN", "en")]
    assert f"您的身份信息已于 {day} 按期销毁。" in chinese
    assert f"您提交后补充的内容已于 {day} 按期销毁。" in chinese
    assert f"Your identity was destroyed on {day}, at the end of its term." in english
    assert any("已办结" in line for line in chinese)


async def test_an_anonymous_reporter_s_messages_go_after_the_same_term(ending: Ending) -> None:
    filed = await ending.closed(identity=None, words=1)
    with later():
        await ending.put_forward(filed)
        await ending.confirm()
        chinese = await told_of(ending.services, filed.receipt, "zh_CN")
    assert await ending.words(filed) == 0
    assert not any("身份信息" in line for line in chinese)
    assert "keys_destroyed" not in await ending.desk.kinds(filed.lead_id)


async def test_an_identity_that_is_gone_is_asked_for_in_vain_and_nobody_is_called(ending: Ending) -> None:
    filed = await ending.closed()
    li = ending.desk.founded.people["bao"].staff_id.hex()
    with later():
        await ending.put_forward(filed)
        await ending.confirm()
        wang, page = await ending.browser("wang"), f"/admin/leads/{filed.number}/identity"
        assert "已经到期销毁，不能再调取" in await wang.send(f"{page}/requests", 422, **asked())
        assert "已经到期销毁，不能再调取" in await wang.send(f"{page}/calls", 422, custodian=li)


async def test_open_requests_and_call_backs_end_with_the_identity(ending: Ending) -> None:
    filed = await ending.closed()
    with later():
        wang, page = await ending.browser("wang"), f"/admin/leads/{filed.number}/identity"
        await wang.send(f"{page}/requests", **asked())
        await wang.send(f"{page}/calls", custodian=ending.desk.founded.people["bao"].staff_id.hex())
        await ending.put_forward(filed)
        await ending.confirm()
        async with ending.services.ledger.read() as work:
            (request,) = await work.identity_requests.of_lead(filed.lead_id)
            (call,) = await work.call_backs.of_lead(filed.lead_id)
            assert await work.resealed_shares.get(call.id) is None
    assert (request.state, call.state) == ("expired", "expired")


async def test_a_lead_reopened_and_closed_again_begins_its_term_anew(ending: Ending) -> None:
    filed = await ending.closed(words=1)
    with later(170):
        wang = await ending.browser("wang")
        await wang.move(filed, "reopen", 5, reason="举报人有异议")
        await ending.desk.write(filed, "我有异议")
        assert filed.number not in await wang.open(HOME)
        await wang.move(filed, "conclude", 6, conclusion="unsubstantiated", finding="没有发现")
        await wang.move(filed, "tell_outcome", 7, outcome="没有发现。")
        await wang.move(filed, "close", 8)
        with later(20):
            assert filed.number not in await (await ending.browser("wang")).open(HOME)
        with later():
            assert filed.number in await (await ending.browser("wang")).open(HOME)


async def test_a_second_ending_takes_what_came_since_and_both_are_told(ending: Ending) -> None:
    filed = await ending.closed(words=1)
    with later():
        await ending.put_forward(filed)
        await ending.confirm()
        await ending.desk.write(filed, "又想起一点")
        assert await ending.words(filed) == 1
        with later():
            await ending.put_forward(filed)
            await ending.confirm()
            chinese = await told_of(ending.services, filed.receipt, "zh_CN")
            page = await (await ending.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert await ending.words(filed) == 0
    assert sum("补充的内容已于" in line for line in chinese) == 2
    assert sum("您的身份信息已于" in line for line in chinese) == 1
    assert STORY in page


def asked() -> dict[str, Any]:
    """What a request for an identity takes."""
    return dict(REASONS)
