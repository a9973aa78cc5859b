"""A sealed lead or follow-up arrives: stored once, with the entry that reporter and auditor can see."""

from datetime import timedelta

import pytest

from admin.intake import store_follow_up, store_lead
from admin.leads.tickets import make_ticket
from admin.services import Services
from admin.setup.founding import Founded
from kit import clock
from storage.errors import NotFound, StorageError
from tests.admin.api.sealed import tip

pytestmark = pytest.mark.anyio


async def test_a_lead_is_new_once_and_recorded_once(office: Services, founded: Founded) -> None:
    made = tip(founded)
    assert await store_lead(office, made.envelope)
    assert not await store_lead(office, made.envelope)
    async with office.ledger.read() as work:
        entries = await work.access.of_lead(made.envelope.lead_id)
    assert [entry.kind for entry in entries] == ["lead_stored"]


async def test_the_entry_fixes_which_lead_was_filed_at_the_reporters_hour(office: Services, founded: Founded) -> None:
    hour = clock.hour_of(clock.now()) - timedelta(hours=30)
    made = tip(founded, hour)
    await store_lead(office, made.envelope)
    async with office.ledger.read() as work:
        (entry,) = await work.access.of_lead(made.envelope.lead_id)
    assert entry.at == hour
    assert made.envelope.commitment.hex().encode() in entry.body


async def test_it_gets_a_number_and_a_day_by_which_it_is_passed_on(office: Services, founded: Founded) -> None:
    made = tip(founded)
    await store_lead(office, made.envelope)
    async with office.ledger.read() as work:
        lead = await work.leads.clear_columns(made.envelope.lead_id)
    assert lead.number.isdigit()
    assert lead.due_on is not None
    assert lead.due_on > clock.local_day(clock.now(), office.settings.zone)


async def test_the_ledger_never_refuses_a_lead_for_its_policy_or_epoch(office: Services, founded: Founded) -> None:
    old = tip(founded).envelope.model_copy(update={"policy_version": 4711})
    assert await store_lead(office, old)


async def test_another_lead_under_a_known_receipt_is_refused(office: Services, founded: Founded) -> None:
    made, other = tip(founded).envelope, tip(founded).envelope
    await store_lead(office, made)
    with pytest.raises(StorageError):
        await store_lead(office, other.model_copy(update={"lookup_id": made.lookup_id}))


async def test_a_used_ticket_stores_the_lead_all_the_same(office: Services, founded: Founded) -> None:
    signed = await founded.acting(office, "wang")
    async with office.ledger.begin() as work:
        ticket = await make_ticket(work, signed, office.wrap_key, "letter", clock.now())
    sources = []
    for _ in range(2):
        envelope = tip(founded).envelope.model_copy(update={"ticket": ticket.code.reveal()})
        assert await store_lead(office, envelope)
        async with office.ledger.read() as work:
            sources.append((await work.leads.clear_columns(envelope.lead_id)).source)
    assert sources == ["letter", "online"]


async def test_a_follow_up_needs_its_lead(office: Services, founded: Founded) -> None:
    with pytest.raises(NotFound):
        await store_follow_up(office, tip(founded).follow_up())


async def test_a_follow_up_signed_for_another_lead_is_kept_as_unverified(office: Services, founded: Founded) -> None:
    mine, other = tip(founded), tip(founded)
    for one in (mine, other):
        await store_lead(office, one.envelope)
    # Signed by the other's own receipt, so that only the lead it names tells that it was moved.
    moved = mine.follow_up(signer=other.keys).model_copy(update={"lookup_id": other.envelope.lookup_id})
    assert await store_follow_up(office, moved)
    async with office.ledger.read() as work:
        (message,) = await work.thread.messages(other.envelope.lead_id)
    assert not message.verified
