"""Tickets for calls, letters and visits, from the officer's page to the ledger that names the taker."""

import re
from datetime import timedelta

import pytest

from admin.leads.tickets import code_mac, make_ticket
from kit import clock
from tests.admin.desk import Desk

pytestmark = pytest.mark.anyio


async def ticket_of(desk: Desk, source: str = "phone") -> tuple[str, str]:
    page = await (await desk.browser("wang")).send("/admin/tickets", source=source)
    found = re.search(r'id="ticket-code">([\d ]{14})<', page)
    assert found is not None
    return found[1].replace(" ", ""), page


async def test_a_ticket_shows_twelve_digits_once_and_keeps_only_their_mac(desk: Desk) -> None:
    digits, page = await ticket_of(desk)
    assert re.fullmatch(r"\d{12}", digits)
    assert "两小时内有效" in page
    assert "台账会记下是谁接的电话" in page
    again = await (await desk.browser("wang")).open("/admin/tickets")
    assert digits[:4] not in again
    async with desk.services.ledger.read() as work:
        assert await work.tickets.get(code_mac(desk.services.wrap_key, digits)) is not None


async def test_the_digits_are_in_no_address(desk: Desk) -> None:
    digits, page = await ticket_of(desk)
    assert not any(digits in address for address in re.findall(r'(?:href|action|src)="([^"]*)"', page))


async def test_a_lead_filed_with_the_ticket_names_source_and_taker(desk: Desk) -> None:
    digits, _ = await ticket_of(desk, "visit")
    filed = await desk.file(ticket=digits)
    lead = await desk.lead(filed.lead_id)
    assert (lead.source, lead.taken_by) == ("visit", desk.founded.people["wang"].staff_id)
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert "来访 · 登记人 王试" in page
    assert "ticket_used" in await desk.kinds(filed.lead_id)


async def test_a_used_or_invented_ticket_makes_an_ordinary_web_lead(desk: Desk) -> None:
    digits, _ = await ticket_of(desk)
    await desk.file(ticket=digits)
    for wrong in (digits, "000000000000"):
        lead = await desk.lead((await desk.file(ticket=wrong)).lead_id)
        assert (lead.source, lead.taken_by) == ("online", None)


async def test_a_ticket_ends_after_two_hours(desk: Desk) -> None:
    signed = await desk.founded.acting(desk.services, "wang")
    async with desk.services.ledger.begin() as work:
        early = clock.now() - timedelta(hours=2, seconds=1)
        made = await make_ticket(work, signed, desk.services.wrap_key, "phone", early)
    lead = await desk.lead((await desk.file(ticket=made.code.reveal())).lead_id)
    assert lead.source == "online"


async def test_without_a_source_no_ticket_is_made(desk: Desk) -> None:
    page = await (await desk.browser("wang")).send("/admin/tickets", 422)
    assert "请选择来源" in page
    await (await desk.browser("wang")).send("/admin/tickets", 422, source="online")


async def test_the_slip_has_boxes_for_the_receipt_and_no_digits(desk: Desk) -> None:
    page = await (await desk.browser("wang")).send("/admin/tickets/slip", source="letter")
    assert "举报回执单" in page
    assert page.count("<span></span>") == 20
    assert "13800000000" in page
    async with desk.services.ledger.read() as work:
        assert await work.access.latest("slip_printed") is not None


async def test_making_a_ticket_is_recorded_with_its_source_and_not_its_digits(desk: Desk) -> None:
    digits, _ = await ticket_of(desk)
    async with desk.services.ledger.read() as work:
        entry = await work.access.latest("ticket_made")
    assert entry is not None
    assert b"phone" in entry.body
    assert digits.encode() not in entry.body
