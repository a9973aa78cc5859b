"""The command list and the texts a person sees before the first word. A refusal of these is no failure."""

from telegram import Bot
from telegram.error import TelegramError

from kit import logs
from kit.catalogue import Catalogue

log = logs.get(__name__)

COMMANDS = ("start", "report", "track", "ask", "verify", "wipe", "help")
# Telegram takes two-letter codes; people with any other language get what is set without one.
_LANGUAGES = (("", "zh_CN"), ("en", "en"))


async def publish(bot: Bot, catalogue: Catalogue) -> bool:
    """Set what differs from the catalogue, in each language. Whether all of it was taken.

    Takes a bot without a rate limiter: Telegram answers too many changes of a profile with "try again in some hours",
    and a limiter would keep every chat waiting that long.
    """
    taken = True
    for code, language in _LANGUAGES:
        for change in (_commands, _description, _short_description):
            try:
                await change(bot, catalogue, code, language)
            except TelegramError as error:
                taken = False
                log.info("telegram.profile_refused", part=change.__name__.strip("_"), error=type(error).__name__)
    return taken


async def _commands(bot: Bot, catalogue: Catalogue, code: str, language: str) -> None:
    wanted = [(name, catalogue.text(f"telegram.command.{name}", language)) for name in COMMANDS]
    present = await bot.get_my_commands(language_code=code or None)
    if [(one.command, one.description) for one in present] != wanted:
        await bot.set_my_commands(wanted, language_code=code or None)


async def _description(bot: Bot, catalogue: Catalogue, code: str, language: str) -> None:
    wanted = catalogue.text("telegram.profile.description", language)
    if (await bot.get_my_description(language_code=code or None)).description != wanted:
        await bot.set_my_description(wanted, language_code=code or None)


async def _short_description(bot: Bot, catalogue: Catalogue, code: str, language: str) -> None:
    wanted = catalogue.text("telegram.profile.short_description", language)
    if (await bot.get_my_short_description(language_code=code or None)).short_description != wanted:
        await bot.set_my_short_description(wanted, language_code=code or None)
