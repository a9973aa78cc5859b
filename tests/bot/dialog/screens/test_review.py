from dataclasses import replace

from bot.dialog.model import (
    Action,
    Choice,
    MakeReceipt,
    NotSubmitted,
    Page,
    ReceiptMade,
    Submit,
    Submitted,
    Text,
)
from bot.dialog.words import FACT_LIMIT
from tests.bot.dialog.dialogs import LEAD_ID, MESSENGER, RECEIPT, STORY, Reporter, world


def test_the_receipt_is_in_the_draft_before_anything_is_submitted() -> None:
    reporter = Reporter().goes_to("review")
    assert (reporter.session.receipt, reporter.session.lead_id) == (RECEIPT, LEAD_ID)
    assert [effect for effect in reporter.effects if isinstance(effect, MakeReceipt)] == [MakeReceipt()]


def test_a_report_says_everything_that_was_answered() -> None:
    reporter = Reporter().goes_to("review", identity=Choice(("named",))).does(Page("review", "submit"))
    report = reporter.submits[0]
    assert report.what == (STORY,)
    assert (report.area, report.category, report.officials) == ("baishui", "village", "no")
    assert report.identity is not None
    assert (report.identity.name, report.identity.phone) == ("王小明", "13800001234")
    assert report.wants_reward is False
    assert (report.lead_id, report.receipt) == (LEAD_ID, RECEIPT)


def test_a_report_does_not_print_what_it_says() -> None:
    reporter = Reporter().goes_to("review", identity=Choice(("named",))).does(Action("submit"))
    printed = repr(reporter.submits[0])
    assert not any(secret in printed for secret in (STORY, "王小明", "13800001234", RECEIPT, LEAD_ID, "大概如此"))


def test_any_answer_can_be_changed_and_the_review_comes_back() -> None:
    reporter = Reporter().goes_to("review")
    steps = [line.step for line in reporter.review.lines]
    for step in steps:
        reporter.does(Action(f"edit:{step}", "review"))
        assert reporter.ask.step == step
        before = reporter.session.answer(step)
        reporter.does(Action("next"))
        for _ in range(3):
            if reporter.session.place != "review":
                reporter.does(Action("next"))
        assert reporter.session.place == "review"
        assert reporter.session.answer(step) == before


def test_from_named_to_anonymous_name_and_phone_are_gone() -> None:
    reporter = Reporter().goes_to("review", identity=Choice(("named",)))
    reporter.does(Action("edit:identity"), Choice(("anonymous",), "identity"))
    assert reporter.page.step == "review"
    assert not {"name", "phone"} & set(reporter.session.answers)
    assert "review.anonymous" in [note.key for note in reporter.review.notes]
    reporter.does(Action("submit"))
    assert reporter.submits[0].identity is None


def test_half_an_identity_is_said_and_not_sent() -> None:
    reporter = Reporter().goes_to("name", identity=Choice(("named",))).does(Page("name", "submit_now", "王小明"))
    assert "review.identity_incomplete" in [note.key for note in reporter.review.notes]
    reporter.does(Action("submit"))
    assert reporter.submits[0].identity is None


def test_traces_of_an_anonymous_writer_are_said_once_more() -> None:
    reporter = Reporter().goes_to("what").does(Page("what", "submit_now", "我叫王小明"))
    assert "review.traces" in [note.key for note in reporter.review.notes]


def test_a_double_click_submits_once() -> None:
    reporter = Reporter().goes_to("review")
    reporter.obeys = False
    reporter.does(Action("submit"), Action("submit"), Page("review", "submit"))
    assert len(reporter.submits) == 1
    assert reporter.said == ["wait.working"]


def test_a_lost_answer_lets_the_same_lead_be_submitted_again() -> None:
    reporter = Reporter().goes_to("review")
    reporter.obeys = False
    reporter.does(Action("submit")).waits(seconds=31).does(Action("submit"))
    assert [report.lead_id for report in reporter.submits] == [LEAD_ID, LEAD_ID]


def test_what_was_not_submitted_stays_and_can_be_submitted_again() -> None:
    reporter = Reporter().goes_to("review")
    reporter.outcome_of_submit = NotSubmitted("storage")
    reporter.does(Action("submit"))
    assert reporter.said == ["not_submitted.later"]
    assert reporter.session.answer("what").text == STORY
    reporter.outcome_of_submit = Submitted()
    assert reporter.does(Action("submit")).page.step == "receipt"


def test_the_story_leaves_the_draft_when_it_is_submitted() -> None:
    reporter = Reporter().goes_to("review").does(Action("submit"))
    assert reporter.session.answers == {}
    assert reporter.session.receipt == RECEIPT


def test_without_a_receipt_one_is_made_and_the_submission_follows() -> None:
    reporter = Reporter().goes_to("reward_wish")
    reporter.obeys = False
    reporter.does(Choice(("no",)))
    assert reporter.session.lead_id == ""
    reporter.does(Action("submit"))
    assert not reporter.submits
    reporter.does(ReceiptMade(RECEIPT, LEAD_ID))
    assert [type(effect) for effect in reporter.effects][-1] is Submit


def test_a_second_receipt_does_not_replace_the_first() -> None:
    reporter = Reporter().goes_to("review").does(ReceiptMade("0" * 20, "ff"))
    assert reporter.session.receipt == RECEIPT


def test_too_long_an_answer_holds_the_submission_and_is_marked() -> None:
    reporter = Reporter().goes_to("when").does(Page("when", "save", "甲" * (FACT_LIMIT + 1)))
    reporter.does(Choice(("resume",)), Page("when", "submit_now", "甲" * (FACT_LIMIT + 1)))
    assert reporter.ask.step == "when"
    answers = {**reporter.session.answers}
    session = replace(reporter.session, place="review", answers=answers)
    late = Reporter(session=session)
    late.does(Action("submit"))
    assert not late.submits
    assert [line.step for line in late.review.lines if line.missing] == ["when"]


def test_an_area_that_left_the_policy_is_asked_again() -> None:
    reporter = Reporter().goes_to("review")
    later = Reporter(world(areas=()), reporter.session)
    later.does(Action("submit"))
    assert not later.submits or later.submits[0].area is None


def test_closing_for_reports_keeps_a_finished_draft() -> None:
    reporter = Reporter().goes_to("review")
    closed = Reporter(world(cannot_take="disk"), reporter.session).does(Action("submit"))
    assert closed.said == ["not_submitted.closed"]
    assert closed.session.answer("what").text == STORY


def test_words_typed_on_the_review_are_not_taken_for_a_submission() -> None:
    reporter = Reporter(world(MESSENGER)).goes_to("review").does(Text("好的"))
    assert reporter.said == ["review.please_press"]
    assert not reporter.submits
