"""Telling officers of new work: one fixed sentence, at most every five minutes, and not a word on the matter itself."""

from __future__ import annotations

import asyncio
from typing import Final

import httpx

from admin.services import Services
from kit import logs
from kit.runtime_store import RuntimeStoreUnavailable
from kit.secret_setting import SecretSetting

WINDOW_SECONDS: Final = 300
TIMEOUT_SECONDS: Final = 5.0
TEXT_KEY: Final = "webhook.text"
_BUDGET: Final = "staff-webhook"
_log = logs.get(__name__)


class StaffWebhook:
    """`announce()` whenever something comes; `run()` as a task sends. What comes within a window is told at its end."""

    def __init__(
        self, services: Services, transport: httpx.AsyncBaseTransport | None = None, pause: float = 20.0
    ) -> None:
        """`pause` is how long to wait before asking again whether the window is over."""
        self._services = services
        self._transport = transport
        self._pause = pause
        self._waiting = asyncio.Event()

    def announce(self) -> None:
        """Something new has come. Never waits and never fails."""
        self._waiting.set()

    async def run(self) -> None:
        """Run until cancelled; where no address is set nothing is ever sent."""
        address = self._services.settings.staff_webhook
        while True:
            await self._waiting.wait()
            if address is None:
                self._waiting.clear()
            elif await self._may_send():
                self._waiting.clear()
                await self._send(address)
            else:
                await asyncio.sleep(self._pause)

    async def _may_send(self) -> bool:
        """Whether the window is over, counted for all admin processes together."""
        try:
            return await self._services.runtime.budget(_BUDGET, 1, WINDOW_SECONDS)
        except RuntimeStoreUnavailable:
            return False

    async def _send(self, address: SecretSetting) -> None:
        text = self._services.texts.text(TEXT_KEY)
        body = {"msgtype": "text", "text": {"content": text}}
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=TIMEOUT_SECONDS) as client:
                (await client.post(address.reveal(), json=body)).raise_for_status()
        except httpx.HTTPError as error:
            # The address may hold a token, and httpx puts it into its messages: only the kind of error is said.
            _log.warning("staff_webhook.failed", error=type(error).__name__)
