"""The inside host as a process: its site and API, and what runs beside them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from starlette.types import ASGIApp

from admin import ledger_sealer
from admin.api.router import router
from admin.app import staff_site
from admin.leads import overdue
from admin.leads.webhook import StaffWebhook
from admin.services import Services, open_services
from admin.settings import AdminSettings
from admin.sign_in import tidy
from kit.listen import Listener, is_loopback, listen
from storage.errors import SettingsRefused
from storage.migrate import upgrade


class AdminHost:
    """One admin process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._webhook = StaffWebhook(services)
        self.site: ASGIApp = staff_site(services, [router], self._webhook)

    def companions(self) -> list[Coroutine[Any, Any, None]]:
        """The ledger's sealer (of several processes one seals), what erases ended sessions and keys, what looks after
        missed deadlines, the webhook.
        """
        services = self._services
        return [ledger_sealer.run(services), tidy.run(services), overdue.run(services), self._webhook.run()]

    def listener(self) -> Listener:
        """Where the staff site listens; raises SettingsRefused beyond this machine without TLS or a tunnel."""
        settings = self._services.settings
        if not (is_loopback(settings.admin_host) or settings.secure_cookies or settings.admin_tunnel):
            raise SettingsRefused(
                "XIANSUO_ADMIN_TLS_CERTIFICATE",
                "XIANSUO_ADMIN_TLS_CERTIFICATE is not set: beyond this machine the staff site needs TLS; set it and "
                "XIANSUO_ADMIN_TLS_KEY to PEM files, or XIANSUO_ADMIN_TRUSTED_PROXY to a proxy that ends TLS, or "
                "XIANSUO_ADMIN_TUNNEL=1 where the address lies inside an encrypted tunnel",
            )
        return Listener(
            self.site,
            settings.admin_host,
            settings.admin_port,
            settings.admin_tls_certificate,
            settings.admin_tls_key,
            settings.admin_trusted_proxy,
        )


async def run(settings: AdminSettings, say: Callable[[str], None]) -> None:
    """An admin process on its own: migrate, open, listen until told to stop."""
    await upgrade(settings.database_url, "ledger")
    async with open_services(settings) as services:
        host = AdminHost(services)
        listener = host.listener()
        await listen([listener], host.companions(), lambda: say(f"{listener.address}admin/"))
