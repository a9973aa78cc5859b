"""Who goes, and who must not."""

import pytest

from admin.roles import Role
from admin.services import Services
from admin.setup import people
from admin.setup.founding import Founded
from kit import clock
from storage.errors import BadInput, NotAllowed

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


async def test_the_last_administrator_keeps_the_role(office: Services, founded: Founded) -> None:
    root = await founded.acting(office, "root")
    with pytest.raises(BadInput) as caught:
        async with office.ledger.begin() as work:
            await people.set_roles(work, root, root.member.staff_id, {Role.OFFICE}, clock.now())
    assert caught.value.key == "staff.error.last_sysadmin"


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
