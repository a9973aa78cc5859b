"""Measures the search over a unit's leads at 10,000 and 100,000: `python -m bench.search [--postgres URL URL]`.

The promise: under 0.5 s and under 3 s, whatever is looked for, while a health probe is answered. A word that stands
nowhere is the worst case, because every text is decrypted. The time is that of the use case as the staff site runs it.
It is judged by CPU time, all threads together, because other work on the machine slows the clock. The probe stands for
any other request: how long the event loop lets it wait, asked every 5 ms.
"""

import argparse
import asyncio
import gc
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from statistics import median
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from admin.keyring import Keyring, Seat
from admin.leads.finding import find, words_of
from admin.roles import Role
from admin.signed import Member, Signed
from bench.queue_data import CHUNK, READER, fill
from storage.database import MODE, make_engine
from storage.migrate import upgrade
from storage.tables.ledger import Grant, IndexKey, SearchText, UnitKey
from storage.unit_of_work import Ledger
from storage.vault.index import MOST_BYTES, Holder, UnitIndex
from storage.vault.seeds import KeyPair
from storage.vault.unit import seal_unit_seed

GOALS: Final = {10_000: 0.5, 100_000: 3.0}
UNIT: Final = "office"
ROUNDS: Final = 5
PROBE_EVERY: Final = 0.005
PROBE_MOST: Final = 0.05
LETTERS: Final = "".join(map(chr, range(0x4E00, 0x4E00 + 3000)))
COMMON, RARE, NOWHERE = "过路费", "苏A·98765", "苏A·00000"


async def index_all(engine: AsyncEngine, unit: KeyPair) -> None:
    """An index key, and a text of full length for every lead that the unit holds, as if each had been opened."""
    index, chosen = UnitIndex.generate(UNIT, 1), random.Random(1)
    async with engine.execution_options(**{MODE: "write"}).begin() as connection:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        key = {"unit_id": UNIT, "epoch": 1, "public_identity": unit.public.data, "created_at": now, "made_by": READER}
        await connection.execute(insert(UnitKey), [key])
        sealed = index.seal_for(Holder(1, unit))
        await connection.execute(insert(IndexKey), [{"unit_id": UNIT, "epoch": 1, "sealed_to": 1, "sealed": sealed}])
        leads = list((await connection.scalars(select(Grant.lead_id).where(Grant.unit_id == UNIT))).all())
        for start in range(0, len(leads), CHUNK):
            rows = [
                {"unit_id": UNIT, "lead_id": lead, "epoch": 1, "sealed": index.seal_text(lead, _story(chosen, number))}
                for number, lead in enumerate(leads[start : start + CHUNK], start)
            ]
            await connection.execute(insert(SearchText), rows)


def _story(chosen: random.Random, number: int) -> bytes:
    """Full length; every fifth tells of a toll, one in ten thousand of a certain plate."""
    words = "".join(chosen.choices(LETTERS, k=400))
    marks = ("过路费" if number % 5 == 0 else "") + ("苏a98765" if number % 10_000 == 17 else "")
    return (marks + words).encode()[:MOST_BYTES].decode(errors="ignore").encode()


def signed_in(unit: KeyPair) -> Signed:
    """A member of the unit, with what their session opens."""
    own = KeyPair.generate()
    seat = Seat(UNIT, 1, unit.public, seal_unit_seed(UNIT, 1, unit, own.public))
    member = Member(READER, "reader", "reader", frozenset({Role.OFFICE}), (UNIT,))
    return Signed(member, Keyring(own, [seat]))


class Probe:
    """How much later than asked the event loop came back, in seconds."""

    def __init__(self) -> None:
        self.late: list[float] = []

    async def run(self) -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(PROBE_EVERY)
            self.late.append(time.perf_counter() - asked - PROBE_EVERY)


async def measure(ledger: Ledger, signed: Signed, typed: str) -> tuple[float, float, int, list[float]]:
    """Median seconds and CPU seconds of some searches, the hits of the last, and the probe's delays."""
    await find(ledger, signed, words_of(typed))
    clock, cpu, hits, probe = [], [], 0, Probe()
    probing = asyncio.create_task(probe.run())
    for _ in range(ROUNDS):
        begin, used = time.perf_counter(), time.process_time()
        hits = len((await find(ledger, signed, words_of(typed))).rows)
        clock.append(time.perf_counter() - begin)
        cpu.append(time.process_time() - used)
    probing.cancel()
    return median(clock), median(cpu), hits, probe.late


async def report(url: str, leads: int) -> bool:
    """One line a word; whether the promise holds."""
    await upgrade(url, "ledger")
    engine, unit = make_engine(url), KeyPair.generate()
    await fill(engine, leads)
    await index_all(engine, unit)
    if engine.dialect.name == "postgresql":
        async with engine.begin() as connection:
            await connection.exec_driver_sql("ANALYZE")
    # A collection of everything imported takes long now and then; a server does this once after its start.
    gc.collect()
    gc.freeze()
    ledger, signed, holds = Ledger(engine), signed_in(unit), True
    for name, typed in (("a common word", COMMON), ("a rare plate", RARE), ("one that is nowhere", NOWHERE)):
        clock, cpu, hits, late = await measure(ledger, signed, typed)
        slow, worst = sorted(late)[len(late) * 99 // 100], max(late)
        good = cpu < GOALS[leads] and slow < PROBE_MOST
        holds = holds and good
        print(
            f"{leads:>9,}  {name:<22}{hits:>5} hits{clock:>9.3f} s{cpu:>9.3f} s CPU   "
            f"probe p99 {slow * 1000:>5.1f} ms, worst {worst * 1000:>6.1f} ms{'' if good else '  <-'}",
            flush=True,
        )
    await engine.dispose()
    return holds


async def main() -> int:
    """The exit code says whether the promise holds."""
    parser = argparse.ArgumentParser(description="Times the search over a unit's leads at two sizes.")
    parser.add_argument("--postgres", nargs=2, metavar="URL", help="two empty databases, one a size")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        urls = options.postgres or [f"sqlite:///{folder}/{leads}.db" for leads in GOALS]
        held = [await report(url, leads) for url, leads in zip(urls, GOALS, strict=True)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
