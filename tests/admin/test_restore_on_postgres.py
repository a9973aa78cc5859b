"""A restore on PostgreSQL: policies come back from a bot host, two sign at once, and the chain holds."""

import asyncio

import pytest
from sqlalchemy import text

from admin import policy_book, policy_news, restore_signing, restoring
from admin.audit import restores, verify_chain, verify_leads
from admin.ledger_sealer import seal_once
from admin.pin import HEAD_FILE
from admin.services import Services
from admin.setup.founding import found
from kit import clock
from storage.vault.binding import new_id
from tests.admin.offices import plan
from tests.admin.policies import second_policy

pytestmark = [pytest.mark.anyio, pytest.mark.needs_postgres]


async def test_a_restored_ledger_on_postgres_takes_policies_back_and_goes_on_once_two_have_signed(
    on_postgres: Services,
) -> None:
    services, now = on_postgres, clock.now()
    founded = await found(services, plan(), now)
    await second_policy(services, founded)
    async with services.ledger.read() as work:
        held = await work.policies.chain()
    async with services.ledger.engine.begin() as connection:
        await connection.execute(text("DELETE FROM policies WHERE version > 1"))
    (services.settings.data / HEAD_FILE).unlink()
    policy_book.forget()
    while await seal_once(services):
        continue
    await restoring.mark(services.ledger, now)
    assert await policy_news.take(services, held[1:], now) == 1
    async with services.ledger.begin() as work:
        height = await work.blocks.height()
        await work.bots.report(new_id(), 2, None, height + 9, clock.now(), bytes(range(32)))
    assert await seal_once(services) == 0
    async with services.ledger.read() as work:
        waiting = await restoring.read(work)
    assert waiting is not None
    signers = [await founded.acting(services, login) for login in ("wang", "bao")]
    told = await asyncio.gather(
        *(restore_signing.sign(services, signer, waiting.witnessed, now) for signer in signers),
        return_exceptions=True,
    )
    for signer, one in zip(signers, told, strict=True):
        if isinstance(one, BaseException):
            await restore_signing.sign(services, signer, waiting.witnessed, now)
    while await seal_once(services):
        continue
    async with services.ledger.read() as work:
        (restore,) = await restores(work)
    assert restore.height == height + 10
    assert await verify_chain(services.ledger) > restore.height
    assert await verify_leads(services) == 0
