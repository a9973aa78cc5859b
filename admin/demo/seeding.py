"""Filling an empty installation with the demonstration, and remembering who can sign in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from admin import policy_book
from admin.demo.plan import LeadPlan, read_plan
from admin.intake import store_lead
from admin.leads.deadlines import Moment, rules_of
from admin.leads.moving import Wanted, make_move
from admin.leads.viewing import view_case
from admin.leads.writing import Letter, write_answer
from admin.ledger_sealer import seal_once
from admin.services import Services
from admin.setup import founding
from admin.setup.founding import Founded
from admin.sign_in import totp
from admin.workflow.states import MoveName
from kit import clock, secretfile
from storage.report import Content, Identity, Place
from storage.sealer import Filing, seal_report
from storage.vault.binding import new_id
from storage.vault.policy import Policy
from storage.vault.receipt import Receipt
from storage.vault.secret import SecretText
from storage.vault.thread import AnswerKind

ACCOUNTS: Final = "demo-accounts.json"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Who can sign in to the demonstration; printed, because nothing here is real."""

    login: str
    name: str
    roles: tuple[str, ...]
    password: SecretText
    totp_secret: SecretText

    def code(self, now: datetime) -> str:
        """The phone's code at this moment."""
        return totp.code_at(self.totp_secret, totp.step_of(now))


@dataclass(frozen=True, slots=True)
class Demo:
    """The accounts, and the receipt of one answered report to look up."""

    accounts: tuple[DemoAccount, ...]
    receipt: str


async def seed(services: Services) -> Demo:
    """Fill an empty ledger once (some seconds); later calls give back what the first one made."""
    file = services.settings.data / ACCOUNTS
    if file.exists():
        return _read(json.loads(secretfile.read(file)))
    office, leads = read_plan()
    founded = await founding.found(services, office, clock.now())
    receipts = [await _file_and_work(services, founded, lead) for lead in leads]
    while await seal_once(services):
        continue
    answered = max(range(len(leads)), key=lambda place: len(leads[place].moves))
    demo = Demo(tuple(_account(founded, login) for login in founded.people), receipts[answered].grouped())
    secretfile.create(file, json.dumps(_plain(demo), ensure_ascii=False).encode())
    return demo


async def _file_and_work(services: Services, founded: Founded, lead: LeadPlan) -> Receipt:
    receipt = Receipt.generate()
    lead_id = new_id()
    parameters = founded.policy.document.receipt.stretch()
    keys = await services.derive(receipt.keys, parameters)
    identity = Identity(name=lead.named["name"], phone=lead.named["phone"]) if lead.named else None
    hour = clock.hour_of(clock.now() - timedelta(hours=lead.hours_ago))
    filing = Filing(lead_id, keys, _content(lead, founded.policy), identity)
    await store_lead(services, seal_report(filing, founded.policy, hour))
    async with services.ledger.read() as work:
        number = (await work.leads.clear_columns(lead_id)).number
    for move in lead.moves:
        await _act(services, founded, number, move)
    return receipt


def _content(lead: LeadPlan, policy: Policy) -> Content:
    facts = cast(dict[str, Any], lead.facts)
    return Content(
        language="zh_CN",
        channel="web",
        officials="yes" if lead.officials == "yes" else "no",
        named=lead.named is not None,
        category=lead.category,
        what=(lead.what,),
        place=Place(area=policy.document.areas[lead.area].id),
        **facts,
    )


async def _act(services: Services, founded: Founded, number: str, move: dict[str, str]) -> None:
    signed = await founded.acting(services, move["by"])
    async with services.ledger.begin() as work:
        case = await view_case(work, signed, number)
        moment = Moment(clock.now(), services.settings.zone, await rules_of(work))
        if "answer" in move:
            letter = Letter(AnswerKind(move["answer"]), move["text"], case.lead.version, case.lead.messages)
            await write_answer(work, signed, case, letter, moment)
            return
        policy = await policy_book.required(work)
        fields = {name: value for name, value in move.items() if name not in ("by", "move")}
        wanted = Wanted(MoveName(move["move"]), case.lead.version, **fields)
        await make_move(work, signed, case, wanted, policy.document, moment)


def _account(founded: Founded, login: str) -> DemoAccount:
    person = founded.people[login]
    roles = tuple(sorted(role.value for role in person.plan.roles))
    return DemoAccount(login, person.plan.name, roles, person.password, person.totp_secret)


def _plain(demo: Demo) -> dict[str, Any]:
    return {
        "receipt": demo.receipt,
        "accounts": [
            [one.login, one.name, list(one.roles), one.password.reveal(), one.totp_secret.reveal()]
            for one in demo.accounts
        ],
    }


def _read(kept: dict[str, Any]) -> Demo:
    accounts = tuple(
        DemoAccount(login, name, tuple(roles), SecretText(password), SecretText(secret))
        for login, name, roles, password, secret in kept["accounts"]
    )
    return Demo(accounts, kept["receipt"])
