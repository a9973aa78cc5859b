"""After a whole run no file of either host and no log line holds what anybody typed.

The canaries are unmistakable texts. They are looked for, in the encodings in which they might slip out, in every file
that the shipped commands left behind: databases with their logs, runtime folders and process logs.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from storage.vault.receipt import Receipt
from tests.citizen import SHORTEST, Citizen
from tests.endurance.ledgers import all_stored, lookup_ids
from tests.hosts import Hosts, found_office, hosts

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(300)]

STORY = "金丝雀线索七零三二一"
PLACE = "金丝雀桥头三三六零"
NAME = "金丝雀林"
PHONE = "13800007431"
QUESTION = "金丝雀问题九九八四"
FOLLOW_UP = "金丝雀补充五五一二"
UNFINISHED = "金丝雀草稿八八四六"
TOLD = "他们每月来收保护费，不给就砸摊，金丝雀开头六六一八"
BROWSER = {"User-Agent": "canary-browser-4711", "X-Forwarded-For": "203.0.113.77"}

NAMED = dict(SHORTEST) | {
    "identity": {"press": "named"},
    "place": {"text": PLACE, "action": "next"},
    "when": {"action": "skip"},
    "who": {"action": "skip"},
    "how_known": {"action": "skip"},
    "victims": {"action": "skip"},
    "evidence": {"action": "skip"},
    "reward_wish": {"press": "no"},
    "name": {"text": NAME, "action": "next"},
    "phone": {"text": PHONE, "action": "next"},
}


async def test_nothing_that_was_typed_is_in_any_file_or_log_of_either_host(tmp_path: Path) -> None:
    founded = await found_office(tmp_path)
    with hosts(tmp_path, founded) as both:
        both.admin.start()
        both.bot.start()
        receipt, cookies = await use_everything(both)
        wanted = await lookup_ids([receipt], founded.policy)
        assert set(wanted) <= set(await all_stored(both, wanted))
        both.bot.stop()
        both.admin.stop()
        typed = [STORY, PLACE, NAME, PHONE, QUESTION, FOLLOW_UP, UNFINISHED, TOLD]
        secrets = [*typed, receipt.reveal(), receipt.grouped()]
        found = list(leaks(tmp_path, [*secrets, *BROWSER.values(), *cookies]))
    assert found == []


def test_the_search_finds_a_leak_in_every_encoding(tmp_path: Path) -> None:
    for place, form in enumerate(forms(STORY)):
        (tmp_path / f"leak-{place}").write_bytes(b"before " + form + b" after")
    assert len(list(leaks(tmp_path, [STORY]))) == len(forms(STORY))


async def use_everything(both: Hosts) -> tuple[Receipt, list[str]]:
    """File by name, ask a question, look up with a wrong and the right receipt, write back, leave a draft."""
    reporter, another = Citizen.at(both.bot.url), Citizen.at(both.bot.url)
    reporter.http.headers.update(BROWSER)
    async with reporter.http, another.http:
        await reporter.post("menu", question=QUESTION)
        receipt = await reporter.file(STORY, NAMED)
        # Offered only once the host takes reports, which it does by now.
        page = await another.answer("policy", text=TOLD, action="next")
        assert page.step == "offer", page.words[:200]
        await another.answer("offer", press="yes")
        await reporter.leave_receipt(receipt)
        await reporter.look_up(Receipt.generate())
        await reporter.answer("track", action="menu")
        wanted = await lookup_ids([receipt], both.founded.policy)
        await all_stored(both, wanted)
        page = await reporter.look_up(receipt)
        assert page.step == "progress", page.words[:200]
        page = await reporter.answer("progress", press="facts")
        await reporter.answer(page.step, text=FOLLOW_UP, action="next")
        await another.walk("place", UNFINISHED)
        browsers = (reporter, another)
        cookies = [value for one in browsers for value in one.http.cookies.values() if len(value) > 20]
    assert len(cookies) == 2
    return receipt, cookies


def forms(secret: str) -> list[bytes]:
    """How a text may lie in a file: raw, base64 in all three alignments, hex, URL and JSON escapes, UTF-16."""
    raw = secret.encode()
    aligned = [base64.b64encode(b"x" * shift + raw)[4 * (shift > 0) : -4] for shift in range(3)]
    escaped = json.dumps(secret).strip('"').encode()
    others = [raw.hex().encode(), quote(secret).encode(), escaped, secret.encode("utf-16-le")]
    return list(dict.fromkeys([raw, *aligned, *others]))


def leaks(folder: Path, secrets: list[str]) -> Iterator[str]:
    """Which file holds which secret in which form; says where, not what."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        content = file.read_bytes()
        for number, secret in enumerate(secrets):
            for form in forms(secret):
                if len(form) >= 8 and form in content:
                    yield f"{file.relative_to(folder)} holds secret {number}"
                    break
