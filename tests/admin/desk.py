"""A desk for tests: leads filed by the real sealer into a founded office, and browsers of its members over HTTP."""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import httpx
from starlette.types import ASGIApp

from admin.app import staff_site
from admin.intake import store_follow_up, store_lead
from admin.services import Services
from admin.setup.founding import Founded
from admin.sign_in import sessions
from kit import clock
from storage.envelope import Envelope, FollowUp
from storage.report import Content, Identity, Place
from storage.sealer import Filing, seal_report
from storage.tables.ledger import AccessEntry, Lead
from storage.vault.binding import new_id
from storage.vault.card import open_card
from storage.vault.receipt import ReceiptKeys
from storage.vault.secret import SecretBytes
from storage.vault.seeds import PublicIdentity
from storage.vault.thread import FollowUpKind, seal_follow_up

STORY = "村口砂场有人强收过路费，不交就堵车。"


@dataclass(frozen=True)
class Filed:
    """A lead as its reporter knows it, and its number."""

    lead_id: bytes
    number: str
    receipt: ReceiptKeys
    lead_public: PublicIdentity


@dataclass(frozen=True)
class Sealed:
    """A lead that is not stored yet, and the keys of its receipt."""

    envelope: Envelope
    receipt: ReceiptKeys


@dataclass
class Desk:
    """Files leads, writes as their reporters, and opens browsers."""

    services: Services
    founded: Founded

    @cached_property
    def site(self) -> ASGIApp:
        """The staff site, made when a browser first asks for it."""
        return staff_site(self.services)

    def seal(
        self,
        what: str = STORY,
        *,
        identity: Identity | None = None,
        hours_ago: int = 0,
        excluded: tuple[str, ...] = (),
        ticket: str | None = None,
        area: int = 0,
        **content: Any,
    ) -> "Sealed":
        """A sealed lead, as a bot would post it."""
        document = self.founded.policy.document
        place = Place(area=document.areas[area].id, text="砂场门口")
        given: dict[str, Any] = {"officials": "no", "category": "resources"} | content
        report = Content(
            language="zh_CN", channel="web", named=identity is not None, what=(what,), place=place,
            excluded=excluded, **given,
        )  # fmt: skip
        receipt = ReceiptKeys.expand(SecretBytes.random())
        hour = clock.hour_of(clock.now() - timedelta(hours=hours_ago))
        return Sealed(
            seal_report(Filing(new_id(), receipt, report, identity, ticket), self.founded.policy, hour), receipt
        )

    async def file(self, what: str = STORY, **given: Any) -> Filed:
        """Seal and store one lead; takes what `seal` takes."""
        sealed = self.seal(what, **given)
        assert await store_lead(self.services, sealed.envelope)
        lead = await self.lead(sealed.envelope.lead_id)
        card = open_card(sealed.envelope.card, sealed.receipt)
        return Filed(lead.id, lead.number, sealed.receipt, card.lead_public)

    async def write(self, filed: Filed, text: str, kind: FollowUpKind = FollowUpKind.FACTS) -> None:
        """A signed follow-up of the reporter."""
        sealed = seal_follow_up(filed.lead_public, filed.lead_id, filed.receipt, new_id(), kind, text.encode())
        hour = clock.hour_of(clock.now())
        assert await store_follow_up(self.services, FollowUp.of(sealed, filed.receipt.lookup_id, hour))

    async def lead(self, lead_id: bytes) -> Lead:
        """The lead's clear columns."""
        async with self.services.ledger.read() as work:
            return await work.leads.clear_columns(lead_id)

    async def entries(self, lead_id: bytes) -> list[AccessEntry]:
        """What the access ledger says of a lead."""
        async with self.services.ledger.read() as work:
            return await work.access.of_lead(lead_id)

    async def kinds(self, lead_id: bytes) -> list[str]:
        """Kinds of those entries, oldest first."""
        return [entry.kind for entry in await self.entries(lead_id)]

    async def browser(self, login: str, now: datetime | None = None) -> "Browser":
        """A browser in which this person is signed in."""
        person = self.founded.people[login]
        async with self.services.ledger.begin() as work:
            staff = await work.staff.get(person.staff_id)
            cookie = await sessions.begin(self.services, work, staff, person.pair, now or clock.now())
        value = urlsafe_b64encode(cookie.reveal()).decode().rstrip("=")
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.site),
            base_url="http://127.0.0.1",
            headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1"},
        )
        client.cookies.set("xiansuo-staff", value)
        return Browser(client)


@dataclass
class Browser:
    """What a person does on a page: open it, press a button. Redirects are followed, as browsers do."""

    http: httpx.AsyncClient

    async def open(self, path: str, status: int = 200) -> str:
        """A page; fails unless it has this status."""
        answer = await self.http.get(path, follow_redirects=True)
        assert answer.status_code == status, (answer.status_code, _words(answer.text))
        return answer.text

    async def send(self, path: str, status: int = 200, **fields: object) -> str:
        """A form; the page that comes of it."""
        data = {name: str(value) for name, value in fields.items()}
        answer = await self.http.post(path, data=data, follow_redirects=True)
        assert answer.status_code == status, (answer.status_code, _words(answer.text))
        return answer.text

    async def move(self, filed: Filed, name: str, version: int, status: int = 200, **fields: object) -> str:
        """One move on a lead, based on this version."""
        return await self.send(f"/admin/leads/{filed.number}/moves/{name}", status, version=version, **fields)


def _words(page: str) -> str:
    body = page.partition("<main")[2] or page
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())[:600]
