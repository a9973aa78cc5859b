"""What lies in the tables under a search: what a thief, another unit and a meddler make of it."""

import hmac

import pytest
from sqlalchemy import update

from admin import policy_book
from admin.leads.indexing import opened_indexes, seal_on
from storage.report import Identity
from storage.tables.ledger import IndexKey, LeadTag, SearchText
from storage.vault.binding import Binding
from storage.vault.index import Holder, UnitIndex
from storage.vault.purposes import Purpose
from storage.vault.seeds import KeyPair
from tests.admin.desk import Browser, Desk
from tests.admin.searches import PHONE, PLATE, SAND, opened, rows, search

pytestmark = pytest.mark.anyio


@pytest.fixture
async def wang(desk: Desk) -> Browser:
    return await desk.browser("wang")


async def test_what_the_reporter_says_of_themselves_is_in_no_text_and_no_tag(desk: Desk) -> None:
    person = Identity(name="张三丰", phone="13800001234", contact="晚上联系")
    await opened(desk, "wang", SAND, identity=person)
    index = await index_of(desk, "wang", "office")
    tags = {row.tag for row in await rows(desk, LeadTag)}
    assert index.tag("phone", PHONE) in tags
    assert index.tag("phone", person.phone) not in tags
    assert index.tag("name", person.name) not in tags
    texts = [index.open_text(row.lead_id, row.sealed).reveal().decode() for row in await rows(desk, SearchText)]
    assert "过路费" in texts[0]
    assert not any(word in texts[0] for word in (person.name, person.phone, person.contact))


async def index_of(desk: Desk, login: str, unit: str) -> UnitIndex:
    signed = await desk.founded.acting(desk.services, login)
    async with desk.services.ledger.begin() as work:
        return (await opened_indexes(work, signed, unit))[0]


async def test_a_thief_of_all_search_rows_reads_no_word_and_finds_no_phone(desk: Desk) -> None:
    await opened(desk, "wang", SAND)
    keys, texts, tags = [await rows(desk, table) for table in (IndexKey, SearchText, LeadTag)]
    everything = b"".join(bytes(value) for row in (*keys, *texts, *tags) for value in row if isinstance(value, bytes))
    for word in ("过路费", PLATE, PHONE, "苏a12345"):
        assert word.encode() not in everything
    loot = [b"", bytes(32), b"office", *(row.sealed[:32] for row in keys), *(row.sealed[-64:] for row in keys)]
    phones = [f"1380000{number:04d}" for number in range(10_000)]
    said = [Binding(Purpose.BLIND_TAG, fields=("office", 1, "phone", phone)).encode() for phone in phones]
    guessed = {hmac.digest(key, one, "sha256") for key in loot for one in (*said, *(p.encode() for p in phones))}
    held = {row.tag for row in tags}
    assert held.isdisjoint(guessed)
    # With the key the same dictionary finds it, so the attack above is one.
    index = await index_of(desk, "wang", "office")
    assert not held.isdisjoint({index.tag("phone", phone) for phone in phones})


async def test_another_unit_opens_neither_key_nor_text(desk: Desk) -> None:
    await opened(desk, "wang", SAND)
    signed = await desk.founded.acting(desk.services, "li")
    async with desk.services.ledger.begin() as work:
        assert await opened_indexes(work, signed, "office") == []


async def test_a_planted_index_key_is_refused_recorded_and_never_written_under(desk: Desk) -> None:
    """Whoever writes to the tables knows the unit's public key and could seal a key of their own to it."""
    filed = await desk.file(SAND)
    async with desk.services.ledger.begin() as work:
        office = (await policy_book.required(work)).document.find("office")
    assert office is not None
    thief = KeyPair.generate()
    planted = UnitIndex.generate("office", 1)
    forged = planted.seal_for(Holder(1, thief))
    async with desk.services.ledger.begin() as work:
        await work.lead_index.add_key("office", 1, 1, forged)
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert "过路费" in page
    assert await rows(desk, SearchText) == []
    async with desk.services.ledger.read() as work:
        assert await work.access.latest("seal_broken") is not None


async def test_a_text_that_was_tampered_with_is_told_and_made_anew_by_opening_the_lead(
    desk: Desk, wang: Browser
) -> None:
    sand = await opened(desk, "wang", SAND)
    (kept,) = await rows(desk, SearchText)
    async with desk.services.ledger.engine.begin() as connection:
        await connection.execute(update(SearchText).values(sealed=kept.sealed + b"x"))
    page = await search(wang, "过路费")
    assert sand.number not in page
    assert "有 1 条的索引目前打不开" in page
    # As the page says, opening the lead makes its index anew.
    await wang.open(f"/admin/leads/{sand.number}")
    assert sand.number in await search(wang, "过路费")


async def test_after_a_rotation_old_texts_are_found_and_new_ones_lie_under_the_new_epochs_key(desk: Desk) -> None:
    """The part of a rotation that concerns the index: keys are sealed on; the next epoch makes one of its own."""
    sand = await opened(desk, "wang", SAND)
    signed = await desk.founded.acting(desk.services, "wang")
    older = Holder(1, signed.keyring.unit_pair("office", 1))
    newer = Holder(2, KeyPair.generate())
    async with desk.services.ledger.begin() as work:
        assert await seal_on(work, "office", older, newer) == 1
        assert await work.lead_index.drop_keys("office", 1) == 1
        (row,) = await work.lead_index.keys_of("office")
    index = UnitIndex.open("office", row.epoch, row.sealed, newer)
    (kept,) = await rows(desk, SearchText)
    assert (row.epoch, row.sealed_to, kept.lead_id) == (1, 2, sand.lead_id)
    assert "过路费".encode() in index.open_text(kept.lead_id, kept.sealed).reveal()
