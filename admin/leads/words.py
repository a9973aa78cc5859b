"""Codes, ids and times as people read them, for one request's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from admin import policy_book
from admin.workflow.clocks import Deadline, is_overdue
from admin.workflow.escalation import Stage, days_overdue, stage_of, who_acts
from admin.workflow.working_days import PUBLISHED, Calendar
from kit import clock
from kit.catalogue import Catalogue
from storage.vault.policy_document import PolicyDocument

if TYPE_CHECKING:
    from storage.unit_of_work import LedgerWork


TONES: Final = {
    "received": "new",
    "screening": "active",
    "out_of_scope": "waiting",
    "merged": "waiting",
    "assigned": "waiting",
    "returned": "waiting",
    "accepted": "active",
    "verifying": "active",
    "concluded": "waiting",
    "answered": "done",
    "closed": "closed",
}


@dataclass(frozen=True, slots=True)
class DeadlineWords:
    """A deadline as a pill: `tone` is late, waiting or active, and never says more than the words do."""

    text: str
    day: str
    tone: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class LateWords:
    """A stage of an overdue lead: its code, its name, and who must act now."""

    stage: Stage
    name: str
    acts: str


class Words:
    """What a template calls `w`. A code without a text is shown as it is stored, so an old lead always opens."""

    def __init__(
        self,
        texts: Catalogue,
        language: str,
        zone: ZoneInfo,
        policy: PolicyDocument | None = None,
        people: Mapping[bytes, str] | None = None,
        today: date | None = None,
        calendar: Calendar = PUBLISHED,
    ) -> None:
        self._texts = texts
        self._language = language
        self._zone = zone
        self._units = {unit.id: unit.name for unit in policy.units} if policy else {}
        self._areas = {area.id: area.name for area in policy.areas} if policy else {}
        self._people = people or {}
        self._calendar = calendar
        self.today = today or clock.local_day(clock.now(), zone)

    def t(self, key: str, **values: object) -> str:
        return self._texts.text(key, self._language, **values)

    def word(self, group: str, code: str | None, otherwise: str = "") -> str:
        """The word of a code; `none` of the group where there is no code, `otherwise` where it has no word."""
        for known in (code or "none", otherwise):
            key = f"word.{group}.{known}"
            if known and self._texts.has(key, self._language):
                return self.t(key)
        return code or ""

    def many(self, group: str, codes: Iterable[str]) -> str:
        """Several words in one line, each once."""
        return "、".join(self.word(group, str(code)) for code in dict.fromkeys(codes))

    def tone(self, state: str) -> str:
        """The pill of a state; its word stands beside, so nothing hangs on the colour."""
        return TONES.get(state, "active")

    def unit(self, unit_id: str | None) -> str:
        return self._units.get(unit_id or "", unit_id or "")

    def area(self, area_id: str | None) -> str:
        return self._areas.get(area_id, area_id) if area_id else self.word("area", None)

    def person(self, staff_id: bytes | None) -> str:
        """A colleague's name, empty for nobody."""
        return self._people.get(staff_id, staff_id.hex()[:8]) if staff_id else ""

    def day(self, moment: datetime | date | None) -> str:
        if moment is None:
            return ""
        return (clock.local_day(moment, self._zone) if isinstance(moment, datetime) else moment).isoformat()

    def hour(self, moment: datetime) -> str:
        """What is shown of a time that a reporter caused: day and hour."""
        local = moment.astimezone(self._zone)
        return self.t("queue.hour", day=local.date().isoformat(), hour=f"{local.hour:02d}")

    def time(self, moment: datetime) -> str:
        """To the minute, for what staff did."""
        return moment.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def due(self, day: date | None) -> DeadlineWords | None:
        """A due day of which only the day is known, as in a list."""
        return self._words(day, "", "_short") if day else None

    def deadline(self, deadline: Deadline) -> DeadlineWords:
        return self._words(deadline.day, self.word("clock", deadline.clock.value), "")

    def late(self, due: date | None, handler_id: bytes | None) -> LateWords | None:
        """The stage that a missed day has led to, and who must act; None where no day is missed."""
        stage = stage_of(days_overdue(due, self.today, self._calendar))
        if stage is None:
            return None
        acts = self.t(f"late.acts.{who_acts(stage, handler_id is not None).value}")
        return LateWords(stage, self.t(f"late.stage.{stage.value}"), acts)

    def _words(self, day: date, name: str, form: str) -> DeadlineWords:
        if is_overdue(day, self.today):
            count, key, tone = days_overdue(day, self.today, self._calendar), "late", "late"
        elif day == self.today:
            count, key, tone = 0, "today", "waiting"
        else:
            count, key, tone = self._calendar.between(self.today, day), "left", "active"
        text = self.t(f"word.clock.{key}{form}", clock=name, count=count)
        return DeadlineWords(text, day.isoformat(), tone, self._calendar.is_provisional(day))


async def names_of(work: LedgerWork, staff_ids: Iterable[bytes | None]) -> dict[bytes, str]:
    """Names of colleagues by id."""
    wanted = sorted({staff_id for staff_id in staff_ids if staff_id})
    if not wanted:
        return {}
    return {staff_id: member.name for staff_id, member in (await work.staff.many(wanted)).items()}


async def document_of(work: LedgerWork) -> PolicyDocument | None:
    """The policy in force, for names of units and areas."""
    policy = await policy_book.current(work)
    return policy.document if policy else None
