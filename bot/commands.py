"""The bot's own commands."""

from __future__ import annotations

import asyncio

import typer

from bot.settings import BotSettings


def run(settings: BotSettings) -> None:
    """Start the exposed host alone and serve until stopped."""
    from bot import host

    asyncio.run(host.run(settings, lambda address: typer.echo(f"web chat: {address}")))
