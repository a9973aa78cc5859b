"""The inside host believes the policies that it saw signed, and no others that stand in its tables."""

import shutil
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from admin import policy_book
from admin.pin import HEAD_FILE, PIN_FILE, read_pin
from admin.services import Services
from admin.setup import founding
from admin.setup.founding import Founded
from kit import clock, secretfile
from storage.access import AccessFilter
from storage.errors import PolicyNotOurs
from storage.vault.binding import new_id
from tests.admin import offices
from tests.admin.browsers import browsing
from tests.admin.policies import second_policy
from tests.admin.thieves import forge, put_policy, write

pytestmark = pytest.mark.anyio


async def refused(services: Services) -> str:
    """Why the policy in the tables is not believed."""
    policy_book.forget()
    with pytest.raises(PolicyNotOurs) as caught:
        async with services.ledger.read() as work:
            await policy_book.current(work)
    return caught.value.reason


async def test_the_second_signature_pins_the_first_policy(empty: Services) -> None:
    assert read_pin(empty.settings.data) == ""
    founded = await founding.found(empty, offices.plan(), clock.now())
    assert read_pin(empty.settings.data) == f"1:{founded.policy.fingerprint.hex()}"
    assert (empty.settings.data / PIN_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("column", ["the forged one's", "the genuine one's"])
async def test_a_forged_chain_in_the_tables_is_refused(office: Services, founded: Founded, column: str) -> None:
    forged = forge(founded.policy)
    genuine = column.startswith("the genuine")
    await put_policy(office, forged.link, founded.policy.fingerprint if genuine else forged.link.fingerprint)
    assert await refused(office) == "other"


async def test_no_session_opens_over_a_forged_chain(office: Services, founded: Founded) -> None:
    forged = forge(founded.policy)
    await put_policy(office, forged.link, forged.link.fingerprint)
    with pytest.raises(PolicyNotOurs):
        await founded.acting(office, "wang")


async def test_the_first_fingerprint_is_hashed_and_not_read(office: Services, founded: Founded) -> None:
    await write(office, "UPDATE policies SET fingerprint = zeroblob(32)")
    async with office.ledger.read() as work:
        assert await policy_book.first_fingerprint(work) == founded.policy.fingerprint


async def test_a_chain_without_a_pin_is_refused(office: Services) -> None:
    for name in (PIN_FILE, HEAD_FILE):
        (office.settings.data / name).unlink(missing_ok=True)
    assert await refused(office) == "unpinned"


async def test_emptied_tables_do_not_lead_back_to_the_first_day(office: Services) -> None:
    await write(office, "DELETE FROM policies")
    assert await refused(office) == "older"


async def test_an_older_head_than_this_host_has_seen_is_refused(office: Services, founded: Founded) -> None:
    await second_policy(office, founded)
    await write(office, "DELETE FROM policies WHERE version = 2")
    assert await refused(office) == "older"


async def test_a_bot_that_only_claims_a_newer_policy_stops_nobody(office: Services, founded: Founded) -> None:
    async with office.ledger.begin() as work:
        await work.bots.report(new_id(), 2, None, 0, clock.now())
    policy_book.forget()
    async with office.ledger.read() as work:
        assert (await policy_book.required(work)).fingerprint == founded.policy.fingerprint


async def test_a_second_machine_believes_what_custody_reads_out(
    office: Services, founded: Founded, tmp_path: Path
) -> None:
    right, wrong = f"1:{founded.policy.fingerprint.hex()}", "1:" + "0" * 64
    async with machine(office, tmp_path / "b", policy=right) as second, second.ledger.read() as work:
        assert (await policy_book.required(work)).fingerprint == founded.policy.fingerprint
    async with machine(office, tmp_path / "c", policy=wrong) as third:
        assert await refused(third) == "other"
    async with machine(office, tmp_path / "d") as fourth:
        assert await refused(fourth) == "unpinned"


def machine(office: Services, folder: Path, **given: object) -> AbstractAsyncContextManager[Services]:
    """Another machine over the same ledger, with the same key files and no pin of its own."""
    shutil.copytree(office.settings.data / "keys", folder / "data" / "keys")
    (folder / "data").chmod(0o700)
    return offices.services_in(folder, admin_database_url=office.settings.database_url, **given)


async def test_what_is_pinned_stays_whatever_the_tables_say(office: Services, founded: Founded) -> None:
    before = read_pin(office.settings.data)
    await second_policy(office, founded)
    assert read_pin(office.settings.data) == before
    assert not secretfile.create(office.settings.data / PIN_FILE, b"1:other")


async def test_the_staff_site_says_so_in_one_sentence_and_records_it_once(office: Services, founded: Founded) -> None:
    async with browsing(office) as wang:
        await wang.sign_in(founded.people["wang"])
        await put_policy(office, forge(founded.policy).link, founded.policy.fingerprint)
        for path in ("/admin/leads", "/admin/policy", "/admin/leads"):
            page = await wang.get(path)
            assert wang.status == 409
            assert "与本机记下的指纹不符" in page
    async with office.ledger.read() as work:
        noted = await work.access.page(None, AccessFilter(kinds=("policy_refused",)))
    assert len(noted) == 1
    assert b"other" in noted[0].body
