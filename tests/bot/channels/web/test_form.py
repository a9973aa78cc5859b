"""A posted page as the dialog's input."""

from bot.channels.web.form import PlainForm, read
from bot.dialog.inputs import Action, Choice, Page, Question


def form(**fields: str | list[str]) -> PlainForm:
    return PlainForm({name: value if isinstance(value, list) else [value] for name, value in fields.items()})


def test_a_page_is_taken_whole_with_the_button_that_was_pressed() -> None:
    posted = form(step="who", text="老六", values=["a", "b"], action="save")
    assert read(posted) == Page("who", "save", "老六", ("a", "b"))


def test_line_ends_of_browsers_become_one_character() -> None:
    assert read(form(step="what", text="一\r\n二\r三\n四")) == Page("what", "next", "一\n二\n三\n四")


def test_a_pressed_option_is_a_choice_of_its_page() -> None:
    assert read(form(step="danger", press="no", text="")) == Choice(("no",), "danger")


def test_a_question_beside_a_page_comes_with_what_the_page_holds() -> None:
    posted = form(step="what", text="写了一半", question=" 匿名行吗 ", action="ask")
    assert read(posted) == Page("what", "next", "写了一半", (), "匿名行吗")


def test_enter_in_the_question_field_asks_too() -> None:
    assert read(form(step="what", text="", question="匿名行吗", action="next")) == Page("what", question="匿名行吗")


def test_a_half_typed_question_does_not_stand_in_the_way_of_other_buttons() -> None:
    assert read(form(step="what", text="写了", question="匿", action="cancel")) == Page("what", "cancel", "写了")


def test_a_question_without_a_page_is_a_question() -> None:
    assert read(form(question="匿名行吗")) == Question("匿名行吗")


def test_an_empty_form_leads_to_the_menu() -> None:
    assert read(form()) == Action("menu")
