"""Each actor of the table with all that they took: exactly what the table says opens, and nothing beside it."""

import pytest

from tests.compromise import canaries
from tests.compromise.actors import AT_REST, Actor, actors
from tests.compromise.attempts import Attempt
from tests.compromise.world import World

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
EVERYWHERE = [actor for actor in actors(*AT_REST) if not actor.is_at_one_machine]


@pytest.mark.parametrize("actor", EVERYWHERE, ids=[actor.key for actor in EVERYWHERE])
async def test_what_was_taken_opens_what_the_table_says_and_no_more(world: World, actor: Actor) -> None:
    words = Attempt(actor.take(world)).words()
    assert canaries.findings(words) == actor.opens
    assert canaries.UNFINISHED not in words, "a draft of the web chat opens in its browser alone"
