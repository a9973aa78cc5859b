"""The end of an identity, and custody's shares."""

from pathlib import Path

import pytest

from storage.database import truncate_wal
from storage.unit_of_work import Ledger
from tests.storage.builders import add_lead, envelope

pytestmark = pytest.mark.anyio


async def test_a_destroyed_identity_has_no_part_left(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger, named=True)
    async with ledger.begin() as work:
        await work.identities.destroy(lead_id)
    async with ledger.read() as work:
        lead = await work.leads.visible(lead_id, ["office"], None)
        assert (lead.identity, lead.identity_share) == (None, None)
        assert await work.identities.custody_share(lead_id) is None


async def test_without_its_keys_an_identity_is_ciphertext_that_nobody_opens(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger, named=True)
    async with ledger.begin() as work:
        await work.identities.destroy_keys(lead_id)
    async with ledger.read() as work:
        lead = await work.leads.visible(lead_id, ["office"], None)
        assert (lead.identity is None, lead.identity_share) == (False, None)
        assert await work.identities.custody_share(lead_id) is None


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_destroyed_identity_is_in_no_file(ledger: Ledger, kind: str, tmp_path: Path) -> None:
    sealed = envelope(named=True)
    assert sealed.identity is not None
    parts = [sealed.identity.ciphertext, sealed.identity.share_one, sealed.identity.share_two.sealed]
    async with ledger.begin() as work:
        await work.leads.store(sealed)
    async with ledger.begin() as work:
        await work.identities.destroy(sealed.lead_id)
    assert await truncate_wal(ledger.engine)
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert sealed.commitment in files
    assert not any(part[:300] in files or part[-300:] in files for part in parts)


async def test_shares_of_an_old_epoch_are_resealed_once(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger, named=True)
    async with ledger.begin() as work:
        (share,) = await work.identities.shares_behind("custody", 2)
        assert await work.identities.reseal(share.lead_id, 1, 2, b"new")
        assert not await work.identities.reseal(share.lead_id, 1, 2, b"again")
        assert await work.identities.count_behind("custody", 2) == 0
    assert share.lead_id == lead_id
