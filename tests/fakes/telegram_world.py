"""What lies behind the stand-in's API: chats, messages, pending updates, files and the bot's profile.

One lock guards it all, because tests act from their thread while the server answers from another.  ``changed`` is
notified on every change, so that both sides wait on facts, never on time.
"""

import itertools
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram_errors import bad_request, blocked

Message = dict[str, Any]
Update = dict[str, Any]

DELETABLE_SECONDS = 48 * 3600
CALLBACK_SECONDS = 15 * 60


@dataclass
class ChatRecord:
    """One chat with the bot.  ``touched`` numbers every send and edit by the bot, oldest first."""

    chat: dict[str, Any]
    person: dict[str, Any]
    messages: dict[int, Message] = field(default_factory=dict)
    touched: list[int] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    blocked: bool = False


@dataclass
class Query:
    """A pressed button that the bot has not answered yet."""

    chat_id: int
    at: float


@dataclass
class Profile:
    name: str = "测试"
    description: str = ""
    short_description: str = ""
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)


@dataclass
class Webhook:
    url: str
    secret_token: str
    allowed_updates: list[str] | None


class World:
    """State of one bot's corner of Telegram."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.bot = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "测试",
            "username": "xiansuo_test_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.changed = threading.Condition(threading.RLock())
        self.chats: dict[int, ChatRecord] = {}
        self.updates: deque[Update] = deque()
        self.last_update: Update | None = None
        self.queries: dict[str, Query] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.profiles: dict[str, Profile] = {"": Profile()}
        self.webhook: Webhook | None = None
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.keep_calls = True
        self.strangers = 0
        self.repeats = 0
        self.shift = 0.0
        self.on_update: Callable[[], None] = lambda: None
        self.on_sent: Callable[[ChatRecord, Message], None] = lambda record, message: None
        self._message_ids = itertools.count(1001)
        self._update_ids = itertools.count(500_000_001)

    def now(self) -> float:
        """Seconds since the epoch, moved by ``shift`` so that tests can let days pass."""
        return time.time() + self.shift

    def add_chat(self, chat: dict[str, Any], person: dict[str, Any]) -> ChatRecord:
        with self.changed:
            record = self.chats[chat["id"]] = ChatRecord(chat, person)
            return record

    def record(self, chat_id: int | None) -> ChatRecord:
        """The chat a bot may write to: it exists and the person has not blocked the bot."""
        record = self.chats.get(chat_id or 0)
        if record is None:
            raise bad_request("chat not found")
        if record.blocked:
            raise blocked()
        return record

    def push(self, kind: str, body: dict[str, Any]) -> Update:
        """Queue an update for the bot, ``repeats`` times more than once where duplicates are switched on."""
        with self.changed:
            update = self.last_update = {"update_id": next(self._update_ids), kind: body}
            for _ in range(1 + self.repeats):
                self.updates.append(update)
            self.changed.notify_all()
        self.on_update()
        return update

    def from_person(self, record: ChatRecord, content: dict[str, Any]) -> Message:
        """A message written by the person of a chat; stored, not yet announced to the bot."""
        message: Message = {
            "message_id": next(self._message_ids),
            "from": record.person,
            "chat": record.chat,
            "date": int(self.now()),
            **content,
        }
        with self.changed:
            record.messages[message["message_id"]] = message
        return message

    def from_bot(self, record: ChatRecord, content: dict[str, Any]) -> Message:
        message: Message = {
            "message_id": next(self._message_ids),
            "from": self.bot,
            "chat": record.chat,
            "date": int(self.now()),
            **content,
        }
        record.messages[message["message_id"]] = message
        self.touch(record, message)
        return message

    def touch(self, record: ChatRecord, message: Message) -> None:
        record.touched.append(message["message_id"])
        self.changed.notify_all()
        self.on_sent(record, message)

    def new_query(self, chat_id: int) -> str:
        query_id = str(secrets.randbits(63))
        self.queries[query_id] = Query(chat_id, self.now())
        return query_id

    def store_file(self, content: bytes, name: str) -> str:
        file_id = "BQAC" + secrets.token_urlsafe(40)
        self.files[file_id] = (f"documents/{secrets.token_hex(4)}_{name}", content)
        return file_id
