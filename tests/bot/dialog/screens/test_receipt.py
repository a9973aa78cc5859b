from bot.dialog.model import Action, Choice, Page, ShowReceipt, Text
from tests.bot.dialog.dialogs import MESSENGER, RECEIPT, Reporter, world


def _submitted() -> Reporter:
    return Reporter().goes_to("review").does(Action("submit"))


def test_reload_back_and_a_second_click_show_the_receipt_again() -> None:
    reporter = _submitted()
    page = reporter.page
    assert isinstance(page, ShowReceipt)
    assert "".join(page.groups) == RECEIPT
    assert reporter.dialog.show(reporter.session, reporter.now)[-1] == page
    reporter.does(Page("review", "submit"))
    assert len(reporter.submits) == 1
    assert reporter.page == page
    assert reporter.does(Action("menu"), Choice(("receipt",))).page == page


def test_the_last_four_digits_erase_it() -> None:
    reporter = _submitted().does(Page("receipt", "next", RECEIPT[-4:]))
    assert reporter.said == ["receipt.confirmed"]
    assert (reporter.session.receipt, reporter.session.lead_id, reporter.session.submitted_at) == ("", "", None)


def test_other_digits_do_not_and_the_error_outlives_a_fetch() -> None:
    reporter = _submitted().does(Page("receipt", "next", "9999"))
    assert reporter.session.receipt == RECEIPT
    shown = reporter.dialog.show(reporter.session, reporter.now)[-1]
    assert isinstance(shown, ShowReceipt)
    assert shown.error is not None


def test_after_two_hours_it_is_nowhere() -> None:
    reporter = _submitted().waits(hours=2, seconds=1).does(Action("menu"))
    assert "receipt.expired" in reporter.said
    assert reporter.session.receipt == ""
    assert "receipt" not in [option.value for option in reporter.ask.options]


def test_a_new_report_waits_until_the_receipt_is_written_down() -> None:
    reporter = _submitted().does(Action("menu"), Choice(("report",)))
    assert reporter.said == ["receipt.save_first"]
    assert reporter.page.step == "receipt"


def test_a_receipt_made_for_an_unsubmitted_draft_does_not_run_out_and_is_not_shown() -> None:
    reporter = Reporter().goes_to("review").waits(hours=3).does(Action("submit"))
    assert reporter.submits[0].receipt == RECEIPT


def test_on_a_messenger_the_four_digits_are_simply_sent() -> None:
    reporter = Reporter(world(MESSENGER)).goes_to("review").does(Action("submit"), Text(RECEIPT[-4:]))
    assert reporter.session.receipt == ""


def test_the_receipt_does_not_print() -> None:
    reporter = _submitted()
    assert RECEIPT not in repr(reporter.page) + repr(reporter.session)
    assert RECEIPT[:4] not in repr(reporter.page)
