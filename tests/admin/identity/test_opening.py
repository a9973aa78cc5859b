"""An identity opens by two people, once, and both hosts tell the reporter."""

import re
from datetime import timedelta

import pytest

from admin.api.threads import view
from kit import clock
from tests.admin.desk import STORY
from tests.admin.identity.parties import PERSON, REASONS, Parties, in_words, names_nobody

pytestmark = pytest.mark.anyio


async def test_asked_approved_and_revealed_a_name_is_seen_once_by_who_asked(parties: Parties) -> None:
    assert names_nobody(await parties.ask())
    read = await parties.decide("read")
    assert all(text in read for text in REASONS.values())
    assert "李试" in read
    assert "试验县公安局" in read
    assert "已同意并签名" in await parties.decide("approve")
    page = await parties.reveal()
    assert all(text in page for text in (PERSON.name, PERSON.phone, PERSON.id_number, PERSON.contact))
    again = await parties.reveal(409)
    assert names_nobody(again)
    assert names_nobody(await parties.li.open(f"/admin/leads/{parties.filed.number}"))


async def test_every_act_is_in_the_access_ledger_and_the_share_is_gone(parties: Parties) -> None:
    request = await parties.approved()
    assert await parties.share(request.id)
    await parties.reveal()
    assert await parties.share(request.id) is None
    kinds = await parties.desk.kinds(parties.filed.lead_id)
    assert [kind for kind in kinds if kind.startswith("identity_")] == [
        "identity_requested", "identity_approved", "identity_opened",
    ]  # fmt: skip


async def test_the_page_with_the_name_says_who_saw_it_and_is_kept_nowhere(parties: Parties) -> None:
    request = await parties.approved()
    path = f"{parties.page}/requests/{request.id.hex()}/reveal"
    answer = await parties.li.http.post(path, data={"password": parties.password("li")})
    assert answer.headers["cache-control"] == "no-store"
    assert re.search(rf"李试 · \d{{4}}-\d\d-\d\d \d\d:\d\d · {parties.filed.number}", answer.text)


async def test_the_reporter_reads_day_count_and_role_at_the_next_look_up(parties: Parties) -> None:
    await parties.approved()
    await parties.reveal()
    await parties.approved()
    await parties.reveal()
    async with parties.desk.services.ledger.read() as work:
        found = await work.thread.look_up(parties.filed.receipt.lookup_id)
    zone = parties.desk.services.settings.zone
    assert found is not None
    looks = view(found, zone).identity_looks
    assert [(look.day, look.role, look.times) for look in looks] == [(clock.local_day(clock.now(), zone), "handler", 2)]


async def test_a_custodian_sees_who_and_why_and_nothing_of_the_lead(parties: Parties) -> None:
    await parties.ask()
    pages = [await parties.bao.open("/admin/custody"), await parties.decide("read"), await parties.decide("approve")]
    for page in pages:
        assert STORY not in page
        assert "砂场" not in page
        assert "资源环保" not in page
        assert parties.filed.number not in page
        assert names_nobody(page)


async def test_a_refusal_says_why_to_the_one_who_asked_and_opens_nothing(parties: Parties) -> None:
    await parties.ask()
    assert "请写明内容" in await parties.decide("refuse", status=422, why="")
    await parties.decide("refuse", why="先回访，回访不成再提")
    assert "先回访，回访不成再提" in await parties.li.open(parties.page)
    wang = await parties.desk.browser("wang")
    assert "先回访，回访不成再提" not in await wang.open(parties.page)
    assert names_nobody(await parties.reveal(409))
    assert "identity_refused" in await parties.desk.kinds(parties.filed.lead_id)


async def test_a_request_lacking_a_reason_keeps_what_was_typed(parties: Parties) -> None:
    page = await parties.ask(422, document="")
    assert REASONS["reason"] in page
    assert "请写明理由" in page


async def test_one_open_request_a_member_and_none_for_an_anonymous_lead(parties: Parties) -> None:
    await parties.ask()
    assert "未完结的申请" in await parties.ask(422)
    anonymous = await parties.desk.file()
    assert "没有可以打开的身份" in await parties.li.send(
        f"/admin/leads/{anonymous.number}/identity/requests", 422, **REASONS
    )


async def test_the_badge_tells_each_whose_turn_it_is(parties: Parties) -> None:
    badge = re.compile(r'class="badge">(\d+)')
    await parties.ask()
    assert badge.findall(await parties.bao.open("/admin/custody")) == ["1"]
    assert badge.findall(await parties.li.open("/admin/identity")) == []
    await parties.decide("approve")
    assert badge.findall(await parties.bao.open("/admin/custody")) == []
    mine = await parties.li.open("/admin/identity")
    assert badge.findall(mine) == ["1"]
    assert parties.filed.number in mine


async def test_custody_sets_how_long_later_approvals_hold(parties: Parties) -> None:
    await parties.bao.send("/admin/custody/hours", hours=2, version=0)
    request = await parties.approved()
    assert timedelta(hours=1, minutes=59) < request.until - clock.now() <= timedelta(hours=2)
    assert "请填写 1 至 72" in in_words(await parties.bao.send("/admin/custody/hours", 422, hours=100, version=1))
