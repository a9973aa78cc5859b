import os
from pathlib import Path

import httpx

from tests.hosts import Host, free_port

NEEDED_BY_SOME = ("psycopg", "telegram", "openpyxl", "segno", "webauthn")
"""Libraries of megabytes that only PostgreSQL, a messenger or a page opened now and then needs."""


def test_serve_holds_no_library_in_memory_that_nobody_has_needed_yet(tmp_path: Path) -> None:
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("XIANSUO_", "TELEGRAM_"))}
    given = {
        "XIANSUO_DATA": str(tmp_path / "data"),
        "XIANSUO_RUNTIME_DIR": str(tmp_path / "run"),
        "XIANSUO_PORT": str(port),
        "PYTHONPROFILEIMPORTTIME": "1",
    }
    host = Host("serve", f"http://127.0.0.1:{port}", "/alive", clean | given, tmp_path / "log")
    host.start()
    try:
        asked = httpx.post(host.url, data={"question": "什么是村霸"}, headers={"Sec-Fetch-Site": "same-origin"})
        assert asked.status_code == 303
    finally:
        host.stop()
    # The interpreter writes a line for each module as it is imported: two times and the name.
    lines = host.log.read_text().splitlines()
    loaded = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    assert "bot.host" in loaded
    assert loaded.intersection(NEEDED_BY_SOME) == set()
