"""The exposed host as a process: its site, and what runs beside it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp

from bot import housekeeping
from bot.app import citizen_site
from bot.dialog.world import Channel
from bot.services import BotServices, open_services
from bot.settings import BotSettings
from kit.listen import Listener, is_loopback, listen
from storage.errors import SettingsRefused
from storage.migrate import upgrade

if TYPE_CHECKING:
    from bot.channels.telegram.connection import TelegramChannel


class BotHost:
    """One bot process: `site` answers browsers and webhooks, `companions` run until the process ends."""

    def __init__(self, services: BotServices) -> None:
        self._services = services
        self._telegram = _telegram(services)
        self.site: ASGIApp = citizen_site(services, self._telegram.routes if self._telegram else ())

    def companions(self) -> list[Coroutine[Any, Any, None]]:
        """Fetching, delivering, tidying and Telegram; none waits for another."""
        services = self._services
        beside = [
            services.courier.run(),
            services.delivery.run(),
            housekeeping.run(services.store, services.runtime, services.memory.zone),
        ]
        if self._telegram is not None:
            beside.append(self._telegram.run())
        return beside

    def listener(self) -> Listener:
        """Where the citizens' site listens; raises SettingsRefused beyond this machine without TLS."""
        settings = self._services.settings
        if not (is_loopback(settings.host) or settings.https):
            raise SettingsRefused(
                "XIANSUO_TLS_CERTIFICATE",
                "XIANSUO_TLS_CERTIFICATE is not set: beyond this machine browsers must come by TLS; set it and "
                "XIANSUO_TLS_KEY to PEM files, or XIANSUO_TRUSTED_PROXY to the address of a proxy that ends TLS",
            )
        return Listener(
            self.site,
            settings.host,
            settings.port,
            settings.tls_certificate,
            settings.tls_key,
            settings.trusted_proxy,
        )


async def run(settings: BotSettings, say: Callable[[str], None]) -> None:
    """A bot on its own: migrate, open, listen until told to stop."""
    await upgrade(settings.database_url, "bot")
    async with open_services(settings) as services:
        host = BotHost(services)
        listener = host.listener()
        await listen([listener], host.companions(), lambda: say(listener.address))


def _telegram(services: BotServices) -> TelegramChannel | None:
    settings = services.settings
    if settings.telegram_bot_token is None:
        return None
    # An installation without Telegram does not carry its library (11 MB).
    from bot.channels.telegram.connection import TelegramChannel
    from bot.channels.telegram.options import OFFICIAL_SERVER, TelegramOptions
    from bot.channels.telegram.trail import StoredTrail

    options = TelegramOptions(
        settings.telegram_bot_token,
        settings.telegram_base_url or OFFICIAL_SERVER,
        settings.webhook_url,
        limiter=not settings.bench,
    )
    channel = Channel(
        "telegram",
        is_messenger=True,
        can_delete=True,
        tel_links=False,
        shares_location=True,
        web_url=settings.public_url,
    )
    trail = StoredTrail(services.runtime, services.memory.zone)
    return TelegramChannel(options, services.conversation(channel), services.texts, trail)
