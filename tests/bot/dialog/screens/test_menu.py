import pytest

from bot.dialog.model import Action, Choice, Command, LookUp, Page, Session, ShowAnswer, Text, WipeAll
from tests.bot.dialog.dialogs import MESSENGER, RECEIPT, STORY, Reporter, world


def test_the_menu_offers_its_eight_ways() -> None:
    reporter = Reporter().does(Action("menu"))
    ways = ["report", "policy", "track", "reward", "contacts", "privacy", "wipe", "language"]
    assert [option.value for option in reporter.ask.options] == ways


@pytest.mark.parametrize("way", ["policy", "track", "reward", "contacts", "privacy", "wipe"])
def test_every_way_leads_somewhere_and_back(way: str) -> None:
    reporter = Reporter().does(Choice((way,)))
    assert reporter.page.step == way
    assert reporter.does(Action("menu")).page.step == "menu"


def test_words_typed_at_the_menu_are_a_question() -> None:
    reporter = Reporter(world(MESSENGER)).does(Text("匿名可以吗"))
    assert any(isinstance(reply, ShowAnswer) for reply in reporter.shown)


def test_a_receipt_typed_at_the_menu_is_looked_up() -> None:
    reporter = Reporter(world(MESSENGER)).does(Text(RECEIPT))
    assert reporter.effects[0] == LookUp(RECEIPT)


@pytest.mark.parametrize("reason", ["no_policy", "disk", "storage"])
def test_when_no_report_can_be_taken_it_is_said_before_anything_is_asked(reason: str) -> None:
    reporter = Reporter(world(cannot_take=reason)).does(Choice(("report",)))
    assert reporter.said == [f"cannot_take.{reason}", "cannot_take.meanwhile"]
    assert reporter.session.answers == {}


def test_a_disk_that_fills_up_is_said_before_the_story() -> None:
    reporter = Reporter().goes_to("category")
    closed = Reporter(world(cannot_take="disk"), reporter.session).does(Choice(("village",), "category"))
    assert closed.said == ["cannot_take.disk"]
    assert closed.session.has_draft


def test_cancelling_asks_once_and_erases() -> None:
    reporter = Reporter().goes_to("when").does(Page("when", "cancel", "去年"))
    assert reporter.page.step == "cancel"
    assert reporter.does(Choice(("no",))).ask.value.text == "去年"
    reporter.does(Action("cancel"), Choice(("yes",)))
    assert reporter.session == Session(place="menu")


def test_wiping_asks_once_and_leaves_nothing_but_the_language() -> None:
    reporter = Reporter().goes_to("when").does(Action("language"), Action("wipe"))
    assert reporter.session.answer("what").text == STORY
    reporter.does(Choice(("yes",)))
    assert reporter.session == Session(language="en")
    assert WipeAll() in reporter.effects


@pytest.mark.parametrize("name", ["start", "help", "report", "track", "ask", "verify", "wipe", "cancel", "nonsense"])
def test_a_command_in_the_middle_of_a_report_loses_nothing(name: str) -> None:
    reporter = Reporter(world(MESSENGER)).goes_to("when")
    answers = dict(reporter.session.answers)
    reporter.does(Command(name))
    assert dict(reporter.session.answers) == answers
    assert reporter.does(Command("report")).ask.step == "when"


def test_asking_by_command_leaves_the_page_open() -> None:
    reporter = Reporter(world(MESSENGER)).goes_to("what").does(Command("ask", "匿名可以吗"))
    assert reporter.ask.step == "what"


def test_a_related_question_can_be_pressed_on_any_page() -> None:
    reporter = Reporter(world(MESSENGER)).goes_to("category").does(Choice(("faq:report_anon",)))
    assert any(isinstance(reply, ShowAnswer) for reply in reporter.shown)
    assert reporter.ask.step == "category"
    assert reporter.does(Choice(("faq:gone",))).said == ["faq.gone"]


def test_contacts_leave_out_what_is_not_set() -> None:
    keys = [hint.key for hint in Reporter().does(Choice(("contacts",))).ask.hints]
    assert "contact.office_phone" in keys
    assert "contact.office_email" not in keys


def test_a_place_of_another_version_opens_the_menu() -> None:
    reporter = Reporter(session=Session(place="gone")).does(Action("next"))
    assert reporter.page.step == "menu"


def test_a_messenger_tells_the_few_facts_and_where_to_check_them() -> None:
    told = world(MESSENGER, checked=lambda language: (f"facts in {language}",))
    page = Reporter(told).does(Command("verify")).ask
    assert page.step == "privacy"
    assert [hint.text for hint in page.hints if hint.text] == ["facts in zh_CN"]
    assert [hint.values["url"] for hint in page.hints if hint.key == "privacy.check_at"] == [
        f"{MESSENGER.web_url}/verify"
    ]
    assert page.links == ()


def test_the_web_leads_to_the_page_for_checking() -> None:
    page = Reporter().does(Choice(("privacy",))).ask
    assert [link.href for link in page.links] == ["/verify"]
