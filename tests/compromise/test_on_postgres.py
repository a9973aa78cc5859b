"""The same day on PostgreSQL: a thief of its rows, and of the dump that the shipped backup holds."""

import tarfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import psycopg
import pyrage
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from admin.backing_up import LEFT_OUT
from admin.setup.founding import Founded
from storage.backup import dumps
from tests.admin.offices import office_in
from tests.bot.lines import opened
from tests.compromise import canaries
from tests.compromise.actors import AT_REST, actors
from tests.compromise.attempts import Attempt
from tests.compromise.canaries import Finding
from tests.compromise.loot import Loot, Row
from tests.compromise.world import back_up, live, plan
from tests.conftest import PostgresDatabases

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.needs_postgres]
OPENS = {actor.key: actor.opens for actor in actors(*AT_REST)}


@dataclass(frozen=True)
class Taken:
    """The rows of the running database, and those of the backup brought back into an empty one."""

    founded: Founded
    now: tuple[Row, ...]
    backup: tuple[Row, ...]

    def opens(self, rows: tuple[Row, ...], *seeds: str, passwords: bool = False) -> frozenset[Finding]:
        """What opens with these people's seeds, or with everybody's password."""
        people, loot = self.founded.people, Loot(rows=list(rows))
        loot.keys(*(people[login].pair.seed.reveal() for login in seeds))
        if passwords:
            loot.passwords.update({login: person.password.reveal() for login, person in people.items()})
        return canaries.findings(Attempt(loot).words())


@pytest.fixture(scope="module")
async def taken(
    make_postgres: PostgresDatabases, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> Taken:
    folder, url, empty = tmp_path_factory.mktemp("on-postgres"), make_postgres.new(), make_postgres.new()
    founded = (await office_in(folder / "first-day", plan(), admin_database_url=url)).founded
    async with opened(folder / "first-day", folder / "lived", founded, ledger=url) as line:
        await live(line)
        now = rows_of(url)
        paper_key = back_up(line)
    (archive,) = (folder / "lived" / "backups").glob("*.age")
    dumps.restore(empty, unsealed(archive, paper_key, folder / "ledger.pgdump"), dumps.POSTGRES)
    return Taken(founded, now, rows_of(empty))


async def test_nobodys_password_opens_a_row_or_the_dump(taken: Taken) -> None:
    assert taken.opens(taken.now, passwords=True) == OPENS["database"] == frozenset()
    assert taken.opens(taken.backup, passwords=True) == OPENS["backups"] == frozenset()


async def test_the_dump_holds_no_row_of_the_tables_that_are_left_out(taken: Taken) -> None:
    held = {row.table for row in taken.now}
    assert {"sessions", "resealed_shares"} <= held
    assert {row.table for row in taken.backup} == held - set(LEFT_OUT)


async def test_a_handler_and_a_custodian_open_the_same_as_on_sqlite(taken: Taken) -> None:
    assert taken.opens(taken.now, "li") == OPENS["handler"]
    assert taken.opens(taken.now, "bao") == OPENS["custodian"]
    assert taken.opens(taken.now, "li", "bao") == OPENS["handler-custodian"]


async def test_no_approval_is_worth_anything_in_a_backup(taken: Taken) -> None:
    assert taken.opens(taken.backup, "li") == OPENS["handler"] - {Finding.APPROVED}
    assert taken.opens(taken.backup, "guan") == OPENS["calling-custodian"] - {Finding.CALLED}


def rows_of(url: str) -> tuple[Row, ...]:
    """All rows of all tables, as their owner reads them."""
    with psycopg.connect(url.replace("+psycopg", ""), row_factory=dict_row) as database:
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return tuple(
            Row(one["tablename"], row)
            for one in tables
            for row in database.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(one["tablename"])))
        )


def unsealed(archive: Path, paper_key: str, target: Path) -> Path:
    """The dump of the ledger out of the age file."""
    plain = pyrage.decrypt(archive.read_bytes(), [pyrage.x25519.Identity.from_str(paper_key)])
    with tarfile.open(fileobj=BytesIO(plain)) as tar:
        source = tar.extractfile("databases/ledger")
        assert source is not None
        target.write_bytes(source.read())
    return target
