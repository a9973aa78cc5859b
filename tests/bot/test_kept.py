"""What is sealed between two inputs, written and read back."""

import pytest

from bot.dialog.codec import SessionUnreadable
from bot.dialog.replies import FaqReply, Link, Option, Say, ShowAnswer, Words
from bot.dialog.session import Session
from bot.kept import Kept

ANSWER = ShowAnswer(
    FaqReply("answer", "问", "答", "细", ("某法 第二条",), (("a", "甲"),), "report"),
    (Option("faq:a", Words(text="甲")), Option("go:report", Words("menu.report"))),
)


def test_all_that_was_said_comes_back_as_it_was() -> None:
    said = (Say("review.x", {"limit": 5, "unit": "公安局"}, "warn", (Link("tel:110", Words("link.call_110")),)), ANSWER)
    kept = Kept(Session(language="en", place="who"), said, "123456789012")
    assert Kept.load(kept.dump()) == kept


@pytest.mark.parametrize("garbage", [b"", b"\xff", b"[]", b"{}", b'["x", [], ""]', b'["{}", [["Say", {}]], ""]'])
def test_what_a_stranger_wrote_is_one_named_error_that_repeats_nothing(garbage: bytes) -> None:
    with pytest.raises(SessionUnreadable) as told:
        Kept.load(garbage)
    assert "Say" not in str(told.value)


def test_neither_words_nor_ticket_print() -> None:
    kept = Kept(said=(Say("k", {"x": "秘密"}),), ticket="123456789012")
    assert "秘密" not in repr(kept)
    assert "123456789012" not in repr(kept)
