"""Text keys turned into words of one language."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.dialog.model import Words
from kit.catalogue import Catalogue


@dataclass(frozen=True)
class Wording:
    """The catalogue bound to a language. `catalogue` holds the bot's texts and this channel's."""

    catalogue: Catalogue
    language: str

    def text(self, key: str, values: Mapping[str, str | int] | None = None) -> str:
        """The text of a key; raises MissingText."""
        return self.catalogue.text(key, self.language, **(values or {}))

    def of(self, words: Words) -> str:
        """Words by key, or as they stand."""
        return self.text(words.key, words.values) if words.key else words.text


def with_channel_texts(texts: Catalogue) -> Catalogue:
    """The bot's texts together with those that only Telegram needs."""
    return texts.joined(Catalogue.load("bot.channels.telegram"))
