"""Answers of the Q&A in the dialog: what is counted, what is asked, and what never leaves a report."""

from dataclasses import replace

import pytest

from bot.dialog.model import (
    Action,
    Choice,
    Command,
    CountQuestion,
    CountVote,
    FaqReply,
    Page,
    Question,
    Reply,
    Session,
    ShowAnswer,
    Text,
)
from tests.bot.dialog.dialogs import MESSENGER, NOON, WEB, Desk, Reporter, world

ANSWER = FaqReply("answer", "可以匿名举报吗？", "可以。", id="report_anon")


class Rated(Desk):
    entry_one = ANSWER


WORLD = world(WEB, faq=Rated())
CHAT = world(MESSENGER, faq=Rated())


def turn(reporter: Reporter, *given: object) -> list[Reply]:
    made: list[Reply] = []
    for one in given:
        reporter.session, made = reporter.dialog.advance(reporter.session, one, NOON)  # type: ignore[arg-type]
    return made


def counted(made: list[Reply]) -> list[Reply]:
    return [reply for reply in made if isinstance(reply, CountQuestion | CountVote)]


def options(made: list[Reply]) -> list[str]:
    return [option.value for reply in made if isinstance(reply, ShowAnswer) for option in reply.options]


@pytest.mark.parametrize(
    "given", [Question("天会下雨吗"), Command("ask", "天会下雨吗"), Page("menu", question="天会下雨吗")]
)
def test_a_question_without_an_answer_is_counted(given: object) -> None:
    assert counted(turn(Reporter(WORLD), given)) == [CountQuestion("天会下雨吗")]


def test_one_that_could_only_be_guessed_is_counted_too() -> None:
    assert counted(turn(Reporter(WORLD), Question("有奖吗"))) == [CountQuestion("有奖吗")]


@pytest.mark.parametrize("text", ["砸门了", "他们收保护费", "能匿名吗"])
def test_danger_a_wrong_that_is_told_and_what_was_answered_are_not_counted(text: str) -> None:
    assert counted(turn(Reporter(WORLD), Question(text))) == []


@pytest.mark.parametrize("step", ["danger", "officials", "category", "what", "place", "review"])
def test_nothing_asked_in_a_report_is_counted(step: str) -> None:
    reporter = Reporter(WORLD).goes_to(step)
    assert counted(turn(reporter, Page(step, question="天会下雨吗"))) == []
    assert counted(turn(reporter, Question("天会下雨吗"))) == []
    assert options(turn(reporter, Question("能匿名吗"))) == []


def test_nothing_is_counted_while_a_report_waits_for_its_reporter() -> None:
    reporter = Reporter(WORLD).goes_to("what")
    assert counted(turn(reporter, Command("menu"), Question("天会下雨吗"))) == []


@pytest.mark.parametrize("held", [{"receipt": "1" * 20}, {"keys": "k", "keys_since": NOON}, {"lead_id": "0" * 32}])
def test_nothing_is_counted_while_a_receipt_or_a_look_up_is_at_hand(held: dict[str, object]) -> None:
    reporter = Reporter(WORLD, replace(Session(), **held))  # type: ignore[arg-type]
    assert counted(turn(reporter, Question("天会下雨吗"))) == []
    (answer,) = (one for one in turn(reporter, Question("能匿名吗")) if isinstance(one, ShowAnswer))
    assert answer.reply.asked == ""


def test_an_answer_asks_whether_it_helped_and_a_press_is_a_count() -> None:
    reporter = Reporter(WORLD)
    assert options(turn(reporter, Question("能匿名吗"))) == ["rate:yes:report_anon", "rate:no:report_anon"]
    assert counted(turn(reporter, Page("menu", "rate:yes:report_anon"))) == [CountVote("report_anon", True)]
    assert counted(turn(Reporter(CHAT), Choice(("rate:no:report_anon",)))) == [CountVote("report_anon", False)]


def test_after_a_press_a_browser_still_shows_the_answer_and_does_not_ask_again() -> None:
    reporter = Reporter(WORLD)
    made = turn(reporter, Question("能匿名吗"), Page("menu", "rate:no:report_anon"))
    assert [one.reply.answer for one in made if isinstance(one, ShowAnswer)] == ["可以。"]
    assert options(made) == []


def test_an_old_button_in_a_report_counts_and_leaves_the_place_and_what_was_typed() -> None:
    reporter = Reporter(CHAT).goes_to("what").does(Text("写了一半"))
    before = reporter.session
    assert counted(turn(reporter, Choice(("rate:yes:report_anon",)))) == [CountVote("report_anon", True)]
    assert reporter.session == before


@pytest.mark.parametrize("value", ["rate:", "rate:yes", "rate:yes:", "rate:maybe:report_anon", "rate:yes:no_such"])
def test_an_invented_press_counts_nothing(value: str) -> None:
    for given in (Page("menu", value), Choice((value,)), Action(value)):
        assert counted(turn(Reporter(WORLD), given)) == []
