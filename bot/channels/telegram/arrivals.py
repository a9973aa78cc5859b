"""A Telegram update read as what a person did. Pure: nothing is sent, nothing is remembered."""

from dataclasses import dataclass, field
from typing import Literal

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update

from bot.dialog.model import Command, Input, Shared, Text, Unsupported

WANTED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

Kind = Literal["said", "pressed", "elsewhere"]

_ATTACHMENTS = {
    "photo": "photo",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "voice": "voice",
    "audio": "voice",
    "document": "document",
    "sticker": "sticker",
    "contact": "contact",
}


@dataclass(frozen=True)
class Arrival:
    """One update that asks for an answer. Nothing of it prints.

    said: `inputs` are what was said, `message_id` is the person's message.
    pressed: `data` is the button's, `label` what stood on it, `message_id` the bot's message that holds it (0 where
    Telegram no longer shows it to us).
    elsewhere: the bot was addressed in a group; what was written there is left alone.
    """

    kind: Kind
    update_id: int = field(repr=False)
    chat_id: int = field(repr=False)
    message_id: int = field(default=0, repr=False)
    inputs: tuple[Input, ...] = field(default=(), repr=False)
    query_id: str = field(default="", repr=False)
    data: str = field(default="", repr=False)
    label: str = field(default="", repr=False)
    album: str = field(default="", repr=False)


class Unreadable(Exception):
    """An update is built otherwise than Telegram builds them; PTB checks no types."""


def read(update: Update) -> Arrival | None:
    """What happened, or None where nobody waits for an answer (service messages, blocks, other bots).

    Raises `Unreadable`.
    """
    try:
        return _read(update)
    except (AttributeError, TypeError, ValueError) as error:
        raise Unreadable from error


def _read(update: Update) -> Arrival | None:
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query)
    if update.message is not None:
        return _said(update.update_id, update.message)
    if update.edited_message is not None:
        return _edited(update.update_id, update.edited_message)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member)
    return None


def _said(update_id: int, message: Message) -> Arrival | None:
    if message.from_user is not None and message.from_user.is_bot:
        return None
    if message.chat.type != Chat.PRIVATE:
        addressed = bool(message.text and message.text.startswith("/"))
        return Arrival("elsewhere", update_id, message.chat.id) if addressed else None
    inputs = _inputs(message)
    if not inputs:
        return None
    return Arrival("said", update_id, message.chat.id, message.message_id, inputs, album=message.media_group_id or "")


def _inputs(message: Message) -> tuple[Input, ...]:
    if message.text:
        return (_command(message.text) or Text(message.text),)
    if message.location is not None:
        return (Shared(message.location.latitude, message.location.longitude),)
    for name, kind in _ATTACHMENTS.items():
        if getattr(message, name):
            # The words under a picture may be the tip itself: they are taken though the picture is not.
            caption = (Text(message.caption),) if message.caption else ()
            return (Unsupported(kind), *caption)
    return (Unsupported("other"),) if message.effective_attachment else ()


def _command(text: str) -> Command | None:
    if not text.startswith("/") or len(text) < 2:
        return None
    word, _, argument = text[1:].partition(" ")
    name = word.partition("@")[0].lower()
    return Command(name, argument.strip()) if name.isascii() and name.isidentifier() else None


def _edited(update_id: int, message: Message) -> Arrival | None:
    # A shared live position is "edited" every few seconds: only edited words deserve an answer.
    if message.chat.type != Chat.PRIVATE or not (message.text or message.caption):
        return None
    return Arrival("said", update_id, message.chat.id, message.message_id, (Unsupported("edited"),))


def _pressed(update_id: int, query: CallbackQuery) -> Arrival | None:
    message = query.message
    if message is None or query.data is None or message.chat.type != Chat.PRIVATE:
        return None
    # An inaccessible message (too old) has date 0 and can't be edited.
    readable = isinstance(message, Message)
    return Arrival(
        "pressed",
        update_id,
        message.chat.id,
        message.message_id if readable else 0,
        query_id=query.id,
        data=query.data,
        label=_label(message, query.data) if isinstance(message, Message) else "",
    )


def _label(message: Message, data: str) -> str:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return next((button.text for row in rows for button in row if button.callback_data == data), "")


def _membership(update_id: int, change: ChatMemberUpdated) -> Arrival | None:
    joined = change.new_chat_member.status in ("member", "administrator")
    if change.chat.type == Chat.PRIVATE or not joined or change.old_chat_member.status in ("member", "administrator"):
        return None
    return Arrival("elsewhere", update_id, change.chat.id)
