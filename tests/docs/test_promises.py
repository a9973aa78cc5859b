"""The promises on the page `/verify` are those of the threat model, in both languages, with tests that exist."""

from pathlib import Path

from bot.verify.promises import promises
from tests.docs.test_documents import loaded

ROOT = Path(__file__).resolve().parent.parent.parent
made = loaded(ROOT / "docs" / "promises.py")


def test_the_page_holds_the_promises_of_the_threat_model() -> None:
    assert made.TARGET.read_text("utf-8") == made.written(), "run: python docs/promises.py"
    assert [(one.text, list(one.tests)) for one in promises("en")] == made.table()


def test_every_promise_is_said_in_chinese_and_none_is_left_over() -> None:
    assert set(made.chinese()) == {promise for promise, _ in made.table()}


def test_every_promise_names_tests_that_are_there() -> None:
    for promise in promises("zh_CN"):
        assert promise.tests, promise.text
        assert [name for name in promise.tests if not (ROOT / name).is_file()] == []
