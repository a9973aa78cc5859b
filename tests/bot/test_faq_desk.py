"""The Q&A as the dialog sees it, over the shipped corpus."""

from datetime import date

import pytest

from bot.faq_desk import FaqDesk
from faq import corpus

CONTACTS = {"office_phone": "13800000000"}


@pytest.fixture(scope="module")
def desk() -> FaqDesk:
    return FaqDesk.of(corpus.load(), date(2026, 11, 2), CONTACTS)


def test_a_plain_question_is_answered_with_its_sources(desk: FaqDesk) -> None:
    reply = desk.ask("匿名举报会受理吗")
    assert reply.zone == "answer"
    assert reply.answer
    assert reply.sources


def test_danger_is_an_emergency(desk: FaqDesk) -> None:
    assert desk.ask("他们正在砸我家的门").zone == "emergency"


def test_what_it_does_not_know_it_refuses(desk: FaqDesk) -> None:
    assert desk.ask("明天股票会涨吗").zone in ("refuse", "suggest")
    assert desk.ask("明天股票会涨吗").answer == ""


def test_every_first_topic_has_an_answer(desk: FaqDesk) -> None:
    assert len(desk.topics()) >= 4
    for entry_id, question in desk.topics():
        reply = desk.entry(entry_id)
        assert reply is not None
        assert reply.question == question


def test_an_entry_that_is_gone_is_none(desk: FaqDesk) -> None:
    assert desk.entry("no_such_entry") is None


def test_no_answer_shows_an_empty_place_for_a_contact(desk: FaqDesk) -> None:
    bare = desk.with_contacts({})
    for one in corpus.load().entries:
        reply = bare.entry(one.id)
        if reply is not None:
            assert "{" not in reply.answer + reply.details, one.id
