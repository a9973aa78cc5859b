"""The corpus in use: fetched by its tag, swapped while questions come, kept over restarts, never a bad one."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.admin_client import AdminClient
from bot.corpus_keeper import CorpusKeeper
from faq import corpus
from kit.settings import SecretSetting
from storage.faq_entries import FaqChange
from storage.unit_of_work import BotStore
from tests.bot.lines import Line

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
SHIPPED = corpus.load().etag


def one(answer: str, **given: str) -> dict[str, object]:
    return {"id": "lunch", "question": "食堂几点开饭", "answer": answer, **given}


class Inside:
    """An admin host that gives out these bytes and counts how often."""

    def __init__(self) -> None:
        self.etag, self.body, self.sent = "", b"", 0
        self.client = AdminClient("http://inside", SecretSetting("token"), httpx.MockTransport(self.answer))

    def offer(self, etag: str, *entries: dict[str, object]) -> None:
        self.etag, self.body = etag, json.dumps(entries, ensure_ascii=False).encode()

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer token"
        if f'"{self.etag}"' in request.headers.get("if-none-match", ""):
            return httpx.Response(304)
        self.sent += 1
        return httpx.Response(200, content=self.body, headers={"etag": f'"{self.etag}"'})


@pytest.fixture
async def inside() -> AsyncIterator[Inside]:
    made = Inside()
    yield made
    await made.client.close()


class Days:
    now = NOON


def keeper(store: BotStore, days: Days | None = None) -> CorpusKeeper:
    clock = days or Days()
    return CorpusKeeper(store, lambda now: now.date(), lambda: clock.now)


def said(kept: CorpusKeeper) -> str:
    return kept.desk.ask("食堂几点开饭").answer


async def test_before_anything_was_fetched_the_shipped_entries_answer(store: BotStore) -> None:
    kept = keeper(store)
    await kept.load()
    assert kept.etag == SHIPPED
    assert kept.desk.ask("匿名举报会受理吗").zone == "answer"


async def test_a_newer_corpus_takes_the_place_of_the_old_and_is_not_fetched_twice(
    store: BotStore, inside: Inside
) -> None:
    kept = keeper(store)
    await kept.load()
    for etag, answer in (("a", "十一点。"), ("b", "十二点。")):
        inside.offer(etag, one(answer))
        for _ in range(3):
            await kept.refresh(inside.client)
        assert (kept.etag, said(kept)) == (etag, answer)
    assert inside.sent == 2


async def test_a_restart_goes_on_with_the_stored_copy(store: BotStore, inside: Inside) -> None:
    kept = keeper(store)
    await kept.load()
    inside.offer("a", one("十一点。"))
    await kept.refresh(inside.client)
    again = keeper(store)
    await again.load()
    assert (again.etag, said(again)) == ("a", "十一点。")


@pytest.mark.parametrize(
    "bad",
    [
        [],
        [{"id": "lunch"}],
        [one("十二点。", colour="red")],
        [one("十二点。"), one("十二点。")],
        [{"id": "lunch", "question": "问", "answer": "答", "sources": [{"title": ["法"], "article": "第一条"}]}],
    ],
)
async def test_a_corpus_that_breaks_a_rule_changes_nothing_and_is_not_fetched_again(
    store: BotStore, inside: Inside, bad: list[dict[str, object]]
) -> None:
    kept = keeper(store)
    await kept.load()
    inside.offer("a", one("十一点。"))
    await kept.refresh(inside.client)
    inside.offer("bad", *bad)
    for _ in range(3):
        await kept.refresh(inside.client)
    assert (kept.etag, said(kept), inside.sent) == ("a", "十一点。", 2)
    again = keeper(store)
    await again.load()
    assert again.etag == "a"


async def test_what_is_no_json_at_all_changes_nothing(store: BotStore, inside: Inside) -> None:
    kept = keeper(store)
    await kept.load()
    for body in (b"\xff\xfe", b"<html>", b"[" * 5000, b"[[[[]]]]", b"{}"):
        inside.etag, inside.body = body.hex()[:20], body
        await kept.refresh(inside.client)
        assert kept.etag == SHIPPED


async def test_an_entry_ends_on_its_day_without_a_restart(store: BotStore, inside: Inside) -> None:
    days = Days()
    kept = keeper(store, days)
    await kept.load()
    inside.offer(
        "a", one("十一点。", valid_until="2026-11-22"), {"id": "other", "question": "别的", "answer": "别的。"}
    )
    await kept.refresh(inside.client)
    assert said(kept) == "十一点。"
    days.now = NOON + timedelta(days=1)
    await kept.refresh(inside.client)
    assert kept.desk.entry("lunch") is None


async def test_questions_are_answered_all_the_while(store: BotStore, inside: Inside) -> None:
    kept = keeper(store)
    await kept.load()
    inside.offer("old", one("十一点。"))
    await kept.refresh(inside.client)
    shipped = json.loads(corpus.load().to_json())
    inside.offer("new", one("十二点。"), *shipped)
    swapping = asyncio.create_task(kept.refresh(inside.client))
    answers = []
    while not swapping.done():
        answers.append(said(kept))
        await asyncio.sleep(0)
    await swapping
    answers.append(said(kept))
    assert set(answers) == {"十一点。", "十二点。"}
    assert answers == sorted(answers)
    assert len(answers) > 10


async def test_an_editors_word_reaches_citizens_with_the_next_round(own_line: Line) -> None:
    citizen = own_line.citizen()
    page = await citizen.answer("menu", question="食堂几点开饭")
    assert "十一点半开饭。" not in page.text
    async with own_line.admin.ledger.begin() as work:
        change = FaqChange("lunch", json.dumps(one("十一点半开饭。")), None, "edited", b"e" * 16)
        await work.faq_entries.save(change, 0, 0, datetime.now(UTC))
    await own_line.bot.courier.round()
    page = await citizen.answer("menu", question="食堂几点开饭")
    assert "十一点半开饭。" in page.text


async def test_a_silent_host_leaves_the_answers(own_line: Line) -> None:
    await own_line.bot.courier.round()
    etag = own_line.bot.corpus.etag
    own_line.door.shut = True
    await own_line.bot.courier.round()
    assert own_line.bot.corpus.etag == etag
    assert own_line.bot.corpus.desk.ask("匿名举报会受理吗").zone == "answer"
