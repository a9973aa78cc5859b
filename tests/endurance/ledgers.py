"""Looking into a host's ledger from outside, while or after it runs."""

import asyncio
import time
from collections.abc import Sequence

from sqlalchemy import select

from storage.database import make_engine
from storage.tables.ledger import Lead
from storage.vault.policy import Policy
from storage.vault.receipt import Receipt
from tests.hosts import Hosts


async def lookup_ids(receipts: Sequence[Receipt], policy: Policy) -> list[bytes]:
    """What the receipts' threads are found by."""
    parameters = policy.document.receipt.stretch()
    keys = await asyncio.gather(*(asyncio.to_thread(receipt.keys, parameters) for receipt in receipts))
    return [one.lookup_id for one in keys]


async def stored(hosts: Hosts) -> list[bytes]:
    """The lookup ids of all leads in the ledger, as often as they stand there."""
    engine = make_engine(hosts.admin_settings().database_url)
    try:
        async with engine.connect() as connection:
            return list((await connection.scalars(select(Lead.lookup_id))).all())
    finally:
        await engine.dispose()


async def all_stored(hosts: Hosts, wanted: Sequence[bytes], seconds: float = 60) -> list[bytes]:
    """The ledger's lookup ids once all `wanted` are among them, or whatever is there when time is over."""
    found = await stored(hosts)
    deadline = time.monotonic() + seconds
    while not set(wanted) <= set(found) and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
        found = await stored(hosts)
    return found
