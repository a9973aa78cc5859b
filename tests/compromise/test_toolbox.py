"""The attempts do open what can be opened, so that "nothing opened" says something: rightful holders, planted leaks."""

import shutil
import sqlite3
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.compromise import canaries
from tests.compromise.attempts import Attempt
from tests.compromise.canaries import WORDS, Finding
from tests.compromise.loot import Loot
from tests.compromise.world import World
from tests.privacy.test_canaries import forms

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


def seeds(world: World, *logins: str) -> list[bytes]:
    return [world.founded.people[login].pair.seed.reveal() for login in logins]


def everything_but(*kinds: Finding) -> set[str]:
    return {word for kind, words in WORDS.items() if kind not in kinds for word in words}


async def test_both_locks_read_every_single_word_of_every_report(world: World) -> None:
    loot = Loot()
    loot.file(world.inside / "ledger.db")
    loot.keys(*seeds(world, "wang", "li", "bao"))
    assert Attempt(loot).words() == everything_but(Finding.CHATS)


async def test_who_may_open_reports_reads_every_word_of_them_and_none_of_a_name(world: World) -> None:
    loot = Loot()
    loot.file(world.inside / "ledger.db")
    loot.keys(*seeds(world, "wang"))
    named = (Finding.CHATS, Finding.IDENTITY, Finding.APPROVED, Finding.CALLED)
    assert Attempt(loot).words() == everything_but(*named)


async def test_the_cookie_of_a_browser_opens_its_session_where_the_days_key_is_at_hand(world: World) -> None:
    for memory, opens in ((False, False), (True, True)):
        loot = Loot()
        loot.file(world.inside / "ledger.db")
        loot.keys(world.cookies["li"])
        if memory:
            loot.folder(world.inside_memory)
        assert (canaries.STORY in Attempt(loot).words()) is opens


async def test_a_custodians_cookie_opens_nothing_even_then(world: World) -> None:
    loot = Loot()
    loot.folder(world.inside)
    loot.folder(world.inside_memory)
    loot.keys(world.cookies["bao"])
    assert Attempt(loot).words() == set()


@pytest.mark.parametrize("form", [bytes, lambda key: key.hex().encode(), b64encode], ids=["raw", "hex", "base64"])
@pytest.mark.parametrize("place", ["a row", "a file"])
async def test_a_units_seed_left_lying_anywhere_is_found_and_used(
    world: World, tmp_path: Path, form: Callable[[bytes], bytes], place: str
) -> None:
    (li,) = seeds(world, "li")
    loot = Loot()
    if place == "a file":
        (tmp_path / "notes.txt").write_bytes(form(li))
        loot.folder(tmp_path)
        loot.file(world.inside / "ledger.db")
    else:
        loot.file(with_setting(world, tmp_path, form(li)))
    assert canaries.STORY in Attempt(loot).words()


async def test_a_wrap_key_left_in_the_database_gives_passwords_their_power_back(world: World, tmp_path: Path) -> None:
    loot = Loot()
    loot.file(with_setting(world, tmp_path, (world.inside / "keys" / "wrap.key").read_bytes()))
    loot.passwords["li"] = world.founded.people["li"].password.reveal()
    assert canaries.STORY in Attempt(loot).words()


@pytest.mark.parametrize("number", range(len(forms(canaries.REPORTER.name))))
async def test_a_name_in_clear_is_found_in_every_encoding(tmp_path: Path, number: int) -> None:
    (tmp_path / "some.log").write_bytes(b"before " + forms(canaries.REPORTER.name)[number] + b" after")
    loot = Loot()
    loot.folder(tmp_path)
    assert canaries.findings(Attempt(loot).words()) == {Finding.IDENTITY}


def with_setting(world: World, folder: Path, value: bytes) -> Path:
    """A copy of the ledger in which a value lies that should not."""
    for file in world.inside.glob("ledger.db*"):
        shutil.copy(file, folder)
    with closing(sqlite3.connect(folder / "ledger.db")) as database:
        database.execute("UPDATE units SET contact_note = ? WHERE id = 'office'", (value,))
        database.commit()
    return folder / "ledger.db"
