"""What every channel shares: who writes, what is answered, and the conversation behind it.

What a channel can do is told by `bot.dialog.model.Channel` (its flags), which the conversation puts into the dialog's
world. Carrying out effects, keeping drafts and remembering updates are the conversation's work; a channel only turns
its own messages into inputs and shown replies into its own messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.dialog.model import Input, Reply
from kit.catalogue import DEFAULT_LANGUAGE


@dataclass(frozen=True)
class ChatKey:
    """One person's chat on one channel. The address (a chat id, a cookie's secret) never prints."""

    channel: str
    address: str = field(repr=False)


@dataclass(frozen=True)
class Turn:
    """The answer to one or more inputs: what to show, in the language of the session.

    Effects have been carried out already. Only `WipeAll` stays among the replies, where it was asked for, so that the
    channel erases both sides' messages before it shows what follows. `by_officer`: the conversation was begun with a
    ticket, so an officer fills it in.
    """

    replies: Sequence[Reply] = ()
    language: str = DEFAULT_LANGUAGE
    by_officer: bool = False


class Conversation(Protocol):
    """The dialog with its drafts and effects, for any channel.

    Promise: for one `ChatKey` nothing is lost or done twice, whichever process answers. Raises StorageUnavailable where
    nothing could be kept; then nothing has happened.
    """

    async def handle(self, key: ChatKey, inputs: Sequence[Input], once: str = "") -> Turn:
        """Advance the dialog by `inputs`, in order, carrying out effects.

        `once` names the message they came in, unique on the channel. A name that was handled before changes nothing and
        gives a turn without replies; it is remembered in the same transaction as the draft.
        """

    async def screen(self, key: ChatKey) -> Turn:
        """The current page again; changes nothing."""
