"""Settings are never overwritten unseen."""

import asyncio

import pytest

from storage.errors import StaleVersion
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, rid

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("value", [{"days": 5, "名称": "时限"}, [1, 2], "text", 7, None, False])
async def test_any_json_value_comes_back(ledger: Ledger, value: object) -> None:
    async with ledger.begin() as work:
        await work.settings.put("key", value, 0, NOW, rid())
    async with ledger.read() as work:
        setting = await work.settings.get("key")
    assert setting is not None
    assert (setting.value, setting.version) == (value, 1)


async def test_a_stale_change_is_refused(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        assert await work.settings.put("key", "one", 0, NOW, None) == 1
        assert await work.settings.put("key", "two", 1, NOW, None) == 2
        for based_on in (0, 1, 3):
            with pytest.raises(StaleVersion) as stale:
                await work.settings.put("key", "lost", based_on, NOW, None)
            assert (stale.value.found, stale.value.changed) == (2, ("key",))


async def test_of_two_first_changes_at_one_instant_one_counts(ledger: Ledger) -> None:
    async def put(value: str) -> int:
        async with ledger.begin() as work:
            return await work.settings.put("key", value, 0, NOW, None)

    outcomes = await asyncio.gather(put("a"), put("b"), return_exceptions=True)
    assert sum(isinstance(outcome, StaleVersion) for outcome in outcomes) == 1


async def test_a_setting_never_changed_is_none(ledger: Ledger) -> None:
    async with ledger.read() as work:
        assert await work.settings.get("key") is None
        assert await work.settings.all() == []
