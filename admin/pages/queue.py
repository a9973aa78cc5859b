"""The queue: leads of the member's units, one keyset page at a time; the next lead; search by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from admin.doors import ServicesOf, SignedIn
from admin.forms import Sent
from admin.leads.acknowledging import Picked, acknowledge
from admin.leads.case import may_write
from admin.leads.deadlines import calendar_in
from admin.leads.leavers import HandOver, offered
from admin.leads.listing import PAGE_SIZE, Listing, pulse
from admin.leads.looking_over import look_over
from admin.leads.turns import Turn, turns
from admin.leads.words import Words, document_of, names_of
from admin.services import Services
from admin.signed import Signed
from admin.view import go, show
from admin.workflow.states import OPEN_STATES
from admin.workflow.working_days import Calendar
from kit import clock, language
from storage.errors import NotAllowed, NotFound
from storage.queue_shapes import QueueCounts, QueuePage
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import PolicyDocument

router = APIRouter(prefix="/admin")
REMEMBERED: Final = "xiansuo-queue"
HOME: Final = "/admin/leads"


async def desk(signed: SignedIn, services: ServicesOf) -> Signed:
    """Members of a unit that may receive leads; a custodian never sees one. Raises `NotAllowed`."""
    if signed.member.is_custodian or not signed.member.units:
        raise NotAllowed("leads are for members of receiving units")
    await look_over(services, signed, clock.now())
    return signed


AtDesk = Annotated[Signed, Depends(desk)]


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page of the queue is made of."""

    page: QueuePage
    counts: QueueCounts
    turns: Sequence[Turn]
    calendar: Calendar
    policy: PolicyDocument | None
    people: dict[bytes, str]
    gone: frozenset[bytes]
    handing: HandOver | None


@router.get("/leads")
async def queue(request: Request, signed: AtDesk, services: ServicesOf) -> Response:
    """The page asked for, else the one last looked at."""
    listing = _listing(request)
    return await _page(request, services, signed, listing)


@router.post("/acknowledge")
async def acknowledge_many(signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """Take up the ticked leads and tell their reporters. There is no such way to close: that takes a finding each."""
    ticked = [Picked.read(value) for value in sent.all("pick")[:PAGE_SIZE]]
    done, left = await acknowledge(services, signed, [one for one in ticked if one])
    listing = Listing.read(dict(parse_qsl(sent.text("listing")[:500])))
    return go(f"{HOME}?{listing.query()}&done={done}&left={left}")


@router.get("/find")
async def find(
    request: Request, signed: AtDesk, services: ServicesOf, number: Annotated[str, Query()] = ""
) -> Response:
    """By number. One that is hidden and one that does not exist give the same answer by the same statement."""
    wanted = "".join(number.split())[:20]
    try:
        async with services.ledger.read() as work:
            lead_id = await work.leads.id_of_number(wanted, signed.member.units, signed.member.staff_id)
            found = await work.leads.clear_columns(lead_id)
    except NotFound:
        return await _page(request, services, signed, _remembered(request), missing=wanted)
    return go(f"{HOME}/{found.number}")


@router.get("/leads/{number}/next")
async def next_lead(number: str, request: Request, signed: AtDesk, services: ServicesOf) -> Response:
    """The lead after this one in the list that was looked at last; the list itself where there is none."""
    listing = _remembered(request).first_page()
    member, today = signed.member, clock.local_day(clock.now(), services.settings.zone)
    async with services.ledger.read() as work:
        lead_id = await work.leads.id_of_number(number, member.units, member.staff_id)
        here = await work.leads.clear_columns(lead_id)
        gone = await work.leavers.gone(member.units)
        wanted = listing.wanted(member.staff_id, today, await calendar_in(work), gone)
        place = listing.place_of(here)
        found = await work.queue.page(member.units, member.staff_id, listing.order, wanted, place, size=1)
    return go(f"{HOME}/{found.rows[0].number}" if found.rows else HOME)


async def _page(request: Request, services: Services, signed: Signed, listing: Listing, missing: str = "") -> Response:
    zone = services.settings.zone
    today = clock.local_day(clock.now(), zone)
    async with services.ledger.read() as work:
        shown = await _read(work, signed, listing, today)
    rows = shown.page.rows
    response = show(
        request,
        "leads/queue.html",
        signed,
        listing=listing,
        rows=rows,
        counts=shown.counts,
        turns=shown.turns,
        open_states=[state.value for state in OPEN_STATES],
        policy=shown.policy,
        pulse=pulse(rows),
        older=listing.older(rows[-1]) if rows and (shown.page.more or listing.before) else None,
        newer=listing.newer(rows[0]) if rows and (listing.after or (listing.before and shown.page.more)) else None,
        missing=missing,
        leavers=shown.gone,
        handing=shown.handing,
        handed=_count(request, "handed"),
        kept=_count(request, "kept"),
        done=_count(request, "done"),
        left=_count(request, "left"),
        gone=bool(_count(request, "gone")),
        w=Words(services.texts, language.of(request), zone, shown.policy, shown.people, today, shown.calendar),
    )
    secure = services.settings.secure_cookies
    response.set_cookie(REMEMBERED, listing.query(), path=HOME, secure=secure, httponly=True, samesite="strict")
    return response


async def _read(work: LedgerWork, signed: Signed, listing: Listing, today: date) -> Shown:
    member, calendar = signed.member, await calendar_in(work)
    start, backwards = listing.start()
    gone = await work.leavers.gone(member.units)
    wanted = listing.wanted(member.staff_id, today, calendar, gone)
    page = await work.queue.page(member.units, member.staff_id, listing.order, wanted, start, backwards, size=PAGE_SIZE)
    counts = await work.queue.counts(member.units, member.staff_id, [state.value for state in OPEN_STATES], today)
    people = await names_of(work, (row.handler_id for row in page.rows))
    waiting = await turns(work, member, today, calendar, gone)
    handing = await offered(work, member) if listing.leaver and may_write(member.roles) else None
    return Shown(page, counts, waiting, calendar, await document_of(work), people, gone, handing)


def _count(request: Request, name: str) -> int:
    value = request.query_params.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 4 else 0


def _listing(request: Request) -> Listing:
    asked = {name: value for name, value in request.query_params.items() if name not in (language.NAME, "gone")}
    return Listing.read(asked) if asked else _remembered(request)


def _remembered(request: Request) -> Listing:
    return Listing.read(dict(parse_qsl(request.cookies.get(REMEMBERED, "")[:500])))
