"""Rotations for tests, by the product's own use cases: prepare, sign the next policy, bring everything over."""

from collections.abc import Collection

from admin.services import Services
from admin.setup import policies, resealing, rosters, rotation
from admin.setup.founding import Founded
from admin.setup.policies import Proposed
from admin.setup.resealing import Done
from admin.setup.rotation import Staying, mark_of
from admin.signed import Signed
from kit import clock
from storage.vault.policy import Policy


async def prepare(services: Services, signed: Signed, unit: str, leavers: Collection[bytes] = ()) -> int:
    """The next epoch without these."""
    async with services.ledger.read() as work:
        roster = await rosters.current(work, unit, signed.keyring)
    ids = frozenset(one.staff_id for one in roster.members) - frozenset(leavers)
    return await rotation.prepare(services, signed, unit, Staying(mark_of(roster), ids), clock.now())


async def proposal(services: Services, founded: Founded, by: str = "root") -> Proposed:
    """The next policy as put up for signing."""
    await policies.propose(services, await founded.acting(services, by), clock.now())
    async with services.ledger.read() as work:
        shown = await policies.open_proposal(work)
    assert shown is not None
    return shown


async def publish(services: Services, founded: Founded, signers: tuple[str, str] = ("wang", "bao")) -> Policy:
    """The next policy in force, every new key's code read out to both."""
    shown = await proposal(services, founded, signers[0])
    codes = {}
    for unit in shown.new_keys:
        found = shown.policy.document.find(unit)
        assert found is not None
        codes[unit] = found.current.public.key_code()
    policy = None
    for login in signers:
        signer = await founded.acting(services, login)
        policy = await policies.sign(services, signer, shown.id, shown.policy.fingerprint, codes, clock.now())
    assert policy is not None
    return policy


async def finish(services: Services, founded: Founded, login: str, unit: str) -> Done:
    """Everything brought over to the epoch in force."""
    return await resealing.run(services, await founded.acting(services, login), unit, clock.now(), patience=60)
