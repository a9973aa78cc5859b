"""How far a restored ledger has come, from what its bot hosts have reported. Pure."""

from datetime import UTC, datetime, timedelta

import pytest

from admin import restoring
from admin.restoring import Restoring, Seen, Stage
from admin.services import Services
from kit import clock
from storage.vault.binding import new_id
from storage.vault.restore_block import Head

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
END = Head(5, b"e" * 32)
MORE = Head(9, b"m" * 32)


def bot(head: Head = END, heard: bool = True, policy: int = 2) -> Seen:
    return Seen(new_id(), AT, heard, policy, head)


def restored(*bots: Seen) -> Restoring:
    return Restoring("name", AT, END, 2, bots)


@pytest.mark.parametrize(
    ("bots", "stage"),
    [
        ((), Stage.SILENT),
        ((bot(), bot(heard=False)), Stage.SILENT),
        ((bot(), bot(policy=3)), Stage.POLICY),
        ((bot(), bot(MORE)), Stage.BLOCK),
        ((bot(), bot(Head(2, b"o" * 32))), Stage.MET),
    ],
    ids=["no bot host", "a silent one", "a newer policy", "a higher head", "nothing lost"],
)
def test_a_restored_ledger_waits_for_what_is_missing(bots: tuple[Seen, ...], stage: Stage) -> None:
    assert restored(*bots).stage is stage


def test_the_highest_head_that_was_heard_is_the_witnessed_one() -> None:
    assert restored(bot(), bot(MORE), bot(Head(20, b"s" * 32), heard=False)).witnessed == MORE
    assert restored(bot(Head(1, b"o" * 32))).witnessed == END


def test_two_blocks_at_the_witnessed_height_disagree() -> None:
    assert restored(bot(MORE), bot(Head(9, b"x" * 32))).disagree
    assert not restored(bot(MORE), bot(MORE), bot(Head(7, b"x" * 32))).disagree


def test_policies_wait_for_bot_hosts_and_not_for_the_restore_block() -> None:
    assert restored(bot(MORE)).policies_met
    assert not restored(bot(MORE), bot(heard=False)).policies_met
    assert not restored(bot(policy=3)).policies_met


@pytest.mark.anyio
async def test_a_height_without_its_block_is_no_report(office: Services) -> None:
    await restoring.mark(office.ledger, clock.now() - timedelta(seconds=1))
    async with office.ledger.begin() as work:
        await work.bots.report(new_id(), 1, None, 99, clock.now())
    async with office.ledger.read() as work:
        waiting = await restoring.read(work)
    assert waiting is not None
    assert (waiting.stage, waiting.witnessed) == (Stage.SILENT, waiting.resumed)
