"""Sends, edits and deletes, and knows which of Telegram's refusals are harmless.

Errors are logged by class only: Telegram's own sentences and PTB's can quote what was sent.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from telegram import MessageEntity
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram.keyboards import Key, markup
from bot.channels.telegram.screens import Screen
from bot.channels.telegram.styled import Span, Styled, units
from kit import logs

log = logs.get(__name__)

Result = TypeVar("Result")

PAUSES_SECONDS = (0.3, 1.0, 3.0)
LONGEST_WAIT_SECONDS = 120.0
DELETE_AT_ONCE = 100
_NOT_MODIFIED = "not modified"


class Unreachable(Exception):
    """The person can't be written to: they blocked the bot, left Telegram or never wrote to it."""


class Sender:
    """Shows screens in chats. Raises Unreachable, or TelegramError where all retries failed."""

    def __init__(self, bot: ExtBot[Any], pauses: Sequence[float] = PAUSES_SECONDS) -> None:
        self._bot = bot
        self._pauses = pauses

    async def show(self, chat_id: int, screen: Screen, over: int = 0) -> list[int]:
        """Send a screen, its first part in place of our message `over` where that can still be edited.

        Returns the ids of the messages that hold the screen, in order.
        """
        shown = []
        for index, part in enumerate(screen.parts):
            rows = screen.rows if index == len(screen.parts) - 1 else ()
            edited = index == 0 and over and await self._edit(chat_id, over, part, rows)
            shown.append(over if edited else await self._send(chat_id, part, rows))
        return shown

    async def say(self, chat_id: int, text: str, rows: Sequence[Sequence[Key]] = ()) -> int:
        """One plain message; returns its id."""
        return await self._send(chat_id, Styled(text), rows)

    async def _send(self, chat_id: int, part: Styled, rows: Sequence[Sequence[Key]]) -> int:
        message = await self._tried(
            lambda: self._bot.send_message(chat_id, part.text, entities=_entities(part), reply_markup=markup(rows))
        )
        return message.message_id

    async def _edit(self, chat_id: int, message_id: int, part: Styled, rows: Sequence[Sequence[Key]]) -> bool:
        """Whether the message now holds the part; False where it can't be edited (any more)."""
        try:
            await self._tried(
                lambda: self._bot.edit_message_text(
                    part.text, chat_id, message_id, entities=_entities(part), reply_markup=markup(rows)
                )
            )
        except BadRequest as refused:
            return _NOT_MODIFIED in refused.message
        return True

    async def mark_answered(self, chat_id: int, message_id: int, rows: Sequence[Sequence[Key]]) -> None:
        """Replace the buttons of an answered page. A refusal does no harm: its old buttons are known as stale."""
        with contextlib.suppress(BadRequest):
            await self._tried(
                lambda: self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=markup(rows))
            )

    async def answer(self, query_id: str, text: str = "") -> None:
        """End the waiting sign on a pressed button, with a short text or none. Too late is no failure."""
        try:
            await self._bot.answer_callback_query(query_id, text or None, show_alert=bool(text))
        except TelegramError as error:
            log.info("telegram.button_not_answered", error=type(error).__name__)

    async def delete(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """Delete what Telegram lets us delete; the rest stays."""
        for start in range(0, len(message_ids), DELETE_AT_ONCE):
            batch = message_ids[start : start + DELETE_AT_ONCE]
            try:
                await self._tried(lambda batch=batch: self._bot.delete_messages(chat_id, batch))  # type: ignore[misc]
            except BadRequest as error:
                log.info("telegram.not_deleted", error=type(error).__name__)

    async def _tried(self, call: Callable[[], Awaitable[Result]]) -> Result:
        """Call again after a network failure. A question asked twice is better than one that got lost."""
        for pause in self._pauses:
            try:
                return await _polite(call)
            except BadRequest:
                # PTB counts a refusal among the network errors; asking again would not change it.
                raise
            except RetryAfter as limit:
                if _seconds(limit) > LONGEST_WAIT_SECONDS:
                    raise
                await asyncio.sleep(_seconds(limit))
            except NetworkError:
                await asyncio.sleep(pause)
        return await _polite(call)


async def _polite(call: Callable[[], Awaitable[Result]]) -> Result:
    try:
        return await call()
    except Forbidden:
        raise Unreachable from None


def _seconds(limit: RetryAfter) -> float:
    wait = limit.retry_after
    return wait if isinstance(wait, int | float) else wait.total_seconds()


def _entities(part: Styled) -> list[MessageEntity] | None:
    return [_entity(part.text, span) for span in part.spans] or None


def _entity(text: str, span: Span) -> MessageEntity:
    return MessageEntity(span.style, units(text[: span.start]), units(text[span.start : span.end]))
