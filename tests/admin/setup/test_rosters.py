"""Rosters stand on policy 1 as soon as there is one, and an older one cannot be put back."""

import pytest

from admin.services import Services
from admin.setup import joining, rosters
from admin.setup.founding import Founded
from admin.sign_in.attempt import Attempt, sign_in
from kit import clock
from storage.errors import RosterRefused, RosterRolledBack
from storage.vault.roster import Roster
from storage.vault.seeds import KeyPair
from tests.admin.setup.test_joining import newcomer
from tests.admin.thieves import write

pytestmark = pytest.mark.anyio


async def roster_of(services: Services, unit: str) -> Roster:
    async with services.ledger.read() as work:
        return await rosters.current(work, unit)


async def signs_in(services: Services, founded: Founded, login: str) -> None:
    who, now = founded.people[login], clock.now()
    await sign_in(services, Attempt(login, who.password, who.code(now)), now)


async def test_the_second_signature_of_policy_1_renews_that_units_roster(office: Services, founded: Founded) -> None:
    assert (await roster_of(office, "custody")).first_policy == founded.policy.fingerprint


@pytest.mark.parametrize(("login", "unit"), [("wang", "office"), ("li", "police")])
async def test_the_first_session_after_policy_1_renews_a_roster(
    office: Services, founded: Founded, login: str, unit: str
) -> None:
    before = await roster_of(office, unit)
    assert before.first_policy == b""
    await signs_in(office, founded, login)
    after = await roster_of(office, unit)
    assert (after.first_policy, after.counter) == (founded.policy.fingerprint, before.counter + 1)
    assert after.members == before.members


async def test_a_renewed_roster_is_not_renewed_again(office: Services, founded: Founded) -> None:
    await signs_in(office, founded, "wang")
    after = await roster_of(office, "office")
    await signs_in(office, founded, "root")
    assert await roster_of(office, "office") == after


async def test_a_newest_roster_that_was_deleted_is_noticed(office: Services, founded: Founded) -> None:
    account, wang = await newcomer(office, founded), await founded.acting(office, "wang")
    code = account.pair.public.key_code()
    await joining.admit(office, wang, "office", account.staff_id, code, clock.now())
    newest = await roster_of(office, "office")
    await write(
        office,
        "DELETE FROM rosters WHERE unit_id = 'office' AND counter = :counter",
        "UPDATE memberships SET state = 'waiting' WHERE staff_id = :staff",
        counter=newest.counter, staff=account.staff_id,
    )  # fmt: skip
    with pytest.raises(RosterRolledBack):
        await roster_of(office, "office")
    with pytest.raises(RosterRolledBack):
        await joining.admit(office, wang, "office", account.staff_id, code, clock.now())


async def test_a_roster_of_another_first_policy_is_refused(office: Services, founded: Founded) -> None:
    wang = await founded.acting(office, "wang")
    pair, roster = wang.keyring.unit_pair("office", 1), await roster_of(office, "office")
    async with office.ledger.begin() as work:
        await rosters._store(work, roster.renewed(1, bytes(32)), pair, wang.member.staff_id, clock.now())
    with pytest.raises(RosterRefused):
        await roster_of(office, "office")


async def test_a_roster_that_does_not_verify_keeps_nobody_from_signing_in(office: Services, founded: Founded) -> None:
    thief = KeyPair.generate()
    await write(
        office, "UPDATE rosters SET signature = :signature WHERE unit_id = 'police'", signature=thief.sign_stored(b"")
    )
    await signs_in(office, founded, "li")
    with pytest.raises(RosterRefused):
        await roster_of(office, "police")
