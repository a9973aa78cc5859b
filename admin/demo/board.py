"""What the terminal shows of a demonstration: who can sign in, and the codes of this half minute."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Final

from admin.demo.seeding import Demo
from admin.sign_in.totp import STEP_SECONDS
from kit import clock

_WIDTH: Final = 12


def accounts(demo: Demo, now: datetime) -> str:
    """A table: login, password, present code, name and roles; and the receipt of an answered report."""
    rows = [f"{'login':<{_WIDTH}}{'password':<32}{'code':<8}who"]
    for one in demo.accounts:
        who = f"{one.name} ({', '.join(one.roles)})"
        rows.append(f"{one.login:<{_WIDTH}}{one.password.reveal():<32}{one.code(now):<8}{who}")
    rows.append(f"\nreceipt of an answered report: {demo.receipt}")
    return "\n".join(rows)


def codes(demo: Demo, now: datetime) -> str:
    """One line with the codes of this half minute."""
    return "codes now: " + "  ".join(f"{one.login} {one.code(now)}" for one in demo.accounts)


async def keep_telling(demo: Demo, say: Callable[[str], None]) -> None:
    """Print the codes anew each half minute, on a terminal; elsewhere nobody would read them."""
    while True:
        left = STEP_SECONDS - clock.now().timestamp() % STEP_SECONDS
        await asyncio.sleep(left)
        if sys.stdout.isatty():
            say(codes(demo, clock.now()))
