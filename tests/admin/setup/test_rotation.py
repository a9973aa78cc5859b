"""Somebody leaves: with a whole dump and their password they open nothing new, and nothing that was sealed anew."""

import asyncio
from dataclasses import replace

import pytest

from admin.leads.case import open_case
from admin.leads.indexing import opened_indexes
from admin.services import Services
from admin.setup import joining, policies, resealing, rotation
from admin.setup.founding import Founded
from admin.setup.rotation import Staying
from admin.sign_in import sessions
from admin.sign_in.attempt import Attempt, sign_in
from kit import clock
from storage.errors import AlreadyDone, BadInput, NotAllowed, SealBroken, StaleVersion, VaultError
from storage.report import Identity
from storage.tables.ledger import CustodyShare, Grant, UnitSeed
from storage.vault.lead import LeadKeys, SealedFor, open_share_two
from storage.vault.unit import open_unit_seed
from tests.admin.desk import Desk
from tests.admin.rotations import finish, prepare, proposal, publish
from tests.admin.setup.test_joining import newcomer
from tests.admin.thieves import write

pytestmark = pytest.mark.anyio
REPORTER = Identity(name="测试人", phone="13800001111")


@pytest.fixture
async def desk(office: Services, founded: Founded) -> Desk:
    return Desk(office, founded)


async def grants(services: Services, unit: str) -> list[Grant]:
    async with services.ledger.read() as work:
        return await work.grants.behind(unit, 99, limit=1000)


async def shares(services: Services) -> list[CustodyShare]:
    async with services.ledger.read() as work:
        return await work.identities.shares_behind("custody", 99, limit=1000)


async def seeds_of(services: Services, staff_id: bytes) -> list[UnitSeed]:
    async with services.ledger.read() as work:
        return await work.seeds.of_staff(staff_id)


async def test_a_leaver_opens_nothing_sealed_anew_and_nothing_new(desk: Desk) -> None:
    """The leaver kept the old unit seed from the day before, which is all that a dump and the password gave them."""
    services, founded = desk.services, desk.founded
    filed = await desk.file()
    leaver = await founded.acting(services, "root")
    old_seed, own = leaver.keyring.unit_pair("office", 1), leaver.keyring.own
    wang = await founded.acting(services, "wang")
    assert await prepare(services, wang, "office", [leaver.member.staff_id]) == 2
    policy = await publish(services, founded)
    assert (await finish(services, founded, "wang", "office")).left == 0

    fresh = Desk(services, replace(founded, policy=policy))
    later = await fresh.file("新的线索。")
    assert {grant.lead_id for grant in await grants(services, "office")} == {filed.lead_id, later.lead_id}
    for grant in await grants(services, "office"):
        sealed = SealedFor("office", grant.epoch, grant.sealed)
        for pair in (old_seed, own):
            with pytest.raises(SealBroken):
                LeadKeys.from_grant(grant.lead_id, sealed, pair)
    assert await seeds_of(services, leaver.member.staff_id) == []
    async with services.ledger.read() as work:
        dumped = await work.seeds.get("office", 2, wang.member.staff_id)
        old = await work.seeds.old("office")
    assert dumped is not None
    for sealed_seed in (dumped, *(row.sealed for row in old)):
        for pair in (old_seed, own):
            with pytest.raises(VaultError):
                open_unit_seed("office", 2, sealed_seed, pair, wang.keyring.own.public)


async def test_a_leaver_reads_no_search_text_with_the_old_key_once_all_is_sealed_anew(desk: Desk) -> None:
    """Texts of leads opened before stay as they are; the copy of their key that the old epoch could open is gone."""
    services, founded = desk.services, desk.founded
    filed = await desk.file("金丝雀桥头收费")
    await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    leaver = await founded.acting(services, "root")
    wang = await founded.acting(services, "wang")
    await prepare(services, wang, "office", [leaver.member.staff_id])
    await publish(services, founded)
    async with services.ledger.read() as work:
        assert {row.sealed_to for row in await work.lead_index.keys_of("office")} == {1, 2}
    assert (await finish(services, founded, "wang", "office")).left == 0
    async with services.ledger.begin() as work:
        (copy,) = await work.lead_index.keys_of("office")
        kept = await work.lead_index.text_of(filed.lead_id, "office")
        (index,) = await opened_indexes(work, await founded.acting(services, "wang"), "office")
    assert (copy.epoch, copy.sealed_to) == (1, 2)
    assert kept is not None
    assert "金丝雀" in index.open_text(filed.lead_id, kept.sealed).reveal().decode()
    with pytest.raises(NotAllowed):
        leaver.keyring.index("office", copy.epoch, copy.sealed_to, copy.sealed)


async def test_who_stays_and_who_comes_later_opens_old_and_new_leads(desk: Desk) -> None:
    services, founded = desk.services, desk.founded
    filed = await desk.file()
    wang = await founded.acting(services, "wang")
    await prepare(services, wang, "office", [founded.people["root"].staff_id])
    await publish(services, founded)
    account = await newcomer(services, founded)
    wang = await founded.acting(services, "wang")
    await joining.admit(services, wang, "office", account.staff_id, account.pair.public.key_code(), clock.now())
    for when in ("before", "after"):
        for who in (wang.member.staff_id, account.staff_id):
            pair = account.pair if who == account.staff_id else founded.people["wang"].pair
            signed = await sessions.acting(services, who, pair)
            async with services.ledger.begin() as work:
                case = await open_case(work, signed, filed.number)
            assert case.opened.content is not None, when
        await finish(services, founded, "wang", "office")


async def test_slices_can_be_cut_short_and_go_on_where_they_stood(desk: Desk) -> None:
    services, founded = desk.services, desk.founded
    for _ in range(resealing.SLICE + 7):
        await desk.file()
    await prepare(services, await founded.acting(services, "wang"), "office")
    await publish(services, founded)
    wang = await founded.acting(services, "wang")
    first = await resealing.run(services, wang, "office", clock.now(), patience=0)
    assert (first.moved, first.left) == (resealing.SLICE, 7)
    again = await resealing.run(services, wang, "office", clock.now())
    assert (again.moved, again.left) == (7, 0)
    assert {grant.epoch for grant in await grants(services, "office")} == {2}


async def test_two_members_at_once_seal_each_row_once(desk: Desk) -> None:
    services, founded = desk.services, desk.founded
    for _ in range(20):
        await desk.file()
    await prepare(services, await founded.acting(services, "wang"), "office")
    await publish(services, founded)
    both = [await founded.acting(services, login) for login in ("wang", "root")]
    done = await asyncio.gather(*(resealing.run(services, one, "office", clock.now()) for one in both))
    assert sum(one.moved for one in done) == 20
    wang = await founded.acting(services, "wang")
    for grant in await grants(services, "office"):
        assert grant.epoch == 2
        LeadKeys.from_grant(grant.lead_id, SealedFor("office", 2, grant.sealed), wang.keyring.unit_pair("office", 2))


async def test_a_row_that_does_not_open_holds_up_no_other(desk: Desk) -> None:
    services, founded = desk.services, desk.founded
    filed = [await desk.file() for _ in range(3)]
    await prepare(services, await founded.acting(services, "wang"), "office")
    await publish(services, founded)
    await write(
        services, "UPDATE grants SET sealed = :sealed WHERE lead_id = :lead AND unit_id = 'office'",
        sealed=b"torn", lead=filed[1].lead_id,
    )  # fmt: skip
    done = await finish(services, founded, "wang", "office")
    assert (done.moved, done.broken, done.left) == (2, 1, 1)
    assert "seal_broken" in await desk.kinds(filed[1].lead_id)


async def test_custodys_halves_go_to_its_new_key(desk: Desk) -> None:
    services, founded = desk.services, desk.founded
    filed = await desk.file(identity=REPORTER)
    guan = await founded.acting(services, "guan")
    old = guan.keyring.unit_pair("custody", 1)
    before = [open_share_two(one.lead_id, SealedFor("custody", 1, one.sealed), old) for one in await shares(services)]
    await prepare(services, await founded.acting(services, "bao"), "custody", [guan.member.staff_id])
    await publish(services, founded)
    assert (await finish(services, founded, "bao", "custody")).left == 0
    (share,) = await shares(services)
    assert (share.lead_id, share.epoch) == (filed.lead_id, 2)
    sealed = SealedFor("custody", 2, share.sealed)
    with pytest.raises(SealBroken):
        open_share_two(share.lead_id, sealed, old)
    pair = (await founded.acting(services, "bao")).keyring.unit_pair("custody", 2)
    assert [open_share_two(share.lead_id, sealed, pair)] == before


async def test_a_policy_that_names_an_epoch_left_behind_is_withdrawn(desk: Desk) -> None:
    services, founded = desk.services, desk.founded
    wang = await founded.acting(services, "wang")
    await prepare(services, wang, "office")
    shown = await proposal(services, founded, "wang")
    assert await prepare(services, await founded.acting(services, "wang"), "office") == 3
    with pytest.raises(AlreadyDone):
        await policies.sign(
            services, await founded.acting(services, "wang"), shown.id, shown.policy.fingerprint, {}, clock.now()
        )
    policy = await publish(services, founded)
    named = policy.document.find("office")
    assert named is not None
    assert [one.epoch for one in named.epochs] == [1, 3]


async def test_the_policy_says_in_words_that_a_key_changed_and_nothing_else(desk: Desk) -> None:
    services, founded = desk.services, desk.founded
    await prepare(services, await founded.acting(services, "li"), "police")
    shown = await proposal(services, founded)
    assert [(change.kind, change.detail) for change in shown.changes] == [("unit_key", "2")]
    assert shown.new_keys == ("police",)


async def test_nobody_removes_themselves_and_no_older_roster_is_confirmed(desk: Desk) -> None:
    services, founded = desk.services, desk.founded
    wang = await founded.acting(services, "wang")
    with pytest.raises(BadInput):
        await prepare(services, wang, "office", [wang.member.staff_id])
    alone = Staying("1:1", frozenset({wang.member.staff_id}))
    with pytest.raises(StaleVersion):
        await rotation.prepare(services, wang, "office", alone, clock.now())
    with pytest.raises(NotAllowed):
        await prepare(services, await founded.acting(services, "li"), "office")


async def test_pages_open_the_new_epoch_too(desk: Desk) -> None:
    """The pages that lie in their envelopes open every epoch that the policy names."""
    services, founded = desk.services, desk.founded
    await prepare(services, await founded.acting(services, "wang"), "office")
    policy = await publish(services, founded)
    named = policy.document.find("office")
    assert named is not None
    assert named.recovery_public == founded.policy.document.units[0].recovery_public
    assert {one.epoch for one in named.epochs} == {1, 2}


async def test_two_rotations_in_a_row_leave_old_leads_open_to_newcomers(desk: Desk) -> None:
    services, founded = desk.services, desk.founded
    filed = await desk.file()
    for _ in range(2):
        await prepare(services, await founded.acting(services, "wang"), "office")
        await publish(services, founded)
    account = await newcomer(services, founded)
    wang = await founded.acting(services, "wang")
    await joining.admit(services, wang, "office", account.staff_id, account.pair.public.key_code(), clock.now())
    signed = await sessions.acting(services, account.staff_id, account.pair)
    async with services.ledger.begin() as work:
        assert (await open_case(work, signed, filed.number)).opened.content is not None


async def test_signing_in_goes_on_with_what_is_left_also_for_custody(desk: Desk) -> None:
    services, founded = desk.services, desk.founded
    await desk.file(identity=REPORTER)
    for login, unit in (("wang", "office"), ("bao", "custody")):
        await prepare(services, await founded.acting(services, login), unit)
    await publish(services, founded)
    for login in ("wang", "bao"):
        who, now = founded.people[login], clock.now()
        await sign_in(services, Attempt(login, who.password, who.code(now)), now)
    assert {grant.epoch for grant in await grants(services, "office")} == {2}
    assert {share.epoch for share in await shares(services)} == {2}
