"""A new staff key where the password may be known: the old one opens nothing sealed after the rotation."""

from dataclasses import dataclass, replace

import pytest

from admin.access import AccessKind
from admin.identity import people
from admin.leads.case import open_case
from admin.services import Services
from admin.setup import joining, key_state, policies, rosters
from admin.setup.founding import Founded
from admin.sign_in import accounts, passwords, sessions, totp
from admin.sign_in.attempt import TOTP_NOTE, Attempt, sign_in
from admin.sign_in.renew_key import Renewal, renew_key
from admin.sign_in.scratch import Scratch
from admin.sign_in.unlock import open_pair
from admin.signed import Signed
from kit import clock
from storage.access import AccessFilter
from storage.errors import AccessRefused, BadInput, NotAllowed, NotFound, SealBroken, VaultError
from storage.vault.lead import LeadKeys, SealedFor
from storage.vault.secret import SecretBytes, SecretText
from storage.vault.seeds import KeyPair, PublicIdentity
from storage.vault.unit import open_old_seed, open_unit_seed
from tests.admin.desk import Desk
from tests.admin.rotations import finish, prepare, proposal, publish
from tests.admin.setup.test_joining import newcomer

pytestmark = pytest.mark.anyio
NEW = SecretText("seven bridges over rain")


@pytest.fixture
def desk(office: Services, founded: Founded) -> Desk:
    return Desk(office, founded)


@dataclass(frozen=True)
class Renewed:
    """A member with a new key, whose phone is set up."""

    founded: Founded
    cookie: SecretBytes


async def renew(desk: Desk, login: str, code: str | None = None, new: SecretText = NEW) -> Renewed:
    """The whole act in the member's own session, up to the new phone's first code."""
    services, person, now = desk.services, desk.founded.people[login], clock.now()
    signed = await desk.founded.acting(services, login)
    typed = Renewal(person.password, code or person.code(now), new)
    cookie = await renew_key(services, signed, typed, new, now)
    kept = await Scratch(services.runtime, cookie).get(TOTP_NOTE)
    assert kept is not None
    secret = SecretText(kept.reveal().decode())
    found = await sessions.find(services, cookie, now)
    assert found is not None
    assert found.pending
    await accounts.confirm_second_factor(services, found, secret, totp.code_at(secret, totp.step_of(now) - 1), now)
    pair = await opened(services, desk.founded, login, new)
    people = dict(desk.founded.people) | {login: replace(person, password=new, totp_secret=secret, pair=pair)}
    return Renewed(replace(desk.founded, people=people), cookie)


async def opened(services: Services, founded: Founded, login: str, password: SecretText) -> KeyPair:
    pair = await open_pair(services, founded.people[login].staff_id, password)
    assert pair is not None
    return pair


async def opens(services: Services, signed: Signed, number: str) -> bool:
    try:
        async with services.ledger.begin() as work:
            return (await open_case(work, signed, number)).opened.content is not None
    except (NotAllowed, NotFound, VaultError):
        return False


async def dues(services: Services, unit: str) -> list[str]:
    async with services.ledger.read() as work:
        return [due.kind for due in (await key_state.read(work, unit, clock.now())).due]


async def readable(services: Services, unit: str, pairs: list[KeyPair]) -> list[bytes]:
    """What of a unit's rows in a dump these keys open: seats, older seeds and grants, as deep as they lead."""
    async with services.ledger.read() as work:
        rows = await work.grants.behind(unit, 99, limit=1000)
        keys = await work.unit_keys.of_unit(unit)
        old = await work.seeds.old(unit)
        staff = await work.staff.all()
        seats = [row for one in staff for row in await work.seeds.of_staff(one.id) if row.unit_id == unit]
    public = {row.epoch: PublicIdentity(row.public_identity) for row in keys}
    known, opened_rows = list(pairs), []
    for _ in range(3):
        for pair in list(known):
            for seat in seats:
                try:
                    known.append(open_unit_seed(unit, seat.epoch, seat.sealed, pair, public[seat.epoch]))
                except VaultError:
                    continue
            for older in old:
                try:
                    known.append(open_old_seed(unit, older.epoch, older.sealed, pair, public[older.epoch]))
                except VaultError:
                    continue
    for row in rows:
        for pair in known:
            try:
                LeadKeys.from_grant(row.lead_id, SealedFor(unit, row.epoch, row.sealed), pair)
            except SealBroken:
                continue
            opened_rows.append(row.lead_id)
            break
    return opened_rows


async def test_password_phone_and_spare_codes_are_new_and_every_other_session_ends(desk: Desk) -> None:
    services, wang, now = desk.services, desk.founded.people["wang"], clock.now()
    elsewhere = await desk.browser("wang")
    renewed = await renew(desk, "wang")
    assert renewed.founded.people["wang"].pair.public != wang.pair.public
    assert 'action="/admin/sign-in"' in await elsewhere.open("/admin/account")
    for attempt in (
        Attempt("wang", wang.password, renewed.founded.people["wang"].code(now)),
        Attempt("wang", NEW, wang.code(now)),
    ):
        with pytest.raises(BadInput):
            await sign_in(services, attempt, now)
    again = await sign_in(services, Attempt("wang", NEW, renewed.founded.people["wang"].code(now)), now)
    assert not again.pending


async def test_until_a_colleague_has_rotated_and_admitted_the_new_key_it_opens_nothing(desk: Desk) -> None:
    services, filed = desk.services, await desk.file()
    founded = (await renew(desk, "wang")).founded
    wang = await founded.acting(services, "wang")
    assert wang.member.units == ()
    assert "office" in wang.member.all_units
    assert not await opens(services, wang, filed.number)
    assert await dues(services, "office") == ["new_key"]
    root = await founded.acting(services, "root")
    code = founded.people["wang"].pair.public.key_code()
    with pytest.raises(BadInput) as caught:
        await joining.admit(services, root, "office", wang.member.staff_id, code, clock.now())
    assert caught.value.key == "staff.error.old_key"

    await prepare(services, root, "office", [wang.member.staff_id])
    root = await founded.acting(services, "root")
    await joining.admit(services, root, "office", wang.member.staff_id, code, clock.now())
    wang = await founded.acting(services, "wang")
    assert wang.member.units == ("office",)
    assert await opens(services, wang, filed.number)
    await publish(services, founded, ("root", "bao"))
    assert (await finish(services, founded, "wang", "office")).left == 0
    assert await opens(services, await founded.acting(services, "wang"), filed.number)


async def test_the_old_seed_and_a_dump_open_nothing_sealed_after_the_rotation(desk: Desk) -> None:
    services = desk.services
    await desk.file()
    before = await desk.founded.acting(services, "wang")
    thief = [before.keyring.own, before.keyring.unit_pair("office", 1)]
    assert len(await readable(services, "office", thief)) == 1
    founded = (await renew(desk, "wang")).founded
    await prepare(services, await founded.acting(services, "root"), "office", [before.member.staff_id])
    policy = await publish(services, founded, ("root", "bao"))
    await finish(services, founded, "root", "office")
    await Desk(services, replace(founded, policy=policy)).file("新的线索。")
    assert await readable(services, "office", thief) == []


@pytest.mark.parametrize("epoch", [2, 3])
async def test_the_only_member_takes_the_unit_along_and_loses_nothing(desk: Desk, epoch: int) -> None:
    """Also in the middle of a rotation, with leads under two epochs."""
    services, filed = desk.services, await desk.file()
    if epoch == 3:
        await prepare(services, await desk.founded.acting(services, "li"), "police")
        desk = Desk(services, replace(desk.founded, policy=await publish(services, desk.founded)))
    between = await desk.file()
    before = await desk.founded.acting(services, "li")
    thief = [before.keyring.own, *(before.keyring.unit_pair("police", one) for one in range(1, epoch))]
    founded = (await renew(desk, "li")).founded
    li = await founded.acting(services, "li")
    assert li.member.units == ("police",)
    for one in (filed, between):
        assert await opens(services, li, one.number)
    assert await dues(services, "police") == (["publish"] if epoch == 2 else ["publish", "reseal"])
    assert await readable(services, "police", thief[:1]) == []

    policy = await publish(services, founded)
    assert (await finish(services, founded, "li", "police")).left == 0
    later = await Desk(services, replace(founded, policy=policy)).file("新的线索。")
    li = await founded.acting(services, "li")
    for one in (filed, between, later):
        assert await opens(services, li, one.number)
    assert await readable(services, "police", thief) == []
    assert await dues(services, "police") == []


async def test_who_made_the_epoch_with_a_new_key_admits_others_once_a_policy_names_it(desk: Desk) -> None:
    services = desk.services
    founded = (await renew(desk, "li")).founded
    account = await newcomer(services, founded, "police")
    li, code = await founded.acting(services, "li"), account.pair.public.key_code()
    with pytest.raises(BadInput) as caught:
        await joining.admit(services, li, "police", account.staff_id, code, clock.now())
    assert caught.value.key == "staff.error.publish_first"
    await publish(services, founded)
    li = await founded.acting(services, "li")
    await joining.admit(services, li, "police", account.staff_id, code, clock.now())


async def test_of_the_last_two_one_waits_and_the_other_takes_the_unit_along(desk: Desk) -> None:
    services, filed = desk.services, await desk.file()
    first = await renew(desk, "root")
    both = (await renew(Desk(services, first.founded), "wang")).founded
    wang, root = await both.acting(services, "wang"), await both.acting(services, "root")
    assert (wang.member.units, root.member.units) == (("office",), ())
    code = both.people["root"].pair.public.key_code()
    await publish(services, both)
    wang = await both.acting(services, "wang")
    await joining.admit(services, wang, "office", root.member.staff_id, code, clock.now())
    for login in ("wang", "root"):
        assert await opens(services, await both.acting(services, login), filed.number)


async def test_a_custodian_takes_the_generated_password_and_waits_for_the_other(desk: Desk) -> None:
    services = desk.services
    signed, bao = await desk.founded.acting(services, "bao"), desk.founded.people["bao"]
    typed = Renewal(bao.password, bao.code(clock.now()), NEW)
    with pytest.raises(BadInput) as caught:
        await renew_key(services, signed, typed, passwords.generate(), clock.now())
    assert caught.value.key == "signin.error.custodian_password"
    founded = (await renew(desk, "bao", new=passwords.generate())).founded
    bao_again = await founded.acting(services, "bao")
    assert bao_again.member.units == ()
    await prepare(services, await founded.acting(services, "guan"), "custody", [bao_again.member.staff_id])
    guan = await founded.acting(services, "guan")
    code = founded.people["bao"].pair.public.key_code()
    await joining.admit(services, guan, "custody", bao_again.member.staff_id, code, clock.now())
    await publish(services, founded, ("wang", "guan"))
    assert (await founded.acting(services, "bao")).member.units == ("custody",)


@pytest.mark.parametrize("code", ["", "000000", "0000000000"])
async def test_the_password_alone_renews_nothing(desk: Desk, code: str) -> None:
    services, wang = desk.services, desk.founded.people["wang"]
    signed = await desk.founded.acting(services, "wang")
    with pytest.raises(BadInput) as caught:
        await renew_key(services, signed, Renewal(wang.password, code, NEW), NEW, clock.now())
    assert caught.value.key == "signin.error.totp"
    wrong = Renewal(SecretText("wrong"), wang.code(clock.now()), NEW)
    with pytest.raises(BadInput) as caught:
        await renew_key(services, signed, wrong, NEW, clock.now())
    assert caught.value.key == "signin.error.wrong_password"
    assert (await opened(services, desk.founded, "wang", wang.password)).public == wang.pair.public


async def test_a_policy_that_the_old_key_signed_does_not_come_into_force(desk: Desk) -> None:
    services = desk.services
    await prepare(services, await desk.founded.acting(services, "li"), "police")
    shown = await proposal(services, desk.founded)
    codes = {unit: (shown.policy.document.find(unit)).current.public.key_code() for unit in shown.new_keys}  # type: ignore[union-attr]
    wang = await desk.founded.acting(services, "wang")
    await policies.sign(services, wang, shown.id, shown.policy.fingerprint, codes, clock.now())
    await renew(desk, "wang")
    async with services.ledger.read() as work:
        assert await policies.open_proposal(work) is None


async def test_the_act_stands_in_the_access_ledger_without_a_name(desk: Desk) -> None:
    await renew(desk, "wang")
    async with desk.services.ledger.read() as work:
        rows = await work.access.page(None, AccessFilter(kinds=(AccessKind.STAFF_KEY_RENEWED.value,)))
    assert [row.actor_id for row in rows] == [desk.founded.people["wang"].staff_id]
    assert "王试".encode() not in rows[0].body


async def test_a_roster_that_names_the_old_key_gives_it_no_say_over_identities(desk: Desk) -> None:
    """Between the renewal and the rotation the old key stands on the roster, and asks for nothing."""
    await renew(desk, "wang")
    async with desk.services.ledger.read() as work:
        assert (await rosters.current(work, "office")).member(desk.founded.people["wang"].staff_id) is not None
        with pytest.raises(AccessRefused):
            await people.asker(work, "office", desk.founded.people["wang"].staff_id)
