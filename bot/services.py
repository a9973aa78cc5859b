"""Everything that lives as long as a bot process, made once at the start."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

import httpx

from bot.admin_client import AdminClient
from bot.asked import AskedInVainCounter
from bot.budgets import Budgets
from bot.conversation import DialogConversation, Memory
from bot.corpus_keeper import CorpusKeeper
from bot.courier import Courier, Known, News
from bot.delivery import Delivery
from bot.dialog.world import Channel, World
from bot.effects import Effects, Parts
from bot.inside import Inside
from bot.policy_keeper import PolicyKeeper
from bot.session_store import SessionStore
from bot.settings import BotSettings
from bot.verify.facts import Facts, known
from bot.verify.telling import short
from bot.witness import Witness
from bot.world_view import Outside, world_for
from faq.names import toneless
from kit import clock, disk, secretfile
from kit.catalogue import Catalogue
from kit.runtime_store import RuntimeStore, open_store
from kit.settings import SecretSetting
from storage.database import make_inline_engine
from storage.errors import SettingsRefused
from storage.unit_of_work import BotStore
from storage.vault.binding import new_id

LEAST_FREE_BYTES: Final = 200 * 1024 * 1024
"""Below this no report is taken, and that is said before the story is typed."""
STRETCHING_NICENESS: Final = 5
"""Stretching fills every core while many submit; the loop, which answers everybody, comes first."""
SERVICE_TOKEN: Final = "service.token"


@dataclass(frozen=True)
class BotServices:
    """Nothing here belongs to one person."""

    settings: BotSettings
    store: BotStore
    runtime: RuntimeStore
    client: AdminClient
    policies: PolicyKeeper
    witness: Witness
    inside: Inside
    courier: Courier
    delivery: Delivery
    effects: Effects
    memory: Memory
    texts: Catalogue
    news: News
    corpus: CorpusKeeper

    def conversation(self, channel: Channel) -> DialogConversation:
        """The dialog of one channel."""
        return DialogConversation(self.memory, self.effects, lambda: self.world(channel), clock.now)

    async def facts(self) -> Facts:
        """What `/verify` tells, the state of the runtime store too."""
        return self._known(await self.runtime.memory_backed())

    def world(self, channel: Channel) -> World:
        """What the dialog may know at this moment."""
        policy = self.policies.believed
        return world_for(
            channel,
            Outside(
                policy=policy.document if policy else None,
                contacts=self.news.contacts,
                faq=self.corpus.desk.with_contacts(self.news.contacts),
                cannot_take="" if disk.free_bytes(self.settings.data) >= LEAST_FREE_BYTES else "disk",
                label=lambda key, language: self.texts.text(key, language),
                pinyin=toneless,
                checked=lambda language: tuple(short(self._known(), self.texts.bind(language))),
                demo=self.settings.demo,
            ),
        )

    def _known(self, memory_backed: bool = True) -> Facts:
        return known(self.settings, self.policies, self.witness, self.inside, memory_backed)


@asynccontextmanager
async def open_services(
    settings: BotSettings, transport: httpx.AsyncBaseTransport | None = None, runtime: RuntimeStore | None = None
) -> AsyncIterator[BotServices]:
    """Open stores, client and pool for the time of the block; the database must have been migrated.

    `transport` reaches an admin host in the same process; `runtime` is used in place of the settings' store. Raises
    SettingsRefused and the like, with one sentence each.
    """
    token = _token(settings)
    engine = make_inline_engine(settings.database_url, setting="XIANSUO_BOT_DATABASE_URL")
    # Drafts may lose their last second to a power cut; what was submitted may not.
    quick = make_inline_engine(settings.database_url, durable=False, setting="XIANSUO_BOT_DATABASE_URL")
    runtime = runtime or open_store("bot", settings.runtime_dir, settings.runtime_url)
    client = AdminClient(settings.admin_url or "http://localhost", token, transport)
    kdf = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="kdf", initializer=_give_way)
    try:
        yield await _assemble(settings, (BotStore(engine), BotStore(quick)), runtime, client, kdf)
    finally:
        kdf.shutdown(wait=False, cancel_futures=True)
        await client.close()
        await runtime.close()
        await engine.dispose()
        await quick.dispose()


async def _assemble(
    settings: BotSettings,
    stores: tuple[BotStore, BotStore],
    runtime: RuntimeStore,
    client: AdminClient,
    kdf: ThreadPoolExecutor,
) -> BotServices:
    store, drafts = stores
    policies, witness, inside = PolicyKeeper(store, settings.policy), Witness(store), Inside(store)
    news = News()
    await policies.load()
    await witness.load()
    await inside.load()
    zone = settings.zone
    known_corpus = CorpusKeeper(store, lambda now: clock.local_day(now, zone), clock.now)
    await known_corpus.load()
    async with store.begin() as work:
        bot_id = await work.meta.put_once("bot_id", new_id())
    wake = asyncio.Event()
    asked = AskedInVainCounter(store, runtime, zone)
    budgets = Budgets(runtime, zone, settings.reports_a_minute)
    parts = Parts(store, budgets, client, policies, witness, inside, kdf, wake, settings.bench)
    return BotServices(
        settings=settings,
        store=store,
        runtime=runtime,
        client=client,
        policies=policies,
        witness=witness,
        inside=inside,
        courier=Courier(Known(bot_id, policies, witness, inside, known_corpus, asked), store, client, news, wake),
        delivery=Delivery(store, client, wake, clock.now),
        effects=Effects(parts),
        memory=Memory(SessionStore(drafts), runtime, zone, asked),
        texts=Catalogue.load("bot").joined(Catalogue.load("bot", "texts/verify")),
        news=news,
        corpus=known_corpus,
    )


def _give_way() -> None:
    # Linux counts niceness by thread. Where a sandbox forbids it, stretching is as urgent as the rest.
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), STRETCHING_NICENESS)


def _token(settings: BotSettings) -> SecretSetting:
    if settings.service_token is not None:
        return settings.service_token
    try:
        return SecretSetting(secretfile.read(settings.data / "keys" / SERVICE_TOKEN).hex())
    except FileNotFoundError:
        raise SettingsRefused(
            "XIANSUO_SERVICE_TOKEN",
            "XIANSUO_SERVICE_TOKEN is not set: set it to the token that the admin host printed at its first start",
        ) from None
