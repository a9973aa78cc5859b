"""People who talk to the bot: what they do becomes updates, what the bot sent is read back as screens."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram_rules import units
from tests.fakes.telegram_world import ChatRecord, Message, World

_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Screen:
    """One message of the bot as a person sees it."""

    message_id: int
    text: str
    buttons: tuple[str, ...]

    def shows(self, wanted: str) -> bool:
        return wanted in self.text or any(wanted in label for label in self.buttons)


def screen_of(message: Message) -> Screen:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    labels = tuple(button["text"] for row in rows for button in row)
    return Screen(message["message_id"], message.get("text") or message.get("caption") or "", labels)


class _Talker:
    """What private chats and groups have in common."""

    def __init__(self, world: World, record: ChatRecord) -> None:
        self._world = world
        self._record = record
        self._mark = 0

    @property
    def id(self) -> int:
        return int(self._record.chat["id"])

    def says(self, text: str, reply_to: Screen | None = None) -> int:
        """Send a text; a leading ``/word`` becomes a command, as clients do.  Returns the message id."""
        content: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            command = text.split()[0]
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": units(command)}]
        return self.sends(content)

    def sends(self, content: dict[str, Any]) -> int:
        """Send a message with any content, e.g. ``{"sticker": {...}}``."""
        self._begin()
        message = self._world.from_person(self._record, content)
        self._world.push("message", message)
        return int(message["message_id"])

    def edits(self, message_id: int, text: str) -> None:
        self._begin()
        message = self._record.messages[message_id] | {"text": text, "edit_date": int(self._world.now())}
        self._record.messages[message_id] = message
        self._world.push("edited_message", message)

    def _begin(self) -> None:
        self._mark = len(self._record.touched)

    def _member(self, before: str, after: str) -> None:
        def member(status: str) -> dict[str, Any]:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self._world.bot, "status": status, **until}

        change = {"old_chat_member": member(before), "new_chat_member": member(after), "date": int(self._world.now())}
        self._world.push("my_chat_member", {"chat": self._record.chat, "from": self._record.person, **change})

    # Looking

    def messages(self) -> list[Screen]:
        """What the bot has in this chat now, oldest first."""
        with self._world.changed:
            return [
                screen_of(message)
                for _, message in sorted(self._record.messages.items())
                if message["from"]["id"] == self._world.bot["id"]
            ]

    def screen(self) -> Screen:
        """The bot's newest message."""
        shown = self.messages()
        if not shown:
            raise AssertionError("the bot has said nothing in this chat")
        return shown[-1]

    def all_ids(self) -> list[int]:
        """Ids of all messages of both sides that are still there."""
        with self._world.changed:
            return sorted(self._record.messages)

    @property
    def toasts(self) -> list[str]:
        """Short texts that answered pressed buttons, oldest first; empty ones were silent."""
        return list(self._record.toasts)

    def news(self) -> list[Screen]:
        """What the bot sent or edited here since the person's last act, oldest first."""
        with self._world.changed:
            touched = self._record.touched[self._mark :]
            return [screen_of(self._record.messages[i]) for i in touched if i in self._record.messages]

    def wait_for(self, wanted: str, seconds: float = _PATIENCE_SECONDS) -> Screen:
        """The first of the ``news`` that shows ``wanted``, in text or on a button; AssertionError after ``seconds``."""
        end = time.monotonic() + seconds
        with self._world.changed:
            while True:
                for shown in self.news():
                    if shown.shows(wanted):
                        return shown
                remaining = end - time.monotonic()
                if remaining <= 0:
                    raise AssertionError(f"the bot never showed {wanted!r}; it showed {self.news()}")
                self._world.changed.wait(remaining)

    async def sees(self, wanted: str, seconds: float = _PATIENCE_SECONDS) -> Screen:
        """``wait_for`` for tests that run in the bot's own event loop."""
        return await asyncio.to_thread(self.wait_for, wanted, seconds)

    def wait_for_toast(self, count: int = 1, seconds: float = _PATIENCE_SECONDS) -> str:
        """The ``count``-th answer to a pressed button since the chat began."""
        end = time.monotonic() + seconds
        with self._world.changed:
            while len(self._record.toasts) < count:
                remaining = end - time.monotonic()
                if remaining <= 0:
                    raise AssertionError(f"{len(self._record.toasts)} of {count} pressed buttons were answered")
                self._world.changed.wait(remaining)
            return self._record.toasts[count - 1]

    async def toast(self, count: int = 1, seconds: float = _PATIENCE_SECONDS) -> str:
        return await asyncio.to_thread(self.wait_for_toast, count, seconds)


class Chat(_Talker):
    """A private chat."""

    def presses(self, label: str, on: Screen | None = None) -> None:
        """Press the button whose label holds ``label``, on the newest message that has one (or on ``on``)."""
        message, button = self._find(label, on)
        if "callback_data" not in button:
            raise AssertionError(f"{label!r} opens a link; it cannot be pressed towards the bot")
        self.presses_data(button["callback_data"], message)

    def presses_data(self, data: str, message: Message | None = None) -> None:
        """Press a button with this callback data, whether or not it is (still) on the message."""
        self._begin()
        shown = message or self._record.messages[self.screen().message_id]
        query = {
            "id": self._world.new_query(self.id),
            "from": self._record.person,
            "message": shown,
            "chat_instance": str(self.id * 31),
            "data": data,
        }
        self._world.push("callback_query", query)

    def _find(self, label: str, on: Screen | None) -> tuple[Message, dict[str, Any]]:
        with self._world.changed:
            candidates = [on.message_id] if on else sorted(self._record.messages, reverse=True)
            for message_id in candidates:
                message = self._record.messages[message_id]
                for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                    for button in row:
                        if label in button["text"]:
                            return message, button
        raise AssertionError(f"no message has a button {label!r}; the newest is {self.screen()}")

    def keep(self, shown: Screen) -> Message:
        """A copy of a message as it is now, to press its buttons after they have been taken away."""
        with self._world.changed:
            return dict(self._record.messages[shown.message_id])

    def presses_kept(self, label: str, kept: Message) -> None:
        for row in kept.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if label in button["text"]:
                    return self.presses_data(button["callback_data"], kept)
        raise AssertionError(f"the kept message has no button {label!r}")

    def shares_location(self, latitude: float, longitude: float) -> int:
        return self.sends({"location": {"latitude": latitude, "longitude": longitude}})

    def sends_photo(self, caption: str = "") -> int:
        file_id = self._world.store_file(b"\xff\xd8\xff\xe0 no picture", "photo.jpg")
        photo = {"file_id": file_id, "file_unique_id": file_id[4:20], "width": 640, "height": 480}
        return self.sends({"photo": [photo]} | ({"caption": caption} if caption else {}))

    def sends_voice(self) -> int:
        file_id = self._world.store_file(b"OggS", "voice.ogg")
        return self.sends({"voice": {"file_id": file_id, "file_unique_id": file_id[4:20], "duration": 3}})

    def deletes(self, message_id: int) -> None:
        """The person deletes a message on both sides; the bot is not told."""
        with self._world.changed:
            del self._record.messages[message_id]

    def blocks_bot(self) -> None:
        self._record.blocked = True
        self._member("member", "kicked")

    def unblocks_bot(self) -> None:
        self._record.blocked = False
        self._member("kicked", "member")


class Group(_Talker):
    """A group with the bot in it."""

    def adds_bot(self) -> None:
        """Somebody adds the bot anew."""
        self._begin()
        self._member("left", "member")
