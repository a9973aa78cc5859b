"""python-telegram-bot as transport: its request path, its types and, where wanted, its rate limiter."""

import logging
import ssl
from functools import cache
from typing import Any

import httpx
from telegram import Bot
from telegram.ext import AIORateLimiter, ExtBot

from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.requests import AiohttpRequest, proxy_for

FLOOD_RETRIES = 5
CONNECTIONS = 32
"""As many as chats are answered side by side."""


def make_bot(options: TelegramOptions) -> ExtBot[Any]:
    """The bot that talks to people."""
    return ExtBot(
        options.token.reveal(),
        base_url=options.api_url,
        base_file_url=options.file_url,
        request=_request(options, connections=CONNECTIONS, read_timeout=20),
        get_updates_request=_request(options, connections=2, read_timeout=10),
        rate_limiter=AIORateLimiter(max_retries=FLOOD_RETRIES) if options.limiter else None,
    )


def make_plain_bot(options: TelegramOptions) -> Bot:
    """A bot without a limiter, for calls that may be refused for hours and must not hold up the others."""
    request = _request(options, connections=2, read_timeout=20)
    return Bot(options.token.reveal(), options.api_url, options.file_url, request, request)


def _request(options: TelegramOptions, connections: int, read_timeout: float) -> AiohttpRequest:
    return AiohttpRequest(connections, read_timeout, _certificates(), proxy_for(options.api_url))


@cache
def _certificates() -> ssl.SSLContext:
    """Certificates are read once: each reading takes 20 ms and half a megabyte."""
    return httpx.create_ssl_context()


def silence() -> None:
    """PTB's and aiohttp's own lines quote payloads and addresses with the token; ours name the class of the error."""
    for name in ("telegram", "aiohttp"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
