"""A lead's progress as paragraphs."""

from collections.abc import Iterator

from bot.channels.telegram.styled import Styled
from bot.channels.telegram.words import Wording
from bot.dialog.model import ShowProgress


def paragraphs(shown: ShowProgress, wording: Wording) -> Iterator[Styled]:
    """Status, dates, thread and counts, in the order the reporter asks for them."""
    yield from (Styled(wording.of(note)) for note in shown.notes)
