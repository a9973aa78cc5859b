"""The newest report of each bot host."""

from datetime import timedelta

import pytest

from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, rid

pytestmark = pytest.mark.anyio


async def test_a_report_takes_the_place_of_the_last(ledger: Ledger) -> None:
    first, second = rid(), rid()
    async with ledger.begin() as work:
        await work.bots.report(first, 1, 1, 5, NOW)
        await work.bots.report(second, 1, None, 5, NOW + timedelta(minutes=1))
        await work.bots.report(first, 2, None, 9, NOW + timedelta(minutes=2))
    async with ledger.read() as work:
        found = [
            (row.bot_id, row.policy_version, row.oldest_outbox_policy, row.height) for row in await work.bots.all()
        ]
    assert found == [(second, 1, None, 5), (first, 2, None, 9)]
