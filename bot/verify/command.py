"""`xiansuo verify`: the facts of `/verify` on a terminal, read from this host's own store."""

from __future__ import annotations

from collections.abc import Iterator

from bot.services import open_services
from bot.settings import BotSettings
from bot.verify import telling
from bot.verify.facts import Facts
from bot.verify.promises import promises
from kit import build
from kit.catalogue import Catalogue, Translator
from storage.backup.archive import Database
from storage.backup.operator import is_here
from storage.migrate import upgrade

_SIGNS = {"": " ", "good": "+", "warn": "!", "danger": "!!"}


async def told(settings: BotSettings, language: str) -> list[str]:
    """The lines to print; where this machine has no exposed host, which program lies here and where to ask."""
    t = Catalogue.load("bot", "texts/verify").bind(language)
    if not is_here(Database("bot", settings.database_url)):
        running = build.running()
        return [t("verify.command.inside_only", version=running.version, hash=running.hash)]
    await upgrade(settings.database_url, "bot")
    async with open_services(settings) as services:
        facts = await services.facts()
    return [*_facts(facts, t), *_promises(language, t)]


def _facts(facts: Facts, t: Translator) -> Iterator[str]:
    yield t("verify.title")
    for notice in telling.notices(facts, t):
        yield f"{_SIGNS[notice.tone]:>2} {notice.text}"
    for section in telling.sections(facts, t):
        yield f"\n{section.title}"
        for row in section.rows:
            yield f"{_SIGNS[row.tone]:>2} {row.label}: {row.value or row.code}"
            if row.value and row.code:
                yield f"     {row.code}"
            if row.hint:
                yield f"     {row.hint}"


def _promises(language: str, t: Translator) -> Iterator[str]:
    yield f"\n{t('verify.promises.title')}"
    for promise in promises(language):
        yield f"   {promise.text}"
        yield from (f"     {name}" for name in promise.tests)
