"""The two bots that bench.telegram compares, as processes: `echo` or `full`, base URL, token."""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.channels.telegram.connection import TelegramChannel
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.trail import StoredTrail
from bot.conversation import DialogConversation, Memory
from bot.dialog.world import Channel, Named, World
from bot.effects import Effects
from bot.faq_desk import FaqDesk
from bot.session_store import SessionStore
from faq import corpus
from kit import clock, logs
from kit.catalogue import Catalogue
from kit.clock import DEFAULT_TIMEZONE
from kit.runtime_store import FolderStore
from kit.secret_setting import SecretSetting
from storage.database import make_inline_engine
from storage.migrate import upgrade
from storage.unit_of_work import BotStore

CHANNEL = Channel("telegram", is_messenger=True, can_delete=True, tel_links=False, shares_location=True)
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def ready() -> None:
    print("ready", flush=True)


def echo(url: str, token: str) -> None:
    """PTB as its own examples use it, handling updates side by side as ours does."""

    async def repeat(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.effective_message is not None and update.effective_message.text:
            await update.effective_message.reply_text(update.effective_message.text)

    async def started(_: object) -> None:
        ready()

    builder = Application.builder().token(token).base_url(f"{url}/bot").concurrent_updates(True).post_init(started)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, repeat))
    application.run_polling()


async def full(url: str, token: str, folder: Path, run: Path) -> None:
    """Our channel over the real dialog, drafts sealed and kept on SQLite as in a real installation."""
    database = f"sqlite:///{folder / 'bot.db'}"
    await upgrade(database, "bot")
    zone = ZoneInfo(DEFAULT_TIMEZONE)
    runtime = FolderStore(run / "bot")
    texts = Catalogue.load("bot")
    desk = FaqDesk.of(corpus.load(), clock.local_day(clock.now(), zone), {})
    world = World(
        channel=CHANNEL,
        faq=desk,
        routing=lambda area, category, officials, excluded: (("office",), False),
        areas=(Named("east", "东河镇"), Named("west", "西山镇")),
        units=(Named("office", "扫黑办"), Named("police", "公安局")),
        label=texts.text,
    )
    memory = Memory(SessionStore(BotStore(make_inline_engine(database, durable=False))), runtime, zone)
    # The script stops before the review page, so no effect is ever carried out.
    conversation = DialogConversation(memory, cast(Effects, None), lambda: world, clock.now)
    options = TelegramOptions(SecretSetting(token), url, limiter=False)
    channel = TelegramChannel(options, conversation, texts, StoredTrail(runtime, zone))
    serving = asyncio.create_task(channel.run())
    await channel.connected.wait()
    ready()
    await serving


if __name__ == "__main__":
    logs.configure(level="ERROR")
    which, address, secret = sys.argv[1:]
    if which == "echo":
        echo(address, secret)
    else:
        # Drafts on a disk, the runtime store in memory, as in a real installation.
        with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory(dir=MEMORY) as run:
            asyncio.run(full(address, secret, Path(made), Path(run)))
