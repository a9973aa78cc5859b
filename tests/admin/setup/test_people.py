"""Who goes, and who must not."""

import pytest

from admin.roles import Role
from admin.services import Services
from admin.setup import first_admin, people
from admin.setup.founding import Founded
from admin.sign_in import accounts, sessions
from admin.sign_in.accounts import AccountForm
from kit import clock
from storage.errors import BadInput, NotAllowed
from storage.vault.secret import SecretText

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("login", "key"),
    [("li", "staff.error.last_member"), ("root", "staff.error.oneself"), ("zhao", "staff.error.last_member")],
)
async def test_the_last_member_and_oneself_stay(office: Services, founded: Founded, login: str, key: str) -> None:
    root = await founded.acting(office, "root")
    with pytest.raises(BadInput) as caught:
        async with office.ledger.begin() as work:
            await people.disable(work, root, founded.people[login].staff_id, clock.now())
    assert caught.value.key == key


async def test_the_last_administrator_keeps_the_role(empty: Services) -> None:
    async with empty.ledger.begin() as work:
        token = await first_admin.create_link(work, clock.now())
    form = AccountForm("管理员", "root", SecretText("rain over seven bridges"))
    made = await accounts.make(empty, token, form, clock.now())
    root = await sessions.acting(empty, made.staff_id, made.pair)
    with pytest.raises(BadInput) as caught:
        async with empty.ledger.begin() as work:
            await people.set_roles(work, root, made.staff_id, {Role.OFFICE}, clock.now())
    assert caught.value.key == "staff.error.last_sysadmin"


async def test_nobody_changes_their_own_roles_once_reports_are_taken(office: Services, founded: Founded) -> None:
    root = await founded.acting(office, "root")
    for roles in ({Role.SYSADMIN, Role.OFFICE, Role.LEADER}, {Role.SYSADMIN}, {Role.OFFICE}):
        with pytest.raises(BadInput) as caught:
            async with office.ledger.begin() as work:
                await people.set_roles(work, root, root.member.staff_id, roles, clock.now())
        assert caught.value.key == "staff.error.own_roles"
    assert (await founded.acting(office, "root")).member.roles == {Role.SYSADMIN, Role.OFFICE}


async def test_nobody_becomes_a_custodian_by_a_change_of_roles(office: Services, founded: Founded) -> None:
    root, li = await founded.acting(office, "root"), founded.people["li"]
    with pytest.raises(BadInput):
        async with office.ledger.begin() as work:
            await people.set_roles(work, root, li.staff_id, {Role.CUSTODIAN}, clock.now())
    async with office.ledger.begin() as work:
        await people.set_roles(work, root, li.staff_id, {Role.HANDLER, Role.REWARD}, clock.now())
    assert (await founded.acting(office, "li")).member.roles == {Role.HANDLER, Role.REWARD}


async def test_only_the_administrator_disables(office: Services, founded: Founded) -> None:
    wang, guan = await founded.acting(office, "wang"), founded.people["guan"]
    with pytest.raises(NotAllowed):
        async with office.ledger.begin() as work:
            await people.disable(work, wang, guan.staff_id, clock.now())


async def test_somebody_disabled_can_be_let_in_again(office: Services, founded: Founded) -> None:
    root, guan = await founded.acting(office, "root"), founded.people["guan"]
    async with office.ledger.begin() as work:
        await people.disable(work, root, guan.staff_id, clock.now())
        assert (await work.staff.get(guan.staff_id)).disabled_at is not None
        await people.enable(work, root, guan.staff_id, clock.now())
        assert (await work.staff.get(guan.staff_id)).disabled_at is None
