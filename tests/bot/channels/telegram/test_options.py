"""A wrong setting stops the process with one sentence; a right one gives PTB's addresses."""

import pytest

from bot.channels.telegram.options import TelegramOptions
from kit.secret_setting import SecretSetting
from storage.errors import SettingsRefused
from tests.fakes.telegram import TOKEN


def options(base_url: str = "http://127.0.0.1:8081", webhook_url: str = "", token: str = TOKEN) -> TelegramOptions:
    return TelegramOptions(SecretSetting(token), base_url, webhook_url)


def test_paths_of_the_bot_api_are_added() -> None:
    assert options("http://127.0.0.1:8081/").api_url == "http://127.0.0.1:8081/bot"
    assert options().file_url == "http://127.0.0.1:8081/file/bot"


@pytest.mark.parametrize("wrong", ["127.0.0.1:8081", "ftp://x", "https://", "https://x/bot", "https://x?y=1"])
def test_a_base_url_of_another_form_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        options(base_url=wrong)
    assert refused.value.name == "XIANSUO_TELEGRAM_BASE_URL"


@pytest.mark.parametrize("wrong", ["tips.example", "https:///x", "https://tips.example/?a=b"])
def test_a_webhook_of_another_form_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsRefused):
        options(webhook_url=wrong)


@pytest.mark.parametrize("wrong", ["abc", "12345", "x:y", "123:"])
def test_what_is_no_token_is_refused_and_not_repeated(wrong: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        options(token=wrong)
    assert wrong not in str(refused.value)


def test_a_webhook_without_a_path_gets_one() -> None:
    assert options(webhook_url="https://tips.example/").hook_address == "https://tips.example/telegram"
    assert options(webhook_url="https://tips.example/a/b").hook_path == "/a/b"


def test_the_secret_of_the_webhook_is_the_same_on_every_worker_and_not_the_token() -> None:
    assert options().hook_secret() == options().hook_secret()
    assert TOKEN.split(":")[1] not in options().hook_secret()
    assert options(token=TOKEN + "x").hook_secret() != options().hook_secret()
