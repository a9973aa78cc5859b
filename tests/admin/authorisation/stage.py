"""The office in which the matrix is played: one person a role, each signed in by password and phone, once."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

import httpx
from fastapi.routing import iter_route_contexts

from admin.api.router import router
from admin.app import create_app
from admin.host import AdminHost
from admin.roles import Role
from admin.services import Services
from admin.setup import invitations, policies, units
from admin.setup.founding import Founded, OfficePlan, UnitPlan, found
from admin.setup.invitations import Invited
from admin.sign_in import accounts, sessions
from admin.sign_in.accounts import AccountForm
from faq.corpus import shipped
from kit import clock
from storage.lead_change import LeadValues, Step
from storage.tables.ledger import Reward
from storage.vault.binding import new_id
from storage.vault.policy_document import UnitKind
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair
from tests.admin.authorisation.table import Row
from tests.admin.desk import Desk
from tests.admin.offices import PASSWORD, person

SITE = {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1"}
HALF = "half signed in"
UNIT_OF = {Role.SYSADMIN: None, Role.CUSTODIAN: "custody"}


def plan() -> OfficePlan:
    """One person a role, and one of the police, whose unit the others are not in, though he calls it an office too."""
    roles = sorted(Role, key=lambda role: role is not Role.SYSADMIN)
    people = [person(role.value, f"{role.value}试", UNIT_OF.get(role, "office"), role) for role in roles]
    return OfficePlan(
        people=(
            *people,
            person("police", "李试", "police", Role.HANDLER, Role.OFFICE),
            person("novice", "新试", "office", Role.OFFICE),
        ),
        units=(
            UnitPlan("office", "试验县扫黑办", UnitKind.OFFICE),
            UnitPlan("custody", "试验县身份保管组", UnitKind.CUSTODY),
            UnitPlan("police", "试验县公安局", UnitKind.RECEIVING),
        ),
        areas=("东试镇",),
        receiving=("police",),
    )


def routes(services: Services) -> frozenset[str]:
    """`METHOD path` of every route of the host, mounted folders as `MOUNT path`."""
    found_: set[str] = set()
    for route in iter_route_contexts(create_app(services, [router]).routes):
        methods = set(getattr(route, "methods", None) or ("MOUNT",)) - {"HEAD"}
        found_ |= {f"{method} {getattr(route, 'path', '')}" for method in methods}
    return frozenset(found_)


@dataclass
class Stage:
    """Browsers by who holds them, names that the table uses, and two leads that the office does not see."""

    services: Services
    founded: Founded
    desk: Desk
    host: AdminHost
    browsers: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    pairs: dict[str, KeyPair] = field(default_factory=dict)

    async def press(self, who: str, key: str, row: Row, number: str = "") -> httpx.Response:
        """What the row stands for, done by this browser."""
        method, _, path = key.partition(" | ")[0].partition(" ")
        values = {"number": number, "unit": "office", "token": "A" * 43}
        values |= {name: self._meant(value, who) for name, value in row.at.items()}
        path = re.sub(r"{(\w+)}", lambda match: values[match[1]], path)
        client = await self.session(who) if path == "/admin/sign-out" else self.browsers[who]
        if method != "POST":
            return await client.get(path)
        return await client.post(path, data={name: self._meant(value, who) for name, value in row.sent.items()})

    def _meant(self, value: str, who: str) -> str:
        if value == "@password":
            return self.founded.people[who].password.reveal() if who in self.founded.people else ""
        return self.names[value[1:]] if value.startswith("@") else value

    def browser(self, cookie: SecretBytes | None = None) -> httpx.AsyncClient:
        """A browser that sends forms as our own pages do."""
        transport = httpx.ASGITransport(app=self.host.site)
        client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=SITE)
        if cookie is not None:
            client.cookies.set("xiansuo-staff", urlsafe_b64encode(cookie.reveal()).decode().rstrip("="))
        return client

    async def session(self, who: str) -> httpx.AsyncClient:
        """A further session of this person, to be ended; nobody has none."""
        if who not in self.pairs:
            return self.browsers[who]
        async with self.services.ledger.begin() as work:
            staff = await work.staff.get(bytes.fromhex(self.names[who]))
            return self.browser(await sessions.begin(self.services, work, staff, self.pairs[who], clock.now()))

    async def lead(self, state: str) -> str:
        """The number of a fresh lead of the office in this state."""
        filed = await self.desk.file()
        police, now = self.founded.people["police"].staff_id, clock.now()
        values: LeadValues = {"conclusion": "substantiated", "state": "closed" if state == "closed" else "concluded"}
        async with self.services.ledger.begin() as work:
            if state in ("concluded", "closed"):
                await work.leads.change(filed.lead_id, 1, values, Step("conclude", now, police, "office"))
            elif state == "proposed":
                await work.rewards.propose(
                    Reward(
                        id=new_id(), lead_id=filed.lead_id, amount_fen=50_000, proposed_by=police, state="proposed",
                        version=1, proposed_at=now,
                    )
                )  # fmt: skip
        return filed.number


async def set_up(services: Services) -> Stage:
    """Found the office, sign everybody in over HTTP, file the hidden leads, put a policy up for signing."""
    founded = await found(services, plan(), clock.now())
    stage = Stage(services, founded, Desk(services, founded), AdminHost(services))
    stage.names = {name: one.staff_id.hex() for name, one in founded.people.items()}
    stage.pairs = {name: one.pair for name, one in founded.people.items()}
    stage.names["entry"] = shipped().entries[0].id
    for who in founded.people:
        stage.browsers[who] = await _signed_in(stage, who)
    stage.browsers["nobody"] = stage.browser()
    await _half_signed_in(stage)
    stage.browsers["unpledged"] = stage.browsers.pop("novice")
    stage.names["unpledged"], stage.pairs["unpledged"] = stage.names["novice"], stage.pairs["novice"]
    async with services.ledger.begin() as work:
        await work.staff.pledge(founded.people["novice"].staff_id, 0)
    elsewhere = await stage.desk.file()
    async with services.ledger.begin() as work:
        assert await work.grants.take_away(elsewhere.lead_id, "office")
    excluding = await stage.desk.file(excluded=("office",))
    stage.hidden = {"another unit's": elsewhere.number, "excluding": excluding.number, "missing": "10000000"}
    await _put_up_a_policy(stage)
    return stage


async def _signed_in(stage: Stage, who: str) -> httpx.AsyncClient:
    one, client = stage.founded.people[who], stage.browser()
    fields = {"login": who, "password": one.password.reveal(), "code": one.code(clock.now())}
    answer = await client.post("/admin/sign-in", data=fields)
    assert answer.status_code == 303, answer.text
    return client


async def _half_signed_in(stage: Stage) -> None:
    """Somebody who has made an account and not yet confirmed the phone."""
    signed = await stage.founded.acting(stage.services, "sysadmin")
    async with stage.services.ledger.begin() as work:
        invited = Invited("半试", frozenset({Role.OFFICE}), "office")
        token = await invitations.invite(work, signed, invited, clock.now())
    account = await accounts.make(stage.services, token, AccountForm("半试", "half", PASSWORD), clock.now())
    stage.names[HALF], stage.pairs[HALF] = account.staff_id.hex(), account.pair
    stage.browsers[HALF] = stage.browser(account.session)


async def _put_up_a_policy(stage: Stage) -> None:
    signed = await stage.founded.acting(stage.services, "sysadmin")
    async with stage.services.ledger.begin() as work:
        await units.rename(work, signed, "police", "试验市公安局", clock.now())
    await policies.propose(stage.services, signed, clock.now())
    async with stage.services.ledger.read() as work:
        proposed = await policies.open_proposal(work)
    assert proposed is not None
    stage.names |= {"proposal": proposed.id.hex(), "fingerprint": proposed.policy.fingerprint.hex()}
