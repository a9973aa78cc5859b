"""A turn's replies, sorted for the page."""

from bot.channels.web.screen import Screen
from bot.dialog.replies import (
    Ask,
    Button,
    FaqReply,
    Option,
    ReviewLine,
    Say,
    ShowAnswer,
    ShowReview,
    WipeAll,
    Words,
)
from bot.dialog.session import Answer


def ask(step: str = "what", kind: str = "text", **given: object) -> Ask:
    return Ask(step, kind, Words("ask.what"), **given)  # type: ignore[arg-type]


def test_the_last_page_of_a_turn_is_the_one_shown() -> None:
    screen = Screen.of((ask("danger"), Say("text.blank"), ask("what")))
    assert screen.main == ask("what")
    assert screen.said == (Say("text.blank"),)


def test_the_button_that_goes_on_comes_first() -> None:
    buttons = tuple(Button(name, f"button.{name}") for name in ("back", "skip", "submit_now", "next", "cancel"))
    screen = Screen.of((ask(buttons=buttons),))
    assert [button.name for button in screen.main_buttons] == ["next", "submit_now", "skip"]
    assert [button.name for button in screen.side_buttons] == ["back", "cancel"]


def test_ticks_are_no_buttons() -> None:
    assert not Screen.of((ask(kind="multi"),)).presses
    assert Screen.of((ask(kind="choice"),)).presses
    assert not Screen.of((ask(kind="choice", buttons=(Button("next", "button.next"),)),)).presses


def test_a_secret_that_was_mistyped_stays_in_its_field() -> None:
    wrong = ask("track", secret=True, error=Words("error.look_up_unknown"))
    page = Screen.of((wrong,)).with_typed("1234 5678").main
    assert isinstance(page, Ask)
    assert page.value.texts == ("1234 5678",)


def test_what_the_dialog_kept_is_not_written_over() -> None:
    kept = ask("phone", secret=True, error=Words("error.phone"), value=Answer("given", texts=("123",)))
    assert Screen.of((kept,)).with_typed("456").main == kept


def test_nothing_typed_is_put_on_a_page_without_an_error() -> None:
    assert Screen.of((ask("track", secret=True),)).with_typed("1234").main == ask("track", secret=True)


def test_inside_a_report_an_answer_leads_nowhere_else() -> None:
    answer = ShowAnswer(FaqReply("answer"), (Option("faq:a", Words()), Option("go:report", Words())))
    inside = Screen.of((answer, ask(position=(1, 9))))
    assert [option.value for option in inside.leads_on(answer)] == ["faq:a"]
    assert len(Screen.of((answer, ask("policy"))).leads_on(answer)) == 2


def test_what_was_left_blank_is_folded_away_and_what_is_missing_is_not() -> None:
    blank = (Words("review.blank"),)
    lines = (
        ReviewLine("what", Words("a"), (Words(text="桥头收钱"),)), ReviewLine("when", Words("b"), blank),
        ReviewLine("place", Words("c"), blank, missing=True),
    )  # fmt: skip
    screen = Screen.of((ShowReview(lines, (), ()),))
    assert [line.step for line in screen.told] == ["what", "place"]
    assert [line.step for line in screen.blank] == ["when"]


def test_wiping_is_seen() -> None:
    assert Screen.of((WipeAll(), Say("wipe.done"), ask("menu"))).wiped
