"""What the bot fetches from the admin host on its own: policies, contacts, block headers, questions and answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.admin_client import AdminClient, AdminRefused, AdminUnreachable
from bot.asked import AskedInVainCounter
from bot.corpus_keeper import CorpusKeeper
from bot.inside import Inside, ends_at
from bot.policy_keeper import PolicyKeeper
from bot.witness import Witness
from kit import clock, logs
from storage.errors import ChainBroken, PolicyRefused, StorageError
from storage.unit_of_work import BotStore
from storage.wire import MAX_POLICIES, BotReport, PolicyChain, PolicyPart

_SECONDS: Final = 5.0
_RESTORED: Final = "restored"

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What this host believes and has witnessed, which the courier brings up to date."""

    bot_id: bytes
    policies: PolicyKeeper
    witness: Witness
    inside: Inside
    corpus: CorpusKeeper
    asked: AskedInVainCounter


@dataclass
class News:
    """The last good local contacts, empty until the admin host first answered."""

    contacts: Mapping[str, str] = field(default_factory=dict)


class Courier:
    """Asks every few seconds. Whatever fails keeps the last good state and is tried again."""

    def __init__(
        self, known: Known, store: BotStore, client: AdminClient, news: News, wake_delivery: asyncio.Event
    ) -> None:
        self._bot_id = known.bot_id
        self._policies = known.policies
        self._witness = known.witness
        self._inside = known.inside
        self._corpus = known.corpus
        self._asked = known.asked
        self._store = store
        self._client = client
        self._news = news
        self._wake = wake_delivery

    async def run(self) -> None:
        """Fetch until cancelled."""
        while True:
            await self.round()
            await asyncio.sleep(_SECONDS)

    async def round(self) -> None:
        """One look; never raises for what the other host does. What is believed and what is answered fail apart."""
        await self._tried(self._fetch)
        await self._tried(self._keep_answering)

    async def _fetch(self) -> None:
        await self._witness.load()
        chain = await self._client.policies(self._policies.height)
        await self._policies.extend([part.signed() for part in chain.policies])
        await self._hand_over(chain.newest)
        self._news.contacts = (await self._client.desk()).contacts
        shown = await self._client.headers(self._witness.height)
        await self._post_again(shown.restored)
        try:
            await self._inside.hear(self._client, self._policies.believed_chain, ends_at(shown.head), shown.waits)
            await self._witness.take(shown.headers, self._policies.believed_chain)
            await self._witness.caught_up(ends_at(shown.head), self._policies.height)
        finally:
            await self._report()

    async def _hand_over(self, newest: int) -> None:
        """Send the policies that an inside host lacks which came back from a backup; it believes their signatures."""
        if self._policies.believed is None:
            return
        while newest < self._policies.height:
            links = (await self._policies.links(newest))[:MAX_POLICIES]
            newer = PolicyChain(policies=tuple(PolicyPart.of(link) for link in links), newest=self._policies.height)
            try:
                await self._client.send_policies(newer)
            except AdminRefused as error:
                log.error("newer_policy_refused", cause=str(error))
                return
            log.warning("newer_policy_handed_over", versions=len(links))
            newest += len(links)

    async def _keep_answering(self) -> None:
        await self._corpus.refresh(self._client)
        await self._asked.tell(self._bot_id, self._client)

    async def _tried(self, part: Callable[[], Awaitable[None]]) -> None:
        try:
            await part()
        except PolicyRefused as error:
            log.error("policy_refused", cause=str(error))
        except ChainBroken as error:
            log.error("ledger_does_not_extend", height=error.height)
        except (AdminUnreachable, AdminRefused) as error:
            log.warning("admin_host_silent", cause=str(error))
        except StorageError as error:
            log.warning("bot_store_unavailable", cause=type(error).__name__)

    async def _post_again(self, restored: str) -> None:
        """A ledger that was restored from a backup may have lost the newest: send once more all that is kept."""
        if not restored:
            return
        async with self._store.begin() as work:
            if await work.meta.get(_RESTORED) == restored.encode():
                return
            count = await work.outbox.deliver_all_again(clock.now())
            await work.meta.put(_RESTORED, restored.encode())
        self._wake.set()
        log.warning("ledger_was_restored", posted_again=count)

    async def _report(self) -> None:
        async with self._store.read() as work:
            oldest = await work.outbox.oldest_policy_version()
        await self._client.report(
            BotReport(
                bot_id=self._bot_id,
                policy_version=self._policies.height,
                oldest_outbox_policy=oldest,
                height=self._witness.height,
                head=self._witness.head.hash if self._witness.height else b"",
            )
        )
