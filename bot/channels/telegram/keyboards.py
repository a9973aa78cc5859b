"""Buttons in rows: as many side by side as a phone shows without cutting a label."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.buttons import shortened

_ROW_WIDTH = 30
_MOST_IN_A_ROW = 3
_MOST_BUTTONS = 96
"""Telegram takes 100 buttons; whatever is beyond can still be typed."""


@dataclass(frozen=True)
class Key:
    """One button: carries `data` (whole, see `buttons`) or opens `url`."""

    label: str
    data: str = ""
    url: str = ""


Rows = tuple[tuple[Key, ...], ...]


def in_rows(keys: Iterable[Key]) -> Rows:
    """Keys packed into rows, in order. Buttons of a row are drawn equally wide, so the widest decides for all."""
    rows: list[list[Key]] = []
    for key in keys:
        together = [*rows[-1], key] if rows else []
        if together and len(together) <= _MOST_IN_A_ROW and _drawn(together) <= _ROW_WIDTH:
            rows[-1].append(key)
        else:
            rows.append([key])
    return tuple(tuple(row) for row in rows)


def _drawn(row: Sequence[Key]) -> int:
    # The drawn button has a margin of about two columns.
    return len(row) * (max(width(key.label) for key in row) + 2)


def width(label: str) -> int:
    """Columns a label takes: two for a Chinese character, one for a Latin one."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in label)


def markup(rows: Sequence[Sequence[Key]]) -> InlineKeyboardMarkup | None:
    """The keyboard as it is sent; None where there is no button."""
    kept: list[list[InlineKeyboardButton]] = []
    count = 0
    for row in rows:
        count += len(row)
        if count > _MOST_BUTTONS:
            break
        kept.append([_button(key) for key in row])
    return InlineKeyboardMarkup(kept) if kept else None


def _button(key: Key) -> InlineKeyboardButton:
    if key.url:
        return InlineKeyboardButton(key.label, url=key.url)
    return InlineKeyboardButton(key.label, callback_data=shortened(key.data))
