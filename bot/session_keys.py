"""Which key seals whose conversation. Neither the key nor what it comes from is ever stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kit.runtime_store.protocol import RuntimeStore
from storage.vault.secret import SecretBytes
from storage.vault.seeds import Label, derive


@dataclass(frozen=True, slots=True)
class SessionKey:
    """The row a conversation lies in (32 bytes) and the key that opens it."""

    row: bytes
    key: SecretBytes

    @classmethod
    def from_cookie(cls, cookie: SecretBytes) -> SessionKey:
        """Web: the browser alone holds the key, in its cookie."""
        return cls(derive(cookie, Label.DRAFT_ROW).reveal(), derive(cookie, Label.DRAFT_KEY))

    @classmethod
    def from_chat(cls, daily: bytes, channel: str, chat: str) -> SessionKey:
        """Messengers: a chat id can be guessed, so row and key hang on a daily key that no disk holds."""
        secret, context = SecretBytes(daily), f"{channel}:{chat}".encode()
        row = derive(secret, Label.DRAFT_ROW, context=context).reveal()
        return cls(row, derive(secret, Label.DRAFT_KEY, context=context))


async def chat_keys(runtime: RuntimeStore, today: date, channel: str, chat: str) -> list[SessionKey]:
    """Today's key of a chat, then yesterday's: a draft lives for 24 hours and moves to the new key when touched."""
    days = (today, today - timedelta(days=1))
    return [SessionKey.from_chat(await runtime.daily_key(day), channel, chat) for day in days]
