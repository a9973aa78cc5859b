"""Keeps the bot connected. Telegram out of reach never delays, stops or ends anything else.

`run()` is one task of the bot's process: connect, publish the profile, then poll, or register the webhook and wait. On
any failure it waits a little, then longer, and begins again.
"""

import asyncio
import contextlib
import time

from starlette.routing import Route
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.base import Conversation
from bot.channels.telegram import arrivals, profile
from bot.channels.telegram.adapter import Adapter
from bot.channels.telegram.arrivals import Arrival
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.trail import Trail
from bot.channels.telegram.transport import make_bot, make_plain_bot, silence
from bot.channels.telegram.webhook import Webhook
from bot.channels.telegram.words import with_channel_texts
from kit import logs
from kit.catalogue import Catalogue

log = logs.get(__name__)

POLL_SECONDS = 25
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
REFUSED_PAUSE_SECONDS = 300.0
CLOSING_SECONDS = 5.0


class TelegramChannel:
    """The channel as the bot's process sees it: `run()` in a task of its own, `routes` in its web application."""

    def __init__(
        self,
        options: TelegramOptions,
        conversation: Conversation,
        catalogue: Catalogue,
        trail: Trail,
        first_pause: float = FIRST_PAUSE_SECONDS,
    ) -> None:
        silence()
        self._options = options
        self._catalogue = with_channel_texts(catalogue)
        self._bot = make_bot(options)
        self._adapter = Adapter(self._bot, conversation, self._catalogue, trail)
        self._lanes: Lanes[Arrival] = Lanes(self._adapter.take)
        self._flooding: set[int] = set()
        self._notices: set[asyncio.Task[None]] = set()
        self._offset = 0
        self._first_pause = first_pause
        self._webhook = Webhook(options.hook_secret(), self._take)
        self.connected = asyncio.Event()

    @property
    def routes(self) -> list[Route]:
        """The webhook's route; none where the bot polls."""
        if not self._options.webhook_url:
            return []
        return [Route(self._options.hook_path, self._webhook.endpoint, methods=["POST"])]

    async def run(self) -> None:
        """Serve until cancelled. Raises nothing but CancelledError."""
        pause = self._first_pause
        try:
            while True:
                began = time.monotonic()
                try:
                    await self._connect()
                    await self._serve()
                except Exception as error:  # noqa: BLE001  # whatever it is, the web chat goes on and so do we
                    self.connected.clear()
                    if time.monotonic() - began > LONGEST_PAUSE_SECONDS:
                        pause = self._first_pause
                    wait = _pause_after(error, pause)
                    log.warning("telegram.out_of_reach", error=type(error).__name__, cure=_cure(error), seconds=wait)
                    await asyncio.sleep(wait)
                    pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        finally:
            self.connected.clear()
            await self._close()

    async def _connect(self) -> None:
        await self._bot.initialize()
        if self._options.webhook_url:
            await self._bot.set_webhook(
                self._options.hook_address,
                allowed_updates=arrivals.WANTED_UPDATES,
                secret_token=self._options.hook_secret(),
            )
        else:
            await self._bot.delete_webhook()
        self.connected.set()
        log.info("telegram.connected", by="webhook" if self._options.webhook_url else "polling")

    async def _serve(self) -> None:
        publishing = asyncio.create_task(self._publish())
        try:
            if self._options.webhook_url:
                await asyncio.Event().wait()
            await self._poll()
        finally:
            publishing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await publishing

    async def _publish(self) -> None:
        try:
            async with make_plain_bot(self._options) as plain:
                await profile.publish(plain, self._catalogue)
        except TelegramError as error:
            log.info("telegram.profile_refused", part="all", error=type(error).__name__)

    async def _poll(self) -> None:
        """Take updates for ever; the next call confirms those that lie in their lanes."""
        while True:
            updates = await self._bot.get_updates(
                offset=self._offset, timeout=POLL_SECONDS, allowed_updates=arrivals.WANTED_UPDATES
            )
            for update in updates:
                self._take(update)
                self._offset = update.update_id + 1

    def _take(self, update: Update) -> "asyncio.Future[None] | None":
        """Queue an update in its chat's lane; None where the lane is full. What needs no answer is done at once."""
        try:
            arrival = arrivals.read(update)
        except arrivals.Unreadable:
            # Passed over: otherwise it would come again and again, and nothing after it.
            log.warning("telegram.update_unreadable")
            arrival = None
        if arrival is None:
            done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            done.set_result(None)
            return done
        queued = self._lanes.put(arrival.chat_id, arrival)
        if queued is not None:
            self._flooding.discard(arrival.chat_id)
        elif arrival.chat_id not in self._flooding:
            self._flooding.add(arrival.chat_id)
            log.warning("telegram.lane_full")
            self._notices.add(notice := asyncio.create_task(self._adapter.too_fast(arrival)))
            notice.add_done_callback(self._notices.discard)
        return queued

    async def _close(self) -> None:
        await self._lanes.close(CLOSING_SECONDS)
        with contextlib.suppress(TelegramError, RuntimeError):
            await self._bot.shutdown()


def _pause_after(error: Exception, pause: float) -> float:
    if isinstance(error, InvalidToken):
        return REFUSED_PAUSE_SECONDS
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return max(pause, wait if isinstance(wait, int | float) else wait.total_seconds())
    return pause


def _cure(error: Exception) -> str:
    if isinstance(error, InvalidToken):
        return "TELEGRAM_BOT_TOKEN is refused; get the present one from @BotFather and restart"
    if isinstance(error, Conflict):
        return "another process uses this bot; stop it or give it a token of its own"
    return "see that this host may reach the Bot API server; the web chat is not affected"
