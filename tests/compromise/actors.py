"""The table of docs/compromise.yaml, typed: who is let loose, with what, and what they may open."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.compromise.canaries import Finding
from tests.compromise.loot import Loot
from tests.compromise.world import CHATS, World

TABLE = Path(__file__).resolve().parents[2] / "docs" / "compromise.yaml"
AT_REST = ("at_rest", "roles", "together")
INSIDERS = "insiders"


@dataclass(frozen=True)
class Actor:
    """One row. `loot` names what is taken; `opens` is what may open with it."""

    key: str
    loot: tuple[str, ...]
    opens: frozenset[Finding]

    @property
    def is_at_one_machine(self) -> bool:
        """Whether what is taken is the machine that runs both hosts."""
        return "serve" in self.loot

    def take(self, world: World) -> Loot:
        """All that this actor has, out of the plundered office."""
        loot = Loot()
        for name in self.loot:
            kind, _, login = name.partition(":")
            _TAKE[kind](loot, world, login)
        return loot


@cache
def table() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(TABLE.read_text("utf-8"))
    return found


def actors(*parts: str) -> list[Actor]:
    """The rows of these parts of the table."""
    rows = [row for part in parts for row in table()[part]]
    return [Actor(row["key"], tuple(row.get("loot", ())), frozenset(map(Finding, row["opens"]))) for row in rows]


def _backups(loot: Loot, world: World, _: str) -> None:
    for file in world.backups:
        loot.backup(file, world.paper_key)


def _password(loot: Loot, world: World, login: str) -> None:
    for one in [login] if login else world.founded.people:
        loot.passwords[one] = world.founded.people[one].password.reveal()


def _person(loot: Loot, world: World, login: str) -> None:
    """Password, cookie, and the seed itself, which nobody is shown: as if they had watched their own session."""
    _password(loot, world, login)
    loot.keys(world.cookies[login], world.founded.people[login].pair.seed.reveal())


_TAKE = {
    "ledger": lambda loot, world, _: loot.file(world.inside / "ledger.db"),
    "inside": lambda loot, world, _: loot.folder(world.inside),
    "inside-memory": lambda loot, world, _: loot.folder(world.inside_memory),
    "outside": lambda loot, world, _: loot.folder(world.outside),
    "outside-memory": lambda loot, world, _: loot.folder(world.outside_memory),
    "wrap-key": lambda loot, world, _: loot.file(world.inside / "keys" / "wrap.key"),
    "chats": lambda loot, world, _: loot.chats.extend(CHATS),
    "backups": _backups,
    "passwords": _password,
    "password": _password,
    "person": _person,
}
