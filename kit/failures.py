"""What an operator sees when a command fails: one sentence with cause and cure, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

FAILED = 1


@contextmanager
def told_plainly(*kinds: type[Exception]) -> Iterator[None]:
    """Turn these errors into their sentence on stderr and exit code 1; all others stay what they are."""
    try:
        yield
    except kinds as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(FAILED) from None
