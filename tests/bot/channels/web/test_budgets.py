"""The web chat over its budgets: calmly refused, with the draft kept and everything still there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.channels.web.form_token import FormTokens
from kit import clock
from kit.runtime_store import FolderStore
from storage.vault.receipt import Receipt
from tests.admin.offices import OfficeOnDisk
from tests.bot.lines import Line, opened
from tests.citizen import Citizen

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
SLOW = 30


class Opens(Protocol):
    def __call__(self, **given: Any) -> AbstractAsyncContextManager[Line]: ...


@pytest.fixture
def line_with(office_template: OfficeOnDisk, tmp_path: Path) -> Opens:
    """Opens a line with settings of its own. Its budgets' minute never ends by itself."""

    @asynccontextmanager
    async def open_one(**given: Any) -> AsyncIterator[Line]:
        runtime = FolderStore(tmp_path / "run", lambda: NOON)
        async with opened(office_template.folder, tmp_path, office_template.founded, runtime, **given) as made:
            yield made

    return open_one


async def at_review(line: Line, story: str = "试填：桥头有人收过路费。") -> Citizen:
    citizen = line.citizen()
    await citizen.walk("review", story)
    return citizen


async def with_an_old_page(line: Line, citizen: Citizen) -> None:
    """As if the page had been open for half a minute."""
    cookie = citizen.http.cookies["chat"]
    before = clock.now() - timedelta(seconds=SLOW)
    tokens = FormTokens(line.bot.runtime, line.bot.settings.zone, SLOW, lambda: before)
    citizen.token = await tokens.give(cookie)


async def test_over_the_budget_a_report_waits_with_everything_it_holds(line_with: Opens) -> None:
    async with line_with(reports_a_minute=2) as line:
        before = [await at_review(line) for _ in range(3)]
        assert [(await one.post("review", action="submit")).status_code for one in before] == [303] * 3
        late = await at_review(line, "这句话要留住。")
        refused = await late.post("review", action="submit")
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "60"
        for text in (refused.text, (await late.look()).text):
            assert "现在人多，请一分钟后再提交" in text
            assert "这句话要留住。" in text
        assert await line.leads() == 3


async def test_who_waited_submits_the_same_draft(
    line_with: Opens, office_template: OfficeOnDisk, tmp_path: Path
) -> None:
    moment = [NOON]
    runtime = FolderStore(tmp_path / "run", lambda: moment[0])
    async with opened(
        office_template.folder, tmp_path, office_template.founded, runtime, reports_a_minute=1
    ) as line:
        for _ in range(2):
            await line.citizen().file()
        late = await at_review(line)
        assert (await late.post("review", action="submit")).status_code == 429
        moment[0] += timedelta(minutes=1)
        assert (await late.answer("review", action="submit")).receipt
        assert await line.leads() == 3


async def test_thirty_two_reporters_at_one_instant_are_all_taken(line_with: Opens) -> None:
    async with line_with(reports_a_minute=120) as line:
        people = [await at_review(line) for _ in range(32)]
        sent = await asyncio.gather(*(one.post("review", action="submit") for one in people))
        assert {answer.status_code for answer in sent} == {303}
        assert await line.leads() == 32


async def test_a_double_click_takes_one_report_and_one_use(line_with: Opens) -> None:
    async with line_with(reports_a_minute=1) as line:
        first = await at_review(line)
        await asyncio.gather(*(first.post("review", action="submit") for _ in range(4)))
        assert (await first.look()).receipt
        second = await at_review(line)
        assert (await second.answer("review", action="submit")).receipt
        assert await line.leads() == 2


async def test_a_page_that_nobody_can_have_read_does_not_submit(line_with: Opens) -> None:
    async with line_with(form_seconds=SLOW) as line:
        hasty = await at_review(line, "这句话要留住。")
        refused = await hasty.post("review", action="submit")
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == str(SLOW)
        assert "太快了，未提交" in refused.text
        assert "这句话要留住。" in refused.text
        assert f'name="token" value="{hasty.token}"' in refused.text
        assert await line.leads() == 0
        await with_an_old_page(line, hasty)
        assert (await hasty.answer("review", action="submit")).receipt


@pytest.mark.parametrize(
    "crafted",
    [
        {"step": "review", "action": "submit"},
        {"step": "review", "press": "submit"},
        {"step": "review", "values": "submit"},
        {"action": "submit"},
        {"question": "submit"},
    ],
)
async def test_no_crafted_form_submits_without_a_token(line: Line, crafted: dict[str, str]) -> None:
    citizen = await at_review(line)
    before = await line.leads()
    for token in ({}, {"token": ""}, {"token": "0.0"}, {"token": (await at_review(line)).token}):
        await citizen.http.post("/", data=crafted | token)
    assert (await citizen.look()).step == "review"
    assert await line.leads() == before
    assert (await citizen.answer("review", action="submit")).receipt


async def test_the_token_of_a_tab_gone_back_to_is_as_good(line: Line, citizen: Citizen) -> None:
    await citizen.walk("review")
    old = citizen.token
    await citizen.answer("review", action="edit:what")
    await citizen.answer("what", text="改过的经过。", action="next")
    assert (await citizen.look()).step == "review"
    citizen.token = old
    assert (await citizen.answer("review", action="submit")).receipt


async def test_only_the_page_that_submits_carries_a_token(citizen: Citizen) -> None:
    assert not (await citizen.walk("what")).token
    assert (await citizen.walk("review")).token
    await citizen.file()
    assert not (await citizen.look()).token


async def test_over_the_look_up_budget_the_digits_stay(line_with: Opens) -> None:
    async with line_with() as line:
        citizen = line.citizen()
        await citizen.answer("menu", press="track")
        for _ in range(10):
            sent = await citizen.post("track", text=Receipt.generate().reveal(), action="next")
            assert sent.status_code == 422
        last = Receipt.generate().grouped()
        sent = await citizen.post("track", text=last, action="next")
        assert sent.status_code == 429
        assert sent.headers["retry-after"] == "60"
        assert "请一分钟后再试" in sent.text
        assert last in sent.text


async def test_a_stranger_s_ten_wrong_receipts_cost_a_reporter_nothing(line_with: Opens) -> None:
    async with line_with() as line:
        reporter, stranger = line.citizen(), line.citizen()
        receipt = await reporter.file()
        await reporter.leave_receipt(receipt)
        await stranger.answer("menu", press="track")
        for _ in range(12):
            await stranger.post("track", text=Receipt.generate().reveal(), action="next")
        assert (await reporter.look_up(receipt)).step == "progress"


async def test_a_runtime_store_that_is_gone_takes_no_report_and_loses_none(own_line: Line) -> None:
    citizen = await at_review(own_line, "这句话要留住。")
    folder = own_line.folder / "run-bot" / "bot"
    away = folder.with_name("away")
    folder.rename(away)
    sent = await citizen.post("review", action="submit")
    assert sent.status_code == 503
    assert "未提交，请稍后再试" in sent.text
    away.rename(folder)
    assert (await citizen.answer("review", action="submit")).receipt
