"""What is told in the plundered office, in unmistakable words; and what a thief has found who reads one of them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from storage.report import Identity
from tests.privacy.test_canaries import forms


class Finding(StrEnum):
    """Kinds of things that must stay closed to somebody."""

    IDENTITY = "identity"
    APPROVED = "approved"
    CALLED = "called"
    CONTENT = "content"
    HIDDEN = "hidden"
    ANSWERS = "answers"
    REASONS = "reasons"
    CHATS = "chats"


STORY: Final = "金丝雀线索一一三七"
PLACE: Final = "金丝雀桥头四四二六"
NOTE: Final = "金丝雀批注七七一五"
FOLLOW_UP: Final = "金丝雀补充五五一二"
HIDDEN_STORY: Final = "金丝雀内情九九零三"
ANSWER: Final = "金丝雀答复二二八六"
OTHER_ANSWER: Final = "金丝雀回音三三五九"
WHY: Final = "金丝雀缘由六六四一"
CHAT: Final = "金丝雀聊天八八七零"
UNFINISHED: Final = "金丝雀草稿八八四六"
REPORTER: Final = Identity(name="欧阳白鹭", phone="13800007431")
APPROVED: Final = Identity(name="上官青雀", phone="13800007432", id_number="110101190001010000", contact="晚八点后")
CALLED: Final = Identity(name="司马朱鹮", phone="13800007433")
SHUT_OUT: Final = Identity(name="诸葛玄鹤", phone="13800007434")

WORDS: Final[Mapping[Finding, tuple[str, ...]]] = {
    # Nobody asked for the first of these, and the second is of a report that shuts the police out.
    Finding.IDENTITY: (REPORTER.name, REPORTER.phone, SHUT_OUT.name, SHUT_OUT.phone),
    Finding.APPROVED: (APPROVED.name, APPROVED.phone, APPROVED.id_number),
    Finding.CALLED: (CALLED.name, CALLED.phone),
    Finding.CONTENT: (STORY, PLACE, NOTE, FOLLOW_UP),
    Finding.HIDDEN: (HIDDEN_STORY,),
    Finding.ANSWERS: (ANSWER, OTHER_ANSWER),
    Finding.REASONS: (WHY,),
    Finding.CHATS: (CHAT,),
}


def read(everything: Iterable[bytes]) -> frozenset[str]:
    """The words that stand in these bytes, plain or in any of the usual encodings."""
    words = [word for group in WORDS.values() for word in group] + [UNFINISHED]
    joined = b"\x00".join(everything)
    return frozenset(word for word in words if any(form in joined for form in forms(word)))


def findings(words: frozenset[str]) -> frozenset[Finding]:
    """What the words belong to."""
    return frozenset(kind for kind, group in WORDS.items() if not words.isdisjoint(group))
