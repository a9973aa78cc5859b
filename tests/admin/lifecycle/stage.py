"""An office whose people come and go, by the product's own use cases on a real ledger. Nothing is decided here."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from admin import policy_book
from admin.identity import asking, calling, deciding
from admin.identity.housekeeping import tidy_identities
from admin.intake import store_lead
from admin.leads import excluding, merging, recusing, viewing
from admin.leads.case import Case, open_case
from admin.leads.deadlines import Moment, rules_of
from admin.leads.moving import Wanted, make_move
from admin.roles import Role
from admin.services import Services
from admin.setup import erasing, joining, recovery, units
from admin.setup.founding import Founded, OfficePlan
from admin.setup.resealing import Done
from admin.signed import Signed
from admin.workflow.states import MoveName, State
from storage.errors import NotFound
from storage.report import AccessReasons, Identity
from storage.unit_of_work import LedgerWork
from storage.vault.call_back import Outcome
from storage.vault.pages import Page, join
from storage.vault.seeds import KeyPair
from tests.admin import offices, rotations
from tests.admin.desk import STORY, Desk, Sealed
from tests.admin.offices import person

REPORTER = Identity(name="测试人", phone="13800001111", id_number="110101190001010000", contact="晚上")
REASONS = AccessReasons(reason="回访", basis="第十条", document="试1号")
READY = {
    MoveName.ASSIGN: {State.RECEIVED: MoveName.SCREEN, State.RETURNED: MoveName.SCREEN},
    MoveName.MERGE: {State.RECEIVED: MoveName.SCREEN, State.RETURNED: MoveName.SCREEN},
    MoveName.TRANSFER: {State.ASSIGNED: MoveName.SIGN_FOR},
    MoveName.RETURN: {},
}
"""What has to be done first, in which state."""


def plan() -> OfficePlan:
    """The smallest office, and two handlers and a custodian who belong to no unit yet."""
    spare = (
        person("qian", "钱试", None, Role.HANDLER),
        person("sun", "孙试", None, Role.HANDLER),
        person("he", "何试", None, Role.CUSTODIAN),
    )
    office = offices.plan()
    return replace(office, people=(*office.people, *spare))


@dataclass
class Stage:
    """One run of one office. `now` is moved by hand; `code` gives somebody's key code, which takes long to make."""

    services: Services
    founded: Founded
    code: Callable[[str], str]
    now: datetime

    @asynccontextmanager
    async def _case(self, who: str, number: str) -> AsyncIterator[tuple[LedgerWork, Signed, Case, Moment]]:
        signed = await self.acting(who)
        async with self.services.ledger.begin() as work:
            case = await open_case(work, signed, number)
            yield work, signed, case, Moment(self.now, self.services.settings.zone, await rules_of(work))

    async def acting(self, who: str) -> Signed:
        return await self.founded.acting(self.services, who)

    def staff(self, who: str) -> bytes:
        return self.founded.people[who].staff_id

    # Reports

    def seal(self, named: bool, excluded: Sequence[str]) -> Sealed:
        """As a bot host does it with the policy in force."""
        desk = Desk(self.services, self.founded)
        return desk.seal(identity=REPORTER if named else None, excluded=tuple(excluded))

    async def deliver(self, sealed: Sealed) -> str:
        """Its number."""
        assert await store_lead(self.services, sealed.envelope)
        return (await Desk(self.services, self.founded).lead(sealed.envelope.lead_id)).number

    async def holder(self, lead_id: bytes) -> str:
        """The responsible unit, as everybody who holds the lead sees it."""
        return (await Desk(self.services, self.founded).lead(lead_id)).unit_id or ""

    async def sees(self, who: str, number: str) -> bool:
        """Whether the site opens it for them, story and all."""
        try:
            async with self._case(who, number) as (_, _, case, _):
                content = case.opened.content
                return content is not None and content.what == (STORY,)
        except NotFound:
            return False

    async def view(self, who: str, number: str) -> bool:
        signed = await self.acting(who)
        async with self.services.ledger.begin() as work:
            await viewing.view_case(work, signed, number)
        return True

    async def move(self, who: str, number: str, name: MoveName, unit: str = "", other: str = "") -> bool:
        """A move, and before it what the lead's state needs."""
        async with self._case(who, number) as (work, signed, case, moment):
            first = READY[name].get(case.state)
            policy = (await policy_book.required(work)).document
            if first is not None:
                await make_move(work, signed, case, Wanted(first, case.lead.version), policy, moment)
        async with self._case(who, number) as (work, signed, case, moment):
            wanted = Wanted(name, case.lead.version, unit=unit, reason="因故", other_lead=other)
            await make_move(work, signed, case, wanted, policy, moment)
        return True

    async def link(self, who: str, number: str, other: str) -> bool:
        """A merge alone, whatever state the lead is in."""
        async with self._case(who, number) as (work, signed, case, moment):
            await merging.merge_into(work, signed, case, other, moment.at)
        return True

    async def exclude(self, who: str, number: str, unit: str) -> bool:
        async with self._case(who, number) as (work, signed, case, moment):
            policy = (await policy_book.required(work)).document
            await excluding.exclude_unit(work, signed, case, policy, unit, "因故", case.lead.version, moment)
        return True

    async def withdraw(self, who: str, number: str, unit: str) -> bool:
        """`unit` takes the lead where nobody else of the member's own is left."""
        async with self._case(who, number) as (work, signed, case, moment):
            policy = (await policy_book.required(work)).document
            await recusing.recuse(work, signed, case, policy, recusing.Recusal("有关系", unit=unit), moment)
        return True

    # Keys

    async def join(self, who: str, unit: str, by: str) -> bool:
        """The administrator lets them wait, a member types their code."""
        await self._wait_before(who, unit)
        admitting = await self.acting(by)
        await joining.admit(self.services, admitting, unit, self.staff(who), self.code(who), self.now)
        return True

    async def prepare(self, unit: str, by: str, leavers: Sequence[str]) -> bool:
        await rotations.prepare(self.services, await self.acting(by), unit, [self.staff(one) for one in leavers])
        return True

    async def publish(self, signers: tuple[str, str]) -> bool:
        policy = await rotations.publish(self.services, self.founded, signers)
        self.founded = replace(self.founded, policy=policy)
        return True

    async def finish(self, unit: str, by: str) -> Done:
        return await rotations.finish(self.services, self.founded, by, unit)

    async def erase(self, unit: str, by: str) -> int:
        """Every epoch of which nothing is needed any more; says how many."""
        signed = await self.acting(by)
        named = self.founded.policy.document.find(unit)
        assert named is not None
        erased = 0
        for epoch in range(1, named.current.epoch):
            async with self.services.ledger.read() as work:
                waits = erasing.reasons_to_wait(await erasing.facts_of(work, unit, epoch), self.now)
            if not waits:
                await erasing.erase(self.services, signed, unit, epoch, self.now)
                erased += 1
        return erased

    async def print_pages(self, unit: str, by: str) -> tuple[list[str], KeyPair]:
        """New pages as typed texts, one of them typed back, and the pair that two of them restore."""
        signed = await self.acting(by)
        made = await units.new_pages(self.services.ledger, signed, unit, self.now)
        texts = [" ".join(group.reveal() for group in page.groups()) for page in made.pages]
        await units.confirm_page(self.services.ledger, signed, unit, made.pages[1], texts[1], self.now)
        return texts, KeyPair(join([Page.parse(text) for text in texts[:2]]))

    async def recover(self, who: str, unit: str, pages: Sequence[str]) -> bool:
        await self._wait_before(who, unit)
        await recovery.recover(self.services, await self.acting(who), unit, pages, self.now)
        return True

    async def _wait_before(self, who: str, unit: str) -> None:
        root = await self.acting("root")
        async with self.services.ledger.begin() as work:
            await joining.ask_to_join(work, root, self.staff(who), unit, self.now)

    # Identities

    async def ask(self, who: str, number: str) -> tuple[bytes, str]:
        """The request, and the unit for which it asks."""
        async with self._case(who, number) as (work, signed, case, _):
            request_id = await asking.ask(work, signed, case, REASONS, self.now)
            return request_id, (await work.identity_requests.get(request_id)).unit_id

    async def approve(self, custodian: str, request_id: bytes) -> bool:
        await deciding.approve(self.services, await self.acting(custodian), request_id, self.now)
        return True

    async def reveal(self, who: str, number: str, request_id: bytes) -> Identity:
        return await asking.reveal(self.services, await self.acting(who), number, request_id, self.now)

    async def ask_to_call(self, who: str, number: str, custodian: str) -> tuple[bytes, str]:
        """The call-back, and the unit that asks for it."""
        async with self._case(who, number) as (work, signed, case, _):
            call_id = await calling.ask_to_call(work, signed, case, self.staff(custodian), self.now)
            return call_id, (await work.call_backs.get(call_id)).unit_id

    async def call(self, custodian: str, call_id: bytes) -> str:
        """The name that the custodian sees, and then the call is recorded."""
        signed = await self.acting(custodian)
        whom = await calling.whom_to_call(self.services, signed, call_id, self.now)
        await calling.record_call(self.services, signed, call_id, Outcome.VERIFIED, self.now)
        return whom.name.reveal()

    async def destroy(self, lead_id: bytes) -> bool:
        """The rows alone, as the end of a term erases them; no list that two people signed explains it to the site."""
        async with self.services.ledger.begin() as work:
            await work.identities.destroy(lead_id)
        return True

    async def tidy(self) -> bool:
        await tidy_identities(self.services, self.now)
        return True
