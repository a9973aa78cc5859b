"""The exposed host as one ASGI application: the web chat, and Telegram's webhook where one is set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.channels.web.form_token import FormTokens
from bot.channels.web.routes import WebChat
from bot.channels.web.verify import VerifyPage
from bot.dialog.world import Channel
from bot.services import BotServices
from kit import clock
from kit.catalogue import Catalogue
from kit.error_pages import ErrorPages
from kit.guard import guarded
from kit.guard.in_turn import InTurn
from kit.web import Pages

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
WEB: Final = Channel("web")
QUICK_EXIT: Final = "/leave"
ANSWER_BYTES: Final = 768 * 1024
"""A text three times over its limit still arrives, so that the page can say so and keep it."""


def make_pages(services: BotServices) -> Pages:
    """The citizens' pages with all their texts."""
    texts = Catalogue.load("kit").joined(services.texts, Catalogue.load("bot.channels.web"))
    return Pages("bot", demo=services.settings.demo, quick_exit=QUICK_EXIT, catalogue=texts)


def create_app(services: BotServices, extra: Sequence[BaseRoute] = ()) -> Starlette:
    """All routes without the guards around them."""
    settings = services.settings
    pages = make_pages(services)
    tokens = FormTokens(services.runtime, settings.zone, settings.form_seconds, clock.now)
    chat = WebChat(
        services.conversation(WEB), tokens, pages, settings.https, settings.quick_exit_url,
        lambda: services.news.contacts,
    )  # fmt: skip
    verify = VerifyPage(pages, services.facts, lambda: services.news.contacts)
    app = Starlette(routes=[*chat.routes(), *verify.routes(), *extra])
    # An address with a slash too many is unknown; no address of ours is made from the Host that was sent.
    app.router.redirect_slashes = False
    ErrorPages(pages).install(app)
    pages.assets.mount(app)
    return app


def citizen_site(services: BotServices, webhooks: Sequence[Route] = ()) -> ASGIApp:
    """`create_app` behind the guards: what a server listens with. Machines call `webhooks`, without cookies."""
    settings = services.settings
    site = guarded(
        create_app(services, webhooks),
        hosts=(*settings.hosts, *LOOPBACK, settings.host),
        https=settings.https,
        machine_paths=[route.path for route in webhooks],
        body_bytes=ANSWER_BYTES,
        refuse=ErrorPages(make_pages(services)).refuse,
    )
    return InTurn(site)
