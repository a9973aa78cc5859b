"""The promise that every runtime store keeps."""

from datetime import date, timedelta
from typing import Protocol

DAY_KEY_BYTES = 32
DAY_KEY_SECONDS = 2 * 24 * 60 * 60
WEEK_KEY_SECONDS = 8 * 24 * 60 * 60


class RuntimeStoreUnavailable(Exception):
    """The store does not answer or cannot be written; the sentence says how to mend it and holds no value."""

    safe_to_print = True


class RuntimeStore(Protocol):
    """Short-lived bytes under names. Names come HMACed from the caller and may be any text.

    Every method raises RuntimeStoreUnavailable when the store cannot be used. Promise: what has ended or was popped is
    never given out again. Limit: memory can be swapped or dumped by root.
    """

    async def daily_key(self, day: date) -> bytes:
        """The 32 random bytes of the office's `day`, made at the first call; all processes get the same ones.

        Making one erases those older than the day before: only today's and yesterday's exist. A day before that
        raises LookupError.
        """

    async def weekly_key(self, day: date) -> bytes:
        """The 32 random bytes of the week of `day`, which begins on Monday; all processes get the same ones.

        Only one week's key exists: making the next erases it. A day of an earlier week raises LookupError.
        """

    async def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keeps `value` for `seconds`, in place of what was there."""

    async def get(self, key: str) -> bytes | None:
        """The value, or None when there is none or its time is over."""

    async def pop(self, key: str) -> bytes | None:
        """As `get`, and forgets it. Of several that ask at once, one gets the value."""

    async def budget(self, name: str, limit: int, window_seconds: int) -> bool:
        """Takes one of `limit` uses in the present window of `window_seconds`; False when none is left.

        Windows begin at multiples of their length, so up to twice the limit may pass around a border.
        """

    async def source_budget(self, name: str, source: bytes, limit: int, window_seconds: int) -> bool:
        """As `budget`, for each source by itself: takes one of the `limit` uses of `source`.

        A use costs 16 bytes (folder) or one key (Redis) until its window is tidied away, so that strangers who are
        somebody new each time fill no memory worth naming.
        """

    async def source_uses(self, name: str, source: bytes, window_seconds: int) -> int:
        """How many uses of `source` were taken, or tried, in the present window."""

    async def memory_backed(self) -> bool:
        """Whether what is kept here leaves no trace on a disk, as far as the system can tell."""

    async def tidy(self, today: date) -> None:
        """Erases what has ended, keys of days before yesterday and of past weeks. To be called every few minutes."""

    async def close(self) -> None:
        """Lets connections go."""


def monday_of(day: date) -> date:
    """The first day of the week."""
    return day - timedelta(days=day.weekday())
