"""What a ledger that came back from a backup has to do before it goes on: meet its bots, then follow what they saw."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Final

from storage.errors import BadInput, StaleVersion
from storage.tables.ledger import BotReport, Setting
from storage.unit_of_work import Ledger, LedgerWork
from storage.vault.restore_block import Head, read_block

RESTORED: Final = "restored"
LISTENING: Final = timedelta(seconds=15)
"""How long a restored ledger listens once it has met the bot hosts that it knows: others call every few seconds too."""


class Stage(StrEnum):
    """What a restored ledger waits for."""

    SILENT = "silent"
    """a bot host that it knows has not reported since the restore"""
    POLICY = "policy"
    """a bot host holds a newer policy, and has not handed it over"""
    BLOCK = "block"
    """a bot host has witnessed more than came back: office and custody have to sign"""
    MET = "met"
    """nothing: it may go on"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One bot host as the restored ledger knows it."""

    bot_id: bytes
    seen_at: datetime
    heard: bool
    policy_version: int
    head: Head


@dataclass(frozen=True, slots=True)
class Restoring:
    """A restored ledger that has not gone on yet; `resumed` is where it ends."""

    name: str
    at: datetime
    resumed: Head
    policy_version: int
    bots: tuple[Seen, ...]

    @property
    def silent(self) -> tuple[Seen, ...]:
        """Bot hosts that have not reported since."""
        return tuple(bot for bot in self.bots if not bot.heard)

    @property
    def witnessed(self) -> Head:
        """The highest head that any bot host has witnessed since it was restored, never below its own end."""
        heads = [bot.head for bot in self.bots if bot.heard and bot.head.height > self.resumed.height]
        return max(heads, key=lambda head: head.height, default=self.resumed)

    @property
    def disagree(self) -> bool:
        """Whether two bot hosts saw different blocks at the witnessed height: one of them is not to be believed."""
        return len({bot.head.hash for bot in self.bots if bot.head.height == self.witnessed.height}) > 1

    @property
    def policies_met(self) -> bool:
        """Whether every bot host has been heard, and none holds a newer policy."""
        return bool(self.bots) and not self.silent and not self._ahead

    @property
    def stage(self) -> Stage:
        if not self.bots or self.silent:
            return Stage.SILENT
        if self._ahead:
            return Stage.POLICY
        return Stage.BLOCK if self.witnessed != self.resumed else Stage.MET

    @property
    def _ahead(self) -> bool:
        return any(bot.policy_version > self.policy_version for bot in self.bots)


async def mark(ledger: Ledger, now: datetime) -> None:
    """From here on the ledger knows that it was restored, at which height, and when."""
    async with ledger.begin() as work:
        known = await work.settings.get(RESTORED)
        value = {"name": token_hex(8), "height": await work.blocks.height(), "at": now.isoformat(), "met": False}
        await work.settings.put(RESTORED, value, known.version if known else 0, now, None)


async def restore_name(work: LedgerWork) -> str:
    """The name of the last restore, empty where there was none; a bot that hears a new one posts again."""
    known = await work.settings.get(RESTORED)
    return str(known.value["name"]) if known else ""


async def read(work: LedgerWork) -> Restoring | None:
    """How far a restored ledger has come; None for one that never was restored, or has gone on since."""
    known = await work.settings.get(RESTORED)
    if known is None or known.value["met"]:
        return None
    since = datetime.fromisoformat(known.value["at"])
    header, newest = await work.blocks.last_header(), await work.policies.newest()
    return Restoring(
        name=str(known.value["name"]),
        at=since,
        resumed=Head.of(read_block(header) if header is not None else None),
        policy_version=newest.version if newest else 0,
        bots=tuple(_seen(bot, since) for bot in await work.bots.all()),
    )


async def may_seal(work: LedgerWork, now: datetime) -> bool:
    """Whether the sealer may go on: always, save after a restore until it has met its bots and lost nothing.

    Where a bot host has witnessed more, a restore block leads on, never a block beside what was witnessed.
    """
    waiting = await read(work)
    if waiting is None:
        return True
    if waiting.stage is not Stage.MET or not await _has_listened(work, now):
        return False
    return await go_on(work, now)


async def go_on(work: LedgerWork, now: datetime) -> bool:
    """Note that the restored ledger has met its bots; False where another process was faster."""
    known = await work.settings.get(RESTORED)
    if known is None:
        return True
    try:
        await work.settings.put(RESTORED, _met(known), known.version, now, None)
    except StaleVersion:
        return False
    return True


async def check_policies_met(work: LedgerWork) -> None:
    """Raise `BadInput` while a policy signed now might stand beside one that a bot host already holds."""
    waiting = await read(work)
    if waiting is not None and not waiting.policies_met:
        raise BadInput("restore.error.no_policy_yet")


async def _has_listened(work: LedgerWork, now: datetime) -> bool:
    """Whether bot hosts that the backup does not know have had time to call; the first asking starts the time."""
    known = await work.settings.get(RESTORED)
    if known is None:
        return True
    if "listening" in known.value:
        return now - datetime.fromisoformat(known.value["listening"]) >= LISTENING
    value = {**known.value, "listening": now.isoformat()}
    with suppress(StaleVersion):
        await work.settings.put(RESTORED, value, known.version, now, None)
    return False


def _met(known: Setting) -> dict[str, object]:
    return {**known.value, "met": True}


def _seen(bot: BotReport, since: datetime) -> Seen:
    """A height without the hash of its block is no report: nobody could sign for that."""
    heard = bot.seen_at > since and (bot.height == 0 or bot.head is not None)
    return Seen(bot.bot_id, bot.seen_at, heard, bot.policy_version, Head(bot.height, bot.head or bytes(32)))
