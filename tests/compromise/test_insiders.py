"""Insiders who change rows and let the office work on: what they can open in the end is what the table says."""

from pathlib import Path

import pytest

from tests.admin.offices import OfficeOnDisk
from tests.compromise import canaries
from tests.compromise.actors import INSIDERS, Actor, actors
from tests.compromise.insiders import ATTACKS
from tests.compromise.stage import staged

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
PLAYED = [actor for actor in actors(INSIDERS) if actor.key in ATTACKS]


@pytest.mark.parametrize("actor", PLAYED, ids=[actor.key for actor in PLAYED])
async def test_the_insider_opens_what_the_table_says_and_no_more(
    first_day: OfficeOnDisk, tmp_path: Path, actor: Actor
) -> None:
    async with staged(first_day.folder, first_day.founded, tmp_path) as stage:
        await ATTACKS[actor.key](stage)
        assert canaries.findings(stage.words()) == actor.opens
