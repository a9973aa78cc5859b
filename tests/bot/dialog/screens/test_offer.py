"""A wrong told where no report is open: offered as the beginning of one, and kept for nothing else."""

from dataclasses import replace

import pytest

from bot.dialog.model import (
    Action,
    Choice,
    Command,
    CountQuestion,
    FaqReply,
    Page,
    Question,
    Session,
    Shared,
    ShowAnswer,
    Text,
    Toggle,
    World,
)
from tests.bot.dialog.dialogs import MESSENGER, NOON, WEB, Desk, Reporter, world

TOLD = "他们每个月来收保护费，不给就砸摊子。"
MORE = "领头的开一辆白色面包车。"
YES, NO = Choice(("yes",), "offer"), Choice(("no",), "offer")
CHAT = world(MESSENGER)


class Near(Desk):
    """Knows what lies near a wrong that is told."""

    def ask(self, text: str) -> FaqReply:
        reply = super().ask(text)
        return replace(reply, related=(("report_anon", "可以匿名举报吗？"),)) if "保护费" in text else reply


def at_the_offer(where: World = CHAT, text: str = TOLD) -> Reporter:
    return Reporter(where).does(Text(text))


@pytest.mark.parametrize("page", ["menu", "policy", "reward", "contacts", "privacy"])
def test_a_wrong_told_outside_a_report_is_offered_as_its_beginning(page: str) -> None:
    reporter = Reporter(CHAT, Session(place=page)).does(Text(TOLD))
    assert [option.value for option in reporter.ask.options] == ["yes", "no"]
    assert reporter.session.offered == (TOLD,)
    assert not reporter.session.has_draft


@pytest.mark.parametrize(
    "given", [Question(TOLD), Page("policy", "next", TOLD), Page("policy", question=TOLD), Command("ask", TOLD)]
)
def test_the_web_and_a_command_offer_the_same(given: object) -> None:
    reporter = Reporter(session=Session(place="policy")).does(given)  # type: ignore[arg-type]
    assert reporter.page.step == "offer"
    assert TOLD in [hint.values.get("text") for hint in reporter.ask.hints]


def test_a_messenger_does_not_say_the_words_again() -> None:
    assert not [hint for hint in at_the_offer().ask.hints if hint.values]


def test_danger_is_110_first_and_then_the_same_offer() -> None:
    reporter = at_the_offer(text="有人在砸门")
    assert reporter.said == ["danger.call_110"]
    assert reporter.ask.step == "offer"


def test_a_report_begun_with_the_words_asks_everything_in_its_order_and_holds_them_at_the_story() -> None:
    reporter = at_the_offer().does(YES)
    asked = []
    while reporter.session.place != "what":
        assert reporter.session.answer("what").mark == "empty"
        asked.append(reporter.session.place)
        reporter.goes_to(_after(reporter))
    assert asked == ["danger", "notice", "officials", "avoid_units", "identity", "category", "area"]
    assert reporter.said == ["carried.given"]
    assert reporter.ask.value.texts == (TOLD,)
    assert {"undo", "rewrite"} & set(reporter.buttons)


def test_the_words_count_as_one_of_the_messages() -> None:
    reporter = at_the_offer().does(YES).goes_to("what").does(Text(MORE))
    assert reporter.ask.value.texts == (TOLD, MORE)
    assert reporter.does(Action("undo")).ask.value.texts == (TOLD,)
    reporter.does(Action("next")).goes_to("review").does(Action("submit"))
    assert reporter.submits[0].what == (TOLD,)


@pytest.mark.parametrize("text", [MORE, f"还有，{TOLD}", "有人在砸门"])
def test_what_else_is_told_before_the_answer_belongs_to_it(text: str) -> None:
    reporter = at_the_offer().does(Text(text))
    assert reporter.page.step == "offer"
    assert reporter.does(YES).goes_to("what").ask.value.texts == (TOLD, text)


@pytest.mark.parametrize("asked", ["可以匿名吗？", "问：有奖吗", "有奖吗"])
def test_a_question_before_the_answer_is_answered_and_is_not_part_of_it(asked: str) -> None:
    reporter = at_the_offer().does(Text(asked))
    assert any(isinstance(reply, ShowAnswer) for reply in reporter.shown)
    assert reporter.does(YES).goes_to("what").ask.value.texts == (TOLD,)


@pytest.mark.parametrize("typed", ["是的", "我要举报", "1"])
def test_yes_can_be_typed(typed: str) -> None:
    labels = world(MESSENGER, label=lambda key, _: {"menu.report": "我要举报"}.get(key, key))
    assert at_the_offer(labels).does(Text(typed)).goes_to("what").ask.value.texts == (TOLD,)


def test_the_command_for_reports_is_a_yes() -> None:
    assert at_the_offer().does(Command("report")).goes_to("what").ask.value.texts == (TOLD,)


def test_no_forgets_the_words_and_shows_the_nearest_questions() -> None:
    reporter = at_the_offer(world(MESSENGER, faq=Near())).does(NO)
    assert reporter.session == Session(place="policy")
    (answer,) = (reply for reply in reporter.shown if isinstance(reply, ShowAnswer))
    assert [option.value for option in answer.options] == ["faq:report_anon"]
    assert "offer.forgotten" in reporter.said


@pytest.mark.parametrize(
    "away",
    [
        Action("menu"),
        Command("start"),
        Command("track"),
        Choice(("go:track",)),
        Text("菜单"),
        Page("offer", "menu"),
        Page("menu", "next"),
    ],
)
def test_going_anywhere_else_forgets_the_words(away: object) -> None:
    reporter = at_the_offer(world(WEB), TOLD).does(away)  # type: ignore[arg-type]
    assert reporter.session.offered == ()
    reporter.does(Choice(("report",), "menu"), YES)
    assert TOLD not in repr([answer.texts for answer in reporter.session.answers.values()])


def test_wiping_forgets_the_words() -> None:
    reporter = at_the_offer().does(Action("wipe"), Choice(("yes",)))
    assert reporter.session == Session()
    carried = at_the_offer().does(YES, Choice(("no",), "danger"), Action("wipe"), Choice(("yes",)))
    assert carried.session == Session()


def test_cancelling_the_report_forgets_the_words() -> None:
    reporter = at_the_offer().does(YES, Action("cancel"), Choice(("yes",)))
    assert reporter.session == Session(place="menu")


def test_saved_for_later_the_report_still_carries_the_words() -> None:
    reporter = at_the_offer().does(YES, Action("save"))
    assert "resume" in [option.value for option in reporter.ask.options]
    assert reporter.does(Choice(("resume",))).goes_to("what").ask.value.texts == (TOLD,)


def test_nothing_said_at_the_offer_is_counted_as_a_question() -> None:
    dialog = at_the_offer()
    for given in (Text("天会下雨吗"), Text("有奖吗"), Text(MORE), NO):
        _, made = dialog.dialog.advance(dialog.session, given, NOON)
        assert not [reply for reply in made if isinstance(reply, CountQuestion)]


def test_inside_a_report_a_wrong_asked_about_is_told_where_it_belongs() -> None:
    reporter = Reporter(CHAT).goes_to("category").does(Text(f"问：{TOLD}"))
    assert reporter.said == ["faq.report_is_open"]
    assert reporter.page.step == "category"


def test_an_unfinished_report_takes_the_words_at_its_story() -> None:
    reporter = Reporter(CHAT).goes_to("when").does(Action("save"), Text(TOLD))
    assert [option.label.key for option in reporter.ask.options] == ["option.offer.add", "option.offer.no"]
    before = reporter.session.answer("what").texts
    reporter.does(YES)
    assert reporter.page.step == "what"
    assert reporter.ask.value.texts == (*before, TOLD)


def test_an_unfinished_report_stays_as_it_was_after_a_no() -> None:
    reporter = Reporter(CHAT).goes_to("when").does(Action("save"))
    before = reporter.session.answers
    assert reporter.does(Text(TOLD), NO).session.answers == before


def test_an_unwritten_receipt_comes_first() -> None:
    reporter = Reporter(CHAT).goes_to("review").does(Action("submit"), Action("menu"), Text(TOLD))
    assert reporter.said == ["faq.sounds_like_report"]
    assert reporter.session.offered == ()


@pytest.mark.parametrize("reason", ["no_policy", "disk", "storage"])
def test_where_no_report_can_be_taken_it_is_said_and_nothing_is_kept(reason: str) -> None:
    closed = world(MESSENGER, cannot_take=reason)
    reporter = at_the_offer(closed)
    assert reporter.said == [f"cannot_take.{reason}", "cannot_take.meanwhile"]
    assert reporter.session == Session()
    later = Reporter(closed, at_the_offer().session).does(YES)
    assert later.said == [f"cannot_take.{reason}", "cannot_take.meanwhile", "offer.forgotten"]
    assert later.session == Session()


def test_where_nobody_may_receive_it_the_words_are_erased_and_that_is_said() -> None:
    everybody = (Toggle(unit, "avoid_units") for unit in ("police", "inspection", "custody", "above"))
    reporter = at_the_offer().does(YES).goes_to("avoid_units").does(*everybody, Action("next"))
    assert reporter.page.step == "blocked"
    assert reporter.said == ["carried.forgotten"]
    assert "blocked.late" not in [hint.key for hint in reporter.ask.hints]
    assert TOLD not in repr([answer.texts for answer in reporter.session.answers.values()])
    reporter.does(Choice(("edit:avoid_units",)), *everybody_again(), Action("next")).goes_to("what")
    assert reporter.ask.value.texts == ()


def everybody_again() -> tuple[Toggle, ...]:
    return tuple(Toggle(unit, "avoid_units") for unit in ("police", "inspection", "custody", "above"))


@pytest.mark.parametrize(
    ("told", "warned"),
    [
        (f"我叫王小明。{TOLD}", "warn.name"),
        (f"{TOLD}我的电话 13800001234", "warn.phone"),
        (f"{TOLD}我的身份证在他们手里", "warn.id_number"),
    ],
)
def test_own_traces_in_the_words_are_told_at_the_story_once(told: str, warned: str) -> None:
    reporter = at_the_offer(text=told).does(YES).goes_to("what")
    assert reporter.said == ["carried.given", warned]
    assert reporter.does(Action("next")).page.step == "place"


def test_who_gives_their_name_is_not_warned() -> None:
    reporter = at_the_offer(text=f"我叫王小明。{TOLD}").does(YES).goes_to("what", identity=Choice(("named",)))
    assert reporter.said == ["carried.given"]


def test_more_than_can_be_kept_is_told() -> None:
    reporter = at_the_offer().does(Text(f"{TOLD}{'长' * 60_000}"))
    assert reporter.said == ["text.full"]
    assert reporter.session.offered == (TOLD,)


def test_an_old_yes_finds_nothing() -> None:
    for where in (CHAT, world(WEB)):
        reporter = Reporter(where).does(YES)
        assert reporter.session == Session()
        assert reporter.said[0].startswith("stale.")


def test_what_cannot_be_taken_leaves_the_offer_open() -> None:
    assert at_the_offer().does(Shared(30.0, 114.0)).page.step == "offer"


def _after(reporter: Reporter) -> str:
    order = ["danger", "notice", "officials", "avoid_units", "identity", "category", "area", "what"]
    return order[order.index(reporter.session.place) + 1]
