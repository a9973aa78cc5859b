"""Identities: an officer asks and sees, custody decides and calls. Whatever opens one asks for the password."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin import view
from admin.forms import Form, Sent
from admin.identity import asking, calling, deciding
from admin.identity.asking import AccessWords
from admin.identity.calling import CallResult
from admin.identity.revealing import reveal
from admin.leads.case import Case, open_case
from admin.leads.deadlines import Moment
from admin.leads.words import Words, document_of, names_of
from admin.pages.lead import attempt, lead_page
from admin.pages.queue import AtDesk
from admin.pages.staff import id_of
from admin.roles import Role
from admin.services import Services
from admin.sign_in.unlock import unlock
from admin.signed import ServicesOf, Signed, needs
from kit import clock, language
from storage.database import truncate_wal
from storage.errors import BadInput, NotAllowed, StaleVersion
from storage.report import Identity
from storage.tables.ledger import IdentityRequest
from storage.unit_of_work import LedgerWork
from storage.vault.identity_access import AccessWay

router = APIRouter(prefix="/admin")
Custodian = Annotated[Signed, Depends(needs(Role.CUSTODIAN))]
ROOM: Final = "/admin/identities"
Decide = Callable[[LedgerWork, Signed, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Read:
    """One request that the password has opened: what was written, and who the reporter is where a call is due."""

    row: IdentityRequest
    words: AccessWords
    identity: Identity | None


# For officers


@router.post("/leads/{number}/identity")
async def ask(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """Ask custody to approve that this officer sees who the reporter is."""
    return await _ask(request, services, signed, number, sent, None)


@router.post("/leads/{number}/identity/call")
async def ask_for_call(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """Ask one custodian to call the reporter."""
    return await _ask(request, services, signed, number, sent, sent.text("custodian"))


@router.post("/leads/{number}/identity/{asked}/reveal")
async def see(
    number: str, asked: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent
) -> Response:
    """The identity, once, in this answer's memory only."""
    now = clock.now()
    try:
        open_ = await unlock(services, signed, sent.secret("password"), now)
        async with services.ledger.begin() as work:
            case = await open_case(work, open_, number)
            identity = await reveal(work, open_, case, id_of(asked), now)
    except NotAllowed:
        return await lead_page(request, services, signed, number, status=403, refused=True)
    except BadInput as error:
        return await lead_page(request, services, signed, number, status=422, error=error)
    except StaleVersion as error:
        return await lead_page(request, services, signed, number, status=409, stale=error.changed)
    # The half that was sealed for this moment is in no file any more.
    await truncate_wal(services.ledger.engine)
    words = await _words(request, services)
    return view.show(request, "identity/revealed.html", signed, identity=identity, number=number, w=words, now=now)


async def _ask(
    request: Request, services: Services, signed: Signed, number: str, sent: Form, custodian: str | None
) -> Response:
    typed = {name: sent.text(name) for name in ("reason", "basis", "document")}
    form = "identity" if custodian is None else "call"

    async def act(work: LedgerWork, case: Case, moment: Moment) -> None:
        words = asking.words_of(**typed)
        await asking.ask(work, signed, case, words, moment.at, None if custodian is None else id_of(custodian))

    return await attempt(request, services, signed, number, act, "asked", {"form": form} | typed)


# For custodians


@router.get("/identities")
async def room(request: Request, signed: Custodian, services: ServicesOf, done: str = "") -> Response:
    """What waits for this custodian, and what is over."""
    return await _room(request, services, signed, done=done)


@router.post("/identities/{asked}/read")
async def read(request: Request, asked: str, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """Why it is asked for; for a call, name and phone too."""
    return await _read(request, services, signed, asked, sent)


@router.post("/identities/{asked}/approve")
async def approve(request: Request, asked: str, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """Seal custody's half to who asked."""

    async def act(work: LedgerWork, open_: Signed, now: datetime) -> None:
        await deciding.approve(work, open_, id_of(asked), now)

    return await _act(request, services, signed, sent, act, "approved")


@router.post("/identities/{asked}/refuse")
async def refuse(request: Request, asked: str, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """Say no, with the reason."""

    async def act(work: LedgerWork, open_: Signed, now: datetime) -> None:
        await deciding.refuse(work, open_, id_of(asked), sent.secret("refusal"), now)

    return await _act(request, services, signed, sent, act, "refused")


@router.post("/identities/{asked}/call")
async def record_call(request: Request, asked: str, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """What the call gave."""

    async def act(work: LedgerWork, open_: Signed, now: datetime) -> None:
        try:
            result = CallResult(sent.text("result"))
        except ValueError:
            raise BadInput("identity.error.result") from None
        await calling.record_call(work, open_, id_of(asked), result, now)

    return await _act(request, services, signed, sent, act, "recorded")


async def _act(
    request: Request, services: Services, signed: Signed, sent: Form, act: Decide, done: str
) -> Response:
    """One decision; the password opens the custodian's key for it alone."""
    now = clock.now()
    try:
        open_ = await unlock(services, signed, sent.secret("password"), now)
        async with services.ledger.begin() as work:
            await act(work, open_, now)
    except BadInput as error:
        return await _room(request, services, signed, error=error, typed=sent.text("refusal"))
    await truncate_wal(services.ledger.engine)
    return view.go(f"{ROOM}?done={done}")


async def _read(request: Request, services: Services, signed: Signed, asked: str, sent: Form) -> Response:
    now, request_id = clock.now(), id_of(asked)
    try:
        open_ = await unlock(services, signed, sent.secret("password"), now)
        async with services.ledger.begin() as work:
            way = AccessWay((await work.identity_requests.get(request_id)).way)
            row = await deciding.find(work, open_, request_id, way, now)
            words = await deciding.words_for(open_, row)
            calls = way is AccessWay.CALL_BACK
            identity = await calling.open_for_call(work, open_, request_id, now) if calls else None
    except BadInput as error:
        return await _room(request, services, signed, error=error)
    return await _room(request, services, signed, read=Read(row, words, identity))


async def _room(
    request: Request, services: Services, signed: Signed, *, error: BadInput | None = None, read: Read | None = None,
    done: str = "", typed: str = "",
) -> Response:  # fmt: skip
    now = clock.now()
    async with services.ledger.read() as work:
        rows = await work.identity_requests.waiting(now)
        over = await work.identity_requests.decided()
        people = await names_of(work, (person for row in (*rows, *over) for person in (row.staff_id, row.custodian_id)))
        policy = await document_of(work)
    mine = [row for row in rows if row.custodian_id in (None, signed.member.staff_id)]
    words = Words(services.texts, language.of(request), services.settings.zone, policy, people)
    return view.show(
        request, "identity/room.html", signed, error=error, waiting=mine, over=over, w=words, read=read, done=done,
        now=now, results=list(CallResult), typed=typed,
    )  # fmt: skip


async def _words(request: Request, services: Services) -> Words:
    async with services.ledger.read() as work:
        policy = await document_of(work)
    return Words(services.texts, language.of(request), services.settings.zone, policy)
