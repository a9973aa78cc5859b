"""The dialog with its memory and its effects, the same for every channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.asked import UNANSWERED, UNHELPFUL, AskedInVainCounter
from bot.budgets import Source
from bot.channels.base import ChatKey, Turn
from bot.dialog.engine import Dialog
from bot.dialog.inputs import Input, Submitted
from bot.dialog.replies import COUNTS, EFFECTS, Count, CountQuestion, LookAgain, Reply, Say, ShowAnswer, WipeAll
from bot.dialog.session import Session
from bot.dialog.world import World
from bot.effects import Asking, Effects
from bot.kept import Kept
from bot.session_keys import SessionKey, chat_keys
from bot.session_store import SessionStore
from kit.clock import local_day
from kit.runtime_store.protocol import RuntimeStore
from storage.errors import AlreadyDone, StorageUnavailable
from storage.vault.chain import Acknowledgement
from storage.vault.secret import SecretBytes

_TRIES: Final = 8
WEB: Final = "web"


@dataclass(frozen=True, slots=True)
class Memory:
    """Where conversations are kept, and what their keys hang on."""

    sessions: SessionStore
    runtime: RuntimeStore
    zone: ZoneInfo
    asked: AskedInVainCounter | None = None


class DialogConversation:
    """Implements `bot.channels.base.Conversation`. The dialog is pure, so a turn that lost a race is played again."""

    def __init__(
        self, memory: Memory, effects: Effects, world: Callable[[], World], clock: Callable[[], datetime]
    ) -> None:
        self._memory = memory
        self._effects = effects
        self._world = world
        self._clock = clock

    async def handle(self, key: ChatKey, inputs: Sequence[Input], once: str = "", hasty: bool = False) -> Turn:
        """Advance by the inputs in order; every effect's outcome is fed back before the next input.

        `hasty` says that the inputs come too early to be a person's: nothing is submitted by them.
        """
        keys = await self._keys(key)
        replies: list[Reply] = []
        language = ""
        unseen = once
        for item in inputs:
            pending: list[Input] = [item]
            while pending:
                step = await self._advance(keys, pending.pop(0), unseen, replies)
                if step is None:
                    return Turn()
                # The message's name is remembered with its first step; what follows belongs to the same message.
                unseen = ""
                kept, made, before = step
                language = kept.session.language
                for reply in made:
                    if isinstance(reply, COUNTS):
                        await self._count(reply, keys, before)
                        continue
                    if not isinstance(reply, EFFECTS):
                        replies.append(reply)
                        continue
                    if isinstance(reply, WipeAll):
                        await self._memory.sessions.erase(keys)
                        replies.append(reply)
                    asking = Asking(Source(key.channel, keys[0].row), kept.ticket, hasty)
                    outcome = await self._effects.perform(reply, self._clock(), asking)
                    if outcome is not None:
                        pending.append(outcome)
        return Turn(replies, language)

    async def screen(self, key: ChatKey) -> Turn:
        """The current page again, with what was last said before it."""
        keys = await self._keys(key)
        now = self._clock()
        opened = await self._memory.sessions.load(keys, now)
        dialog = Dialog(self._world())
        shown: list[Reply] = list(opened.kept.said)
        for reply in dialog.show(opened.kept.session, now):
            if not isinstance(reply, EFFECTS):
                shown.append(reply)
                continue
            outcome = await self._effects.perform(reply, now, Asking(Source(key.channel, keys[0].row)))
            if outcome is not None:
                # Shown, not kept: looking at a page changes nothing.
                _, made = dialog.advance(opened.kept.session, outcome, now)
                shown.extend(item for item in made if not isinstance(item, EFFECTS))
        return Turn(shown, opened.kept.session.language, bool(opened.kept.ticket))

    async def proof(self, key: ChatKey) -> Acknowledgement | None:
        """The statement of filing of the report that this person's page shows now; None where it shows none.

        Raises SignatureBroken or SealBroken for one that does not hold.
        """
        opened = await self._memory.sessions.load(await self._keys(key), self._clock())
        shown = Dialog(self._world()).show(opened.kept.session, self._clock())
        again = next((reply for reply in shown if isinstance(reply, LookAgain)), None)
        return await self._effects.proof(again.keys) if again is not None else None

    async def with_ticket(self, key: ChatKey, ticket: str) -> None:
        """Remember that an officer fills in this conversation; only the admin host knows whether the ticket is good."""
        keys = await self._keys(key)
        now = self._clock()
        for _ in range(_TRIES):
            opened = await self._memory.sessions.load(keys, now)
            fresh = Kept(Session(language=opened.kept.session.language), (), ticket)
            if await self._memory.sessions.save(keys, fresh, opened, now):
                return
        raise StorageUnavailable("a conversation is changed by others all the time")

    async def _advance(
        self, keys: list[SessionKey], item: Input, once: str, before: Sequence[Reply]
    ) -> tuple[Kept, list[Reply], Kept] | None:
        """One step, with what is kept after it and what was before.

        None where the message named `once` was handled before, perhaps by another process.
        """
        for _ in range(_TRIES):
            now = self._clock()
            opened = await self._memory.sessions.load(keys, now)
            session, made = Dialog(self._world()).advance(opened.kept.session, item, now)
            said = tuple(reply for reply in (*before, *made) if isinstance(reply, Say | ShowAnswer))
            # An officer's ticket goes with one lead only; it was used by the effect before this outcome.
            ticket = "" if isinstance(item, Submitted) else opened.kept.ticket
            kept = Kept(session, said, ticket)
            try:
                saved = await self._memory.sessions.save(keys, kept, opened, now, once)
            except AlreadyDone:
                return None
            if saved:
                return kept, list(made), opened.kept
        raise StorageUnavailable("a conversation is changed by others all the time")

    async def _count(self, count: Count, keys: Sequence[SessionKey], before: Kept) -> None:
        """Count a question or a vote; what an officer types for somebody else is not counted."""
        counter, now = self._memory.asked, self._clock()
        if counter is None or before.ticket:
            return
        rows = [key.row for key in keys]
        if isinstance(count, CountQuestion):
            await counter.question(count.text, UNANSWERED, "", rows, now)
            return
        await counter.vote(count.entry_id, count.helped, rows, now)
        asked = _asked(before, count.entry_id)
        if asked and not count.helped:
            await counter.question(asked, UNHELPFUL, count.entry_id, rows, now)

    async def _keys(self, key: ChatKey) -> list[SessionKey]:
        if key.channel == WEB:
            return [SessionKey.from_cookie(SecretBytes(bytes.fromhex(key.address)))]
        today = local_day(self._clock(), self._memory.zone)
        return await chat_keys(self._memory.runtime, today, key.channel, key.address)


def _asked(kept: Kept, entry_id: str) -> str:
    """The words that the answer just given was an answer to."""
    answers = (item.reply for item in kept.said if isinstance(item, ShowAnswer))
    return next((reply.asked for reply in answers if reply.id == entry_id), "")
