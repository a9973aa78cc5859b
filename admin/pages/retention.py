"""到期销毁: what is due, lists put forward, and the custodian who confirms. No identity is ever shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from admin.doors import ServicesOf, SignedIn, needs
from admin.forms import Sent
from admin.identity.refusals import ids
from admin.leads.clock_settings import may_set
from admin.leads.looking_over import look_over
from admin.leads.words import Words, document_of, names_of
from admin.retention import confirming, due, proposing, terms
from admin.retention.due import Due
from admin.retention.refusals import as_input
from admin.retention.sheets import read_sheet
from admin.roles import Role
from admin.services import Services
from admin.sign_in.unlock import unlock
from admin.signed import Signed
from admin.view import go, show
from admin.workflow.retention import LEAST_DAYS, MOST_DAYS
from kit import clock, language
from storage.errors import AlreadyDone, BadInput, NotAllowed, NotFound, VaultError
from storage.tables.ledger import Destruction
from storage.unit_of_work import LedgerWork

router = APIRouter(prefix="/admin/retention")
HOME: Final = "/admin/retention"
DONE: Final = ("listed", "confirmed", "going", "refused", "withdrawn", "term")
Refused = (BadInput, NotAllowed, AlreadyDone, VaultError)


async def _reader(signed: SignedIn, services: ServicesOf) -> Signed:
    """Who puts lists forward, custodians, auditors; raises `NotAllowed`."""
    if not (signed.member.ends_terms or signed.member.may(Role.CUSTODIAN, Role.AUDITOR)):
        raise NotAllowed("lists are for who puts them forward, custodians and auditors")
    await look_over(services, signed, clock.now())
    return signed


Reader = Annotated[Signed, Depends(_reader)]


async def _proposer(signed: Reader) -> Signed:
    if not signed.member.ends_terms:
        raise NotAllowed("this member puts no lists forward")
    return signed


async def _setter(signed: Reader) -> Signed:
    if not may_set(signed.member):
        raise NotAllowed("only the office sets its terms")
    return signed


Proposer = Annotated[Signed, Depends(_proposer)]
Setter = Annotated[Signed, Depends(_setter)]
Custodian = Annotated[Signed, Depends(needs(Role.CUSTODIAN))]


@router.get("")
async def overview(
    request: Request, signed: Reader, services: ServicesOf, done: Annotated[str, Query()] = ""
) -> Response:
    """What is due, what waits, and what was destroyed."""
    return await _overview(request, services, signed, done=done)


@router.post("")
async def propose(request: Request, signed: Proposer, services: ServicesOf, sent: Sent) -> Response:
    """Put the chosen leads forward, behind the password."""
    try:
        chosen = [ids(text) for text in sent.all("lead")]
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        made = await proposing.propose(services, open_, chosen, clock.now())
    except Refused as error:
        return await _overview(request, services, signed, error, ticked=sent.all("lead"))
    request.app.state.staff_webhook.announce()
    return go(f"{HOME}/{made[0].hex()}?done=listed" if len(made) == 1 else f"{HOME}?done=listed")


@router.post("/term")
async def term(request: Request, signed: Setter, services: ServicesOf, sent: Sent) -> Response:
    """Set the days, for every lead that is not destroyed yet."""
    try:
        async with services.ledger.begin() as work:
            await terms.set_term(work, signed, sent.text("days"), sent.number("version"), clock.now())
    except BadInput as error:
        return await _overview(request, services, signed, error, typed=sent.text("days"))
    return go(f"{HOME}?done=term")


@router.get("/{act_id}")
async def one(
    act_id: str, request: Request, signed: Reader, services: ServicesOf, done: Annotated[str, Query()] = ""
) -> Response:
    """One list."""
    return await _sheet(request, services, signed, ids(act_id), done=done)


@router.post("/{act_id}/confirm")
async def confirm(act_id: str, request: Request, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """Confirm and destroy, behind the password."""
    wanted = ids(act_id)
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        whole = await confirming.confirm(services, open_, wanted, clock.now())
    except Refused as error:
        await confirming.note_blocked(services, signed, wanted, error)
        return await _sheet(request, services, signed, wanted, error)
    return go(f"{HOME}/{wanted.hex()}?done={'confirmed' if whole else 'going'}")


@router.post("/{act_id}/refuse")
async def refuse(act_id: str, request: Request, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """Send the list back, behind the password."""
    wanted = ids(act_id)
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        await confirming.refuse(services, open_, wanted, clock.now())
    except Refused as error:
        return await _sheet(request, services, signed, wanted, error)
    request.app.state.staff_webhook.announce()
    return go(f"{HOME}/{wanted.hex()}?done=refused")


@router.post("/{act_id}/withdraw")
async def withdraw(act_id: str, request: Request, signed: Proposer, services: ServicesOf) -> Response:
    """Take one's unit's list back."""
    wanted = ids(act_id)
    try:
        await proposing.withdraw(services, signed, wanted, clock.now())
    except AlreadyDone as error:
        return await _sheet(request, services, signed, wanted, error)
    return go(f"{HOME}/{wanted.hex()}?done=withdrawn")


async def _overview(
    request: Request, services: Services, signed: Signed, refused: Exception | None = None, *, done: str = "",
    ticked: Sequence[str] | None = None, typed: str = "",
) -> Response:  # fmt: skip
    now, member, found = clock.now(), signed.member, Due((), (), False)
    async with services.ledger.read() as work:
        holds = await due.term_at(work, now, services.settings.zone)
        if member.ends_terms:
            found = await due.find(work, signed, holds)
        rows = await work.destructions.newest()
        sheets = [sheet for row in rows if (sheet := await read_sheet(work, member, row, now))]
        setting = await work.settings.get(terms.SETTING)
        words = await _words(work, request, services, [sheet.row for sheet in sheets])
    error, status = as_input(refused) if refused is not None else (None, 200)
    return show(
        request, "retention/overview.html", signed, status=status, error=error, done=done if done in DONE else "",
        due=found, sheets=sheets, days=holds.days, typed=typed or str(holds.days), least=LEAST_DAYS, most=MOST_DAYS,
        version=setting.version if setting else 0, may_set=may_set(member), ticked=ticked, w=words,
    )  # fmt: skip


async def _sheet(
    request: Request, services: Services, signed: Signed, act_id: bytes, refused: Exception | None = None,
    *, done: str = "",
) -> Response:  # fmt: skip
    now, member = clock.now(), signed.member
    async with services.ledger.read() as work:
        row = await work.destructions.get(act_id)
        sheet = await read_sheet(work, member, row, now, await due.term_at(work, now, services.settings.zone))
        if sheet is None:
            raise NotFound("no such list")
        words = await _words(work, request, services, [row])
    error, status = as_input(refused) if refused is not None else (None, 200)
    return show(
        request, "retention/sheet.html", signed, status=status, error=error, done=done if done in DONE else "",
        sheet=sheet, may_confirm=member.is_custodian and row.proposed_by != member.staff_id,
        may_withdraw=member.ends_terms and row.unit_id in member.units, now=now, w=words,
    )  # fmt: skip


async def _words(work: LedgerWork, request: Request, services: Services, rows: Sequence[Destruction]) -> Words:
    people = await names_of(work, [who for row in rows for who in (row.proposed_by, row.decided_by)])
    return Words(services.texts, language.of(request), services.settings.zone, await document_of(work), people)
