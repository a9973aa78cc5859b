"""The one machine of `xiansuo serve`, really run, and taken at rest and while it runs."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.channels.base import ChatKey
from bot.dialog.inputs import Text
from bot.services import open_services
from bot.settings import BotSettings
from kit.settings import SecretSetting, read
from tests.admin.offices import OfficeOnDisk
from tests.bot.test_conversation import TELEGRAM, TO_THE_STORY
from tests.citizen import Citizen
from tests.compromise import canaries
from tests.compromise.actors import AT_REST, Actor, actors
from tests.compromise.attempts import Attempt
from tests.compromise.loot import Loot
from tests.compromise.world import ANSWERS, CHATS
from tests.endurance.ledgers import all_stored, lookup_ids
from tests.hosts import Hosts, make_hosts, single_machine

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
HERE = [actor for actor in actors(*AT_REST) if actor.is_at_one_machine]


@dataclass(frozen=True)
class Machine:
    """What lies on its disk, and what in its memory-backed folder."""

    disk: Path
    memory: Path

    def loot(self, names: tuple[str, ...]) -> Loot:
        loot = Loot()
        loot.folder(self.disk)
        if "serve-memory" in names:
            loot.folder(self.memory)
        loot.chats.extend(CHATS)
        return loot


@pytest.fixture(scope="module")
async def machine(first_day: OfficeOnDisk, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A named report was filed and delivered, another one begun, and somebody chats; then it is pulled out."""
    folder = tmp_path_factory.mktemp("machine")
    shutil.copytree(first_day.folder / "data", folder / "inside")
    hosts = make_hosts(folder, first_day.founded)
    serve = single_machine(hosts)
    try:
        serve.start()
        reporter, another = Citizen.at(hosts.bot.url), Citizen.at(hosts.bot.url)
        async with reporter.http, another.http:
            receipt = await reporter.file(canaries.STORY, ANSWERS)
            await another.walk("place", canaries.UNFINISHED)
            wanted = await lookup_ids([receipt], first_day.founded.policy)
            assert set(wanted) <= set(await all_stored(hosts, wanted))
        await chat(hosts)
    finally:
        serve.kill()
    return Machine(hosts.inside, folder / "run-inside")


async def chat(hosts: Hosts) -> None:
    """Somebody begins a report on a messenger, through the same stores as the running process."""
    given = {"data": hosts.inside, "runtime_dir": hosts.folder / "run-inside", "service_token": SecretSetting("-" * 32)}
    async with open_services(read(BotSettings, **given)) as bot:
        await bot.policies.load()
        bot.policies.pin(hosts.bot.environment["XIANSUO_POLICY"])
        key = ChatKey("telegram", CHATS[0])
        await bot.conversation(TELEGRAM).handle(key, [*TO_THE_STORY, Text(canaries.CHAT)])


@pytest.mark.parametrize("actor", HERE, ids=[actor.key for actor in HERE])
async def test_the_machine_gives_away_what_the_table_says_and_no_more(machine: Machine, actor: Actor) -> None:
    words = Attempt(machine.loot(actor.loot)).words()
    assert canaries.findings(words) == actor.opens
    assert canaries.UNFINISHED not in words


async def test_the_report_is_really_there_for_who_holds_a_key(machine: Machine, first_day: OfficeOnDisk) -> None:
    loot = machine.loot(())
    loot.keys(first_day.founded.people["li"].pair.seed.reveal())
    assert {canaries.STORY, canaries.PLACE} <= Attempt(loot).words()
