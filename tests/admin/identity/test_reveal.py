"""An officer sees an identity: two people, once, within a day, and the reporter is told."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, update

from admin.api.threads import view
from kit import clock
from storage.tables.ledger import AccessEntry, IdentityRequest, IdentityShare, Membership, StaffKeys, UnitSeed
from storage.unit_of_work import LedgerWork
from tests.admin.identity.people import NAME, PHONE, WORDS, Sides, shows_identity, words

pytestmark = pytest.mark.anyio


async def approved(sides: Sides) -> None:
    await sides.ask()
    assert "已批准" in await sides.decide("approve")


async def test_two_people_open_an_identity_and_the_reporter_is_told(sides: Sides) -> None:
    assert "申请已发给身份保管员" in await sides.ask()
    read = await sides.decide("read")
    assert WORDS["document"] in read
    assert sides.filed.number not in read
    await sides.decide("approve")
    page = await sides.see()
    assert NAME in page
    assert PHONE in page
    assert f"王试 · {clock.local_day(clock.now(), sides.desk.services.settings.zone).isoformat()}" in words(page)
    async with sides.desk.services.ledger.read() as work:
        found = await work.thread.look_up(sides.filed.receipt.lookup_id)
    assert found is not None
    told = view(found, sides.desk.services.settings.zone).identity
    assert [(look.role, look.times) for look in told] == [("handler", 1)]


async def test_asking_opens_nothing(sides: Sides) -> None:
    page = await sides.ask()
    assert not shows_identity(page)
    assert not shows_identity(await sides.see(422))
    assert await sides.share() is None


async def test_approving_shows_custody_neither_name_nor_lead(sides: Sides) -> None:
    await sides.ask()
    pages = [await sides.decide("read"), await sides.decide("approve")]
    assert not any(shows_identity(page) or sides.filed.number in page or "砂场" in page for page in pages)


async def test_it_is_seen_once_and_the_half_is_gone(sides: Sides) -> None:
    await approved(sides)
    assert await sides.share() is not None
    await sides.see()
    assert await sides.share() is None
    assert not shows_identity(await sides.see(422))


async def test_an_approval_ends_after_a_day(sides: Sides) -> None:
    await approved(sides)
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        later = Sides(sides.desk, sides.filed, await sides.desk.browser("wang"), sides.bao)
        assert not shows_identity(await later.see(422))


async def test_a_later_end_in_the_row_prolongs_nothing(sides: Sides) -> None:
    await approved(sides)
    far = clock.now() + timedelta(days=300)
    async with sides.desk.services.ledger.begin() as work:
        await work.identity_requests.move((await sides.row()).id, "approved", "approved", expires_at=far)
        await _set(work, IdentityShare, expires_at=far)
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        later = Sides(sides.desk, sides.filed, await sides.desk.browser("wang"), sides.bao)
        assert not shows_identity(await later.see(422))


async def test_only_who_asked_sees_it(sides: Sides) -> None:
    await approved(sides)
    root = await sides.desk.browser("root")
    assert not shows_identity(await sides.see(404, root, sides.password("root")))


async def test_a_wrong_password_opens_nothing(sides: Sides) -> None:
    await approved(sides)
    assert not shows_identity(await sides.see(422, password="not the right one"))
    assert await sides.share() is not None


async def test_custody_refuses_with_a_reason_that_only_the_officer_reads(sides: Sides) -> None:
    await sides.ask()
    await sides.decide("refuse", refusal="文号不全，请补正")
    assert "文号不全，请补正" in await sides.wang.open(sides.lead)
    assert "文号不全，请补正" not in await (await sides.desk.browser("root")).open(sides.lead)
    assert not shows_identity(await sides.see(422))


@pytest.mark.parametrize("login", ["li", "wang", "root"])
async def test_nobody_but_custody_approves(sides: Sides, login: str) -> None:
    await sides.ask()
    other = await sides.desk.browser(login)
    await sides.decide("approve", 403, other, password=sides.password(login))
    assert (await sides.row()).state == "waiting"


async def test_a_unit_without_the_lead_asks_for_nothing(sides: Sides) -> None:
    hidden = await sides.desk.file(identity=None, excluded=("police",))
    li = await sides.desk.browser("li")
    await li.send(f"/admin/leads/{hidden.number}/identity", 404, **WORDS)


async def test_words_are_needed_and_come_back_as_typed(sides: Sides) -> None:
    page = await sides.ask(422, document="  ")
    assert WORDS["reason"] in page
    async with sides.desk.services.ledger.read() as work:
        assert await work.identity_requests.of_lead(sides.filed.lead_id) == []


async def test_one_request_at_a_time(sides: Sides) -> None:
    await sides.ask()
    assert "已有同样的申请在办" in await sides.ask(422)


async def test_of_two_custodians_at_one_instant_one_approves(sides: Sides) -> None:
    await sides.ask()
    guan = await sides.desk.browser("guan")
    path = f"/admin/identities/{(await sides.row()).id.hex()}/approve"
    answers = await asyncio.gather(
        sides.bao.http.post(path, data={"password": sides.password("bao")}),
        guan.http.post(path, data={"password": sides.password("guan")}),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    kinds = await sides.desk.kinds(sides.filed.lead_id)
    assert kinds.count("identity_approved") == 1


async def test_every_step_is_recorded_and_no_entry_holds_a_word_of_it(sides: Sides) -> None:
    await approved(sides)
    await sides.see()
    kinds = await sides.desk.kinds(sides.filed.lead_id)
    assert [kind for kind in kinds if kind.startswith("identity")] == [
        "identity_asked", "identity_approved", "identity_revealed",
    ]  # fmt: skip
    async with sides.desk.services.ledger.read() as work:
        entries = (await work.access._session.scalars(select(AccessEntry))).all()
    said = b"".join(entry.body for entry in entries)
    assert not any(word.encode() in said for word in (NAME, PHONE, *WORDS.values()))


async def test_nothing_of_it_lies_in_clear_in_the_ledgers_files(sides: Sides) -> None:
    await approved(sides)
    await sides.see()
    folder = Path(sides.desk.services.settings.data)
    kept = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert not any(word.encode() in kept for word in (NAME, PHONE, WORDS["reason"], WORDS["document"]))


# What somebody who writes the tables tries


async def _set(work: LedgerWork, table: type, **values: object) -> None:
    await work.access._session.execute(update(table).values(**values))


async def _swap_officers_key(work: LedgerWork, sides: Sides) -> None:
    """The officer's row gets the key of somebody else."""
    other = await work.staff.keys(sides.desk.founded.people["root"].staff_id)
    assert other is not None
    mine = update(StaffKeys).where(StaffKeys.staff_id == sides.desk.founded.people["wang"].staff_id)
    await work.access._session.execute(mine.values(public_identity=other.public_identity))


async def _other_words(work: LedgerWork, sides: Sides) -> None:
    await _set(work, IdentityRequest, words=b"\x01\x01" + bytes(400))


async def _other_signature(work: LedgerWork, sides: Sides) -> None:
    await _set(work, IdentityRequest, signature=bytes(64))


async def _claimed_by_another(work: LedgerWork, sides: Sides) -> None:
    await _set(work, IdentityRequest, staff_id=sides.desk.founded.people["root"].staff_id)


@pytest.mark.parametrize("tamper", [_other_words, _other_signature])
async def test_a_request_that_was_changed_is_not_approved(
    sides: Sides, tamper: Callable[[LedgerWork, Sides], object]
) -> None:
    await sides.ask()
    async with sides.desk.services.ledger.begin() as work:
        await tamper(work, sides)  # type: ignore[misc]
    await sides.decide("approve", 409)
    assert await sides.share() is None


async def test_a_half_is_sealed_to_the_rosters_key_whatever_the_row_says(sides: Sides) -> None:
    await sides.ask()
    async with sides.desk.services.ledger.begin() as work:
        await _swap_officers_key(work, sides)
    await sides.decide("approve")
    async with sides.desk.services.ledger.begin() as work:
        wang = sides.desk.founded.people["wang"]
        mine = update(StaffKeys).where(StaffKeys.staff_id == wang.staff_id)
        await work.access._session.execute(mine.values(public_identity=wang.pair.public.data))
    assert NAME in await sides.see()


async def test_somebody_elses_name_on_the_row_opens_nothing_for_them(sides: Sides) -> None:
    await approved(sides)
    async with sides.desk.services.ledger.begin() as work:
        await _claimed_by_another(work, sides)
    root = await sides.desk.browser("root")
    assert not shows_identity(await sides.see(403, root, sides.password("root")))


async def test_a_state_set_by_hand_is_no_approval(sides: Sides) -> None:
    await sides.ask()
    async with sides.desk.services.ledger.begin() as work:
        row = await sides.row()
        await work.identity_requests.move(row.id, "waiting", "approved")
        await work.identity_requests.keep_share(row.id, bytes(1170), row.expires_at)
    page = await sides.wang.open(sides.lead)
    assert "签名与记录不符" in page
    assert not shows_identity(await sides.see(409))


async def test_an_old_approval_opens_no_new_request(sides: Sides) -> None:
    await approved(sides)
    old, half = await sides.row(), await sides.share()
    await sides.see()
    await sides.ask()
    async with sides.desk.services.ledger.begin() as work:
        fresh = await sides.row()
        await work.identity_requests.move(
            fresh.id, "waiting", "approved", decision=old.decision, decision_signature=old.decision_signature
        )
        await work.identity_requests.keep_share(fresh.id, half or b"", fresh.expires_at)
    assert not shows_identity(await sides.see(409))


async def test_an_officer_put_into_custodys_table_decides_nothing(sides: Sides) -> None:
    """A row makes nobody a custodian: neither seats nor rosters know them."""
    await sides.ask()
    async with sides.desk.services.ledger.begin() as work:
        li = sides.desk.founded.people["li"].staff_id
        work.access._session.add(Membership(unit_id="custody", staff_id=li, state="joined", since=clock.now()))
        bao = await work.seeds.of_staff(sides.desk.founded.people["bao"].staff_id)
        work.access._session.add(UnitSeed(unit_id="custody", epoch=1, staff_id=li, sealed=bao[0].sealed))
    li_browser = await sides.desk.browser("li")
    await sides.decide("approve", 403, li_browser, password=sides.password("li"))
    assert await sides.share() is None
