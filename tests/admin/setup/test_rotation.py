"""Somebody leaves: with a whole dump and their password they open nothing new, and nothing that was sealed anew."""

import asyncio
from dataclasses import replace

import pytest

from admin.leads.case import open_case
from admin.leads.indexing import opened_indexes
from admin.services import Services
from admin.setup import joining, policies, resealing, rosters, rotation, units
from admin.setup.founding import Founded
from admin.setup.rotation import Staying
from admin.sign_in import sessions
from admin.sign_in.attempt import Attempt, sign_in
from admin.signed import Signed
from kit import clock
from storage.errors import AlreadyDone, BadInput, NotAllowed, SealBroken, SignatureBroken, StaleVersion, VaultError
from storage.report import Identity
from storage.tables.ledger import CustodyShare, Grant, UnitKey, UnitSeed
from storage.tables.ledger import Roster as RosterRow
from storage.vault.lead import LeadKeys, SealedFor, open_share_two
from storage.vault.roster import Member, Roster, sign_roster
from storage.vault.seeds import KeyPair
from storage.vault.unit import endorse_epoch, open_unit_seed, seal_for_recovery, seal_unit_seed, sign_founding
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


async def test_an_invented_epoch_is_refused(desk: Desk) -> None:
    """Whoever writes to the database puts in a key of their own, sealed to every member, with a roster it signs."""
    services, founded = desk.services, desk.founded
    wang = await founded.acting(services, "wang")
    thief = KeyPair.generate()
    await invent(services, wang, thief)
    signed = await founded.acting(services, "wang")
    assert not signed.keyring.holds("office", 2)
    async with services.ledger.read() as work:
        assert (await rosters.current(work, "office")).epoch == 1
    assert await units.code_of(services, signed, "office") == wang.keyring.unit_pair("office", 1).public.key_code()
    with pytest.raises(BadInput) as caught:
        await policies.propose(services, await founded.acting(services, "root"), clock.now())
    assert caught.value.key == "policy.error.no_changes"
    assert await prepare(services, signed, "office") == 3


async def test_only_the_maker_reads_out_a_new_key_and_signs_first_with_it(desk: Desk) -> None:
    """A leaver remembers the old seed and could endorse a key of their own: nobody else vouches for it."""
    services, founded = desk.services, desk.founded
    await prepare(services, await founded.acting(services, "root"), "office")
    wang = await founded.acting(services, "wang")
    assert wang.keyring.holds("office", 2)
    with pytest.raises(BadInput):
        await units.code_of(services, wang, "office")
    shown = await proposal(services, founded)
    with pytest.raises(BadInput) as caught:
        await policies.sign(services, wang, shown.id, shown.policy.fingerprint, {}, clock.now())
    assert caught.value.key == "policy.error.founder_signs"


async def test_what_a_leaver_endorses_for_somebody_else_opens_nobodys_session(desk: Desk) -> None:
    services, founded = desk.services, desk.founded
    wang = await founded.acting(services, "wang")
    thief = KeyPair.generate()
    endorsed = endorse_epoch("office", 2, thief.public, wang.keyring.unit_pair("office", 1))
    await invent(services, wang, thief, endorsed)
    signed = await founded.acting(services, "wang")
    with pytest.raises((NotAllowed, SignatureBroken)):
        signed.keyring.unit_pair("office", 2)


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


async def invent(services: Services, wang: Signed, thief: KeyPair, endorsed: bytes | None = None) -> None:
    """An epoch 2 of the office in the tables, the thief's, as whole as they can make it."""
    day = clock.local_day(clock.now(), services.settings.zone)
    me = Member(wang.member.staff_id, wang.keyring.own.public, wang.member.staff_id, day)
    own = KeyPair.generate()
    async with services.ledger.begin() as work:
        row = UnitKey(
            unit_id="office", epoch=2, public_identity=thief.public.data, recovery_public=own.public.data,
            recovery_sealed_seed=seal_for_recovery("office", 2, thief, own.public), pages_confirmed_at=clock.now(),
            created_at=clock.now(), made_by=wang.member.staff_id, endorsed=endorsed,
            founded=sign_founding("office", 2, thief.public, wang.member.staff_id, own),
        )  # fmt: skip
        await work.unit_keys.add(row)
        sealed = seal_unit_seed("office", 2, thief, wang.keyring.own.public)
        await work.seeds.put("office", 2, wang.member.staff_id, sealed)
        roster = await rosters.current(work, "office") if endorsed is None else None
        first = roster.first_policy if roster else b""
        forged = sign_roster(Roster("office", 2, 1, 1, first, (me,)), thief)
        await work.rosters.add(
            RosterRow(
                unit_id="office", epoch=2, counter=1, body=forged.body, signature=forged.signature,
                created_at=clock.now(),
            )
        )  # fmt: skip
