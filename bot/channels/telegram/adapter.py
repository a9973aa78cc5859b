"""One arrival at a time: what a person did goes to the conversation, its turn comes back as a screen."""

from collections import OrderedDict
from typing import Any

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.channels.base import ChatKey, Conversation, Turn
from bot.channels.telegram import buttons, screens
from bot.channels.telegram.arrivals import Arrival
from bot.channels.telegram.keyboards import Key
from bot.channels.telegram.receipts import is_receipt
from bot.channels.telegram.screens import Screen
from bot.channels.telegram.sender import Sender, Unreachable
from bot.channels.telegram.trail import Trail
from bot.channels.telegram.words import Wording
from bot.dialog.model import Choice, Command, Input, Text, WipeAll
from kit import logs
from kit.catalogue import DEFAULT_LANGUAGE, Catalogue
from kit.runtime_store import RuntimeStoreUnavailable

log = logs.get(__name__)

_REMEMBERED_CHATS = 5000
CHANNEL_NAME = "telegram"


class Adapter:
    """Answers arrivals. Called for one chat in order, for many at once (see lanes)."""

    def __init__(self, bot: ExtBot[Any], conversation: Conversation, catalogue: Catalogue, trail: Trail) -> None:
        self._bot = bot
        self._sender = Sender(bot)
        self._conversation = conversation
        self._catalogue = catalogue
        self._trail = trail
        # The newest message and the last album of a chat: only to look tidy, so losing them costs nothing.
        self._newest: OrderedDict[int, int] = OrderedDict()
        self._albums: OrderedDict[int, str] = OrderedDict()

    async def take(self, arrival: Arrival) -> None:
        """Answer one arrival. Never raises: what goes wrong is told to the person and logged without content."""
        try:
            await self._answer(arrival)
        except Unreachable:
            log.info("telegram.person_unreachable")
        except TelegramError as error:
            log.warning("telegram.answer_not_sent", error=type(error).__name__)
        except Exception as error:  # one chat's failure must not stop the others
            log.error("telegram.turn_failed", error=type(error).__name__, exc_info=error)
            await self._apologise(arrival)

    async def too_fast(self, arrival: Arrival) -> None:
        """Say that a message was not taken because too many wait before it."""
        try:
            if arrival.query_id:
                await self._sender.answer(arrival.query_id, self._text("telegram.too_fast"))
            else:
                await self._sender.say(arrival.chat_id, self._text("telegram.too_fast"))
        except (TelegramError, Unreachable) as error:
            log.warning("telegram.answer_not_sent", error=type(error).__name__)

    async def _answer(self, arrival: Arrival) -> None:
        match arrival.kind:
            case "said":
                await self._said(arrival)
            case "pressed":
                await self._pressed(arrival)
            case "elsewhere":
                await self._elsewhere(arrival.chat_id)

    # Messages

    async def _said(self, arrival: Arrival) -> None:
        if arrival.album and self._albums.get(arrival.chat_id) == arrival.album:
            return
        _note(self._albums, arrival.chat_id, arrival.album)
        fresh = [arrival.message_id]
        try:
            turn = await self._conversation.handle(_key(arrival), arrival.inputs, _once(arrival))
            if any(is_receipt(_typed(given)) for given in arrival.inputs):
                # A receipt opens the case to whoever scrolls back through this phone.
                await self._sender.delete(arrival.chat_id, fresh)
            await self._show(arrival.chat_id, turn, fresh)
        finally:
            await self._remember(arrival.chat_id, fresh)

    # Buttons

    async def _pressed(self, arrival: Arrival) -> None:
        press = await self._read(arrival)
        if press is None:
            await self._sender.answer(arrival.query_id, self._text("telegram.stale"))
            return
        turn = await self._conversation.handle(_key(arrival), (press.given,), _once(arrival))
        await self._sender.answer(arrival.query_id)
        if not turn.replies:
            return
        newest = self._newest.get(arrival.chat_id) == arrival.message_id
        over = arrival.message_id if newest and not press.keep else 0
        if arrival.message_id and not over and not press.keep:
            await self._mark_answered(arrival, press.given)
        chosen = f"✓ {arrival.label}" if over and arrival.label and isinstance(press.given, Choice) else ""
        fresh: list[int] = []
        try:
            await self._show(arrival.chat_id, turn, fresh, over, chosen)
        finally:
            await self._remember(arrival.chat_id, fresh)

    async def _read(self, arrival: Arrival) -> buttons.Press | None:
        if not buttons.is_digest(arrival.data):
            return buttons.read(arrival.data)
        screen = self._draw(await self._conversation.screen(_key(arrival)))
        keys = (key for row in (screen.rows if screen else ()) for key in row)
        return next((buttons.read(key.data) for key in keys if buttons.shortened(key.data) == arrival.data), None)

    async def _mark_answered(self, arrival: Arrival, given: Input) -> None:
        chosen = isinstance(given, Choice) and arrival.label
        rows = [[Key(f"✓ {arrival.label}", buttons.SPENT)]] if chosen else []
        await self._sender.mark_answered(arrival.chat_id, arrival.message_id, rows)

    # Groups

    async def _elsewhere(self, chat_id: int) -> None:
        link = Key(self._text("telegram.open_private"), url=f"https://t.me/{self._bot.username}")
        await self._sender.say(chat_id, self._text("telegram.only_private"), [[link]])

    # Screens

    async def _show(self, chat_id: int, turn: Turn, fresh: list[int], over: int = 0, before: str = "") -> None:
        """Show a turn, in place of our message `over` where it can be. `fresh`: ids not on the trail yet; grows."""
        if any(isinstance(reply, WipeAll) for reply in turn.replies):
            await self._wipe(chat_id, [*fresh, over] if over else fresh)
            fresh.clear()
            over, before = 0, ""
        screen = self._draw(turn, before)
        if screen is None:
            return
        shown = await self._sender.show(chat_id, screen, over)
        _note(self._newest, chat_id, shown[-1])
        fresh += [message_id for message_id in shown if message_id != over]

    def _draw(self, turn: Turn, before: str = "") -> Screen | None:
        return screens.of(turn, Wording(self._catalogue, turn.language), before)

    async def _wipe(self, chat_id: int, message_ids: list[int]) -> None:
        """Delete these messages and all on the trail."""
        try:
            message_ids = [*message_ids, *await self._trail.take(chat_id)]
        except RuntimeStoreUnavailable:
            log.error("telegram.trail_unavailable")
        await self._sender.delete(chat_id, sorted(set(message_ids)))

    async def _remember(self, chat_id: int, message_ids: list[int]) -> None:
        if not message_ids:
            return
        try:
            await self._trail.add(chat_id, message_ids)
        except RuntimeStoreUnavailable:
            log.error("telegram.trail_unavailable")

    async def _apologise(self, arrival: Arrival) -> None:
        try:
            if arrival.query_id:
                await self._sender.answer(arrival.query_id, self._text("telegram.trouble_short"))
            elif arrival.kind == "said":
                await self._sender.say(arrival.chat_id, self._text("telegram.trouble"))
        except (TelegramError, Unreachable) as error:
            log.warning("telegram.answer_not_sent", error=type(error).__name__)

    def _text(self, key: str, language: str = DEFAULT_LANGUAGE) -> str:
        return self._catalogue.text(key, language)


def _typed(given: Input) -> str:
    match given:
        case Text(text):
            return text
        case Command(argument=argument):
            return argument
    return ""


def _key(arrival: Arrival) -> ChatKey:
    return ChatKey(CHANNEL_NAME, str(arrival.chat_id))


def _once(arrival: Arrival) -> str:
    return f"{CHANNEL_NAME}:{arrival.update_id}"


def _note(table: OrderedDict[int, Any], chat_id: int, value: Any) -> None:
    """Remember one value a chat, for the chats that were active last."""
    table[chat_id] = value
    table.move_to_end(chat_id)
    if len(table) > _REMEMBERED_CHATS:
        table.popitem(last=False)
