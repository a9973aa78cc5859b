"""Custody calls a reporter: sees name and phone and no lead; officers learn the outcome and no name."""

from datetime import timedelta

import pytest
import time_machine

from admin.api.threads import view
from admin.sign_in.tidy import tidy
from kit import clock
from tests.admin.identity.people import NAME, PHONE, Sides, shows_identity

pytestmark = pytest.mark.anyio


async def test_a_custodian_calls_and_officers_read_verified_and_no_name(sides: Sides) -> None:
    await sides.ask_for_call()
    page = await sides.decide("read")
    assert NAME in page
    assert PHONE in page
    assert sides.filed.number not in page
    assert "砂场" not in page
    assert "已记录" in await sides.decide("call", result="verified")
    seen = await sides.wang.open(sides.lead)
    assert "已核实：身份保管员回访过" in seen
    assert not shows_identity(seen)
    assert await sides.share() is None


async def test_the_reporter_is_told_of_the_call(sides: Sides) -> None:
    await sides.ask_for_call()
    await sides.decide("read")
    async with sides.desk.services.ledger.read() as work:
        found = await work.thread.look_up(sides.filed.receipt.lookup_id)
    assert found is not None
    assert [(look.role, look.times) for look in view(found, sides.desk.services.settings.zone).identity] == [
        ("custodian", 1)
    ]


async def test_who_denies_having_reported_is_told_as_such(sides: Sides) -> None:
    await sides.ask_for_call()
    await sides.decide("call", result="denied")
    assert "对方否认" in await sides.wang.open(sides.lead)


async def test_nobody_reached_leaves_the_call_open(sides: Sides) -> None:
    await sides.ask_for_call()
    await sides.decide("call", result="not_reached")
    assert "已拨打 1 次" in await sides.bao.open("/admin/identities")
    assert PHONE in await sides.decide("read")


async def test_another_custodian_does_not_get_the_number(sides: Sides) -> None:
    await sides.ask_for_call()
    guan = await sides.desk.browser("guan")
    assert not shows_identity(await sides.decide("read", 404, guan, password=sides.password("guan")))


async def test_a_call_is_no_approval(sides: Sides) -> None:
    await sides.ask_for_call()
    await sides.decide("approve", 404)
    assert not shows_identity(await sides.see(403))


async def test_the_half_goes_when_the_time_is_over(sides: Sides) -> None:
    await sides.ask_for_call()
    assert await sides.share() is not None
    later = clock.now() + timedelta(days=8)
    with time_machine.travel(later, tick=False):
        await tidy(sides.desk.services, later)
        assert await sides.share() is None
        assert (await sides.row()).state == "ended"


async def test_a_custodian_who_is_on_no_roster_is_not_asked(sides: Sides) -> None:
    await sides.ask_for_call("li", 409)
    async with sides.desk.services.ledger.read() as work:
        assert await work.identity_requests.of_lead(sides.filed.lead_id) == []


async def test_a_verified_state_set_by_hand_is_not_believed(sides: Sides) -> None:
    await sides.ask_for_call()
    async with sides.desk.services.ledger.begin() as work:
        await work.identity_requests.move((await sides.row()).id, "waiting", "verified")
    page = await sides.wang.open(sides.lead)
    assert "已核实：身份保管员回访过" not in page
    assert "签名与记录不符" in page
