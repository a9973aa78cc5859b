"""A backup holds requests and outcomes, and no share that was sealed anew."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from admin import backing_up
from storage.backup import dumps
from tests.admin.identity.parties import Parties

pytestmark = pytest.mark.anyio


async def test_no_resealed_share_is_in_a_dump(parties: Parties, tmp_path: Path) -> None:
    request = await parties.approved()
    await parties.ask_to_call()
    shares = [await parties.share(request.id), await parties.share((await parties.call()).id)]
    database = backing_up.database(parties.desk.services.settings)
    dumps.dump(database.url, tmp_path / "dump", database.without)
    with closing(sqlite3.connect(tmp_path / "dump")) as dump:
        counted = [
            dump.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  names of our own tables
            for table in ("identity_requests", "call_backs", "resealed_shares")
        ]
    assert counted == [1, 1, 0]
    bytes_of_dump = (tmp_path / "dump").read_bytes()
    assert all(share and share not in bytes_of_dump for share in shares)
