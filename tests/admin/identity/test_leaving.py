"""What somebody has under way ends when they are disabled or get a new key, and others ask anew."""

import pytest

from admin.access import AccessKind
from admin.roles import Role
from admin.setup import invitations, people, policies, recovery
from admin.setup.invitations import Invited
from kit import clock
from storage.errors import AlreadyDone
from tests.admin.colleagues import joined
from tests.admin.desk import Desk
from tests.admin.identity.parties import Parties
from tests.admin.rotations import prepare, proposal
from tests.admin.sign_in.test_renew_key import renew

pytestmark = pytest.mark.anyio


async def disable(desk: Desk, login: str, by: str = "root") -> None:
    signed = await desk.founded.acting(desk.services, by)
    async with desk.services.ledger.begin() as work:
        await people.disable(work, signed, desk.founded.people[login].staff_id, clock.now())


async def go(desk: Desk, how: str, login: str) -> None:
    """They leave, or their key does."""
    await (disable(desk, login) if how == "disabled" else renew(desk, login))


@pytest.fixture
async def two(desk: Desk) -> Desk:
    """Two handlers at the police, so that one can go."""
    desk.founded = await joined(desk.services, desk.founded, "he", "何试", "police")
    return desk


@pytest.mark.parametrize("how", ["disabled", "renewed"])
@pytest.mark.parametrize("approved", [False, True])
async def test_requests_of_who_goes_end_with_their_shares(
    two: Desk, parties: Parties, how: str, approved: bool
) -> None:
    await (parties.approved() if approved else parties.ask())
    request = await parties.request()
    assert (await parties.share(request.id) is not None) == approved
    await go(two, how, "li")
    ended = await parties.request()
    assert (ended.id, ended.state) == (request.id, "expired")
    assert await parties.share(request.id) is None
    assert AccessKind.IDENTITY_ENDED.value in await two.kinds(parties.filed.lead_id)


async def test_an_approval_of_a_custodian_who_goes_ends_and_is_asked_for_anew(parties: Parties) -> None:
    request = await parties.approved()
    await disable(parties.desk, "bao")
    assert await parties.share(request.id) is None
    assert (await parties.request()).state == "expired"
    await parties.ask()
    await parties.decide("approve", "guan")
    assert "金丝雀林" in await parties.reveal()


@pytest.mark.parametrize("who", ["bao", "li"])
async def test_call_backs_of_who_asked_and_of_who_was_to_call_end(two: Desk, parties: Parties, who: str) -> None:
    await parties.ask_to_call("bao")
    call = await parties.call()
    await disable(two, who)
    assert (await parties.call()).state == "expired"
    assert await parties.share(call.id) is None
    if who == "bao":
        await parties.ask_to_call("guan")
        assert (await parties.call()).state == "waiting"


async def test_what_others_have_under_way_goes_on(two: Desk, parties: Parties) -> None:
    await parties.approved()
    await parties.ask_to_call("bao")
    await disable(two, "he")
    await disable(two, "guan")
    assert ((await parties.request()).state, (await parties.call()).state) == ("approved", "waiting")


async def test_a_policy_that_who_goes_has_signed_is_withdrawn(two: Desk) -> None:
    services = two.services
    await prepare(services, await two.founded.acting(services, "li"), "police")
    shown = await proposal(services, two.founded)
    codes = {"police": shown.policy.document.find("police").current.public.key_code()}  # type: ignore[union-attr]
    bao = await two.founded.acting(services, "bao")
    await policies.sign(services, bao, shown.id, shown.policy.fingerprint, codes, clock.now())
    await disable(two, "he")
    async with services.ledger.read() as work:
        assert await policies.open_proposal(work) is not None
    await disable(two, "bao")
    async with services.ledger.read() as work:
        assert await policies.open_proposal(work) is None


async def test_links_of_an_administrator_who_goes_are_void(desk: Desk) -> None:
    services, root = desk.services, await desk.founded.acting(desk.services, "root")
    async with services.ledger.begin() as work:
        token = await invitations.invite(work, root, Invited("新人", {Role.HANDLER}, "police"), clock.now())
        other = await recovery.create_link(work, "police", "新人", clock.now())
    await renew(desk, "root")
    async with services.ledger.read() as work:
        await invitations.find(work, other, clock.now())
        with pytest.raises(AlreadyDone):
            await invitations.find(work, token, clock.now())
