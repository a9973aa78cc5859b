"""The ledger as Excel: what the list shows, in ledger layout, recorded, never with a word of content."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Final
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin.access import AccessKind, record, record_each
from admin.doors import ServicesOf
from admin.forms import Sent
from admin.leads.deadlines import calendar_in
from admin.leads.ledger_sheet import Sheet, make_workbook
from admin.leads.listing import Listing
from admin.leads.words import Words, document_of, names_of
from admin.pages.queue import AtDesk
from admin.services import Services
from admin.sign_in.unlock import unlock
from admin.signed import Signed
from admin.view import show
from kit import clock, language
from storage.errors import BadInput
from storage.queue_shapes import QueueRow
from storage.unit_of_work import LedgerWork

router = APIRouter(prefix="/admin/export")
MOST: Final = 20_000
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS: Final = (
    "seq", "number", "received", "source", "category", "area", "unit", "handler", "state", "result", "due", "closed",
)  # fmt: skip


@router.get("")
async def ask(request: Request, signed: AtDesk, services: ServicesOf) -> Response:
    """What will be exported, before it is."""
    return await _ask(request, services, signed, Listing.read(dict(request.query_params)).first_page())


@router.post("")
async def export(request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """The file, behind the password. The entries, one a lead, are written before a byte goes out."""
    wanted = Listing.read(dict(parse_qsl(sent.text("listing")[:500]))).first_page()
    try:
        await unlock(services, signed, sent.secret("password"), clock.now())
    except BadInput as error:
        return await _ask(request, services, signed, wanted, error)
    now, zone = clock.now(), services.settings.zone
    async with services.ledger.begin() as work:
        rows = await _rows(work, signed, wanted, clock.local_day(now, zone))
        people = await names_of(work, (row.handler_id for row in rows))
        words = Words(services.texts, language.of(request), zone, await document_of(work), people)
        await record(work, AccessKind.LEDGER_EXPORTED, signed, details=str(len(rows)))
        await record_each(work, AccessKind.LEDGER_EXPORTED, signed, (row.lead_id for row in rows))
    sheet = Sheet(
        name=words.t("export.sheet"),
        heading=words.t("export.heading", day=words.day(now)),
        by=words.t("export.by", name=signed.member.name, time=words.time(now)),
        columns=[words.t(f"export.{name}") for name in COLUMNS],
    )
    body = await asyncio.to_thread(make_workbook, sheet, [_cells(row, words) for row in rows])
    name = quote(f"{words.t('export.file')}-{words.day(now)}.xlsx")
    return Response(body, media_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"})


async def _ask(
    request: Request, services: Services, signed: Signed, listing: Listing, error: BadInput | None = None
) -> Response:
    async with services.ledger.read() as work:
        policy = await document_of(work)
    words = Words(services.texts, language.of(request), services.settings.zone, policy)
    return show(request, "leads/export.html", signed, error=error, listing=listing, most=MOST, w=words)


async def _rows(work: LedgerWork, signed: Signed, listing: Listing, today: date) -> list[QueueRow]:
    member = signed.member
    gone = await work.leavers.gone(member.units)
    wanted = listing.wanted(member.staff_id, today, await calendar_in(work), gone)
    rows: list[QueueRow] = []
    async for row in work.queue.each(member.units, member.staff_id, listing.order, wanted):
        rows.append(row)
        if len(rows) == MOST:
            break
    return rows


def _cells(row: QueueRow, words: Words) -> tuple[str, ...]:
    """One line of the ledger. A restricted lead shows number, state, unit and due day alone."""
    if row.restricted:
        shown = (words.unit(row.unit_id), "", words.word("state", row.state), "", words.day(row.due_on), "")
        return (row.number, "", "", "", "", *shown)
    return (
        row.number,
        words.hour(row.received_hour),
        words.word("source", row.source),
        words.word("category", row.category),
        words.area(row.area),
        words.unit(row.unit_id),
        words.person(row.handler_id),
        words.word("state", row.state),
        words.word("conclusion", row.conclusion) if row.conclusion else "",
        words.day(row.due_on),
        words.day(row.closed_on),
    )
