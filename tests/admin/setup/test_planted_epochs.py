"""A next key of a unit that somebody planted, a leaver or whoever writes to the tables."""


import pytest

from admin.services import Services
from admin.setup import policies, rosters, units
from admin.setup.founding import Founded
from admin.signed import Signed
from kit import clock
from storage.errors import BadInput, NotAllowed, SignatureBroken
from storage.tables.ledger import Roster as RosterRow
from storage.tables.ledger import UnitKey
from storage.vault.roster import Member, Roster, sign_roster
from storage.vault.seeds import KeyPair
from storage.vault.unit import endorse_epoch, seal_for_recovery, seal_unit_seed, sign_founding
from tests.admin.desk import Desk
from tests.admin.rotations import prepare, proposal

pytestmark = pytest.mark.anyio


@pytest.fixture
async def desk(office: Services, founded: Founded) -> Desk:
    return Desk(office, founded)


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
