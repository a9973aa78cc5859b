"""The dialog with its memory and its effects, the same for every channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Step:
    """One step of the dialog. After `take`: what was kept `before` it, what is kept `after`, and the replies `made`."""

    dialog: Dialog
    item: Input
    said: Sequence[Reply]
    now: datetime
    before: Kept = field(default_factory=Kept)
    after: Kept = field(default_factory=Kept)
    made: Sequence[Reply] = ()

    def take(self, before: Kept) -> Kept:
        """The conversation after the step. It may be taken again, from a newer state."""
        session, self.made = self.dialog.advance(before.session, self.item, self.now)
        said = tuple(reply for reply in (*self.said, *self.made) if isinstance(reply, Say | ShowAnswer))
        # An officer's ticket goes with one lead only; it was used by the effect before this outcome.
        ticket = "" if isinstance(self.item, Submitted) else before.ticket
        self.before, self.after = before, Kept(session, said, ticket)
        return self.after


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
                language = step.after.session.language
                for reply in step.made:
                    if isinstance(reply, COUNTS):
                        await self._count(reply, keys, step.before)
                        continue
                    if not isinstance(reply, EFFECTS):
                        replies.append(reply)
                        continue
                    if isinstance(reply, WipeAll):
                        await self._memory.sessions.erase(keys)
                        replies.append(reply)
                    asking = Asking(Source(key.channel, keys[0].row), step.after.ticket, hasty)
                    outcome = await self._effects.perform(reply, self._clock(), asking)
                    if outcome is not None:
                        pending.append(outcome)
        return Turn(replies, language)

    async def screen(self, key: ChatKey) -> Turn:
        """The current page again, with what was last said before it."""
        keys = await self._keys(key)
        now = self._clock()
        kept = await self._memory.sessions.load(keys, now)
        dialog = Dialog(self._world())
        shown: list[Reply] = list(kept.said)
        for reply in dialog.show(kept.session, now):
            if not isinstance(reply, EFFECTS):
                shown.append(reply)
                continue
            outcome = await self._effects.perform(reply, now, Asking(Source(key.channel, keys[0].row)))
            if outcome is not None:
                # Shown, not kept: looking at a page changes nothing.
                _, made = dialog.advance(kept.session, outcome, now)
                shown.extend(item for item in made if not isinstance(item, EFFECTS))
        return Turn(shown, kept.session.language, bool(kept.ticket))

    async def proof(self, key: ChatKey) -> Acknowledgement | None:
        """The statement of filing of the report that this person's page shows now; None where it shows none.

        Raises SignatureBroken or SealBroken for one that does not hold.
        """
        kept = await self._memory.sessions.load(await self._keys(key), self._clock())
        shown = Dialog(self._world()).show(kept.session, self._clock())
        again = next((reply for reply in shown if isinstance(reply, LookAgain)), None)
        return await self._effects.proof(again.keys) if again is not None else None

    async def with_ticket(self, key: ChatKey, ticket: str) -> None:
        """Remember that an officer fills in this conversation; only the admin host knows whether the ticket is good."""
        keys = await self._keys(key)
        now = self._clock()

        def begun(before: Kept) -> Kept:
            return Kept(Session(language=before.session.language), (), ticket)

        for _ in range(_TRIES):
            if await self._memory.sessions.change(keys, begun, now):
                return
        raise StorageUnavailable("a conversation is changed by others all the time")

    async def _advance(
        self, keys: list[SessionKey], item: Input, once: str, before: Sequence[Reply]
    ) -> Step | None:
        """One step, taken and kept.

        None where the message named `once` was handled before, perhaps by another process.
        """
        for _ in range(_TRIES):
            step = Step(Dialog(self._world()), item, before, self._clock())
            try:
                changed = await self._memory.sessions.change(keys, step.take, step.now, once)
            except AlreadyDone:
                return None
            if changed:
                return step
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
