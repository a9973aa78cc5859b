"""A process that ends in the middle of destroying: keys are gone first, and the housekeeping finishes the rest."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from admin.sign_in.tidy import tidy
from kit import clock
from tests.admin.retention.doomed import KILLED
from tests.admin.retention.ending import Ending, later

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[3]
CONFIRMED, KEYS, NO_MORE, REST, DONE = 1, 2, 3, 4, 6
"""Which commit is which, for a list of one slice."""


@pytest.mark.parametrize("commit", [KEYS, NO_MORE, REST, DONE])
async def test_what_was_begun_is_finished_by_the_housekeeping(ending: Ending, commit: int) -> None:
    leads = [await ending.closed(words=1), await ending.closed()]
    both = [await ending.parts(filed) for filed in leads]
    keys, rest = ([part for parts in both for part in parts[place]] for place in (0, 1))
    with later():
        await ending.put_forward(*leads)
        await killed_at(ending, commit)
        assert (await ending.row()).state == "confirmed"
        if commit > KEYS:
            await nobody_opens(ending)
        if commit == REST:
            assert [ending.in_files(part) for part in (*keys, *rest)] == [False] * len(keys) + [True] * len(rest)
        await tidy(ending.services, clock.now())
        row = await ending.row()
    assert row.state == "done"
    assert not any(ending.in_files(part) for part in (*keys, *rest))
    for filed in leads:
        assert (await ending.desk.kinds(filed.lead_id)).count("keys_destroyed") == 1


async def test_killed_before_the_confirmation_is_kept_nothing_has_happened(ending: Ending) -> None:
    filed = await ending.closed()
    with later():
        await ending.put_forward(filed)
        await killed_at(ending, CONFIRMED)
        await tidy(ending.services, clock.now())
        assert (await ending.row()).state == "waiting"
    assert (await ending.whole(filed)).identity_share is not None
    assert "destruction_confirmed" not in await ending.desk.kinds(filed.lead_id)


async def test_killed_between_two_slices_each_lead_is_whole_or_has_no_key(ending: Ending) -> None:
    leads = [await ending.closed() for _ in range(3)]
    with later():
        await ending.put_forward(*leads)
        await killed_at(ending, KEYS)
        await killed_at(ending, 2, size=1)
        states = sorted(line.state for line in (await ending.lines()).values())
        assert states == ["keys", "listed", "listed"]
        halves = [(await ending.whole(filed)).identity_share is None for filed in leads]
        assert sum(halves) == 1
        # In between, one of those that wait is taken up again: it keeps everything.
        lines = await ending.lines()
        spared = next(filed for filed in leads if lines[filed.lead_id].state == "listed")
        await (await ending.browser("wang")).move(spared, "reopen", 5, reason="再查")
        await tidy(ending.services, clock.now())
        gone = [(await ending.whole(filed)).identity is None for filed in leads]
        assert sum(gone) == 2
        assert (await ending.lines())[spared.lead_id].why == "changed"
        assert (await ending.row()).state == "done"


async def nobody_opens(ending: Ending) -> None:
    """No half of any key of the list is left, in any row."""
    for lead_id in await ending.lines():
        async with ending.services.ledger.read() as work:
            lead = await work.leads.visible(lead_id, ["office"], None)
            assert (lead.identity_share, await work.identities.custody_share(lead_id)) == (None, None)


async def killed_at(ending: Ending, commit: int, size: int = 0) -> None:
    """A process of its own confirms the newest list, or with a `size` goes on with it, and is killed at that commit."""
    bao = ending.desk.founded.people["bao"]
    given = {
        "folder": str(ending.services.settings.data.parent), "act": (await ending.row()).id.hex(),
        "now": clock.now().isoformat(), "staff": bao.staff_id.hex(), "seed": bao.pair.seed.reveal().hex(),
        "commit": commit, "size": size,
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.admin.retention.doomed", cwd=ROOT, stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, told = await process.communicate(json.dumps(given).encode())
    assert process.returncode == KILLED, told.decode()[-2000:]
