"""Leads that come to the end of their term, and the two people who destroy what is left of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import time_machine

from admin.services import Services
from admin.sign_in import sessions
from admin.signed import Signed
from kit import clock
from storage.report import Identity
from storage.tables.ledger import Destruction, DestructionLine, Lead
from tests.admin import thieves
from tests.admin.desk import Browser, Desk, Filed

PERSON = Identity(name="金丝雀周", phone="13800007439", id_number="110101190001010019", contact="请发短信")
HOME = "/admin/retention"


@contextmanager
def later(days: int = 181) -> Iterator[None]:
    """So many days from now; whoever was signed in has to sign in again."""
    with time_machine.travel(clock.now() + timedelta(days=days)):
        yield


@dataclass
class Ending:
    """`wang` of the office puts forward, `bao` of custody confirms."""

    desk: Desk

    @property
    def services(self) -> Services:
        return self.desk.services

    async def closed(self, identity: Identity | None = PERSON, words: int = 0, **given: Any) -> Filed:
        """A lead that was ruled out, answered and closed just now, after so many messages of its reporter."""
        filed = await self.desk.file(identity=identity, **given)
        for number in range(words):
            await self.desk.write(filed, f"补充第{number}点")
        await self.close(filed)
        return filed

    async def close(self, filed: Filed) -> None:
        wang = await self.desk.browser("wang")
        await wang.move(filed, "screen", 1)
        await wang.move(filed, "rule_out", 2, reason="属民事纠纷")
        await wang.move(filed, "tell_outcome", 3, outcome="请向司法所反映。")
        await wang.move(filed, "close", 4)

    async def put_forward(self, *leads: Filed, who: str = "wang", status: int = 200, **given: str) -> str:
        """The page that comes of ticking these leads."""
        browser = await self.desk.browser(who)
        fields = {"password": self.password(who)} | given
        data: dict[str, Any] = {"lead": [one.lead_id.hex() for one in leads], **fields}
        answer = await browser.http.post(HOME, data=data, follow_redirects=True)
        assert answer.status_code == status, answer.text
        return answer.text

    async def confirm(self, who: str = "bao", status: int = 200, act: str = "confirm", **given: str) -> str:
        """The page that comes of confirming the newest list."""
        browser = await self.desk.browser(who)
        path = f"{HOME}/{(await self.row()).id.hex()}/{act}"
        return await browser.send(path, status, **({"password": self.password(who)} | given))

    def password(self, who: str) -> str:
        return self.desk.founded.people[who].password.reveal()

    async def browser(self, who: str) -> Browser:
        return await self.desk.browser(who)

    async def opened(self, who: str) -> Signed:
        """This person with their key at hand, as after the password."""
        person = self.desk.founded.people[who]
        return await sessions.acting(self.services, person.staff_id, person.pair)

    async def row(self) -> Destruction:
        """The newest list as it lies in its row."""
        async with self.services.ledger.read() as work:
            return (await work.destructions.newest())[0]

    async def lines(self) -> dict[bytes, DestructionLine]:
        """Its leads."""
        async with self.services.ledger.read() as work:
            newest = (await work.destructions.newest())[0]
            return {line.lead_id: line for line in await work.destructions.lines(newest.id)}

    async def whole(self, filed: Filed) -> Lead:
        """The lead with its sealed parts."""
        async with self.services.ledger.read() as work:
            return await work.leads.visible(filed.lead_id, ["office"], None)

    async def parts(self, filed: Filed) -> tuple[list[bytes], list[bytes]]:
        """Both halves of the identity's key, and then the ciphertexts of the identity and of what was written later."""
        lead = await self.whole(filed)
        async with self.services.ledger.read() as work:
            share = await work.identities.custody_share(filed.lead_id)
            lines = await work.thread.messages(filed.lead_id)
        assert share is not None
        words = [line.ciphertext for line in lines if line.sender == "reporter"]
        keys, rest = [lead.identity_share, share.sealed], [lead.identity, *words]
        return [part for part in keys if part], [part for part in rest if part]

    def in_files(self, part: bytes) -> bool:
        """Whether a stretch of it lies in any file of the installation, also where a page's border cuts it."""
        found = (file.read_bytes() for file in self.services.settings.data.rglob("*") if file.is_file())
        files = b"".join(found)
        return part[:300] in files or part[-300:] in files

    async def words(self, filed: Filed) -> int:
        """How many of the reporter's messages are still kept."""
        async with self.services.ledger.read() as work:
            lines = await work.thread.messages(filed.lead_id)
        return sum(line.sender == "reporter" and line.ciphertext is not None for line in lines)

    async def write(self, statement: str, **values: Any) -> None:
        """Change a row past the product, as the administrator may."""
        await thieves.write(self.services, statement, **values)
