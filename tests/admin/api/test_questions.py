"""The corpus that bot hosts fetch, and what they tell the editors."""

import json
from collections.abc import Mapping
from datetime import date

import httpx
import pytest

from admin.services import Services
from faq import corpus
from faq.corpus import shipped
from kit import clock
from storage.faq_entries import FaqChange
from storage.faq_questions import Votes
from storage.vault.binding import new_id
from storage.wire import AskedInVain, DayOfVotes, FaqNews
from tests.admin.api.sealed import JSON

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 22)
OWN = {"id": "own_entry", "question": "你们中午休息吗？", "answer": "中午有人值班。"}


async def edit(office: Services, entry_id: str, body: Mapping[str, object] | None) -> None:
    async with office.ledger.begin() as work:
        before = len(await work.faq_entries.history(entry_id))
        change = FaqChange(entry_id, json.dumps(body) if body else None, None, "edited", b"e" * 16)
        await work.faq_entries.save(change, before, await work.faq_entries.serial(), clock.now())


async def test_without_edits_bots_get_the_shipped_corpus(bot: httpx.AsyncClient) -> None:
    answer = await bot.get("corpus")
    assert corpus.loads(answer.text) == shipped()
    assert answer.headers["etag"] == f'"{shipped().etag}"'


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", "{}"'])
async def test_who_names_the_tag_gets_nothing_again(bot: httpx.AsyncClient, form: str) -> None:
    named = form.format(shipped().etag)
    answer = await bot.get("corpus", headers={"If-None-Match": named})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == f'"{shipped().etag}"'


async def test_an_edit_changes_tag_and_content_and_giving_it_back_restores_both(
    bot: httpx.AsyncClient, office: Services
) -> None:
    first = (await bot.get("corpus")).headers["etag"]
    await edit(office, "own_entry", OWN)
    answer = await bot.get("corpus", headers={"If-None-Match": first})
    assert answer.status_code == 200
    assert corpus.loads(answer.text)["own_entry"].answer == "中午有人值班。"
    await edit(office, "own_entry", None)
    assert (await bot.get("corpus")).headers["etag"] == first


async def test_a_stranger_gets_no_corpus_and_tells_nothing(stranger: httpx.AsyncClient) -> None:
    stranger.headers.pop("Authorization", None)
    assert (await stranger.get("corpus")).status_code == 401
    assert (await stranger.post("faq", content=b"{}", headers=JSON)).status_code == 401


def news(text: str = "食堂几点开饭", helped: int = 1) -> FaqNews:
    question = AskedInVain(question_id=b"q" * 16, text=text, kind="unanswered", day=TODAY)
    votes = DayOfVotes(entry_id="report_anon", day=TODAY, helped=helped, unhelped=0)
    return FaqNews(bot_id=b"b" * 16, questions=(question,), votes=(votes,))


async def test_news_sent_twice_count_once(bot: httpx.AsyncClient, office: Services) -> None:
    for _ in range(2):
        answer = await bot.post("faq", content=news().model_dump_json().encode(), headers=JSON)
        assert answer.status_code == 200
    async with office.ledger.read() as work:
        assert [(one.text, one.day) for one in await work.faq_questions.newest()] == [("食堂几点开饭", TODAY)]
        assert await work.faq_questions.votes() == {"report_anon": Votes(1, 0)}


@pytest.mark.parametrize("text", ["打13800000000找谁", "身份证11010519491231002x", "我叫一三八零零零零零零零零"])
async def test_a_question_that_names_somebody_is_refused_here_too(
    bot: httpx.AsyncClient, office: Services, text: str
) -> None:
    answer = await bot.post("faq", content=news(text).model_dump_json().encode(), headers=JSON)
    assert answer.status_code == 422
    async with office.ledger.read() as work:
        assert await work.faq_questions.newest() == []


async def test_a_finer_time_than_the_day_is_refused(bot: httpx.AsyncClient) -> None:
    body = json.loads(news().model_dump_json())
    body["questions"][0]["day"] = "2026-11-22T10:00:00"
    body["bot_id"] = new_id().hex()
    assert (await bot.post("faq", json=body)).status_code == 422
