"""Whatever people do, in any order: nothing raises, nothing typed is lost, and one report is submitted once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialog.codec import from_json, to_json
from bot.dialog.flow import asked_steps
from bot.dialog.model import (
    Action,
    Ask,
    Choice,
    Command,
    Failed,
    Found,
    Input,
    NotFound,
    NotSubmitted,
    Page,
    Progress,
    Question,
    ReceiptMade,
    SentBack,
    Session,
    Shared,
    Submitted,
    Text,
    Toggle,
    Unsupported,
)
from bot.dialog.scene import Scene
from bot.dialog.screens import SCREENS
from bot.dialog.steps import ALL
from kit.catalogue import LANGUAGES, Catalogue
from tests.bot.dialog.dialogs import LEAD_ID, MESSENGER, RECEIPT, STORY, WEB, Reporter, keys_in, world

_TEXTS = Catalogue.load("bot")


def _named(values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values.split())


_PLACES = st.sampled_from([*SCREENS, "", "gone"])
_BUTTONS = _named(
    "next back skip submit_now submit save cancel menu wipe language undo rewrite forget refresh edit:what edit:shield "
    "edit:identity edit:gone go:report go:track go:x nonsense"
)
_VALUES = _named(
    "yes no unsure unknown anonymous named baishui heiniu village police inspection custody above report resume track "
    "policy receipt progress facts answer objection claim done faq:report_anon faq:x "
    "edit:area go:report language wipe"
)
_TYPED = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            STORY,
            "我叫王小明 13800001234",
            "张三和李四",
            "问：匿名可以吗",
            "不清楚",
            "他们收保护费",
            "有人在砸门",
            "返回",
            RECEIPT,
            RECEIPT[-4:],
            "1",
        ]
    ),
    st.text(max_size=30),
    st.just("甲" * 25_000),
)
_SAID: st.SearchStrategy[Input] = st.one_of(
    st.builds(Text, _TYPED),
    st.builds(Choice, st.lists(_VALUES, max_size=3).map(tuple), _PLACES),
    st.builds(Toggle, _VALUES, _PLACES),
    st.builds(Action, _BUTTONS, _PLACES),
    st.builds(Page, _PLACES, _BUTTONS, _TYPED, st.lists(_VALUES, max_size=3).map(tuple)),
    st.builds(Question, _TYPED),
    st.builds(Command, st.sampled_from(["start", "report", "track", "ask", "wipe", "help", "cancel", "x"]), _TYPED),
    st.builds(Shared, st.floats(), st.floats()),
    st.builds(Unsupported, st.sampled_from(["photo", "poll"])),
)
_OUTCOMES: st.SearchStrategy[Input] = st.sampled_from(
    [
        ReceiptMade(RECEIPT, LEAD_ID),
        Submitted(),
        NotSubmitted("storage"),
        Found(Progress("received"), "keys"),
        NotFound("unknown"),
        SentBack(),
        Failed("storage"),
    ]
)
_CHANNELS = st.sampled_from([WEB, MESSENGER])
_STARTS = st.sampled_from(["menu", "avoid_units", "identity", "what", "when", "who", "name", "review"])


def _somewhere(channel: object, place: str) -> Reporter:
    assert channel in (WEB, MESSENGER)
    reporter = Reporter(world(channel))
    if place != "menu":
        reporter.goes_to(place, identity=Choice(("named",)))
    return reporter


@settings(max_examples=250, deadline=None)
@given(_CHANNELS, _STARTS, st.lists(_SAID | _OUTCOMES, max_size=12), st.booleans())
def test_any_sequence_of_inputs_is_answered_with_one_page_and_words_that_exist(
    channel: object, place: str, inputs: list[Input], obeys: bool
) -> None:
    reporter = _somewhere(channel, place)
    reporter.obeys = obeys
    for item in inputs:
        reporter.does(item).waits(seconds=7)
        assert from_json(to_json(reporter.session)) == reporter.session
        assert reporter.session.place in SCREENS
        keys = keys_in(reporter.shown) | keys_in(reporter.dialog.show(reporter.session, reporter.now))
        assert {key for key in keys if not _TEXTS.has(key)} == set()


@settings(max_examples=150, deadline=None)
@given(_CHANNELS, _STARTS, st.lists(_SAID, max_size=10))
def test_looking_at_a_page_twice_shows_the_same(channel: object, place: str, inputs: list[Input]) -> None:
    reporter = _somewhere(channel, place).does(*inputs)
    shown = reporter.dialog.show(reporter.session, reporter.now)
    assert shown == reporter.dialog.show(from_json(to_json(reporter.session)), reporter.now)


@settings(max_examples=150, deadline=None)
@given(_CHANNELS, _STARTS, st.lists(_SAID, min_size=1, max_size=12))
def test_a_submission_is_asked_for_once_until_it_is_answered(channel: object, place: str, inputs: list[Input]) -> None:
    reporter = _somewhere(channel, place)
    reporter.obeys = False
    reporter.does(*inputs, Action("submit"), Action("submit"), *inputs, Action("submit"), Page("review", "submit"))
    assert len(reporter.submits) <= 1


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([step.id for step in ALL if step.typed]),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), min_size=1, max_size=40),
    st.sampled_from(
        ["next", "back", "submit_now", "save", "cancel", "menu", "wipe", "language", "edit:officials", "x"]
    ),
)
def test_what_a_page_held_is_in_the_draft_whatever_was_pressed(step: str, text: str, button: str) -> None:
    reporter = Reporter().goes_to(step, identity=Choice(("named",)), officials=Choice(("yes",)))
    reporter.does(Page(step, button, text))
    assert reporter.session.answer(step).text == text.strip()


@pytest.mark.parametrize("channel", [WEB, MESSENGER], ids=["web", "messenger"])
@pytest.mark.parametrize("step", [step.id for step in ALL])
def test_back_and_forward_come_to_the_same_page_with_its_values(step: str, channel: object) -> None:
    reporter = Reporter(world(channel))  # type: ignore[arg-type]
    answers = {
        "danger": Choice(("yes",)),
        "officials": Choice(("yes",)),
        "identity": Choice(("named",)),
        "who": Text("李四") if channel is MESSENGER else Page("who", "next", "李四"),
    }
    reporter.goes_to("review", **answers)
    while reporter.session.place != step:
        reporter.does(Action("back"))
    page, session = reporter.ask, reporter.session
    reporter.does(Action("back"))
    if step == ALL[0].id:
        assert reporter.session.place == "menu"
        reporter.does(Choice(("resume",)))
    else:
        reporter.does(Action("next"))
    assert reporter.ask == page
    assert reporter.session.answers == session.answers


@settings(max_examples=100, deadline=None)
@given(st.lists(_SAID, max_size=8))
def test_no_report_is_submitted_without_officials_story_and_place(inputs: list[Input]) -> None:
    reporter = Reporter(world(MESSENGER)).does(Choice(("report",)), *inputs, Action("submit_now"), Action("submit"))
    for report in reporter.submits:
        assert report.officials
        assert report.what
        assert "area" in reporter.session.answers or reporter.session.submitted_at


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["what", "when", "reward_wish", "name", "phone", "review"]), st.lists(_SAID, max_size=5))
def test_from_named_to_anonymous_nothing_of_the_name_is_left(place: str, inputs: list[Input]) -> None:
    reporter = Reporter().goes_to("review", identity=Choice(("named",)))
    reporter.does(*inputs)
    if not reporter.session.has_draft:
        return
    session = replace(reporter.session, place="identity", waiting=None)
    if not SCREENS["identity"].opens(Scene(reporter.world, session)):
        return
    later = Reporter(session=session).does(Choice(("anonymous",), "identity"))
    assert not {"name", "phone"} & set(later.session.answers)


@settings(max_examples=100, deadline=None)
@given(_STARTS, st.lists(_SAID, max_size=8))
def test_required_questions_stand_before_the_review(place: str, inputs: list[Input]) -> None:
    reporter = _somewhere(MESSENGER, place).does(*inputs)
    if reporter.session.place != "review":
        return
    scene = Scene(reporter.world, reporter.session)
    assert all(reporter.session.answer(step.id).mark != "empty" for step in asked_steps(scene) if step.required)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", [WEB, MESSENGER], ids=["web", "messenger"])
def test_every_page_can_be_put_into_words(language: str, channel: object) -> None:
    reporter = Reporter(world(channel), Session(language=language))  # type: ignore[arg-type]
    reporter.does(Choice(("report",)))
    while reporter.session.place != "review":
        _spoken(reporter, language)
        reporter.goes_to(_next_place(reporter), identity=Choice(("named",)), officials=Choice(("yes",)))
    _spoken(reporter, language)


def _next_place(reporter: Reporter) -> str:
    before = Reporter(reporter.world, reporter.session)
    ids = [step.id for step in asked_steps(Scene(reporter.world, before.session))]
    here = ids.index(reporter.session.place)
    return ids[here + 1] if here + 1 < len(ids) else "review"


def _spoken(reporter: Reporter, language: str) -> None:
    for reply in reporter.shown:
        if isinstance(reply, Ask):
            for words in (reply.title, *reply.hints, *(option.label for option in reply.options)):
                assert words.text or _TEXTS.text(words.key, language, **words.values)
            assert all(_TEXTS.text(button.key, language) for button in reply.buttons)
    assert reporter.now - timedelta(0)
