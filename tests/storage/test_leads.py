"""A lead is stored once, seen by grants only, and never overwritten."""

import asyncio
from datetime import date
from itertools import chain, repeat

import pytest

from storage.errors import NotFound, StaleVersion, StorageError
from storage.lead_change import LeadValues, Step
from storage.leads import Leads, random_number
from storage.unit_of_work import Ledger, LedgerWork
from tests.storage.builders import NOW, add_lead, add_member, envelope, rid, unit

pytestmark = pytest.mark.anyio
STEP = Step("moved", NOW)


async def test_a_stored_lead_keeps_every_part_of_its_envelope(ledger: Ledger) -> None:
    sealed = envelope(("police", "discipline"), named=True, officials=True)
    async with ledger.begin() as work:
        await work.leads.store(sealed, date(2026, 11, 9))
        lead = await work.leads.visible(sealed.lead_id, ["police"], None)
        grants = await work.grants.held(sealed.lead_id, ["police", "discipline"], None)
        share = await work.identities.custody_share(sealed.lead_id)
    assert sealed.identity is not None
    assert (lead.content, lead.card, lead.commitment) == (sealed.content, sealed.card, sealed.commitment)
    assert (lead.identity, lead.identity_share) == (sealed.identity.ciphertext, sealed.identity.share_one)
    assert (lead.unit_id, lead.umbrella, lead.named, lead.state, lead.version) == ("police", True, True, "received", 1)
    assert {grant.unit_id: grant.sealed for grant in grants} == {part.unit: part.sealed for part in sealed.grants}
    assert share is not None
    assert share.sealed == sealed.identity.share_two.sealed


async def test_the_same_envelope_is_stored_once(ledger: Ledger) -> None:
    sealed = envelope()
    async with ledger.begin() as work:
        first = await work.leads.store(sealed)
    async with ledger.begin() as work:
        second = await work.leads.store(sealed)
    assert (first.created, second.created) == (True, False)
    assert first.number == second.number


async def test_the_same_envelope_at_one_instant_is_stored_once(ledger: Ledger) -> None:
    sealed = envelope()

    async def submit() -> tuple[bool, str]:
        async with ledger.begin() as work:
            stored = await work.leads.store(sealed)
        return stored.created, stored.number

    outcomes = await asyncio.gather(*(submit() for _ in range(8)))
    assert sorted(created for created, _ in outcomes) == [False] * 7 + [True]
    assert len({number for _, number in outcomes}) == 1


async def test_32_leads_at_once_get_32_numbers_though_half_the_tries_collide(ledger: Ledger) -> None:
    numbers = iter(chain.from_iterable(repeat(str(number), 2) for number in range(10_000_000, 10_000_100)))

    async def submit() -> str:
        async with ledger.begin() as work:
            leads = Leads(work.leads._session, lambda: next(numbers))
            return (await leads.store(envelope())).number

    taken = await asyncio.gather(*(submit() for _ in range(32)))
    assert len(set(taken)) == 32


async def test_no_free_number_ends_with_an_error_instead_of_a_loop(ledger: Ledger) -> None:
    async def submit() -> None:
        async with ledger.begin() as work:
            await Leads(work.leads._session, lambda: "10000000").store(envelope())

    await submit()
    with pytest.raises(StorageError, match="number"):
        await submit()


async def test_another_lead_under_a_known_id_is_refused(ledger: Ledger) -> None:
    sealed = envelope()
    await _store(ledger, sealed)
    with pytest.raises(StorageError, match="this id"):
        await _store(ledger, sealed.model_copy(update={"commitment": rid(32)}))


async def test_another_lead_under_a_known_lookup_id_is_refused(ledger: Ledger) -> None:
    sealed = envelope()
    await _store(ledger, sealed)
    with pytest.raises(StorageError, match="lookup id"):
        await _store(ledger, sealed.model_copy(update={"lead_id": rid()}))


async def test_a_lead_without_a_grant_to_ones_unit_does_not_exist(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger, ("police",))
    async with ledger.read() as work:
        with pytest.raises(NotFound) as hidden:
            await work.leads.visible(lead_id, ["office", "discipline"], None)
        with pytest.raises(NotFound) as unknown:
            await work.leads.visible(rid(), ["office", "discipline"], None)
    assert str(hidden.value) == str(unknown.value)


async def test_nobody_sees_anything_without_a_unit(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.read() as work:
        with pytest.raises(NotFound):
            await work.leads.visible(lead_id, [], None)


async def test_a_hidden_number_and_an_unknown_one_are_the_same_error(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        stored = await work.leads.store(envelope(("police",)))
    async with ledger.read() as work:
        assert await work.leads.id_of_number(stored.number, ["police", "office"], None) == stored.lead_id
        with pytest.raises(NotFound) as hidden:
            await work.leads.id_of_number(stored.number, ["office"], None)
        with pytest.raises(NotFound) as unknown:
            await work.leads.id_of_number("99999999", ["office"], None)
    assert str(hidden.value) == str(unknown.value)


async def test_a_change_moves_the_version_the_history_and_the_queue_together(ledger: Ledger) -> None:
    lead_id, actor = await add_lead(ledger), rid()
    values = LeadValues(state="assigned", unit_id="police", due_on=date(2026, 12, 1), category="village")
    async with ledger.begin() as work:
        version = await work.leads.change(lead_id, 1, values, Step("assigned", NOW, actor, "police"))
        lead = await work.leads.visible(lead_id, ["office"], None)
        (line,) = await work.notes.history(lead_id)
        (grant,) = await work.grants.held(lead_id, ["office"], None)
    assert (version, lead.version, lead.state, lead.due_on) == (2, 2, "assigned", date(2026, 12, 1))
    assert (line.version, line.kind, line.from_state, line.to_state) == (2, "assigned", "received", "assigned")
    assert (line.staff_id, line.unit_id) == (actor, "police")
    assert (grant.state, grant.owner_id, grant.due_key) == ("assigned", "police", date(2026, 12, 1))
    assert grant.category == "village"


async def test_a_stale_change_is_refused_and_told_what_happened_since(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    await _change(ledger, lead_id, 1, "screening", "screened")
    await _change(ledger, lead_id, 2, "assigned", "passed_on")
    with pytest.raises(StaleVersion) as stale:
        await _change(ledger, lead_id, 1, "out_of_scope", "ruled_out")
    assert (stale.value.expected, stale.value.found) == (1, 3)
    assert stale.value.changed == ("screened", "passed_on")
    async with ledger.read() as work:
        assert (await work.leads.visible(lead_id, ["office"], None)).state == "assigned"


async def test_of_two_officers_at_one_instant_one_wins_and_one_is_told(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    outcomes = await asyncio.gather(
        *(_change(ledger, lead_id, 1, state, state) for state in ("screening", "merged", "out_of_scope")),
        return_exceptions=True,
    )
    assert sum(outcome == 2 for outcome in outcomes) == 1
    assert sum(isinstance(outcome, StaleVersion) for outcome in outcomes) == 2


async def test_changing_an_unknown_lead_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound):
        await _change(ledger, rid(), 1, "screening", "screened")


async def test_a_change_is_unread_for_everybody_but_who_made_it(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await work.units.add(unit("office"))
        actor, colleague = await add_member(work, "office"), await add_member(work, "office")
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        for reader in (actor, colleague):
            await work.reads.mark_read(lead_id, reader, 1, 0)
        await work.leads.change(lead_id, 1, {"state": "screening"}, Step("screened", NOW, actor))
        assert [await _unread(work, lead_id, reader) for reader in (actor, colleague)] == [False, True]


async def test_the_taker_of_a_call_is_written_on_the_lead(ledger: Ledger) -> None:
    lead_id, officer = await add_lead(ledger), rid()
    async with ledger.begin() as work:
        await work.leads.name_taker(lead_id, "phone", officer)
        lead = await work.leads.clear_columns(lead_id)
    assert (lead.source, lead.taken_by) == ("phone", officer)


async def test_leads_merged_into_one_are_listed_only_where_they_may_be_seen(ledger: Ledger) -> None:
    main = await add_lead(ledger, ("office",))
    seen, hidden = await add_lead(ledger, ("office",)), await add_lead(ledger, ("police",))
    async with ledger.begin() as work:
        for lead_id in (seen, hidden):
            await work.leads.change(lead_id, 1, {"state": "merged", "merged_into": main}, STEP)
        assert await work.leads.merged_into(main, ["office"], None) == [seen]


async def test_a_restricted_lead_keeps_no_category_and_no_area_in_its_grants(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger, restricted=True, category=None, area=None)
    async with ledger.read() as work:
        (grant,) = await work.grants.held(lead_id, ["office"], None)
    assert (grant.category, grant.area) == (None, None)


def test_numbers_are_eight_digits_without_a_leading_zero() -> None:
    numbers = {random_number() for _ in range(500)}
    assert all(len(number) == 8 and number.isdigit() and number[0] != "0" for number in numbers)
    assert len(numbers) > 490


async def _store(ledger: Ledger, sealed: object) -> None:
    async with ledger.begin() as work:
        await work.leads.store(sealed)  # type: ignore[arg-type]


async def _change(ledger: Ledger, lead_id: bytes, based_on: int, state: str, kind: str) -> int:
    async with ledger.begin() as work:
        return await work.leads.change(lead_id, based_on, {"state": state}, Step(kind, NOW))


async def _unread(work: LedgerWork, lead_id: bytes, staff_id: bytes) -> bool:
    read = await work.reads.last_read(lead_id, staff_id)
    assert read is not None
    await work.reads._session.refresh(read)
    return read.unread
