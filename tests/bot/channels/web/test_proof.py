"""The statement of filing: handed out only at a look-up, only when asked for, and good for `receipt verify`."""

import html
import re

import pytest

from admin.audit import verify_proof
from admin.ledger_sealer import seal_once
from tests.bot.lines import Line
from tests.citizen import Citizen

pytestmark = pytest.mark.anyio


async def at_progress(line: Line) -> Citizen:
    """A reporter who has filed, and looks the sealed report up."""
    citizen = line.citizen()
    receipt = await citizen.file()
    await citizen.leave_receipt(receipt)
    await line.deliver()
    while await seal_once(line.admin):
        continue
    assert (await citizen.look_up(receipt)).step == "progress"
    return citizen


async def test_a_reporter_gets_a_proof_that_the_office_can_verify(own_line: Line) -> None:
    citizen = await at_progress(own_line)
    sent = await citizen.http.post("/proof.json")
    assert sent.headers["content-disposition"] == 'attachment; filename="record.json"'
    stated = await verify_proof(own_line.admin, sent.content)
    assert stated.height >= 1


async def test_the_page_shows_the_same_text_with_its_warning(own_line: Line) -> None:
    citizen = await at_progress(own_line)
    page = (await citizen.http.post("/proof")).text
    shown = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.S)
    assert shown
    assert html.unescape(shown.group(1)).encode() == (await citizen.http.post("/proof.json")).content
    assert "别人看到就会知道" in page


async def test_nobody_gets_one_who_has_looked_nothing_up(own_line: Line) -> None:
    stranger = own_line.citizen()
    await stranger.look()
    assert (await stranger.http.post("/proof.json")).status_code == 404
    assert (await stranger.http.post("/proof")).status_code == 404
    assert (await stranger.http.get("/proof")).status_code == 405


async def test_after_leaving_the_look_up_it_is_gone(own_line: Line) -> None:
    citizen = await at_progress(own_line)
    await citizen.answer("progress", action="forget")
    assert (await citizen.http.post("/proof.json")).status_code == 404
