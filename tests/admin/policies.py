"""Later policies of a founded office, signed by its own people."""

from admin.services import Services
from admin.setup import desk, policies
from admin.setup.founding import Founded
from kit import clock


async def second_policy(services: Services, founded: Founded, area: str = "南试街道") -> None:
    """The next policy, of one more area, signed by both."""
    root, now = await founded.acting(services, "root"), clock.now()
    async with services.ledger.begin() as work:
        kept = await desk.read(work, desk.AREAS, [])
        areas = desk.checked_areas(await desk.areas(work), {}, area)
        await desk.save(work, root, desk.AREAS, areas, kept.version, now)
    await policies.propose(services, root, now)
    async with services.ledger.read() as work:
        shown = await policies.open_proposal(work)
    assert shown is not None
    for login in ("wang", "bao"):
        signer = await founded.acting(services, login)
        await policies.sign(services, signer, shown.id, shown.policy.fingerprint, {}, now)
