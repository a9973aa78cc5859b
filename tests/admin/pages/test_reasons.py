"""A colleague's lead asks why it is opened; the handler, supervisors and leaders are not asked."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from kit import clock
from storage.vault.chain import read_entry
from tests.admin.desk import STORY, Browser, Desk, Filed

pytestmark = pytest.mark.anyio
REASON: dict[str, Any] = {"reason": "cover", "text": "替李试值班"}


async def handled_by_wang(desk: Desk) -> Filed:
    """A lead of the office that 王试 handles."""
    filed = await desk.file()
    person = desk.founded.people["wang"].staff_id.hex()
    wang = await desk.browser("wang")
    await wang.send(f"/admin/leads/{filed.number}/handler", member=person, version=1)
    return filed


def path(filed: Filed) -> str:
    return f"/admin/leads/{filed.number}"


async def views(desk: Desk, filed: Filed, login: str) -> list[str]:
    """How this member stood to the lead at each view."""
    me = desk.founded.people[login].staff_id
    return [
        read_entry(entry.body).details
        for entry in await desk.entries(filed.lead_id)
        if entry.kind == "lead_viewed" and entry.actor_id == me
    ]


async def test_a_colleagues_lead_shows_nothing_before_a_reason_is_given(desk: Desk) -> None:
    filed = await handled_by_wang(desk)
    root = await desk.browser("root")
    page = await root.open(path(filed))
    assert STORY not in page
    assert "由 王试 承办" in page
    assert await views(desk, filed, "root") == []


async def test_the_reason_opens_the_lead_and_stands_in_its_notes_for_the_handler(desk: Desk) -> None:
    filed = await handled_by_wang(desk)
    root = await desk.browser("root")
    assert STORY in await root.send(f"{path(filed)}/reason", **REASON)
    assert await views(desk, filed, "root") == ["others"]
    page = await (await desk.browser("wang")).open(path(filed))
    assert "协助或替班：替李试值班" in page
    assert "查阅理由" in page


async def test_the_entry_holds_the_reasons_code_and_never_its_words(desk: Desk) -> None:
    filed = await handled_by_wang(desk)
    await (await desk.browser("root")).send(f"{path(filed)}/reason", **REASON)
    (entry,) = [entry for entry in await desk.entries(filed.lead_id) if entry.kind == "view_reason"]
    assert read_entry(entry.body).details.startswith("cover ")
    assert "值班".encode() not in entry.body
    async with desk.services.ledger.read() as work:
        notes = await work.notes.of_lead(filed.lead_id)
    assert all("值班".encode() not in note.ciphertext for note in notes)


@pytest.mark.parametrize("given", [{"reason": "cover", "text": "忙"}, {"reason": "none", "text": "替李试值班"}, {}])
async def test_no_reason_opens_nothing_and_keeps_what_was_typed(desk: Desk, given: dict[str, Any]) -> None:
    filed = await handled_by_wang(desk)
    page = await (await desk.browser("root")).send(f"{path(filed)}/reason", 422, **given)
    assert STORY not in page
    assert given.get("text", "") in page
    assert await views(desk, filed, "root") == []


async def test_one_reason_holds_for_the_day_and_not_for_the_next(desk: Desk) -> None:
    filed = await handled_by_wang(desk)
    morning = clock.now().replace(hour=1, minute=0)
    with time_machine.travel(morning, tick=False):
        root = await desk.browser("root")
        await root.send(f"{path(filed)}/reason", **REASON)
        assert STORY in await root.open(path(filed))
    with time_machine.travel(morning + timedelta(days=1), tick=False):
        root = await desk.browser("root")
        assert STORY not in await root.open(path(filed))


@pytest.mark.parametrize("act", ["print", "notes", "answers", "moves/screen", "handler", "class", "reward"])
async def test_no_form_goes_round_the_question(desk: Desk, act: str) -> None:
    filed = await handled_by_wang(desk)
    root = await desk.browser("root")
    page = await root.send(f"{path(filed)}/{act}", text="试", version=2)
    assert STORY not in page
    assert "打开前请说明理由" in page
    assert (await desk.lead(filed.lead_id)).version == 2


async def test_the_handler_a_leader_and_a_unit_that_shares_the_lead_are_not_asked(desk: Desk) -> None:
    filed = await desk.file()
    wang, li = await desk.browser("wang"), await desk.browser("li")
    root = desk.founded.people["root"].staff_id.hex()
    await wang.send(f"{path(filed)}/handler", member=root, version=1)
    for browser in (await desk.browser("root"), wang, li):
        assert STORY in await browser.open(path(filed))
    assert await views(desk, filed, "root") == ["own"]
    assert (await views(desk, filed, "wang"))[-1] == "oversight"
    assert await views(desk, filed, "li") == ["shared"]


async def test_who_was_at_work_when_the_lead_was_given_to_somebody_loses_nothing(desk: Desk) -> None:
    filed = await desk.file()
    root: Browser = await desk.browser("root")
    assert STORY in await root.open(path(filed))
    person = desk.founded.people["wang"].staff_id.hex()
    await (await desk.browser("wang")).send(f"{path(filed)}/handler", member=person, version=1)
    page = await root.send(f"{path(filed)}/moves/screen", 409, version=1, reason="写了一半")
    assert "有了变动" in page
    assert await views(desk, filed, "root") == ["unassigned", "others"]


async def test_a_hidden_lead_asks_nobody_anything(desk: Desk) -> None:
    hidden = await desk.file(excluded=("police", "office"))
    await (await desk.browser("li")).send(f"{path(hidden)}/reason", 404, **REASON)
    assert "view_reason" not in await desk.kinds(hidden.lead_id)
