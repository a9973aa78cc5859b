"""Genuine inputs of every parser, from which random ones are made."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot.dialog.codec import to_json
from bot.dialog.session import Answer, Session
from bot.kept import Kept
from bot.look_up import pack_keys
from storage.envelope import FollowUp
from storage.report import Content, Identity, Place
from storage.sealer import Filing, seal_report
from storage.vault.binding import frame, new_id
from storage.vault.chain import GENESIS, make_header
from storage.vault.pages import split
from storage.vault.policy import read_policy
from storage.vault.receipt import Receipt, ReceiptKeys
from storage.vault.secret import SecretBytes
from storage.vault.thread import FollowUpKind, seal_follow_up
from storage.wire import PolicyPart
from tests.storage.vault.worlds import first_policy

ANYTHING = (b"", b"{}", b"[]", b"null", b'{"version": 1}', b"1234 5678", b"\xff" * 40, b"[" * 3000)
HOUR = datetime(2026, 11, 2, 8, tzinfo=UTC)
CHAT = {"id": 7001, "type": "private", "first_name": "A"}
PERSON = {"id": 7001, "is_bot": False, "first_name": "A", "language_code": "zh"}
BOT = {"id": 1, "is_bot": True, "first_name": "B", "username": "b"}
MESSAGE = {"message_id": 5, "date": 1790000000, "chat": CHAT, "from": PERSON}
FILE = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}
BUTTON = {"text": "没有", "callback_data": "c|danger|no"}
MEMBER = {"user": BOT, "status": "member"}
UPDATES: tuple[dict[str, Any], ...] = (
    {"message": MESSAGE | {"text": "/track 1234", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}},
    {"message": MESSAGE | {"text": "村口有人收钱", "media_group_id": "9"}},
    {"message": MESSAGE | {"location": {"latitude": 30.5, "longitude": 114.3}}},
    {"message": MESSAGE | {"photo": [FILE], "caption": "看"}},
    {"message": MESSAGE | {"contact": {"phone_number": "13800000000", "first_name": "C"}}},
    {"message": MESSAGE | {"sticker": FILE | {"type": "regular", "is_animated": False, "is_video": False}}},
    {"edited_message": MESSAGE | {"text": "改过", "edit_date": 1790000001}},
    {"callback_query": {"id": "1", "from": PERSON, "chat_instance": "2", "data": "c|danger|no",
                        "message": MESSAGE | {"reply_markup": {"inline_keyboard": [[BUTTON]]}}}},
    {"callback_query": {"id": "1", "from": PERSON, "chat_instance": "2", "data": "#" + "0" * 40,
                        "message": {"message_id": 5, "date": 0, "chat": CHAT}}},
    {"my_chat_member": {"chat": CHAT | {"id": -9, "type": "group", "title": "g"}, "from": PERSON, "date": 1790000000,
                        "old_chat_member": MEMBER | {"status": "left"}, "new_chat_member": MEMBER}},
)  # fmt: skip


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    """What a parser is meant to read, and a few things that none is."""
    make = _GENUINE.get(name)
    return (*(make() if make else ()), *ANYTHING)


def _envelopes() -> tuple[bytes, ...]:
    policy = read_policy(first_policy().body)
    content = Content(
        language="zh_CN", channel="web", officials="no", named=True, what=("村口有人收钱。",), place=Place(text="村口"),
        category="market",
    )  # fmt: skip
    who, keys = Identity(name="某", phone="13800001234"), ReceiptKeys.expand(SecretBytes.random())
    named = Filing(new_id(), keys, content, who)
    bare = Filing(new_id(), keys, content.model_copy(update={"named": False}), None)
    return tuple(seal_report(one, policy, HOUR).model_dump_json().encode() for one in (named, bare))


def _follow_ups() -> tuple[bytes, ...]:
    keys, lead = ReceiptKeys.expand(SecretBytes.random()), new_id()
    public = read_policy(first_policy().body).document.units[0].epochs[0].public
    message = seal_follow_up(public, lead, keys, new_id(), FollowUpKind.FACTS, "补充".encode())
    return (FollowUp.of(message, keys.lookup_id, HOUR).model_dump_json().encode(),)


def _pages() -> tuple[bytes, ...]:
    pages = split(SecretBytes.random())
    return tuple(" ".join(group.reveal() for group in page.groups()).encode() for page in pages)


def _json(*bodies: Any) -> Callable[[], tuple[bytes, ...]]:
    return lambda: tuple(json.dumps(body).encode() for body in bodies)


def _sessions() -> tuple[Session, ...]:
    answers = {"what": Answer("given", texts=("一", "二")), "area": Answer("given", position=(30.5, 114.3))}
    receipt = Receipt.generate().reveal()
    return (
        Session(answers=answers, place="who", ticks=("a",)),
        Session(receipt=receipt, lead_id=new_id().hex(), submitted_at=HOUR, place="receipt"),
    )


ID, HASH, HEADER = "00" * 16, "00" * 32, make_header(1, GENESIS, [b"entry"], HOUR)
LINE = {"message_id": ID, "sender": "staff", "kind": "answer", "at": HOUR.isoformat(), "ciphertext": "AAAA"}
THREAD = {
    "card": "AAAA", "state": "received", "received_on": "2026-11-02", "state_on": None, "due_on": "2026-11-09",
    "conclusion": None, "lines": [LINE], "views": {"viewed": 2}, "reward": {"state": "approved", "amount_fen": 100},
    "acknowledgement": {"body": "AAAA", "signature": "A" * 86 + "=="},
}  # fmt: skip
QUESTION = {"question_id": ID, "text": "匿名行吗", "kind": "unanswered", "entry_id": "", "day": "2026-11-02"}
VOTE = {"entry_id": "abc", "day": "2026-11-02", "helped": 1, "unhelped": 0}
_GENUINE: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "envelope": _envelopes,
    "posted lead": _envelopes,
    "follow-up": _follow_ups,
    "update": _json(*({"update_id": 9} | one for one in UPDATES)),
    "button": lambda: (b"c|danger|no", b"T|avoid_units|police", b"a|what|edit:who", b"#" + b"0" * 40, b"."),
    "form": lambda: (b"step=what&text=x&action=next", b"step=danger&press=no", b"question=x&values=a&values=b"),
    "framed list": lambda: (frame([b"xiansuo", b"\x01", b"\x01"]), first_policy().body, HEADER),
    "policy": lambda: (first_policy().body,),
    "block header": lambda: (HEADER,),
    "look-up": _json({"lookup_id": HASH}),
    "look-up answer": _json({"thread": THREAD, "height": 3}, {"thread": None, "height": 0}),
    "policy chain": lambda: (b'{"policies":[' + PolicyPart.of(first_policy()).model_dump_json().encode() + b"]}",),
    "block headers": _json({"headers": ["AAAA"], "restored": ""}),
    "bot report": _json({"bot_id": ID, "policy_version": 1, "oldest_outbox_policy": None, "height": 3}),
    "questions": _json({"bot_id": ID, "questions": [QUESTION], "votes": [VOTE]}),
    "desk": _json({"contacts": {"office_phone": "010"}}),
    "receipt": lambda: (Receipt.generate().grouped().encode(), Receipt.generate().reveal().encode()),
    "recovery page": _pages,
    "session": lambda: tuple(to_json(one).encode() for one in _sessions()),
    "kept conversation": lambda: tuple(Kept(one, ticket="123456789012").dump() for one in _sessions()),
    "keys of a look-up": lambda: (pack_keys(ReceiptKeys.expand(SecretBytes.random())).encode(),),
}
