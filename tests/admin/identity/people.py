"""Both sides of an identity: the officer who asks, and custody, each in a browser of their own."""

import re
from dataclasses import dataclass

from storage.report import Identity
from storage.tables.ledger import IdentityRequest
from tests.admin.desk import Browser, Desk, Filed

NAME, PHONE = "欧阳虚构", "13800005678"
PERSON = Identity(name=NAME, phone=PHONE, contact="晚上八点以后")
WORDS = {"reason": "需当面核对时间", "basis": "反有组织犯罪法", "document": "试扫黑办〔2026〕3号"}


@dataclass
class Sides:
    """`wang` is of the office, which has the lead; `bao` and `guan` are custodians."""

    desk: Desk
    filed: Filed
    wang: Browser
    bao: Browser

    @classmethod
    async def of(cls, desk: Desk) -> "Sides":
        filed = await desk.file(identity=PERSON)
        return cls(desk, filed, await desk.browser("wang"), await desk.browser("bao"))

    @property
    def lead(self) -> str:
        return f"/admin/leads/{self.filed.number}"

    def password(self, login: str) -> str:
        return self.desk.founded.people[login].password.reveal()

    async def ask(self, status: int = 200, **words: str) -> str:
        """The officer asks to see the identity."""
        return await self.wang.send(f"{self.lead}/identity", status, **(WORDS | words))

    async def ask_for_call(self, custodian: str = "bao", status: int = 200) -> str:
        """The officer asks that this custodian call."""
        staff_id = self.desk.founded.people[custodian].staff_id.hex()
        return await self.wang.send(f"{self.lead}/identity/call", status, custodian=staff_id, **WORDS)

    async def decide(self, act: str, status: int = 200, browser: Browser | None = None, **fields: str) -> str:
        """A custodian reads, approves, refuses, or records a call."""
        given = {"password": self.password("bao")} | fields
        path = f"/admin/identities/{(await self.row()).id.hex()}/{act}"
        return await (browser or self.bao).send(path, status, **given)

    async def see(self, status: int = 200, browser: Browser | None = None, password: str = "") -> str:
        """Whoever's browser it is opens the identity."""
        path = f"{self.lead}/identity/{(await self.row()).id.hex()}/reveal"
        return await (browser or self.wang).send(path, status, password=password or self.password("wang"))

    async def row(self) -> IdentityRequest:
        """The newest request."""
        async with self.desk.services.ledger.read() as work:
            return (await work.identity_requests.of_lead(self.filed.lead_id))[0]

    async def share(self) -> bytes | None:
        """The half that lies there for the newest request."""
        async with self.desk.services.ledger.read() as work:
            return await work.identity_requests.share((await self.row()).id)


def shows_identity(page: str) -> bool:
    """Whether any of it stands on a page."""
    return any(part in page for part in (NAME, PHONE, "晚上八点以后"))


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())
