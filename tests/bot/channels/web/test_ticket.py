"""An officer fills in the dialog with the reporter, begun with a ticket."""

import pytest

from admin.leads.tickets import make_ticket
from kit import clock
from tests.bot.lines import Line
from tests.citizen import Citizen

pytestmark = pytest.mark.anyio


async def ticket(line: Line, source: str = "phone") -> str:
    signed = await line.founded.acting(line.admin, "wang")
    async with line.admin.ledger.begin() as work:
        made = await make_ticket(work, signed, line.admin.wrap_key, source, clock.now())
    return made.code.reveal()


async def begin(citizen: Citizen, digits: str) -> None:
    sent = await citizen.http.post("/ticket", data={"ticket": digits})
    assert sent.status_code == 303


async def source_of_last(line: Line) -> str:
    async with line.admin.ledger.read() as work:
        entry = await work.access.latest("lead_stored")
        assert entry is not None
        assert entry.lead_id is not None
        return (await work.leads.clear_columns(entry.lead_id)).source


async def test_a_lead_filed_with_a_ticket_names_its_source(own_line: Line) -> None:
    citizen = own_line.citizen()
    code = await ticket(own_line, "visit")
    await begin(citizen, f"{code[:4]} {code[4:8]} {code[8:]}")
    assert "台账会注明来源和经办人" in (await citizen.look()).words
    await citizen.file()
    await own_line.deliver()
    assert await source_of_last(own_line) == "visit"


async def test_a_ticket_is_good_for_one_lead(own_line: Line) -> None:
    citizen = own_line.citizen()
    await begin(citizen, await ticket(own_line))
    await citizen.leave_receipt(await citizen.file())
    assert "台账会注明" not in (await citizen.look()).words
    await citizen.file()
    await own_line.deliver()
    assert await source_of_last(own_line) in ("online", "phone")
    async with own_line.admin.ledger.read() as work:
        used = await work.access.latest("ticket_used")
    assert used is not None


async def test_an_invented_ticket_makes_an_ordinary_lead(own_line: Line) -> None:
    citizen = own_line.citizen()
    await begin(citizen, "000000000000")
    await citizen.file()
    await own_line.deliver()
    assert await source_of_last(own_line) == "online"


async def test_too_few_digits_are_told_and_stay(citizen: Citizen) -> None:
    sent = await citizen.http.post("/ticket", data={"ticket": "1234 5678"})
    assert sent.status_code == 422
    assert "12 位数字" in sent.text
    assert 'value="1234 5678"' in sent.text


async def test_a_new_ticket_begins_anew(line: Line, citizen: Citizen) -> None:
    await citizen.walk("place", "上一位群众的话")
    await begin(citizen, "111122223333")
    page = await citizen.look()
    assert "接着填举报" not in page.words
    assert page.step == "menu"
