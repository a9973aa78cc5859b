"""`xiansuo verify` tells what the page tells."""

import re
from pathlib import Path

import pytest

from bot.verify import telling
from bot.verify.command import told
from kit import build
from kit.settings import SecretSetting
from tests.bot.lines import Line, bot_settings

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("language", ["zh_CN", "en"])
async def test_the_command_tells_every_fact_of_the_page(line: Line, language: str) -> None:
    await line.deliver()
    text = "\n".join(await told(line.bot.settings, language))
    t = line.bot.texts.bind(language)
    for section in telling.sections(await line.bot.facts(), t):
        for row in section.rows:
            assert row.label in text
            assert row.value in text
            assert row.code in text
    assert "tests/storage/vault/test_policy.py" in text


async def test_where_no_exposed_host_is_it_tells_the_program(line: Line, tmp_path: Path) -> None:
    settings = bot_settings(tmp_path, line.founded, "0" * 64)
    (only,) = await told(settings, "en")
    assert build.running().hash in only
    assert not (tmp_path / "bot" / "bot.db").exists()


async def test_a_messenger_gets_the_few_facts(line: Line) -> None:
    await line.deliver()
    lines = telling.short(await line.bot.facts(), line.bot.texts.bind("zh_CN"))
    assert lines[0] == "目前没有发现异常。"
    assert re.search(line.founded.policy.fingerprint.hex()[:16], lines[1])
    assert len(lines) == 3


async def test_a_machine_without_memory_and_a_messenger_are_told(line: Line) -> None:
    from dataclasses import replace

    token = SecretSetting("110201543:AAHdqTcv")
    given = {"telegram_bot_token": token, "hosts": ("tip.example.cn", "exampleexample.onion")}
    bot = replace(line.bot, settings=line.bot.settings.model_copy(update=given))
    facts = replace(await bot.facts(), memory_backed=False)
    words = " ".join(
        f"{row.label} {row.value}" for part in telling.sections(facts, bot.texts.bind("zh_CN")) for row in part.rows
    )
    assert "外网主机没有内存文件夹" in words or "外网主机、内网主机没有内存文件夹" in words
    assert "Telegram 没有端到端加密" in words
    assert "exampleexample.onion" in words
