"""What the bot fetches from the admin host on its own: policies, local contacts, block headers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.admin_client import AdminClient, AdminRefused, AdminUnreachable
from bot.policy_keeper import PolicyKeeper
from bot.witness import Witness
from kit import clock, logs
from storage.errors import ChainBroken, PolicyRefused, StorageError
from storage.unit_of_work import BotStore
from storage.wire import BotReport

_SECONDS: Final = 5.0

log = logs.get(__name__)


@dataclass
class News:
    """The last good local contacts, empty until the admin host first answered."""

    contacts: Mapping[str, str] = field(default_factory=dict)


class Courier:
    """Asks every few seconds. Whatever fails keeps the last good state and is tried again."""

    def __init__(
        self, bot_id: bytes, store: BotStore, client: AdminClient, policies: PolicyKeeper, witness: Witness, news: News
    ) -> None:
        self._bot_id = bot_id
        self._store = store
        self._client = client
        self._policies = policies
        self._witness = witness
        self._news = news
        self._posted_for: int | None = None

    async def run(self) -> None:
        """Fetch until cancelled."""
        while True:
            await self.round()
            await asyncio.sleep(_SECONDS)

    async def round(self) -> None:
        """One look; never raises for what the other host does."""
        try:
            chain = await self._client.policies(self._policies.height)
            await self._policies.extend([part.signed() for part in chain.policies])
            self._news.contacts = (await self._client.desk()).contacts
            shown = await self._client.headers(self._witness.height)
            await self._post_again(shown.height)
            await self._witness.take(shown.headers)
            await self._report()
        except PolicyRefused as error:
            log.error("policy_refused", cause=str(error))
        except ChainBroken as error:
            log.error("ledger_does_not_extend", height=error.height)
        except (AdminUnreachable, AdminRefused) as error:
            log.warning("admin_host_silent", cause=str(error))
        except StorageError as error:
            log.warning("bot_store_unavailable", cause=type(error).__name__)

    async def _post_again(self, height: int) -> None:
        """A ledger that went back was restored from a backup: send once more what it may have lost."""
        if height >= self._witness.height or height == self._posted_for:
            return
        async with self._store.begin() as work:
            count = await work.outbox.deliver_all_again(clock.now())
        self._posted_for = height
        log.warning("ledger_was_restored", height=height, posted_again=count)

    async def _report(self) -> None:
        async with self._store.read() as work:
            oldest = await work.outbox.oldest_policy_version()
        await self._client.report(
            BotReport(
                bot_id=self._bot_id,
                policy_version=self._policies.height,
                oldest_outbox_policy=oldest,
                height=self._witness.height,
            )
        )
