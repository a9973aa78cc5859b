"""A question's page: answers, doubts, questions in between, buttons, and nothing typed is ever lost."""

import pytest

from bot.dialog import words
from bot.dialog.model import (
    Action,
    Choice,
    Page,
    Question,
    Say,
    Shared,
    ShowAnswer,
    Text,
    Toggle,
    Unsupported,
)
from tests.bot.dialog.dialogs import MESSENGER, STORY, Reporter, world


def _chat() -> Reporter:
    return Reporter(world(MESSENGER))


def test_danger_is_asked_first_with_110_to_press() -> None:
    reporter = Reporter().does(Choice(("report",)))
    assert reporter.ask.step == "danger"
    assert [link.href for link in reporter.ask.links] == ["tel:110"]


def test_who_is_in_danger_reads_110_before_anything_else() -> None:
    reporter = Reporter().does(Choice(("report",)), Choice(("yes",)))
    assert reporter.ask.step == "safety"
    assert [link.href for link in reporter.ask.links] == ["tel:110"]
    assert reporter.does(Action("next")).ask.step == "notice"


def test_a_messenger_says_that_it_reads_along_and_offers_the_web() -> None:
    keys = [hint.key for hint in _chat().goes_to("notice").ask.hints]
    assert keys[:2] == ["notice.messenger", "notice.web_offer"]
    assert "notice.web" in [hint.key for hint in Reporter().goes_to("notice").ask.hints]


def test_several_messages_make_one_story() -> None:
    reporter = _chat().goes_to("what").does(Text("第一条"), Text("第二条"))
    assert reporter.session.answer("what").texts == ("第一条", "第二条")
    assert reporter.said == ["text.received"]
    assert reporter.does(Action("undo")).session.answer("what").texts == ("第一条",)
    assert reporter.does(Action("rewrite")).session.answer("what").texts == ()


@pytest.mark.parametrize("step", ["officials", "area", "what"])
def test_what_is_required_cannot_be_skipped(step: str) -> None:
    for name in ("next", "skip", "submit_now"):
        reporter = Reporter().goes_to(step).does(Page(step, name))
        assert reporter.ask.step == step
        assert reporter.ask.error is not None
        assert "submit_now" not in reporter.buttons


@pytest.mark.parametrize("step", ["place", "when", "who", "how_known", "victims", "evidence"])
def test_every_fact_may_be_unknown_and_submitted_without(step: str) -> None:
    reporter = Reporter().goes_to(step)
    assert {"skip", "submit_now", "back", "save", "cancel"} <= set(reporter.buttons)
    assert reporter.does(Page(step, "skip")).session.answer(step).mark == "unknown"
    assert reporter.ask.step != step


def test_not_known_with_words_typed_keeps_the_words() -> None:
    reporter = Reporter().goes_to("when").does(Page("when", "skip", "去年秋天"))
    assert reporter.session.answer("when").texts == ("去年秋天",)


def test_submitting_directly_from_a_fact_leads_to_the_review_with_what_was_typed() -> None:
    reporter = Reporter().goes_to("when").does(Page("when", "submit_now", "去年秋天"))
    assert reporter.page.step == "review"
    assert reporter.session.answer("when").text == "去年秋天"


@pytest.mark.parametrize(
    "button", ["back", "save", "cancel", "menu", "wipe", "language", "edit:officials", "faq:report_anon"]
)
def test_what_was_typed_stays_whatever_button_is_pressed(button: str) -> None:
    reporter = Reporter().goes_to("when").does(Page("when", button, "去年秋天"))
    assert reporter.session.answer("when").text == "去年秋天"


def test_text_over_the_limit_is_kept_and_said() -> None:
    long = "甲" * (words.STORY_LIMIT + 7)
    reporter = Reporter().goes_to("what").does(Page("what", "next", long))
    error = reporter.ask.error
    assert error is not None
    assert error.values == {"limit": words.STORY_LIMIT, "over": 7}
    assert reporter.ask.value.text == long
    shown = reporter.dialog.show(reporter.session, reporter.now)
    assert shown[-1] == reporter.ask


def test_story_at_the_limit_with_a_browsers_line_ends_is_taken() -> None:
    text = "\r\n".join(["甲" * 999] * 20)
    assert words.length((words.clean(text),)) < words.STORY_LIMIT < len(text) + 20
    assert Reporter().goes_to("what").does(Page("what", "next", text)).ask.step == "place"


def test_a_flood_of_messages_ends_without_losing_what_was_kept() -> None:
    reporter = _chat().goes_to("what")
    for _ in range(20):
        reporter.does(Text("甲" * 4000))
    assert reporter.said == ["text.full"]
    assert words.length(reporter.session.answer("what").texts) <= words.STORY_LIMIT * words.HARD_FACTOR
    assert reporter.does(Action("next")).ask.error is not None


def test_a_question_at_buttons_is_answered_and_the_page_stays() -> None:
    reporter = _chat().goes_to("category").does(Text("匿名举报会受理吗"))
    assert any(isinstance(reply, ShowAnswer) for reply in reporter.shown)
    assert reporter.ask.step == "category"


def test_a_marked_question_in_a_story_is_answered_and_not_recorded() -> None:
    reporter = _chat().goes_to("what").does(Text("问：匿名可以吗"))
    assert any(isinstance(reply, ShowAnswer) for reply in reporter.shown)
    assert "question.not_recorded" in reporter.said
    assert reporter.session.answer("what").texts == ()


def test_story_text_that_asks_is_never_swallowed() -> None:
    reporter = _chat().goes_to("what").does(Text("他们问我匿名举报是不是我干的？"))
    assert reporter.session.answer("what").texts == ("他们问我匿名举报是不是我干的？",)
    reporter = Reporter().goes_to("what").does(Page("what", "next", "？匿名"))
    assert reporter.session.answer("what").text == "？匿名"


def test_the_webs_question_field_changes_nothing() -> None:
    reporter = Reporter().goes_to("when")
    before = reporter.session
    assert reporter.does(Question("能匿名吗")).session == before
    assert reporter.ask.step == "when"


def test_a_story_begun_at_buttons_is_kept_once_it_may_be_told() -> None:
    early = _chat().goes_to("officials").does(Text(STORY))
    assert early.said == ["choice.story_later"]
    assert early.session.answer("what").texts == ()
    later = _chat().goes_to("reward_wish").does(Text("还有一件事，他们上个月又打了人。"))
    assert later.said == ["choice.story_kept"]
    assert later.session.answer("what").texts[-1] == "还有一件事，他们上个月又打了人。"


def test_danger_typed_anywhere_at_buttons_is_answered_with_110() -> None:
    reporter = _chat().goes_to("category").does(Text("他们现在在砸门"))
    warning = reporter.shown[0]
    assert isinstance(warning, Say)
    assert warning.key == "danger.call_110"
    assert warning.links[0].href == "tel:110"


def test_danger_in_the_story_is_answered_with_110_and_the_story_is_kept() -> None:
    for reporter in (
        _chat().goes_to("what").does(Text("他们在砸门")),
        Reporter().goes_to("what").does(Page("what", text="他们在砸门")),
    ):
        assert reporter.said[0] == "danger.call_110"
        assert reporter.session.answer("what").texts == ("他们在砸门",)


def test_an_option_can_be_typed() -> None:
    assert _chat().goes_to("officials").does(Text("没有")).ask.step == "avoid_units"
    assert _chat().goes_to("officials").does(Text("3")).session.answer("officials").value == "unsure"


def test_a_stale_button_of_a_messenger_is_answered_politely_and_changes_nothing() -> None:
    reporter = _chat().goes_to("area")
    before = reporter.session
    reporter.does(Choice(("yes",), "officials"))
    assert reporter.said == ["stale.choice"]
    assert reporter.session == before


def test_a_browser_may_go_back_and_answer_again() -> None:
    reporter = Reporter().goes_to("area").does(Choice(("unsure",), "officials"))
    assert reporter.session.answer("officials").value == "unsure"
    assert reporter.ask.step == "official_names"


def test_a_page_ahead_of_what_is_required_is_refused_politely() -> None:
    reporter = Reporter().goes_to("officials").does(Page("when", "next", "去年"))
    assert reporter.said == ["stale.page"]
    assert reporter.ask.step == "officials"


def test_ticks_stay_while_they_are_set() -> None:
    reporter = _chat().goes_to("avoid_units").does(Toggle("police"), Toggle("inspection"), Toggle("police"))
    assert [option.value for option in reporter.ask.options if option.checked] == ["inspection"]
    assert reporter.does(Action("next")).session.answer("avoid_units").values == ("inspection",)


def test_a_shared_position_belongs_to_the_place() -> None:
    assert _chat().goes_to("when").does(Shared(29.5, 106.5)).said == ["location.later"]
    reporter = _chat().goes_to("place").does(Shared(29.5, 106.5), Text("沙场西门"))
    answer = reporter.session.answer("place")
    assert (answer.position, answer.texts) == ((29.5, 106.5), ("沙场西门",))
    assert _chat().goes_to("place").does(Shared(float("nan"), 1.0)).said == ["location.unreadable"]


@pytest.mark.parametrize("kind", ["photo", "video", "voice", "document", "sticker", "contact", "edited", "poll"])
def test_what_cannot_be_taken_is_said_plainly(kind: str) -> None:
    reporter = _chat().goes_to("evidence").does(Unsupported(kind))
    assert reporter.said[0].startswith("unsupported.")
    assert reporter.ask.step == "evidence"


@pytest.mark.parametrize("text", ["我叫王小明，他们收保护费", "打我电话 13800001234", "身份证 110101199001010011"])
def test_an_anonymous_writer_who_shows_through_is_warned_once_and_may_go_on(text: str) -> None:
    reporter = Reporter().goes_to("what").does(Page("what", "next", text))
    assert reporter.ask.step == "what"
    assert reporter.said[0].startswith("warn.")
    assert reporter.ask.value.text == text
    assert reporter.does(Page("what", "next", text)).ask.step == "place"


def test_a_changed_text_is_looked_at_anew() -> None:
    reporter = Reporter().goes_to("what").does(Page("what", "next", "我叫王小明"), Page("what", "next", "我叫小明"))
    assert reporter.ask.step == "what"


def test_a_named_reporter_is_not_warned() -> None:
    reporter = Reporter().goes_to("what", identity=Choice(("named",))).does(Page("what", "next", "我叫王小明"))
    assert reporter.ask.step == "place"


def test_numbers_of_others_are_welcome_where_they_are_asked() -> None:
    assert Reporter().goes_to("who").does(Page("who", "next", "王大力 13800001234")).ask.step == "how_known"


def test_a_malformed_phone_is_kept_and_told() -> None:
    named = {"identity": Choice(("named",))}
    reporter = Reporter().goes_to("phone", **named).does(Page("phone", "next", "1380000123"))
    assert reporter.ask.error is not None
    assert reporter.ask.value.text == "1380000123"
    assert reporter.does(Page("phone", "next", "13800001234")).page.step == "review"


def test_the_language_switch_keeps_place_and_words() -> None:
    reporter = Reporter().goes_to("what").does(Page("what", "language", STORY))
    assert (reporter.session.language, reporter.ask.step, reporter.ask.value.text) == ("en", "what", STORY)
    assert reporter.does(Action("language")).session.language == "zh_CN"


def test_saving_and_coming_back_goes_on_at_the_same_page() -> None:
    reporter = Reporter().goes_to("when").does(Page("when", "save", "去年"))
    assert reporter.said == ["saved.web"]
    assert reporter.session.place == "menu"
    reporter.does(Choice(("resume",)))
    assert (reporter.ask.step, reporter.ask.value.text) == ("when", "去年")
