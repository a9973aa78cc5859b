"""Taking up many new leads at once: each goes into screening and its reporter is told, or it is left as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case, actor_of, open_case
from admin.leads.deadlines import Moment, due_after, rules_of
from admin.leads.writing import post_answer
from admin.workflow.states import MoveName, check
from kit import clock
from kit.catalogue import DEFAULT_LANGUAGE, LANGUAGES
from storage.errors import BadInput, NotAllowed, NotFound, StaleVersion
from storage.lead_change import Step
from storage.vault.thread import AnswerKind

if TYPE_CHECKING:
    from admin.services import Services
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork

TEXT_KEY: Final = "template.acceptance"


@dataclass(frozen=True, slots=True)
class Picked:
    """A lead ticked in the list, and the version it had there."""

    number: str
    version: int

    @classmethod
    def read(cls, value: str) -> Picked | None:
        """From a ticked box; None for anything else."""
        number, _, version = value.partition(".")
        return cls(number, int(version)) if number.isdecimal() and version.isdecimal() and len(value) < 20 else None


async def acknowledge(services: Services, signed: Signed, picked: Iterable[Picked]) -> tuple[int, int]:
    """How many were taken up, and how many were left because they changed, are hidden or do not open.

    Each lead is a transaction of its own, so one that is left costs the others nothing.
    """
    done = left = 0
    for one in picked:
        try:
            async with services.ledger.begin() as work:
                await _take_up(services, work, signed, one)
            done += 1
        except (StaleVersion, NotAllowed, NotFound, BadInput):
            left += 1
    return done, left


def reporters_language(case: Case) -> str:
    """The language in which the report was written, if we speak it."""
    content = case.opened.content
    return content.language if content and content.language in LANGUAGES else DEFAULT_LANGUAGE


async def _take_up(services: Services, work: LedgerWork, signed: Signed, one: Picked) -> None:
    case = await open_case(work, signed, one.number)
    case.unchanged_since(one.version)
    move = check(MoveName.SCREEN, case.state, actor_of(signed.member, case.lead))
    moment = Moment(clock.now(), services.settings.zone, await rules_of(work))
    text = services.texts.text(TEXT_KEY, reporters_language(case))
    await post_answer(work, signed, case, AnswerKind.ACCEPTANCE, text, moment)
    due = due_after(case, move.target, move.name, True, moment)
    step = Step(move.name.value, moment.at, signed.member.staff_id, case.lead.unit_id)
    await work.leads.change(case.lead.id, one.version, {"state": move.target.value, "due_on": due}, step)
    await access.record(work, AccessKind.LEAD_STATE, signed, case.lead.id, details=move.target.value)
