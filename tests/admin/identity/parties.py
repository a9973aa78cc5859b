"""The people around one identity, each with a browser, doing what their pages offer."""

import re
from dataclasses import dataclass
from typing import Any

from admin.sign_in import sessions
from admin.signed import Signed
from storage.report import Identity
from storage.tables.ledger import CallBackRow, IdentityRequest
from tests.admin import thieves
from tests.admin.desk import Browser, Desk, Filed

PERSON = Identity(name="金丝雀林", phone="13800007431", id_number="110101190001010000", contact="请晚上八点以后打")
REASONS = {"reason": "回访时本人要求当面说明", "basis": "《反有组织犯罪法》第十条", "document": "试公扫〔2026〕7号"}


@dataclass
class Parties:
    """`li` handles the lead, `bao` and `guan` keep identities."""

    desk: Desk
    filed: Filed
    li: Browser
    bao: Browser
    guan: Browser

    @property
    def page(self) -> str:
        """The identity's page of the lead."""
        return f"/admin/leads/{self.filed.number}/identity"

    def password(self, login: str) -> str:
        return self.desk.founded.people[login].password.reveal()

    async def ask(self, status: int = 200, **given: str) -> str:
        """The handler asks custody."""
        return await self.li.send(f"{self.page}/requests", status, **(REASONS | given))

    async def request(self) -> IdentityRequest:
        """The newest request as it lies in its row."""
        async with self.desk.services.ledger.read() as work:
            return (await work.identity_requests.of_lead(self.filed.lead_id))[0]

    async def call(self) -> CallBackRow:
        """The newest call-back as it lies in its row."""
        async with self.desk.services.ledger.read() as work:
            return (await work.call_backs.of_lead(self.filed.lead_id))[0]

    async def share(self, share_id: bytes) -> bytes | None:
        async with self.desk.services.ledger.read() as work:
            return await work.resealed_shares.get(share_id)

    async def decide(self, act: str, who: str = "bao", status: int = 200, **fields: str) -> str:
        """A custodian reads, approves or refuses the newest request."""
        path = f"/admin/custody/requests/{(await self.request()).id.hex()}/{act}"
        return await self._browser(who).send(path, status, password=self.password(who), **fields)

    async def reveal(self, status: int = 200) -> str:
        """The handler looks, with the password."""
        path = f"{self.page}/requests/{(await self.request()).id.hex()}/reveal"
        return await self.li.send(path, status, password=self.password("li"))

    async def approved(self) -> IdentityRequest:
        """Asked and approved."""
        await self.ask()
        await self.decide("approve")
        return await self.request()

    async def ask_to_call(self, who: str = "bao", status: int = 200) -> str:
        """The handler asks a custodian to call."""
        custodian = self.desk.founded.people[who].staff_id.hex()
        return await self.li.send(f"{self.page}/calls", status, custodian=custodian)

    async def open_call(self, who: str = "bao", status: int = 200) -> str:
        """A custodian looks at whom to call."""
        path = f"/admin/custody/calls/{(await self.call()).id.hex()}/open"
        return await self._browser(who).send(path, status, password=self.password(who))

    async def record(self, outcome: str, who: str = "bao", status: int = 200) -> str:
        """A custodian records what came of the call."""
        path = f"/admin/custody/calls/{(await self.call()).id.hex()}/result"
        return await self._browser(who).send(path, status, password=self.password(who), outcome=outcome)

    async def opened(self, who: str) -> Signed:
        """This person with their key at hand, as after the password, and whatever the rows say of them now."""
        person = self.desk.founded.people[who]
        return await sessions.acting(self.desk.services, person.staff_id, person.pair)

    async def write(self, statement: str, **values: Any) -> None:
        """Change a row past the product, as the administrator may."""
        await thieves.write(self.desk.services, statement, **values)

    def _browser(self, who: str) -> Browser:
        return {"bao": self.bao, "guan": self.guan, "li": self.li}[who]


def names_nobody(page: str) -> bool:
    """Whether nothing of the reporter stands on a page."""
    return not any(word in page for word in (PERSON.name, PERSON.phone, PERSON.id_number, PERSON.contact))


def in_words(page: str) -> str:
    """A page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
