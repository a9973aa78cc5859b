"""The bot's own commands."""

from __future__ import annotations

import asyncio

import typer

from bot.settings import BotSettings


def run(settings: BotSettings) -> None:
    """Start the exposed host alone and serve until stopped."""
    from bot import host

    asyncio.run(host.run(settings, lambda address: typer.echo(f"web chat: {address}")))


def verify(settings: BotSettings, language: str) -> None:
    """Tell what `/verify` tells, from what this host holds."""
    from bot.verify.command import told

    for line in asyncio.run(told(settings, language)):
        typer.echo(line)
