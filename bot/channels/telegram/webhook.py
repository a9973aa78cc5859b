"""The door through which Telegram posts updates, part of the bot's web application."""

import asyncio
import hmac
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from telegram import Update
from telegram.error import TelegramError

SECRET_HEADER = "x-telegram-bot-api-secret-token"
LARGEST_BYTES = 1024 * 1024
PATIENCE_SECONDS = 20.0

Take = Callable[[Update], "asyncio.Future[None] | None"]


class Webhook:
    """Takes updates that carry the secret: 200 once handled, so that Telegram repeats what a crash has cut off.

    401 wrong or no secret, 413 too large, 400 no update, 503 where the chat's lane is full. An update that takes longer
    than 20 s (a flood limit) is answered 200 while work goes on.
    """

    def __init__(self, secret: str, take: Take) -> None:
        self._secret = secret.encode()
        self._take = take

    async def endpoint(self, request: Request) -> Response:
        """The route's handler."""
        offered = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(offered, self._secret):
            return Response(status_code=401)
        body = await _bounded(request)
        if body is None:
            return Response(status_code=413)
        update = read_update(body)
        if update is None:
            return Response(status_code=400)
        done = self._take(update)
        if done is None:
            return Response(status_code=503)
        await asyncio.wait([done], timeout=PATIENCE_SECONDS)
        return Response(status_code=200)


async def _bounded(request: Request) -> bytes | None:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BYTES:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)


def read_update(body: bytes) -> Update | None:
    """The update that was posted, None where it is none."""
    try:
        data: Any = json.loads(body)
        return Update.de_json(data, None) if isinstance(data, dict) and "update_id" in data else None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError, TelegramError):
        # OSError is what the C library says of a date in a year that it does not know.
        return None
