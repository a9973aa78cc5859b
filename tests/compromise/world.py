"""An office at work and its reporters, from real parts, at the moment when everything is taken."""

import os
import shutil
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from admin.roles import Role
from admin.setup.founding import Founded, OfficePlan, PersonPlan
from bot.channels.base import ChatKey
from bot.dialog.inputs import Choice, Text
from storage.vault.receipt import Receipt
from storage.vault.secret import SecretText
from storage.vault.seeds import PublicIdentity
from tests.admin import offices
from tests.admin.desk import Browser, Desk, Filed
from tests.admin.identity.parties import REASONS
from tests.admin.offices import person
from tests.bot.lines import Line, opened
from tests.bot.test_conversation import TELEGRAM, TO_THE_STORY
from tests.compromise import canaries
from tests.endurance.test_rebuilt import run_on_terminal
from tests.privacy.test_canaries import NAMED

CHATS = ("9001187", "9001188")
ANSWERS = dict(NAMED) | {
    "place": {"text": canaries.PLACE, "action": "next"},
    "name": {"text": canaries.REPORTER.name, "action": "next"},
    "phone": {"text": canaries.REPORTER.phone, "action": "next"},
}


@dataclass(frozen=True)
class World:
    """What was taken, by place; cookies of sessions at the moment, by login."""

    folder: Path
    founded: Founded
    paper_key: str
    cookies: Mapping[str, bytes]

    @property
    def inside(self) -> Path:
        return self.folder / "office" / "data"

    @property
    def inside_memory(self) -> Path:
        return self.folder / "office" / "run"

    @property
    def outside(self) -> Path:
        return self.folder / "bot"

    @property
    def outside_memory(self) -> Path:
        return self.folder / "run-bot"

    @property
    def backups(self) -> list[Path]:
        return sorted((self.folder / "backups").glob("*.age"))


def plan() -> OfficePlan:
    """Somebody for every role, each with no more than that role needs; the administrator belongs to no unit."""
    usual = offices.plan()
    return OfficePlan(
        people=(
            somebody("root", "管理员", None, Role.SYSADMIN),
            somebody("wang", "王试", "office", Role.OFFICE),
            somebody("ma", "马试", "office", Role.LEADER, Role.REWARD),
            somebody("shen", "沈试", "office", Role.AUDITOR, Role.SUPERVISOR),
            somebody("bao", "包试", "custody", Role.CUSTODIAN),
            somebody("guan", "关试", "custody", Role.CUSTODIAN, Role.AUDITOR),
            somebody("li", "李试", "police", Role.HANDLER),
            somebody("zhao", "赵试", "escalation", Role.HANDLER, Role.OFFICE),
            somebody("bian", "边试", None, Role.EDITOR),
        ),
        units=usual.units,
        areas=usual.areas,
        contacts=usual.contacts,
        receiving=usual.receiving,
    )


def somebody(login: str, name: str, unit: str | None, *roles: Role) -> PersonPlan:
    """A person with a password of their own; custodians are given theirs."""
    made = person(login, name, unit, *roles)
    return made if made.password is None else replace(made, password=SecretText(f"seven bridges over {login} river"))


@dataclass(frozen=True)
class Cases:
    """Reports: one whose identity was asked for, one where it was approved, one to be called, one shut from police."""

    asked: Filed
    approved: Filed
    called: Filed
    hidden: Filed


class Office:
    """A day's work over a line: people at their pages, reporters at theirs."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.desk = Desk(line.admin, line.founded)
        self.browsers: dict[str, Browser] = {}

    async def at(self, login: str) -> Browser:
        """This person's browser, in which they are signed in."""
        if login not in self.browsers:
            self.browsers[login] = await self.desk.browser(login)
        return self.browsers[login]

    async def handled(self, number: str, note: str = "", answer: str = "") -> None:
        """Screened and assigned by the office; signed for, noted and answered by the police."""
        wang, li, path = await self.at("wang"), await self.at("li"), f"/admin/leads/{number}"
        await wang.send(f"{path}/moves/screen", version=1)
        await wang.send(f"{path}/moves/assign", version=2, unit="police")
        await li.send(f"{path}/moves/sign_for", version=3)
        await li.open(path)
        if note:
            await li.send(f"{path}/notes", text=note)
        if answer:
            await li.send(f"{path}/answers", kind="answer", text=answer, version=4, messages=0)

    async def ask(self, filed: Filed, why: str) -> bytes:
        """The handler asks custody for an identity; the request's id."""
        li = await self.at("li")
        await li.send(f"/admin/leads/{filed.number}/identity/requests", 200, **(REASONS | {"reason": why}))
        async with self.line.admin.ledger.read() as work:
            return (await work.identity_requests.of_lead(filed.lead_id))[0].id

    async def approve(self, request: bytes) -> None:
        """A custodian lets the handler see it."""
        bao, password = await self.at("bao"), self.line.founded.people["bao"].password.reveal()
        await bao.send(f"/admin/custody/requests/{request.hex()}/approve", password=password)

    async def ask_to_call(self, filed: Filed, login: str) -> None:
        """The handler asks this custodian to call."""
        custodian = self.line.founded.people[login].staff_id.hex()
        await (await self.at("li")).send(f"/admin/leads/{filed.number}/identity/calls", custodian=custodian)

    async def filed(self, receipt: Receipt) -> Filed:
        """The lead behind a receipt, once it is delivered."""
        await self.line.deliver()
        keys = receipt.keys(self.line.founded.policy.document.receipt.stretch())
        async with self.line.admin.ledger.read() as work:
            found = await work.thread.look_up(keys.lookup_id)
        assert found is not None
        return Filed(found.lead.id, found.lead.number, keys, PublicIdentity(found.lead.lead_public))


async def live(line: Line) -> tuple[Office, Cases]:
    """File, handle, answer, look up, write back, ask, approve, ask to call; leave drafts and chats behind."""
    office, reporter, another = Office(line), line.citizen(), line.citizen()
    receipt = await reporter.file(canaries.STORY, ANSWERS)
    await reporter.leave_receipt(receipt)
    asked = await office.filed(receipt)
    await office.handled(asked.number, canaries.NOTE, canaries.ANSWER)
    page = await reporter.look_up(receipt)
    assert canaries.ANSWER in page.words
    await reporter.answer("progress", press="facts")
    await reporter.answer("write", text=canaries.FOLLOW_UP, action="next")
    await another.walk("place", canaries.UNFINISHED)
    cases = Cases(
        asked,
        await office.desk.file(identity=canaries.APPROVED),
        await office.desk.file(identity=canaries.CALLED),
        await office.desk.file(canaries.HIDDEN_STORY, identity=canaries.SHUT_OUT, excluded=("police",)),
    )
    await (await office.at("wang")).open(f"/admin/leads/{cases.hidden.number}")
    await office.ask(cases.asked, canaries.WHY)
    await office.approve(await office.ask(cases.approved, "当面说明"))
    await office.ask_to_call(cases.called, "guan")
    for login in ("ma", "shen", "zhao", "bian", "root", "guan"):
        await office.at(login)
    await line.deliver()
    await chat(line, office)
    return office, cases


async def chat(line: Line, office: Office) -> None:
    """On a messenger: one begins a report, another reads an answer by the receipt."""
    telegram = line.bot.conversation(TELEGRAM)
    first, second = (ChatKey("telegram", address) for address in CHATS)
    await telegram.handle(first, [*TO_THE_STORY, Text(canaries.CHAT)])
    receipt = await line.citizen().file()
    other = await office.filed(receipt)
    await office.handled(other.number, answer=canaries.OTHER_ANSWER)
    await telegram.handle(second, [Choice(("track",)), Text(receipt.grouped())])


async def taken(template: Path, founded: Founded, work: Path, target: Path) -> World:
    """Live a day in `work`, back both hosts up by the shipped command, and copy everything while it runs."""
    async with opened(template, work, founded) as line:
        office, _ = await live(line)
        paper_key = back_up(line)
        shutil.copytree(work, target)
        cookies = {login: cookie_of(browser) for login, browser in office.browsers.items()}
    return World(target, founded, paper_key, cookies)


def back_up(line: Line) -> str:
    """Both databases and the inside host's files by the shipped command; the key for paper, which it shows once."""
    inside, outside = line.admin.settings, line.bot.settings
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("XIANSUO_", "TELEGRAM_"))}
    environment = clean | {
        "XIANSUO_DATA": str(inside.data),
        "XIANSUO_RUNTIME_DIR": str(inside.runtime_dir),
        "XIANSUO_ADMIN_DATABASE_URL": inside.database_url,
        "XIANSUO_BOT_DATABASE_URL": outside.database_url,
    }
    return run_on_terminal(["backup", str(line.folder / "backups")], environment, r"AGE-SECRET-KEY-[A-Z0-9]+")


def cookie_of(browser: Browser) -> bytes:
    """The session's secret, as the browser keeps it."""
    return urlsafe_b64decode(browser.http.cookies["xiansuo-staff"] + "=")
