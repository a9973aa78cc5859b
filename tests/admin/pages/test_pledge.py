"""The confidentiality pledge: taken before anything is opened, asked again when it changes, kept in the ledger."""

import hashlib

import pytest

from admin.sign_in import pledge
from kit.catalogue import DEFAULT_LANGUAGE
from storage.access import AccessFilter
from storage.vault.chain import read_entry
from tests.admin.desk import Desk

pytestmark = pytest.mark.anyio
OTHER = "我承诺保守秘密。\n\n再也不说。"


async def entries(desk: Desk, kind: str) -> list[tuple[bytes, str]]:
    """(actor, details) of the entries of a kind, newest first."""
    async with desk.services.ledger.read() as work:
        rows = await work.access.page(None, AccessFilter(kinds=(kind,)))
    return [(read_entry(row.body).actor, read_entry(row.body).details) for row in rows]


async def test_who_has_not_taken_it_opens_nothing_else(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    async with desk.services.ledger.begin() as work:
        await work.staff.pledge(desk.founded.people["wang"].staff_id, 0)
    assert "不截屏" in await wang.open(f"/admin/leads/{filed.number}")
    assert "lead_viewed" not in await desk.kinds(filed.lead_id)
    await wang.send(f"/admin/leads/{filed.number}/notes", 403, text="试")
    assert "请勾选" in await wang.send("/admin/pledge", 422, version="1")
    await wang.send("/admin/pledge", version="1", agreed="1")
    assert filed.number in await wang.open("/admin/leads")


async def test_taking_it_leaves_an_entry_with_version_and_hash_of_the_text(desk: Desk) -> None:
    text = desk.services.texts.text(pledge.SHIPPED, DEFAULT_LANGUAGE)
    fixed = f"1:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    taken = await entries(desk, "pledge_taken")
    assert {actor for actor, _ in taken} == {person.staff_id for person in desk.founded.people.values()}
    assert {details for _, details in taken} == {fixed}


async def test_a_new_text_is_asked_of_everybody_and_the_old_one_is_kept(desk: Desk) -> None:
    root, wang = await desk.browser("root"), await desk.browser("wang")
    page = await root.send("/admin/pledge/text", text=OTHER, version="1")
    assert "再也不说。" in page
    assert "第 2 版" in page
    assert 'name="agreed"' in page
    assert "再也不说。" in await wang.open("/admin/leads")
    await wang.send("/admin/pledge", version="2", agreed="1")
    assert "您已作出承诺" in await wang.open("/admin/pledge")
    assert (await entries(desk, "pledge_taken"))[0][1].startswith("2:")
    async with desk.services.ledger.read() as work:
        kept = await work.settings.get(pledge.SETTING)
    assert kept is not None
    assert ["不截屏" in before for before in kept.value["before"]] == [True]


async def test_a_text_that_changed_while_it_was_read_is_shown_again(desk: Desk) -> None:
    root, wang = await desk.browser("root"), await desk.browser("wang")
    await root.send("/admin/pledge/text", text=OTHER, version="1")
    page = await wang.send("/admin/pledge", 422, version="1", agreed="1")
    assert "再也不说。" in page
    await wang.open("/admin/account")
    assert 'name="agreed"' in await wang.open("/admin/leads")


@pytest.mark.parametrize(("typed", "told"), [("  \r\n ", "请写 1 到"), ("长" * 4001, "请写 1 到")])
async def test_a_text_that_is_none_comes_back_as_typed(desk: Desk, typed: str, told: str) -> None:
    root = await desk.browser("root")
    page = await root.send("/admin/pledge/text", 422, text=typed, version="1")
    assert told in page
    assert typed.strip() in page
    await root.open("/admin/account")


async def test_of_two_who_change_it_at_once_one_is_told(desk: Desk) -> None:
    root = await desk.browser("root")
    await root.send("/admin/pledge/text", text=OTHER, version="1")
    await root.send("/admin/pledge", version="2", agreed="1")
    await root.send("/admin/pledge/text", 409, text="另一份", version="1")
    assert "再也不说。" in await root.open("/admin/pledge")
