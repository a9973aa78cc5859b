"""The clocks: days for each, and one page a year for the calendar. Both show what a change does before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from admin.doors import ServicesOf, needs
from admin.forms import Sent
from admin.leads import overdue
from admin.leads.clock_settings import (
    CAP,
    YEARS_AHEAD,
    changes,
    check_may_set,
    checked_days,
    may_set,
    running_leads,
    save_days,
    save_year,
)
from admin.leads.deadlines import CALENDAR, SETTING, rules_of
from admin.roles import Role
from admin.services import Services
from admin.signed import Signed
from admin.view import go, show
from admin.workflow.calendar_form import lines, read_year
from admin.workflow.clocks import Clock, ClockRules
from admin.workflow.escalation import LADDER, who_acts
from admin.workflow.working_days import Calendar, YearByHand, is_known_year
from kit import clock
from storage.errors import BadInput, NotFound
from storage.unit_of_work import LedgerWork

router = APIRouter(prefix="/admin/clocks")
Reader = Annotated[Signed, Depends(needs(Role.OFFICE, Role.LEADER, Role.SUPERVISOR, Role.HANDLER, Role.SYSADMIN))]
Year = Annotated[int, Path(ge=2000, le=2100)]


@router.get("")
async def days(request: Request, signed: Reader, services: ServicesOf, saved: str = "") -> Response:
    """The days as they hold, the stages of what is late, and the years."""
    async with services.ledger.read() as work:
        rules, version = await rules_of(work), await _version(work, SETTING)
    typed = {one.value: str(getattr(rules, one.value)) for one in Clock}
    return _days_page(request, signed, services, rules, typed, version, saved=bool(saved))


@router.post("")
async def set_days(request: Request, signed: Reader, services: ServicesOf, sent: Sent) -> Response:
    """First what would change, then, confirmed, the change."""
    check_may_set(signed)
    typed = {one.value: sent.text(one.value) for one in Clock}
    version, now = sent.number("version"), clock.now()
    today = clock.local_day(now, services.settings.zone)
    async with services.ledger.begin() as work:
        rules = await rules_of(work)
        try:
            wanted = checked_days(typed)
        except BadInput as error:
            return _days_page(request, signed, services, rules, typed, version, error=error)
        changed = changes(rules, wanted)
        if changed and sent.flag("confirmed"):
            await save_days(work, signed, rules, wanted, version, today, now)
        running = await running_leads(work, signed.member)
    if changed and not sent.flag("confirmed"):
        since = rules.changed(wanted, today).since
        return _days_page(
            request, signed, services, rules, typed, version, changed=changed, since=since, running=running
        )
    return go("/admin/clocks?saved=1" if changed else "/admin/clocks")


@router.get("/{year}")
async def calendar(request: Request, signed: Reader, services: ServicesOf, year: Year, saved: str = "") -> Response:
    """One year: the published table, or what the office entered."""
    async with services.ledger.read() as work:
        rules, version = await rules_of(work), await _version(work, CALENDAR)
    entered = rules.calendar.year(year)
    return _year_page(request, signed, services, rules.calendar, year, _typed(entered), version, saved=bool(saved))


@router.post("/{year}")
async def set_calendar(request: Request, signed: Reader, services: ServicesOf, year: Year, sent: Sent) -> Response:
    """First what would be counted again, then, confirmed, the change; due days follow at once."""
    check_may_set(signed)
    typed = {"off": sent.text("off"), "on": sent.text("on"), "announced": sent.text("announced")}
    version, now = sent.number("version"), clock.now()
    async with services.ledger.begin() as work:
        present = (await rules_of(work)).calendar
        try:
            entered = read_year(year, typed["off"], typed["on"], bool(typed["announced"]))
        except BadInput as error:
            return _year_page(request, signed, services, present, year, typed, version, error=error)
        if sent.flag("confirmed"):
            await save_year(work, signed, year, entered, version, now)
        running = await running_leads(work, signed.member, date(year, 1, 1))
    if sent.flag("confirmed"):
        await overdue.recount(services, now)
        return go(f"/admin/clocks/{year}?saved=1")
    new = Calendar({**present.by_hand, year: entered})
    return _year_page(request, signed, services, new, year, typed, version, asked=True, running=running)


def _days_page(
    request: Request, signed: Signed, services: Services, rules: ClockRules, typed: Mapping[str, str], version: int,
    **more: Any,
) -> Response:  # fmt: skip
    this_year = clock.local_day(clock.now(), services.settings.zone).year
    values: dict[str, Any] = {"error": None, "changed": (), "saved": False} | more
    return show(
        request, "clocks/days.html", signed, rules=rules, typed=typed, version=version, clocks=list(Clock), cap=CAP,
        ladder=[(rung, who_acts(rung.stage, True)) for rung in LADDER], may_set=may_set(signed.member),
        years=[(year, rules.calendar) for year in range(this_year, this_year + YEARS_AHEAD + 1)],
        published=is_known_year, **values,
    )  # fmt: skip


def _year_page(
    request: Request, signed: Signed, services: Services, calendar: Calendar, year: int, typed: Mapping[str, str],
    version: int, **more: Any,
) -> Response:  # fmt: skip
    this_year = clock.local_day(clock.now(), services.settings.zone).year
    if year > this_year + YEARS_AHEAD:
        raise NotFound("no page for a year so far ahead")
    off, on = calendar.exceptions(year)
    values: dict[str, Any] = {"error": None, "asked": False, "saved": False} | more
    return show(
        request, "clocks/year.html", signed, year=year, off=off, on=on, typed=typed, version=version, cap=CAP,
        published=is_known_year(year), settled=calendar.is_settled(year), may_set=may_set(signed.member), **values,
    )  # fmt: skip


def _typed(entered: YearByHand) -> dict[str, str]:
    return {"off": lines(entered.off), "on": lines(entered.on), "announced": "1" if entered.announced else ""}


async def _version(work: LedgerWork, key: str) -> int:
    row = await work.settings.get(key)
    return row.version if row else 0
