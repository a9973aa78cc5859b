"""Keys travel by codes read aloud, never by what a table says."""

import pytest

from admin.roles import Role
from admin.services import Services
from admin.setup import invitations, joining, rosters
from admin.setup.founding import Founded
from admin.setup.invitations import Invited
from admin.sign_in import accounts, sessions, totp
from admin.sign_in.accounts import AccountForm, NewAccount
from kit import clock
from storage.errors import BadInput, NotAllowed, NotFound, RosterRefused
from storage.tables.ledger import Roster as RosterRow
from storage.tables.ledger import StaffKeys
from storage.vault.roster import Member, Roster, sign_roster
from storage.vault.seeds import KeyPair
from tests.admin.offices import PASSWORD

pytestmark = pytest.mark.anyio


async def newcomer(services: Services, founded: Founded, unit: str = "office", confirmed: bool = True) -> NewAccount:
    """Somebody with an account who waits before a unit."""
    root, now = await founded.acting(services, "root"), clock.now()
    async with services.ledger.begin() as work:
        token = await invitations.invite(work, root, Invited("新人", {Role.OFFICE}, unit), now)
    account = await accounts.make(services, token, AccountForm("新人", "xin", PASSWORD), now)
    if confirmed:
        signed = await sessions.acting(services, account.staff_id, account.pair)
        code = totp.code_at(account.totp_secret, totp.step_of(now))
        await accounts.confirm_second_factor(services, signed, account.totp_secret, code, now)
    return account


async def test_an_account_alone_opens_no_unit(office: Services, founded: Founded) -> None:
    account = await newcomer(office, founded)
    signed = await sessions.acting(office, account.staff_id, account.pair)
    assert signed.member.units == ()
    with pytest.raises(NotAllowed):
        signed.keyring.unit_pair("office", 1)


async def test_a_member_admits_by_the_code_that_the_newcomer_reads_out(office: Services, founded: Founded) -> None:
    account = await newcomer(office, founded)
    wang = await founded.acting(office, "wang")
    spoken = joining.grouped(account.pair.public.key_code())
    await joining.admit(office, wang, "office", account.staff_id, spoken, clock.now())
    signed = await sessions.acting(office, account.staff_id, account.pair)
    assert signed.keyring.unit_pair("office", 1).public == founded.policy.document.units[0].current.public
    async with office.ledger.read() as work:
        roster = await rosters.current(work, "office")
    member = roster.member(account.staff_id)
    assert member is not None
    assert (member.public, member.admitted_by) == (account.pair.public, founded.people["wang"].staff_id)
    assert len(roster.members) == 3


async def test_a_wrong_code_admits_nobody(office: Services, founded: Founded) -> None:
    account = await newcomer(office, founded)
    wang = await founded.acting(office, "wang")
    for typed in ("", "0000 0000 0000 0000", account.pair.public.key_code()[:-1]):
        with pytest.raises(BadInput) as caught:
            await joining.admit(office, wang, "office", account.staff_id, typed, clock.now())
        assert caught.value.key == "staff.error.key_code"
    async with office.ledger.read() as work:
        assert len((await rosters.current(work, "office")).members) == 2
        assert await work.seeds.of_staff(account.staff_id) == []


async def test_a_key_swapped_in_the_table_is_caught_by_the_spoken_code(office: Services, founded: Founded) -> None:
    account, thief = await newcomer(office, founded), KeyPair.generate()
    async with office.ledger.begin() as work:
        kept = await work.staff.keys(account.staff_id)
        assert kept is not None
        await work.staff.replace_keys(
            StaffKeys(
                staff_id=kept.staff_id, public_identity=thief.public.data, wrapped_seed=kept.wrapped_seed,
                salt=kept.salt, totp_wrapped=kept.totp_wrapped, totp_last_step=kept.totp_last_step,
                totp_confirmed_at=kept.totp_confirmed_at, created_at=kept.created_at,
            )
        )  # fmt: skip
    wang = await founded.acting(office, "wang")
    with pytest.raises(BadInput):
        await joining.admit(office, wang, "office", account.staff_id, account.pair.public.key_code(), clock.now())


async def test_an_invented_membership_row_opens_nothing(office: Services, founded: Founded) -> None:
    li = founded.people["li"]
    async with office.ledger.begin() as work:
        await work.memberships.set("office", li.staff_id, "joined", clock.now())
    signed = await founded.acting(office, "li")
    assert "office" in signed.member.units
    with pytest.raises(NotAllowed):
        signed.keyring.unit_pair("office", 1)


async def test_nobody_admits_to_a_unit_of_others(office: Services, founded: Founded) -> None:
    account = await newcomer(office, founded)
    code = account.pair.public.key_code()
    for login in ("li", "bao", "zhao"):
        stranger = await founded.acting(office, login)
        with pytest.raises(NotAllowed):
            await joining.admit(office, stranger, "office", account.staff_id, code, clock.now())


async def test_somebody_without_a_confirmed_phone_is_not_admitted(office: Services, founded: Founded) -> None:
    account = await newcomer(office, founded, confirmed=False)
    wang = await founded.acting(office, "wang")
    with pytest.raises(BadInput) as caught:
        await joining.admit(office, wang, "office", account.staff_id, account.pair.public.key_code(), clock.now())
    assert caught.value.key == "staff.error.not_confirmed"
    with pytest.raises(NotFound):
        await joining.admit(office, wang, "office", bytes(16), "0" * 16, clock.now())


async def test_a_roster_that_the_units_key_did_not_sign_is_refused(office: Services, founded: Founded) -> None:
    thief = KeyPair.generate()
    async with office.ledger.read() as work:
        roster = await rosters.current(work, "office")
    someone = Member(bytes(16), thief.public, bytes(16), clock.now().date())
    forged = sign_roster(Roster("office", 1, roster.counter + 1, 1, b"", (*roster.members, someone)), thief)
    async with office.ledger.begin() as work:
        await work.rosters.add(
            RosterRow(
                unit_id="office", epoch=1, counter=roster.counter + 1, body=forged.body,
                signature=forged.signature, created_at=clock.now(),
            )
        )  # fmt: skip
    with pytest.raises(RosterRefused):
        async with office.ledger.read() as work:
            await rosters.current(work, "office")


async def test_a_custodian_never_waits_before_another_unit(office: Services, founded: Founded) -> None:
    root = await founded.acting(office, "root")
    with pytest.raises(BadInput) as caught:
        async with office.ledger.begin() as work:
            await joining.ask_to_join(work, root, founded.people["bao"].staff_id, "office", clock.now())
    assert caught.value.key == "staff.error.two_locks"
    with pytest.raises(BadInput):
        async with office.ledger.begin() as work:
            await joining.ask_to_join(work, root, founded.people["wang"].staff_id, "custody", clock.now())
