"""Nobody opens an identity alone: not by role, not by both accounts, not with every row at hand."""

import asyncio

import pytest

from admin.identity import asking, deciding, people
from admin.leads.case import open_case
from admin.pages import custody, identity
from kit import clock
from storage.errors import AccessRefused, NotAllowed, SealBroken
from storage.report import AccessReasons
from storage.vault.identity_access import AccessRequest, Statement, open_resealed_share_two, read_request
from storage.vault.lead import LeadKeys, SealedFor, open_identity, open_share_one, open_share_two
from storage.vault.secret import SecretBytes
from tests.admin.identity.parties import REASONS, Parties, names_nobody

pytestmark = pytest.mark.anyio


async def test_a_handler_reads_no_reasons_and_approves_nothing(parties: Parties) -> None:
    await parties.ask()
    for act in ("read", "approve", "refuse"):
        assert names_nobody(await parties.decide(act, "li", 403))
    assert (await parties.request()).state == "waiting"
    await parties.reveal(409)


async def test_a_custodian_asks_for_nothing_and_sees_no_leads_page(parties: Parties) -> None:
    for path in (parties.page, f"{parties.page}/requests", f"{parties.page}/calls"):
        answer = await parties.bao.http.post(path, data=REASONS) if path != parties.page else None
        answer = answer or await parties.bao.http.get(path)
        assert answer.status_code == 403


async def test_the_administrator_decides_on_nothing(parties: Parties) -> None:
    await parties.ask()
    root = await parties.desk.browser("root")
    path = f"/admin/custody/requests/{(await parties.request()).id.hex()}"
    for act in ("read", "approve", "refuse"):
        await root.send(f"{path}/{act}", 403, password=parties.password("root"))


async def test_a_role_given_by_a_row_makes_nobody_a_custodian(parties: Parties) -> None:
    """The administrator writes the role and the membership: the roster does not name them, and no key opens."""
    await parties.ask()
    li = parties.desk.founded.people["li"].staff_id
    await parties.write('UPDATE staff SET roles = \'["custodian", "handler"]\' WHERE id = :id', id=li)
    await parties.write("UPDATE memberships SET unit_id = 'custody' WHERE staff_id = :id", id=li)
    opened = await parties.opened("li")
    with pytest.raises(AccessRefused):
        await deciding.approve(parties.desk.services, opened, (await parties.request()).id, clock.now())


async def test_nobody_approves_their_own_request_with_a_second_account(parties: Parties) -> None:
    """One key on two rosters is one person: custody's own members ask for nothing, whatever unit's row they have."""
    bao = parties.desk.founded.people["bao"].staff_id
    await parties.write("UPDATE memberships SET unit_id = 'police' WHERE staff_id = :id", id=bao)
    opened = await parties.opened("bao")
    async with parties.desk.services.ledger.begin() as work:
        case = await open_case(work, await parties.opened("li"), parties.filed.number)
        with pytest.raises((NotAllowed, AccessRefused)):
            await asking.ask(work, opened, case, _reasons(), clock.now())


async def test_a_custodian_with_every_row_lacks_the_first_half(parties: Parties) -> None:
    """Custodian and administrator together: both databases, all files, custody's keys; not one handler's."""
    await parties.approved()
    desk, lead_id = parties.desk, parties.filed.lead_id
    bao = await parties.opened("bao")
    async with desk.services.ledger.read() as work:
        lead = await work.leads.visible(lead_id, ("police",), None)
        row = await work.identities.custody_share(lead_id)
        grants = await work.grants.held(lead_id, ("police", "office"), None)
    assert row is not None
    assert lead.identity
    second = open_share_two(lead_id, SealedFor("custody", row.epoch, row.sealed), bao.keyring.unit_pair("custody", 1))
    assert grants
    for grant in grants:
        for pair in (bao.keyring.own, bao.keyring.unit_pair("custody", 1)):
            with pytest.raises(SealBroken):
                LeadKeys.from_grant(lead_id, SealedFor(grant.unit_id, grant.epoch, grant.sealed), pair)
    for guess in (SecretBytes(bytes(32)), second, SecretBytes.random()):
        with pytest.raises(SealBroken):
            open_identity(lead_id, lead.identity, guess, second)


async def test_a_handler_with_every_row_lacks_the_second_half(parties: Parties) -> None:
    """Before an approval: the handler's keys and all rows. After one given to somebody else: the same."""
    await parties.ask()
    desk, lead_id = parties.desk, parties.filed.lead_id
    li = await parties.opened("li")
    wang = await desk.browser("wang")
    await wang.send(f"{parties.page}/requests", 200, **REASONS)
    async with desk.services.ledger.begin() as work:
        theirs = next(
            row
            for row in await work.identity_requests.of_lead(lead_id)
            if row.requester_id == desk.founded.people["wang"].staff_id
        )
        case = await open_case(work, li, parties.filed.number)
        share = await work.identities.custody_share(lead_id)
    await deciding.approve(desk.services, await parties.opened("guan"), theirs.id, clock.now())
    assert share is not None
    assert case.lead.identity_share
    assert open_share_one(case.writable(), case.lead.identity_share)
    with pytest.raises(SealBroken):
        open_share_two(lead_id, SealedFor("custody", share.epoch, share.sealed), li.keyring.own)
    sealed = await parties.share(theirs.id)
    assert sealed
    asked = await _asked_by(parties, "wang", theirs.id)
    with pytest.raises(SealBroken):
        open_resealed_share_two(li.keyring.own, sealed, asked, int(theirs.until.timestamp()))


async def test_two_custodians_at_one_instant_approve_once(parties: Parties) -> None:
    await parties.ask()
    request = await parties.request()
    both = [await parties.opened(who) for who in ("bao", "guan")]
    told = await asyncio.gather(
        *(deciding.approve(parties.desk.services, one, request.id, clock.now()) for one in both),
        return_exceptions=True,
    )
    assert [type(one).__name__ for one in told if isinstance(one, BaseException)] == ["AlreadyDone"]
    assert (await parties.desk.kinds(parties.filed.lead_id)).count("identity_approved") == 1


def test_no_page_opens_an_identity_without_a_password() -> None:
    """Nothing for urgent cases: each way to a name goes through `unlock`."""
    for page, names in ((identity, ("reveal",)), (custody, ("approve", "refuse", "read", "open_call", "result"))):
        for name in names:
            assert "unlock" in getattr(page, name).__code__.co_names


def _reasons() -> AccessReasons:
    return AccessReasons.model_validate(REASONS)


async def _asked_by(parties: Parties, login: str, request_id: bytes) -> AccessRequest:
    async with parties.desk.services.ledger.read() as work:
        row = await work.identity_requests.get(request_id)
        member = await people.asker(work, row.unit_id, parties.desk.founded.people[login].staff_id)
    return read_request(Statement(row.body, row.signature), member)
