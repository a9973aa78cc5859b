"""A call-back: a custodian sees name and phone and never the lead; the handler sees what came of it and no name."""

from datetime import timedelta

import pytest

from admin.api.threads import view
from admin.identity import calling
from kit import clock
from storage.errors import AccessExpired
from tests.admin.desk import STORY
from tests.admin.identity.parties import PERSON, Parties, names_nobody

pytestmark = pytest.mark.anyio


async def test_a_custodian_calls_and_the_handler_reads_verified_and_no_name(parties: Parties) -> None:
    assert names_nobody(await parties.ask_to_call())
    page = await parties.open_call()
    assert all(text in page for text in (PERSON.name, PERSON.phone, PERSON.contact))
    assert PERSON.id_number not in page
    assert "已登记：已核实" in await parties.record("verified")
    for path in (parties.page, f"/admin/leads/{parties.filed.number}"):
        told = await parties.li.open(path)
        assert "已核实" in told
        assert names_nobody(told)
    assert "身份保管员已回访，本人核实" in told


async def test_a_custodian_who_calls_learns_nothing_of_the_lead(parties: Parties) -> None:
    await parties.ask_to_call()
    for page in (await parties.bao.open("/admin/custody"), await parties.open_call()):
        for word in (STORY, "砂场", "资源环保", "东试镇", parties.filed.number):
            assert word not in page


async def test_recording_erases_the_share_and_a_second_look_is_refused(parties: Parties) -> None:
    await parties.ask_to_call()
    call = await parties.call()
    await parties.open_call()
    assert await parties.share(call.id)
    await parties.record("denied")
    assert await parties.share(call.id) is None
    assert names_nobody(await parties.open_call(status=409))
    assert "对方否认" in await parties.li.open(parties.page)


async def test_who_was_not_reached_can_be_called_again(parties: Parties) -> None:
    await parties.ask_to_call()
    await parties.open_call()
    await parties.record("not_reached")
    assert "已打过 1 次，没有接通" in await parties.li.open(parties.page)
    assert PERSON.phone in await parties.open_call()
    await parties.record("verified")
    assert (await parties.call()).state == "verified"


async def test_nothing_is_recorded_of_a_call_that_nobody_could_have_made(parties: Parties) -> None:
    await parties.ask_to_call()
    assert "请先查看姓名电话" in await parties.record("verified", status=422)
    assert (await parties.call()).state == "waiting"


async def test_only_the_custodian_who_was_asked_sees_whom_to_call(parties: Parties) -> None:
    await parties.ask_to_call("bao")
    assert names_nobody(await parties.open_call("guan", status=404))
    await parties.record("verified", "guan", status=404)


async def test_nobody_but_a_custodian_can_be_asked(parties: Parties) -> None:
    assert "请选择一位身份保管员" in await parties.ask_to_call("wang", status=422)
    async with parties.desk.services.ledger.read() as work:
        assert await work.call_backs.of_lead(parties.filed.lead_id) == []


async def test_the_reporter_reads_that_a_custodian_looked_and_called(parties: Parties) -> None:
    await parties.ask_to_call()
    await parties.open_call()
    await parties.record("not_reached")
    await parties.open_call()
    await parties.record("verified")
    async with parties.desk.services.ledger.read() as work:
        found = await work.thread.look_up(parties.filed.receipt.lookup_id)
    zone = parties.desk.services.settings.zone
    assert found is not None
    shown, today = view(found, zone), clock.local_day(clock.now(), zone)
    assert [(look.day, look.role, look.times) for look in shown.identity_looks] == [(today, "custodian", 2)]
    assert [(call.day, call.outcome) for call in shown.call_backs] == [(today, "not_reached"), (today, "verified")]


async def test_a_call_back_ends_whatever_its_row_says(parties: Parties) -> None:
    await parties.ask_to_call()
    call = await parties.call()
    bao = await parties.opened("bao")
    later = call.until + timedelta(hours=1)
    await parties.write("UPDATE call_backs SET until = '2099-01-01 00:00:00'")
    with pytest.raises(AccessExpired):
        await calling.whom_to_call(parties.desk.services, bao, call.id, later)
