"""How this bot reaches Telegram, checked when it is made."""

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from kit.secret_setting import SecretSetting
from storage.errors import SettingsRefused

OFFICIAL_SERVER = "https://api.telegram.org"
DEFAULT_WEBHOOK_PATH = "/telegram"


@dataclass(frozen=True)
class TelegramOptions:
    """`token` of the bot, `base_url` (scheme, host and port of the Bot API server), `webhook_url` or nothing to poll.

    Raises SettingsRefused. `limiter` off is for measurements only.
    """

    token: SecretSetting
    base_url: str = OFFICIAL_SERVER
    webhook_url: str = ""
    limiter: bool = True

    def __post_init__(self) -> None:
        server = urlsplit(self.base_url)
        if server.scheme not in ("http", "https") or not server.hostname or server.path.strip("/") or server.query:
            raise SettingsRefused(
                "XIANSUO_TELEGRAM_BASE_URL",
                "XIANSUO_TELEGRAM_BASE_URL must be a scheme, host and port only, such as http://127.0.0.1:8081.",
            )
        hook = urlsplit(self.webhook_url)
        if self.webhook_url and (hook.scheme not in ("http", "https") or not hook.hostname or hook.query):
            raise SettingsRefused(
                "XIANSUO_WEBHOOK_URL",
                "XIANSUO_WEBHOOK_URL must be an address that Telegram can post to, such as https://tips.example/telegram.",
            )
        number, _, rest = self.token.reveal().partition(":")
        if not number.isdigit() or not rest:
            raise SettingsRefused(
                "TELEGRAM_BOT_TOKEN",
                "TELEGRAM_BOT_TOKEN is not a bot token; copy it from @BotFather, digits, a colon and letters.",
            )

    @property
    def api_url(self) -> str:
        """What python-telegram-bot calls base_url."""
        return self.base_url.rstrip("/") + "/bot"

    @property
    def file_url(self) -> str:
        """What python-telegram-bot calls base_file_url."""
        return self.base_url.rstrip("/") + "/file/bot"

    @property
    def hook_address(self) -> str:
        """The whole address Telegram posts to; an address without a path gets `/telegram`."""
        bare = urlsplit(self.webhook_url).path in ("", "/")
        return self.webhook_url.rstrip("/") + DEFAULT_WEBHOOK_PATH if bare else self.webhook_url

    @property
    def hook_path(self) -> str:
        """The path at which the web application takes updates."""
        return urlsplit(self.hook_address).path

    def hook_secret(self) -> str:
        """What Telegram shows with each update. It hangs on the token, so all workers know it and none keeps it."""
        return hmac.digest(self.token.reveal().encode(), b"xiansuo telegram webhook", hashlib.sha256).hex()
