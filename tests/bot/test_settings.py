"""The bot's settings: each wrong value refused with one sentence that never repeats it."""

from pathlib import Path

import pytest

from bot.settings import BotSettings
from kit.settings import SettingsError, read


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("policy", "one", "XIANSUO_POLICY"),
        ("policy", "1:abc", "XIANSUO_POLICY"),
        ("timezone", "Mars/Olympus", "XIANSUO_TIMEZONE"),
        ("port", 0, "XIANSUO_PORT"),
        ("port", "eighty", "XIANSUO_PORT"),
    ],
)
def test_a_wrong_value_is_told_with_an_example(name: str, value: object, word: str) -> None:
    with pytest.raises(SettingsError) as told:
        read(BotSettings, **{name: value})
    assert len(told.value.sentences) == 1
    assert told.value.sentences[0].startswith(f"{word} is wrong")
    assert "for example" in told.value.sentences[0]


def test_a_policy_has_a_version_and_a_fingerprint() -> None:
    pin = "12:" + "0a" * 32
    assert read(BotSettings, policy=pin).policy == pin


def test_tokens_do_not_print() -> None:
    made = read(BotSettings, service_token="秘密的令牌", telegram_bot_token="110201543:AAHdqTcv")
    assert "秘密" not in repr(made)
    assert "AAHdqTcv" not in repr(made)


def test_browsers_come_by_tls_with_a_certificate_or_behind_a_named_proxy(tmp_path: Path) -> None:
    for name in ("site.pem", "site.key"):
        (tmp_path / name).touch()
    assert not read(BotSettings).https
    assert read(BotSettings, trusted_proxy="127.0.0.1").https
    assert read(BotSettings, tls_certificate=tmp_path / "site.pem", tls_key=tmp_path / "site.key").https


def test_without_a_database_url_it_is_a_file_in_the_data_folder() -> None:
    assert read(BotSettings, data="/var/lib/x").database_url == "sqlite:////var/lib/x/bot.db"
    assert read(BotSettings, bot_database_url="postgresql://bot@db/bot").database_url == "postgresql://bot@db/bot"


@pytest.mark.parametrize(
    "given",
    [
        {"tls_certificate": "site.pem"},
        {"tls_key": "site.key"},
        {"tls_certificate": "/no/such.pem", "tls_key": "/no/such.key"},
    ],
)
def test_half_a_certificate_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="XIANSUO_TLS_CERTIFICATE"):
        read(BotSettings, **given)
