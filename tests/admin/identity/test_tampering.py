"""Whoever may write every row moves, exchanges, prolongs and replays: each fails closed, by name, and opens nothing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from admin.identity import asking, calling, deciding
from admin.sign_in.tidy import tidy
from kit import clock
from storage.errors import AccessExpired, AccessRefused, AlreadyDone, SealBroken, SignatureBroken, XiansuoError
from storage.report import Identity
from storage.tables.ledger import IdentityRequest, ResealedShare
from storage.vault.identity_access import (
    Approval,
    Statement,
    claimed_approval,
    claimed_request,
    open_resealed_share_two,
    reseal_share_two,
    sign_approval,
    sign_request,
)
from storage.vault.roster import Member
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair
from tests.admin.desk import Filed
from tests.admin.identity.parties import PERSON, REASONS, Parties, names_nobody

pytestmark = pytest.mark.anyio
OTHER = Identity(name="金丝雀陈", phone="13800007432")


async def reveal(parties: Parties, request: IdentityRequest, filed: Filed | None = None, who: str = "li") -> Identity:
    number = (filed or parties.filed).number
    return await asking.reveal(parties.desk.services, await parties.opened(who), number, request.id, clock.now())


async def second_request(parties: Parties) -> tuple[Filed, IdentityRequest]:
    """The same handler's approved request for another lead."""
    filed = await parties.desk.file(identity=OTHER)
    await parties.li.send(f"/admin/leads/{filed.number}/identity/requests", 200, **REASONS)
    async with parties.desk.services.ledger.read() as work:
        row = (await work.identity_requests.of_lead(filed.lead_id))[0]
    await deciding.approve(parties.desk.services, await parties.opened("bao"), row.id, clock.now())
    async with parties.desk.services.ledger.read() as work:
        return filed, await work.identity_requests.get(row.id)


async def refused(parties: Parties, request: IdentityRequest, error: type[XiansuoError], filed: Any = None) -> None:
    with pytest.raises(error) as told:
        await reveal(parties, request, filed)
    assert type(told.value) is error
    assert "identity_opened" not in await parties.desk.kinds((filed or parties.filed).lead_id)


async def move_share(parties: Parties, source: IdentityRequest, target: IdentityRequest) -> None:
    """The share re-sealed for one request, put into the row of another."""
    await parties.write(
        "UPDATE resealed_shares SET sealed = (SELECT sealed FROM resealed_shares WHERE id = :other) WHERE id = :id",
        id=target.id, other=source.id,
    )  # fmt: skip


async def swap_key(parties: Parties, staff_id: bytes, thief: KeyPair) -> None:
    """What the administrator can do to a member's row."""
    swap = "UPDATE staff_keys SET public_identity = :key WHERE staff_id = :id"
    await parties.write(swap, key=thief.public.data, id=staff_id)


async def test_a_share_moved_to_another_request_is_refused(parties: Parties) -> None:
    mine = await parties.approved()
    _, theirs = await second_request(parties)
    await move_share(parties, theirs, mine)
    await refused(parties, mine, AccessRefused)


async def test_a_share_with_its_approval_moved_to_another_request_is_refused(parties: Parties) -> None:
    mine = await parties.approved()
    _, theirs = await second_request(parties)
    await move_share(parties, theirs, mine)
    await parties.write(
        "UPDATE identity_requests SET approval = :body, approval_signature = :signature WHERE id = :id",
        id=mine.id, body=theirs.approval, signature=theirs.approval_signature,
    )  # fmt: skip
    await refused(parties, mine, AccessRefused)


async def test_a_whole_request_moved_to_another_lead_is_refused(parties: Parties) -> None:
    """As if the approval for one reporter were one for all."""
    request = await parties.approved()
    other = await parties.desk.file(identity=OTHER)
    for table in ("identity_requests", "resealed_shares"):
        await parties.write(f"UPDATE {table} SET lead_id = :lead WHERE id = :id", lead=other.lead_id, id=request.id)  # noqa: S608
    await refused(parties, request, AccessRefused, other)


async def test_the_second_half_of_another_lead_in_custodys_row_opens_nothing(parties: Parties) -> None:
    """Share 2 of a lead that nobody asked about, put where custody will re-seal it."""
    await parties.ask()
    other = await parties.desk.file(identity=OTHER)
    await parties.write(
        "UPDATE custody_shares SET sealed = (SELECT sealed FROM custody_shares WHERE lead_id = :other)"
        " WHERE lead_id = :id",
        id=parties.filed.lead_id, other=other.lead_id,
    )  # fmt: skip
    with pytest.raises(SealBroken):
        await deciding.approve(
            parties.desk.services, await parties.opened("bao"), (await parties.request()).id, clock.now()
        )
    assert (await parties.request()).state == "waiting"


async def test_a_longer_time_in_the_row_prolongs_nothing(parties: Parties) -> None:
    request = await parties.approved()
    await parties.write("UPDATE identity_requests SET until = '2099-01-01 00:00:00'")
    await parties.write("UPDATE resealed_shares SET until = '2099-01-01 00:00:00'")
    late = clock.now() + timedelta(hours=25)
    with pytest.raises(AccessExpired):
        await asking.reveal(parties.desk.services, await parties.opened("li"), parties.filed.number, request.id, late)


async def test_a_longer_time_in_the_approval_breaks_its_signature(parties: Parties) -> None:
    request = await parties.approved()
    stated = claimed_approval(request.approval or b"")
    longer = sign_approval(_with(stated, expires_at=stated.expires_at + 10**6), KeyPair.generate())
    await parties.write("UPDATE identity_requests SET approval = :body WHERE id = :id", body=longer.body, id=request.id)
    await refused(parties, request, SignatureBroken)


async def test_an_approval_that_no_custodian_signed_is_refused(parties: Parties) -> None:
    """The administrator approves with a key of their own, under a custodian's name."""
    await parties.ask()
    request = await parties.request()
    thief = KeyPair.generate()
    asked = claimed_request(request.body)
    ends = int((clock.now() + timedelta(hours=5)).timestamp())
    li = Member(asked.requester, parties.desk.founded.people["li"].pair.public, asked.requester, clock.now().date())
    sealed = reseal_share_two(SecretBytes.random(), asked, li, ends)
    bao = parties.desk.founded.people["bao"].staff_id
    hashed = Statement(sealed, b"").hash
    forged = sign_approval(
        Approval(
            asked.lead_id, asked.request_id, Statement(request.body, b"").hash, asked.requester, bao, hashed, 1, ends
        ),
        thief,
    )
    await swap_key(parties, bao, thief)
    async with parties.desk.services.ledger.begin() as work:
        await work.resealed_shares.put(request.id, asked.lead_id, clock.now() + timedelta(hours=5), sealed)
        await work.identity_requests.move(
            request.id, "waiting", "approved", clock.now(), approval=forged.body, approval_signature=forged.signature
        )
    await refused(parties, request, SignatureBroken)


async def test_a_key_swapped_in_a_row_is_sealed_to_by_nobody(parties: Parties) -> None:
    """The requester's key as the row gives it is the thief's; the share goes to the key of the roster."""
    await parties.ask()
    request, thief = await parties.request(), KeyPair.generate()
    li = parties.desk.founded.people["li"].staff_id
    await swap_key(parties, li, thief)
    until = await deciding.approve(parties.desk.services, await parties.opened("bao"), request.id, clock.now())
    sealed = await parties.share(request.id)
    assert sealed
    with pytest.raises(SealBroken):
        open_resealed_share_two(thief, sealed, claimed_request(request.body), int(until.timestamp()))
    assert (await reveal(parties, request)).name == PERSON.name


async def test_a_request_signed_with_another_key_is_approved_by_nobody(parties: Parties) -> None:
    await parties.ask()
    request, thief = await parties.request(), KeyPair.generate()
    forged = sign_request(claimed_request(request.body), thief)
    await parties.write(
        "UPDATE identity_requests SET body = :body, signature = :signature WHERE id = :id",
        id=request.id, body=forged.body, signature=forged.signature,
    )  # fmt: skip
    with pytest.raises(SignatureBroken):
        await deciding.approve(parties.desk.services, await parties.opened("bao"), request.id, clock.now())
    page = await parties.decide("approve", status=409)
    assert "签名核对不上" in page
    assert "identity_blocked" in await parties.desk.kinds(parties.filed.lead_id)


async def test_reasons_exchanged_after_signing_are_shown_to_nobody(parties: Parties) -> None:
    await parties.ask()
    request = await parties.request()
    forged = bytes([*request.reasons[:-1], request.reasons[-1] ^ 1])
    await parties.write("UPDATE identity_requests SET reasons = :reasons WHERE id = :id", reasons=forged, id=request.id)
    with pytest.raises(AccessRefused):
        await deciding.read_reasons(parties.desk.services, await parties.opened("bao"), request.id)


async def test_a_used_approval_put_back_with_its_share_opens_no_second_time(parties: Parties) -> None:
    """Who copied the rows in between restores them: the access ledger knows that it was used."""
    request = await parties.approved()
    async with parties.desk.services.ledger.engine.connect() as connection:
        share = (await connection.execute(select(ResealedShare.__table__))).one()._mapping
    await parties.reveal()
    async with parties.desk.services.ledger.begin() as work:
        await work.resealed_shares.put(share["id"], share["lead_id"], share["until"], share["sealed"])
    await parties.write("UPDATE identity_requests SET state = 'approved' WHERE id = :id", id=request.id)
    with pytest.raises(AlreadyDone):
        await reveal(parties, request)
    assert (await parties.desk.kinds(parties.filed.lead_id)).count("identity_opened") == 1


async def test_a_colleague_of_the_requester_reveals_nothing(parties: Parties) -> None:
    request = await parties.approved()
    wang = await parties.desk.browser("wang")
    path = f"{parties.page}/requests/{request.id.hex()}/reveal"
    assert names_nobody(await wang.send(path, 404, password=parties.password("wang")))
    await parties.write(
        "UPDATE identity_requests SET requester_id = :id", id=parties.desk.founded.people["wang"].staff_id
    )
    page = await wang.send(path, 409, password=parties.password("wang"))
    assert names_nobody(page)


async def test_who_was_disabled_meanwhile_reveals_nothing(parties: Parties) -> None:
    request = await parties.approved()
    li = parties.desk.founded.people["li"].staff_id
    opened = await parties.opened("li")
    async with parties.desk.services.ledger.begin() as work:
        await work.staff.disable(li, clock.now())
    with pytest.raises(AccessRefused):
        await asking.reveal(parties.desk.services, opened, parties.filed.number, request.id, clock.now())


async def test_what_did_not_hold_is_recorded_and_told_calmly(parties: Parties) -> None:
    request = await parties.approved()
    await parties.write("UPDATE resealed_shares SET sealed = :sealed WHERE id = :id", sealed=b"x" * 50, id=request.id)
    assert "没有打开" in await parties.reveal(409)
    assert "identity_blocked" in await parties.desk.kinds(parties.filed.lead_id)


async def test_housekeeping_erases_shares_whose_time_is_over(parties: Parties) -> None:
    request = await parties.approved()
    await parties.ask_to_call()
    call = await parties.call()
    services = parties.desk.services
    await tidy(services, clock.now())
    assert await parties.share(request.id)
    assert await parties.share(call.id)
    await tidy(services, clock.now() + timedelta(hours=25))
    assert await parties.share(request.id) is None
    assert (await parties.request()).state == "expired"
    await tidy(services, clock.now() + timedelta(days=4))
    assert await parties.share(call.id) is None
    assert (await parties.call()).state == "expired"
    await refused(parties, request, AccessExpired)


async def test_a_call_back_turned_to_another_custodian_opens_nothing(parties: Parties) -> None:
    await parties.ask_to_call("bao")
    call, guan = await parties.call(), parties.desk.founded.people["guan"].staff_id
    await parties.write("UPDATE call_backs SET custodian_id = :id", id=guan)
    with pytest.raises(AccessRefused):
        await calling.whom_to_call(parties.desk.services, await parties.opened("guan"), call.id, clock.now())


async def test_a_verified_that_no_custodian_signed_is_not_shown_as_verified(parties: Parties) -> None:
    await parties.ask_to_call()
    await parties.write("UPDATE call_backs SET state = 'verified', result = :body, result_signature = :body", body=b"x")
    page = await parties.li.open(f"/admin/leads/{parties.filed.number}")
    assert "结果未能核实" in page
    assert "本人核实" not in page


async def test_a_recorded_call_put_back_opens_no_second_time(parties: Parties) -> None:
    await parties.ask_to_call()
    call = await parties.call()
    share = await parties.share(call.id)
    assert share
    await parties.open_call()
    await parties.record("verified")
    async with parties.desk.services.ledger.begin() as work:
        await work.resealed_shares.put(call.id, call.lead_id, call.until, share)
    await parties.write("UPDATE call_backs SET state = 'waiting'")
    with pytest.raises(AlreadyDone):
        await calling.whom_to_call(parties.desk.services, await parties.opened("bao"), call.id, clock.now())


def _with(approval: Approval, **given: int) -> Approval:
    values = {name: getattr(approval, name) for name in Approval.__slots__} | given
    return Approval(**values)
