"""The facts behind `/verify`, gathered from what this host knows by itself and what the inside host told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.inside import Inside, UnitMembers
from bot.policy_keeper import PolicyKeeper
from bot.settings import BotSettings
from bot.witness import Witness
from bot.witnessed import Witnessed
from kit import build
from kit.build import Build
from kit.clock import local_day
from storage.vault.policy import Pin
from storage.vault.restore_block import Head
from storage.wire import InsideState


@dataclass(frozen=True, slots=True)
class Facts:
    """One moment's facts. `inside` and `asked` are None until the inside host has first answered.

    `behind`: how many witnessed blocks the ledger does not show. `restoring`: it says that it came back from a backup.
    `alarm`: it is not the one that was witnessed, and nobody has answered for that.
    """

    build: Build
    zone: ZoneInfo
    policy: Pin | None = None
    units: tuple[UnitMembers, ...] = ()
    witnessed: Witnessed = field(default_factory=lambda: Witnessed(Head(0, bytes(32))))
    inside: InsideState | None = None
    asked: datetime | None = None
    behind: int = 0
    restoring: bool = False
    alarm: bool = False
    memory_backed: bool = True
    messengers: tuple[str, ...] = ()
    onions: tuple[str, ...] = ()

    def day(self, moment: datetime) -> date:
        """The office's day of a moment."""
        return local_day(moment, self.zone)


def known(
    settings: BotSettings, policies: PolicyKeeper, witness: Witness, inside: Inside, memory_backed: bool = True
) -> Facts:
    """All facts as this host knows them now; asks nobody."""
    chain, told, height = policies.believed_chain, inside.told, witness.height
    return Facts(
        build=build.running(),
        zone=settings.zone,
        policy=Pin.of(chain[-1]) if chain else None,
        units=inside.members(chain),
        witnessed=witness.witnessed,
        inside=told.state if told else None,
        asked=told.at if told else None,
        behind=inside.behind(height),
        restoring=inside.restoring,
        alarm=witness.alarm or inside.alarm(height),
        memory_backed=memory_backed,
        messengers=("Telegram",) if settings.telegram_bot_token is not None else (),
        onions=tuple(host for host in settings.hosts if host.endswith(".onion")),
    )
