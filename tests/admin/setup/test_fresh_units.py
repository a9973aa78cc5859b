"""Before a policy names a unit, its key rests on the signature of the member who made it and not on rows."""

from dataclasses import dataclass

import pytest

from admin.roles import Role
from admin.services import Services
from admin.setup import founding, joining, policies, rosters, units
from admin.setup.founding import Founded, Person
from admin.sign_in import sessions
from admin.signed import Signed
from kit import clock
from storage.errors import BadInput, NotAllowed, SignatureBroken, VaultError
from storage.vault.policy_document import UnitKind
from storage.vault.roster import Member, Roster, sign_roster
from storage.vault.seeds import KeyPair
from storage.vault.unit import seal_for_recovery, seal_unit_seed, sign_founding
from tests.admin.browsers import browsing
from tests.admin.offices import person
from tests.admin.thieves import write

pytestmark = pytest.mark.anyio
UNIT = "fire"


@dataclass(frozen=True)
class Fresh:
    """A unit that no policy names yet: who made its key, and who was admitted afterwards."""

    maker: Person
    second: Person


@pytest.fixture
async def fresh(office: Services, founded: Founded) -> Fresh:
    now, root = clock.now(), await founded.acting(office, "root")
    async with office.ledger.begin() as work:
        await units.create(work, root, UnitKind.RECEIVING, "试验县消防", now, UNIT)
    people = dict(founded.people)
    for login, name in (("huo", "霍试"), ("shui", "水试")):
        plan = person(login, name, UNIT, Role.HANDLER)
        people[login] = await founding._join(office, root, plan, people, now)
    return Fresh(people["huo"], people["shui"])


async def acting(services: Services, who: Person) -> Signed:
    return await sessions.acting(services, who.staff_id, who.pair)


async def take_over(services: Services, people: tuple[Person, ...], signer: KeyPair, made_by: bytes) -> KeyPair:
    """Exchange key, pages, seats and rosters of the fresh unit together; every row fits the others."""
    thief, pages, today = KeyPair.generate(), KeyPair.generate(), clock.now().date()
    founder = Member(made_by, signer.public, made_by, today)
    others = [Member(one.staff_id, one.pair.public, made_by, today) for one in people if one.staff_id != made_by]
    roster = sign_roster(Roster(UNIT, 1, 9, 1, b"", (founder, *others)), thief)
    await write(
        services,
        "UPDATE unit_keys SET public_identity = :public, recovery_public = :pages, recovery_sealed_seed = :sealed,"
        " founded = :founded, made_by = :by WHERE unit_id = 'fire'",
        "DELETE FROM rosters WHERE unit_id = 'fire' AND counter > 1",
        "UPDATE rosters SET counter = 9, body = :body, signature = :signature WHERE unit_id = 'fire'",
        public=thief.public.data, pages=pages.public.data, by=made_by, body=roster.body, signature=roster.signature,
        sealed=seal_for_recovery(UNIT, 1, thief, pages.public),
        founded=sign_founding(UNIT, 1, thief.public, made_by, signer),
    )  # fmt: skip
    for one in people:
        await write(
            services,
            "UPDATE unit_seeds SET sealed = :seat WHERE unit_id = 'fire' AND staff_id = :staff",
            seat=seal_unit_seed(UNIT, 1, thief, one.pair.public),
            staff=one.staff_id,
        )
    return thief


async def test_both_members_open_the_key_that_was_made(office: Services, fresh: Fresh) -> None:
    made = [(await acting(office, one)).keyring.unit_pair(UNIT, 1).public for one in (fresh.maker, fresh.second)]
    assert made[0] == made[1]


async def test_who_made_a_key_does_not_read_out_another_in_its_place(office: Services, fresh: Fresh) -> None:
    thief = await take_over(office, (fresh.maker, fresh.second), KeyPair.generate(), fresh.maker.staff_id)
    with pytest.raises(SignatureBroken):
        (await acting(office, fresh.maker)).keyring.unit_pair(UNIT, 1)
    async with browsing(office) as browser:
        await browser.sign_in(fresh.maker)
        page = await browser.post(f"/admin/units/{UNIT}/code", password=fresh.maker.password.reveal())
    assert browser.status == 409
    assert joining.grouped(thief.public.key_code()) not in page


async def test_an_accomplice_named_as_the_maker_makes_nobody_read_out_his_key(office: Services, fresh: Fresh) -> None:
    accomplice = KeyPair.generate()
    await take_over(office, (fresh.maker, fresh.second), accomplice, bytes(15) + b"x")
    for victim in (fresh.maker, fresh.second):
        with pytest.raises(BadInput) as caught:
            await units.code_of(office, await acting(office, victim), UNIT)
        assert caught.value.key == "units.error.founder_reads"


async def test_a_member_admitted_later_leaves_the_code_to_who_made_the_key(office: Services, fresh: Fresh) -> None:
    code = await units.code_of(office, await acting(office, fresh.maker), UNIT)
    assert len(code) == 16
    with pytest.raises(BadInput) as caught:
        await units.code_of(office, await acting(office, fresh.second), UNIT)
    assert caught.value.key == "units.error.founder_reads"


async def test_an_admission_that_the_roster_does_not_show_opens_nothing(office: Services, fresh: Fresh) -> None:
    await write(office, "DELETE FROM rosters WHERE unit_id = 'fire' AND counter > 1")
    with pytest.raises(NotAllowed):
        (await acting(office, fresh.second)).keyring.unit_pair(UNIT, 1)


async def test_an_epoch_planted_beside_a_named_one_is_read_out_by_nobody(office: Services, founded: Founded) -> None:
    li, thief = founded.people["li"], KeyPair.generate()
    await write(
        office,
        "INSERT INTO unit_keys (unit_id, epoch, public_identity, created_at, made_by, founded)"
        " SELECT unit_id, 2, :public, created_at, made_by, :founded FROM unit_keys WHERE unit_id = 'police'",
        "INSERT INTO unit_seeds (unit_id, epoch, staff_id, sealed) VALUES ('police', 2, :staff, :seat)",
        public=thief.public.data, founded=sign_founding("police", 2, thief.public, li.staff_id, thief),
        staff=li.staff_id, seat=seal_unit_seed("police", 2, thief, li.pair.public),
    )  # fmt: skip
    police = founded.policy.document.find("police")
    assert police is not None
    spoken = await units.code_of(office, await founded.acting(office, "li"), "police")
    assert spoken == police.current.public.key_code()


async def test_a_roster_of_an_exchanged_key_admits_nobody(office: Services, fresh: Fresh) -> None:
    await take_over(office, (fresh.maker, fresh.second), KeyPair.generate(), fresh.maker.staff_id)
    signed = await acting(office, fresh.maker)
    with pytest.raises(VaultError):
        async with office.ledger.read() as work:
            await rosters.current(work, UNIT, signed.keyring)
    with pytest.raises(VaultError):
        async with office.ledger.read() as work:
            await rosters.current(work, UNIT)


async def test_the_first_policy_is_not_signed_over_exchanged_keys(office: Services, founded: Founded) -> None:
    """The office's own key on the first day: its maker signs, and only what they made."""
    wang, thief = founded.people["wang"], KeyPair.generate()
    for name in ("policy.pin", "policy.head"):
        (office.settings.data / name).unlink()
    await write(
        office,
        "DELETE FROM policies",
        "UPDATE unit_keys SET public_identity = :public, recovery_sealed_seed = :sealed, founded = :founded"
        " WHERE unit_id = 'office'",
        "UPDATE unit_seeds SET sealed = :seat WHERE unit_id = 'office' AND staff_id = :staff",
        public=thief.public.data, sealed=await _sealed(office, thief), staff=wang.staff_id,
        seat=seal_unit_seed("office", 1, thief, wang.pair.public),
        founded=sign_founding("office", 1, thief.public, wang.staff_id, thief),
    )  # fmt: skip
    root = await founded.acting(office, "root")
    await policies.propose(office, root, clock.now())
    async with office.ledger.read() as work:
        shown = await policies.open_proposal(work)
    assert shown is not None
    codes = {unit.id: unit.current.public.key_code() for unit in shown.policy.document.units}
    signer = await founded.acting(office, "wang")
    with pytest.raises(SignatureBroken):
        await policies.sign(office, signer, shown.id, shown.policy.fingerprint, codes, clock.now())


async def _sealed(services: Services, thief: KeyPair) -> bytes:
    from storage.vault.seeds import PublicIdentity

    async with services.ledger.read() as work:
        key = await work.unit_keys.newest("office")
    assert key is not None
    return seal_for_recovery("office", 1, thief, PublicIdentity(key.recovery_public or b""))
