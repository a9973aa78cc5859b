"""The bot's settings: public keys, channel tokens and the service token; nothing that opens a lead."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from kit.host_settings import HostSettings
from kit.settings import Listed, SecretSetting, setting


class BotSettings(HostSettings):
    """One bot process. Paths are folders of the exposed host."""

    host: str = setting("127.0.0.1", says="the address the citizens' site listens on", example="127.0.0.1")
    port: int = setting(8000, ge=1, le=65535, says="the port the citizens' site listens on", example="8000")
    hosts: Listed = setting((), says="the host names the citizens' site answers to", example="tip.example.cn")
    tls_certificate: Path | None = setting(None, says="a PEM certificate file", example="/etc/xiansuo/site.pem")
    tls_key: Path | None = setting(None, says="the certificate's PEM key file", example="/etc/xiansuo/site.key")
    trusted_proxy: str = setting("", says="the address of a proxy that ends TLS before us", example="127.0.0.1")
    bot_database_url: SecretSetting | None = setting(
        None, says="the bot's own database", example="postgresql://bot@db.example/bot"
    )
    admin_url: str = setting("", says="the address of the admin API", example="http://10.9.0.2:8001")
    quick_exit_url: str = setting(
        "https://www.weather.com.cn/", says="the ordinary page that 快速离开 leads to", example="https://www.weather.com.cn/"
    )
    public_url: str = setting("", says="the address of the web chat that messengers point to", example="https://tip.example.cn")
    telegram_bot_token: SecretSetting | None = Field(
        None,
        validation_alias="TELEGRAM_BOT_TOKEN",
        description="the token that Telegram's BotFather gave",
        examples=["110201543:AAHdqTcv"],
    )
    telegram_base_url: str = setting(
        "", says="scheme, host and port of a self-hosted Bot API server", example="http://127.0.0.1:8081"
    )
    webhook_url: str = setting("", says="the https address that Telegram posts to", example="https://tip.example.cn/telegram")
    reports_a_minute: int = setting(
        120, ge=1, le=1_000_000, says="how many reports a minute one channel takes before people wait", example="120"
    )
    form_seconds: int = setting(
        3, ge=0, le=30, says="how many seconds the last page must have been open before it submits", example="3"
    )
    bench: bool = setting(False, says="1 only while measuring: the receipt's stretching is turned down", example="1")

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        self._check_pair(self.tls_certificate, self.tls_key, "XIANSUO_TLS")
        return self

    @property
    def https(self) -> bool:
        """Whether browsers reach the citizens' site by TLS."""
        return self.tls_certificate is not None or bool(self.trusted_proxy)

    @property
    def database_url(self) -> str:
        """The bot's database: the one named, else a SQLite file in the data folder."""
        if self.bot_database_url is not None:
            return self.bot_database_url.reveal()
        return self.sqlite("bot.db")
