"""Both hosts on PostgreSQL, lost whole and brought back from their two backups, as docs/operators.md tells it."""

import secrets
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import select

from admin.services import HOST_KEY, KEYS_FOLDER
from admin.wrap_key import WRAP_KEY
from kit import clock
from storage.database import make_engine
from storage.tables.ledger import Lead
from storage.vault.receipt import Receipt
from tests.conftest import POSTGRES
from tests.endurance.ledgers import lookup_ids
from tests.endurance.test_rebuilt import file_and_deliver, look_up_when_believed, run_on_terminal
from tests.hosts import ROOT, Host, Hosts, found_office, hosts

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.needs_postgres, pytest.mark.timeout(300)]


@dataclass
class Server:
    """One role that owns two databases, as `createuser` and `createdb -O` make them; it is no superuser."""

    role: str
    password: str

    @property
    def names(self) -> tuple[str, str]:
        return f"{self.role}_ledger", f"{self.role}_bot"

    def url(self, name: str) -> str:
        where = conninfo_to_dict(POSTGRES)
        address = f"{where.get('host', '127.0.0.1')}:{where.get('port', 5432)}"
        return f"postgresql://{self.role}:{self.password}@{address}/{name}"

    def make_role(self) -> None:
        self._run("CREATE ROLE {} LOGIN PASSWORD {}", sql.Identifier(self.role), sql.Literal(self.password))

    def make(self) -> None:
        for name in self.names:
            statement = "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0"
            self._run(statement, sql.Identifier(name), sql.Identifier(self.role))

    def drop(self) -> None:
        for name in self.names:
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", sql.Identifier(name))

    def drop_role(self) -> None:
        self._run("DROP ROLE IF EXISTS {}", sql.Identifier(self.role))

    def _run(self, statement: str, *parts: sql.Composable) -> None:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*parts))


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(f"xiansuo_test_{secrets.token_hex(6)}", secrets.token_hex(16))
    made.make_role()
    made.make()
    yield made
    made.drop()
    made.drop_role()


@pytest.fixture
async def both(server: Server, tmp_path: Path) -> AsyncIterator[Hosts]:
    """Both hosts of a fresh office, each with a database of its own on the server; not started."""
    ledger, bot = (server.url(name) for name in server.names)
    founded = await found_office(tmp_path, admin_database_url=ledger)
    with hosts(tmp_path, founded) as made:
        made.admin.environment = dict(made.admin.environment) | {"XIANSUO_ADMIN_DATABASE_URL": ledger}
        made.bot.environment = dict(made.bot.environment) | {"XIANSUO_BOT_DATABASE_URL": bot}
        yield made


async def test_both_hosts_come_back_from_their_backups_and_everybody_goes_on(both: Hosts, server: Server) -> None:
    both.admin.start()
    both.bot.start()
    receipt = await file_and_deliver(both)
    wrap_key = (both.inside / KEYS_FOLDER / WRAP_KEY).read_bytes()
    keys = {host.name: backup(both, host) for host in (both.admin, both.bot)}
    lose_everything(both, server)
    for host in (both.admin, both.bot):
        restore(both.folder / f"backups-{host.name}", keys[host.name], host.environment)
    file = both.inside / KEYS_FOLDER / WRAP_KEY
    file.write_bytes(wrap_key)
    file.chmod(0o600)
    both.admin.start()
    both.bot.start()
    page = await look_up_when_believed(both, receipt)
    assert page.step == "progress"
    new = await file_and_deliver(both)
    async with aclosing(await signed_in(both)) as browser:
        for one in (receipt, new):
            opened = await browser.get(f"/admin/leads/{await number_of(both, one)}")
            assert opened.status_code == 200
            assert "桥头有人收过路费" in opened.text


async def test_a_database_that_is_not_empty_is_left_as_it_is(both: Hosts) -> None:
    both.admin.start()
    key = backup(both, both.admin)
    both.admin.kill()
    shutil.rmtree(both.inside)
    said = restore(both.folder / "backups-admin", key, both.admin.environment, status=1)
    assert "is not empty" in said
    assert "Traceback" not in said
    assert not (both.inside / KEYS_FOLDER / HOST_KEY).exists()


def backup(both: Hosts, host: Host) -> str:
    """`xiansuo backup` on one of the hosts; returns the key that it showed."""
    folder = both.folder / f"backups-{host.name}"
    return run_on_terminal(["backup", str(folder)], host.environment, r"AGE-SECRET-KEY-[A-Z0-9]+")


def lose_everything(both: Hosts, server: Server) -> None:
    """Both machines and the databases' contents are gone."""
    both.admin.kill()
    both.bot.kill()
    server.drop()
    server.make()
    for folder in (both.inside, both.outside, both.folder / "run-inside", both.folder / "run-outside"):
        shutil.rmtree(folder)


def restore(folder: Path, key: str, environment: Mapping[str, str], status: int = 0) -> str:
    """`xiansuo restore` of the newest backup in a folder; returns what it said."""
    newest = max(folder.glob("*.age"))
    done = subprocess.run(
        [sys.executable, str(ROOT / "xiansuo.py"), "restore", str(newest)],
        env=dict(environment), input=f"{key}\n".encode(), capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stderr.decode()[-800:]
    return done.stderr.decode() + done.stdout.decode()


async def number_of(both: Hosts, receipt: Receipt) -> str:
    """The number that the ledger gave to the lead of a receipt."""
    (wanted,) = await lookup_ids([receipt], both.founded.policy)
    engine = make_engine(both.admin_settings().database_url)
    try:
        async with engine.connect() as connection:
            number = await connection.scalar(select(Lead.number).where(Lead.lookup_id == wanted))
    finally:
        await engine.dispose()
    assert number is not None
    return number


async def signed_in(both: Hosts) -> httpx.AsyncClient:
    """A browser in which 王试 has signed in with password and second factor."""
    wang = both.founded.people["wang"]
    browser = httpx.AsyncClient(base_url=both.admin.url, timeout=60, headers={"sec-fetch-site": "same-origin"})
    fields = {"login": "wang", "password": wang.password.reveal(), "code": wang.code(clock.now())}
    answer = await browser.post("/admin/sign-in", data=fields)
    assert answer.status_code == 303, answer.text[:500]
    return browser
