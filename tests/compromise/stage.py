"""A running office of one's own for an insider to change, and the plunder at the end of it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from admin.services import Services
from admin.setup.founding import Founded, Person
from storage.vault.policy import Policy
from storage.vault.receipt import Receipt
from tests.admin import thieves
from tests.admin.desk import Browser, Desk, Filed
from tests.bot.lines import Line, opened
from tests.citizen import Citizen
from tests.compromise import canaries
from tests.compromise.attempts import Attempt
from tests.compromise.ciphers import is_sealed
from tests.compromise.loot import Loot, rows_now
from tests.compromise.world import ANSWERS, Office


@dataclass
class Stage:
    """`keys` are the insiders' own: what they knew before, and what they made."""

    line: Line
    office: Office
    keys: list[bytes] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)

    @property
    def services(self) -> Services:
        return self.line.admin

    @property
    def founded(self) -> Founded:
        return self.line.founded

    async def write(self, *statements: str, **values: Any) -> None:
        """Change rows past the product."""
        await thieves.write(self.services, *statements, **values)

    async def report(self) -> Filed:
        """A named report arrives, is handled by the police, noted upon and answered."""
        filed = await self.office.desk.file(canaries.STORY, identity=canaries.REPORTER)
        await self.office.handled(filed.number, canaries.NOTE, canaries.ANSWER)
        return filed

    async def later_report(self, policy: Policy) -> Filed:
        """One under a later policy; its words are those of the report that shuts the police out."""
        desk = Desk(self.services, replace(self.founded, policy=policy))
        filed = await desk.file(canaries.HIDDEN_STORY, identity=canaries.SHUT_OUT, excluded=("police",))
        wang = await self.office.at("wang")
        assert canaries.HIDDEN_STORY in await wang.open(f"/admin/leads/{filed.number}")
        return filed

    async def reporter(self, **answers: Mapping[str, Any]) -> tuple[Citizen, Receipt, Filed]:
        """Somebody who files on the web with their name; handled and answered likewise."""
        citizen = self.line.citizen()
        receipt = await citizen.file(canaries.STORY, {**ANSWERS, **answers})
        await citizen.leave_receipt(receipt)
        filed = await self.office.filed(receipt)
        if "avoid_units" not in answers:
            await self.office.handled(filed.number, canaries.NOTE, canaries.ANSWER)
        return citizen, receipt, filed

    async def as_person(self, person: Person) -> Browser:
        """A browser of somebody who is not on the office's plan, or not as they were."""
        people = {**self.founded.people, "insider": person}
        return await Desk(self.services, replace(self.founded, people=people)).browser("insider")

    def sealed(self) -> set[bytes]:
        """Every ciphertext in the ledger's rows at this moment."""
        rows = rows_now(self.services.settings.data / "ledger.db")
        return {piece for row in rows for piece in row.pieces if is_sealed(piece)}

    def left_on_disk(self, before: set[bytes]) -> int:
        """How many ciphertexts that have gone from the rows since lie in some file all the same."""
        files = [file.read_bytes() for file in self.services.settings.data.rglob("*") if file.is_file()]
        return sum(any(gone in content for content in files) for gone in before - self.sealed())

    def words(self) -> frozenset[str]:
        """What the insiders read with their keys, the whole inside host while it runs, and what they kept before."""
        loot = Loot()
        loot.folder(self.line.folder / "office")
        loot.keys(*self.keys)
        for file in self.kept:
            loot.folder(file)
        return Attempt(loot).words()


async def sees(browser: Browser, filed: Filed) -> str:
    """Whatever a lead's page answers, at whatever status."""
    return (await browser.http.get(f"/admin/leads/{filed.number}", follow_redirects=True)).text


@asynccontextmanager
async def staged(template: Path, founded: Founded, folder: Path) -> AsyncIterator[Stage]:
    """A fresh copy of the office on its first day, running with its bot host."""
    async with opened(template, folder, founded) as line:
        yield Stage(line, Office(line))
