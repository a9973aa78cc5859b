"""Stretching passwords never holds up anybody else."""

import asyncio
import time

import pytest

from admin.services import Services
from admin.sign_in.attempt import Attempt, sign_in
from kit import clock
from storage.vault.secret import SecretText

pytestmark = pytest.mark.anyio


async def test_other_requests_are_answered_while_sixteen_sign_ins_are_stretched(office: Services) -> None:
    gaps: list[float] = []

    async def tick() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    ticking = asyncio.create_task(tick())
    tries = (Attempt(f"nobody{number}", SecretText("a wrong password"), "") for number in range(16))
    began = time.perf_counter()
    await asyncio.gather(*(sign_in(office, one, clock.now()) for one in tries), return_exceptions=True)
    took = time.perf_counter() - began
    ticking.cancel()
    gaps.sort()
    assert len(gaps) > 20
    # A blocked loop would tick about sixteen times, each after a whole derivation.
    assert gaps[int(len(gaps) * 0.95)] < took / 16
