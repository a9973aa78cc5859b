"""One-time links: whom they let in, and whom never."""

from datetime import timedelta

import pytest

from admin.roles import Role
from admin.services import LINK_FILE, Services
from admin.setup import first_admin, invitations
from admin.setup.founding import Founded
from admin.setup.invitations import Invited
from admin.sign_in import accounts
from admin.sign_in.accounts import AccountForm
from kit import clock
from storage.errors import AlreadyDone, BadInput, NotAllowed
from storage.vault.secret import SecretText
from tests.admin.offices import PASSWORD

pytestmark = pytest.mark.anyio


def form(login: str) -> AccountForm:
    return AccountForm("新人", login, PASSWORD)


async def link(services: Services, founded: Founded, *roles: Role, unit: str | None = None) -> SecretText:
    root = await founded.acting(services, "root")
    async with services.ledger.begin() as work:
        return await invitations.invite(work, root, Invited("新人", roles, unit), clock.now())


async def test_the_first_administrator_comes_in_by_the_link_alone(empty: Services) -> None:
    async with empty.ledger.begin() as work:
        token = await first_admin.create_link(work, clock.now())
    with pytest.raises(AlreadyDone):
        await accounts.make(empty, SecretText("A" * 43), form("eve"), clock.now())
    account = await accounts.make(empty, token, form("root"), clock.now())
    async with empty.ledger.read() as work:
        assert (await work.staff.get(account.staff_id)).roles == ["sysadmin"]


async def test_using_the_first_link_erases_the_file_that_showed_it(empty: Services) -> None:
    file = empty.settings.data / LINK_FILE
    async with empty.ledger.begin() as work:
        token = await first_admin.create_link(work, clock.now())
    file.write_text("the link")
    await accounts.make(empty, token, form("root"), clock.now())
    assert not file.exists()


async def test_a_link_is_good_once(empty: Services) -> None:
    async with empty.ledger.begin() as work:
        token = await first_admin.create_link(work, clock.now())
    await accounts.make(empty, token, form("root"), clock.now())
    with pytest.raises(AlreadyDone):
        await accounts.make(empty, token, form("second"), clock.now())


async def test_a_link_ends_after_a_day(empty: Services) -> None:
    start = clock.now()
    async with empty.ledger.begin() as work:
        token = await first_admin.create_link(work, start)
    with pytest.raises(AlreadyDone):
        await accounts.make(empty, token, form("root"), start + timedelta(hours=24, seconds=1))


async def test_a_new_first_link_makes_the_old_one_void(empty: Services) -> None:
    async with empty.ledger.begin() as work:
        old = await first_admin.create_link(work, clock.now())
        await first_admin.create_link(work, clock.now())
    with pytest.raises(AlreadyDone):
        await accounts.make(empty, old, form("root"), clock.now())


async def test_no_first_link_is_made_once_there_is_an_administrator(office: Services) -> None:
    with pytest.raises(AlreadyDone):
        async with office.ledger.begin() as work:
            await first_admin.create_link(work, clock.now())


async def test_an_administrator_who_never_confirmed_a_phone_does_not_block_the_next_link(empty: Services) -> None:
    async with empty.ledger.begin() as work:
        token = await first_admin.create_link(work, clock.now())
    await accounts.make(empty, token, form("root"), clock.now())
    async with empty.ledger.begin() as work:
        assert await first_admin.create_link(work, clock.now())


async def test_a_form_that_is_refused_leaves_the_link_usable(office: Services, founded: Founded) -> None:
    token = await link(office, founded, Role.OFFICE)
    for wrong in (form("WANG"), form("x"), AccountForm("新人", "xin", SecretText("short")), form("")):
        with pytest.raises(BadInput):
            await accounts.make(office, token, wrong, clock.now())
    assert (await accounts.make(office, token, form("xin"), clock.now())).staff_id


async def test_the_token_stands_in_no_table(office: Services, founded: Founded) -> None:
    token = await link(office, founded, Role.OFFICE)
    stored = b"".join(path.read_bytes() for path in office.settings.data.glob("ledger.db*"))
    assert token.reveal().encode() not in stored
    assert invitations.secret_of(token).reveal() not in stored


async def test_only_the_administrator_invites(office: Services, founded: Founded) -> None:
    wang = await founded.acting(office, "wang")
    with pytest.raises(NotAllowed):
        async with office.ledger.begin() as work:
            await invitations.invite(work, wang, Invited("新人", {Role.OFFICE}), clock.now())


@pytest.mark.parametrize(
    ("unit", "first", "roles", "key"),
    [
        ("custody", False, {Role.OFFICE}, "staff.error.custody_roles"),
        ("custody", False, {Role.CUSTODIAN, Role.SYSADMIN}, "staff.error.custody_roles"),
        ("office", False, {Role.CUSTODIAN}, "staff.error.custodian_elsewhere"),
        (None, False, {Role.CUSTODIAN, Role.OFFICE}, "staff.error.custody_roles"),
        ("office", True, {Role.OFFICE}, "staff.error.unit_has_first"),
        ("office", True, {Role.SYSADMIN}, "staff.error.first_is_sysadmin"),
        (None, True, {Role.OFFICE}, "staff.error.first_needs_unit"),
        ("office", False, set(), "staff.error.no_roles"),
    ],
)
async def test_an_invitation_that_would_join_the_locks_is_refused(
    office: Services, founded: Founded, unit: str | None, first: bool, roles: set[Role], key: str
) -> None:
    root = await founded.acting(office, "root")
    with pytest.raises(BadInput) as caught:
        async with office.ledger.begin() as work:
            await invitations.invite(work, root, Invited("新人", roles, unit, first), clock.now())
    assert caught.value.key == key


async def test_a_custodian_takes_the_password_that_was_generated(office: Services, founded: Founded) -> None:
    token = await link(office, founded, Role.CUSTODIAN, unit="custody")
    with pytest.raises(BadInput) as caught:
        await accounts.make(office, token, form("xin"), clock.now())
    assert caught.value.key == "signin.error.custodian_password"
    offered = await accounts.offer(office, token)
    assert offered == await accounts.offer(office, token)
    await accounts.make(office, token, AccountForm("新人", "xin", offered), clock.now())
