from datetime import UTC, date, datetime

import pytest

from bot.dialog.model import (
    Action,
    Choice,
    Command,
    Failed,
    ForgetLookUp,
    Found,
    Line,
    LookAgain,
    LookUp,
    NotFound,
    Page,
    Progress,
    SentBack,
    ShowProgress,
    Text,
    WriteBack,
)
from tests.bot.dialog.dialogs import MESSENGER, RECEIPT, Reporter, world

_AT = datetime(2026, 3, 3, 2, tzinfo=UTC)
_ANSWERED = Progress(
    "answered",
    date(2026, 3, 1),
    date(2026, 3, 3),
    conclusion="partly",
    lines=(Line("reporter", _AT), Line("staff", _AT, text="已核查。"), Line("staff", _AT, verified=False)),
    views=(("viewed", 3),),
    reward="approved",
    reward_fen=123450,
    height=17,
    waiting_messages=1,
)


def _looking(progress: Progress = _ANSWERED) -> Reporter:
    reporter = Reporter()
    reporter.outcome_of_look_up = Found(progress, "keys")
    return reporter.does(Choice(("track",)), Page("track", "next", RECEIPT))


def test_a_wrong_check_digit_is_told_at_once_without_a_look_up() -> None:
    wrong = RECEIPT[:-1] + str((int(RECEIPT[-1]) + 1) % 10)
    reporter = Reporter().does(Choice(("track",)), Page("track", "next", wrong))
    assert reporter.ask.error is not None
    assert reporter.ask.error.key == "error.receipt_check"
    assert reporter.ask.value.text == wrong
    assert not reporter.effects
    assert wrong not in repr(reporter.session.answers)


def test_a_look_up_shows_status_dates_result_and_who_looked() -> None:
    page = _looking().page
    assert isinstance(page, ShowProgress)
    keys = [fact.key for fact in page.facts]
    assert keys == [
        "state.answered",
        "progress.received_on",
        "progress.state_on",
        "result.partly",
        "reward.approved",
        "progress.sum",
        "views.viewed",
        "progress.height",
    ]
    assert [line.key for line in page.thread] == ["line.sealed", "line.staff", "line.unverified"]
    assert {"progress.never_asked", "progress.waiting", "progress.unverified"} <= {note.key for note in page.notes}
    assert [option.value for option in page.options] == ["facts", "answer", "objection", "claim"]


def test_the_receipt_is_kept_nowhere_after_the_look_up() -> None:
    reporter = _looking()
    assert isinstance(reporter.effects[0], LookUp)
    assert RECEIPT not in str(vars(reporter.session))


@pytest.mark.parametrize("kind", ["unknown", "busy", "unreachable", "anything"])
def test_what_was_not_found_is_said_and_can_be_tried_again(kind: str) -> None:
    reporter = Reporter()
    reporter.outcome_of_look_up = NotFound(kind)
    reporter.does(Command("track", RECEIPT))
    assert reporter.ask.error is not None
    assert reporter.session.waiting is None


def test_leaving_forgets_the_keys() -> None:
    reporter = _looking().does(Action("forget"))
    assert reporter.session.keys == ""
    assert isinstance(reporter.effects[-1], ForgetLookUp)


def test_after_half_an_hour_the_keys_are_gone() -> None:
    reporter = _looking().waits(minutes=31).does(Choice(("facts",)))
    assert reporter.session.keys == ""
    assert "progress.expired" in reporter.said


def test_a_fetched_page_looks_again_and_does_not_lengthen_the_half_hour() -> None:
    reporter = _looking()
    assert reporter.dialog.show(reporter.session, reporter.now) == [LookAgain("keys")]
    since = reporter.session.keys_since
    reporter.waits(minutes=20).does(Action("refresh"))
    assert reporter.session.keys_since == since


def test_a_message_back_is_sent_once_and_only_by_the_button() -> None:
    reporter = Reporter(world(MESSENGER))
    reporter.outcome_of_look_up = Found(_ANSWERED, "keys")
    reporter.does(Command("track", RECEIPT), Choice(("objection",)), Text("第一"), Text("第二"))
    assert not [effect for effect in reporter.effects if isinstance(effect, WriteBack)]
    reporter.does(Action("next"))
    sent = [effect for effect in reporter.effects if isinstance(effect, WriteBack)]
    assert [(effect.kind, effect.text) for effect in sent] == [("objection", "第一\n第二")]
    assert reporter.said == ["write.sent"]
    assert reporter.session.note == ""


def test_a_message_that_could_not_be_sent_stays() -> None:
    reporter = _looking()
    reporter.outcome_of_write = Failed("storage")
    reporter.does(Choice(("facts",)), Page("write", "next", "还有一件事"))
    assert reporter.said == ["write.not_sent"]
    assert reporter.ask.value.text == "还有一件事"
    reporter.outcome_of_write = SentBack()
    assert reporter.does(Page("write", "next", "还有一件事")).said == ["write.sent"]


def test_words_typed_on_the_progress_page_become_a_message_only_when_told() -> None:
    reporter = Reporter(world(MESSENGER))
    reporter.does(Command("track", RECEIPT), Text("他们又来了"))
    assert reporter.ask.value.text == "他们又来了"
    assert not [effect for effect in reporter.effects if isinstance(effect, WriteBack)]


def test_a_refresh_that_fails_does_not_ask_for_ever() -> None:
    reporter = _looking()
    reporter.outcome_of_look_up = Failed("unreachable")
    reporter.does(Action("refresh"))
    assert reporter.said == ["progress.unreachable"]
    assert reporter.session.place == "menu"


def test_an_open_report_survives_a_look_up() -> None:
    reporter = Reporter().goes_to("when").does(Command("track", RECEIPT), Action("forget"), Choice(("resume",)))
    assert reporter.ask.step == "when"
