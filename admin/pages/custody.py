"""The custodians' room: requests to decide, calls to make, and what was decided. No lead is ever shown here."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from admin import access
from admin.access import AccessKind
from admin.doors import ServicesOf, needs
from admin.forms import Sent
from admin.identity import calling, deciding
from admin.identity.card import state_of
from admin.identity.refusals import as_input, ids, note_blocked
from admin.identity.terms import CALLS, MOST, SETTING, WAITS, hours_to_reveal
from admin.leads.words import Words, document_of, names_of
from admin.roles import Role
from admin.services import Services
from admin.sign_in.unlock import unlock
from admin.signed import Signed
from admin.view import go, show
from kit import clock, language
from storage.errors import AlreadyDone, BadInput, NotAllowed, VaultError
from storage.report import AccessReasons
from storage.vault.call_back import Outcome

router = APIRouter(prefix="/admin/custody")
Custodian = Annotated[Signed, Depends(needs(Role.CUSTODIAN))]
HOME: Final = "/admin/custody"
DONE: Final = ("approved", "refused", "hours", *(outcome.value for outcome in Outcome))
_DECIDED: Final = ("approved", "refused", "revealed", "expired")
Refused = (BadInput, NotAllowed, AlreadyDone, VaultError)


@router.get("")
async def room(
    request: Request, signed: Custodian, services: ServicesOf, done: Annotated[str, Query()] = ""
) -> Response:
    """What waits for a custodian, and what was decided."""
    now = clock.now()
    async with services.ledger.read() as work:
        waiting = [row for row in await work.identity_requests.in_states(("waiting",)) if row.until > now][::-1]
        decided = await work.identity_requests.in_states((*_DECIDED, "waiting"))
        calls = await work.call_backs.of_custodian(signed.member.staff_id)
        staff = [who for row in decided for who in (row.requester_id, row.decided_by)]
        staff += [call.requester_id for call in calls]
        names, policy = await names_of(work, staff), await document_of(work)
        hours = await hours_to_reveal(work)
        setting = await work.settings.get(SETTING)
    words = Words(services.texts, language.of(request), services.settings.zone, policy, names)
    return show(
        request, "identity/custody.html", signed, waiting=waiting, hours=hours, most=MOST, now=now, w=words,
        decided=[(row, state_of(row, now)) for row in decided if state_of(row, now) != "waiting"],
        calls=[(row, state_of(row, now)) for row in calls], done=done if done in DONE else "",
        version=setting.version if setting else 0,
    )  # fmt: skip


@router.post("/hours")
async def hours(request: Request, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """For how long an approval holds from now on; those given before keep what was signed."""
    wanted = sent.number("hours")
    if not 1 <= wanted <= MOST:
        raise BadInput("identity.error.hours", most=MOST)
    now = clock.now()
    async with services.ledger.begin() as work:
        await work.settings.put(SETTING, wanted, sent.number("version"), now, signed.member.staff_id)
        await access.record(work, AccessKind.SETTINGS_CHANGED, signed, details=f"{SETTING}:{wanted}")
    return go(f"{HOME}?done=hours")


@router.get("/requests/{request_id}")
async def one(request_id: str, request: Request, signed: Custodian, services: ServicesOf) -> Response:
    """Who asks, for which unit, since when. The reasons take the password."""
    return await _request(request, services, signed, ids(request_id))


@router.post("/requests/{request_id}/read")
async def read(request_id: str, request: Request, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """The reasons, opened with custody's key for this one page."""
    wanted = ids(request_id)
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        reasons = await deciding.read_reasons(services, open_, wanted)
    except Refused as error:
        return await _request(request, services, signed, wanted, error)
    return await _request(request, services, signed, wanted, reasons=reasons)


@router.post("/requests/{request_id}/approve")
async def approve(request_id: str, request: Request, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """Approve, behind the password."""
    wanted = ids(request_id)
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        await deciding.approve(services, open_, wanted, clock.now())
    except Refused as error:
        return await _request(request, services, signed, wanted, error)
    request.app.state.staff_webhook.announce()
    return go(f"{HOME}?done=approved")


@router.post("/requests/{request_id}/refuse")
async def refuse(request_id: str, request: Request, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """Refuse with a reason, behind the password."""
    wanted, why = ids(request_id), sent.text("why")
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        await deciding.refuse(services, open_, wanted, why, clock.now())
    except Refused as error:
        return await _request(request, services, signed, wanted, error, why=why)
    request.app.state.staff_webhook.announce()
    return go(f"{HOME}?done=refused")


@router.get("/calls/{call_id}")
async def call(call_id: str, request: Request, signed: Custodian, services: ServicesOf) -> Response:
    """A call to make. Whom to call takes the password."""
    return await _call(request, services, signed, ids(call_id))


@router.post("/calls/{call_id}/open")
async def open_call(call_id: str, request: Request, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """Name and phone, for this one page."""
    wanted = ids(call_id)
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        whom = await calling.whom_to_call(services, open_, wanted, clock.now())
    except Refused as error:
        return await _call(request, services, signed, wanted, error)
    return await _call(request, services, signed, wanted, whom=whom)


@router.post("/calls/{call_id}/result")
async def result(call_id: str, request: Request, signed: Custodian, services: ServicesOf, sent: Sent) -> Response:
    """What came of the call, signed."""
    wanted, outcome = ids(call_id), sent.text("outcome")
    try:
        if outcome not in set(Outcome):
            raise BadInput("identity.error.outcome")
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        await calling.record_call(services, open_, wanted, Outcome(outcome), clock.now())
    except Refused as error:
        return await _call(request, services, signed, wanted, error)
    return go(f"{HOME}?done={outcome}")


async def _request(
    request: Request, services: Services, signed: Signed, request_id: bytes, refused: Exception | None = None,
    *, reasons: AccessReasons | None = None, why: str = "",
) -> Response:  # fmt: skip
    now = clock.now()
    async with services.ledger.read() as work:
        row = await work.identity_requests.get(request_id)
        names = await names_of(work, (row.requester_id, row.decided_by))
        policy, hours = await document_of(work), await hours_to_reveal(work)
    words = Words(services.texts, language.of(request), services.settings.zone, policy, names)
    error, status = await _told(services, signed, row.lead_id, refused)
    return show(
        request, "identity/request.html", signed, status=status, error=error, row=row, state=state_of(row, now),
        reasons=reasons, why=why, hours=hours, waits=WAITS.days, now=now, w=words,
    )  # fmt: skip


async def _call(
    request: Request, services: Services, signed: Signed, call_id: bytes, refused: Exception | None = None,
    *, whom: calling.WhomToCall | None = None,
) -> Response:  # fmt: skip
    now = clock.now()
    async with services.ledger.read() as work:
        row = await calling.mine(work, signed, call_id)
        names, policy = await names_of(work, (row.requester_id,)), await document_of(work)
    words = Words(services.texts, language.of(request), services.settings.zone, policy, names)
    error, status = await _told(services, signed, row.lead_id, refused)
    return show(
        request, "identity/call.html", signed, status=status, error=error, row=row, state=state_of(row, now),
        whom=whom, outcomes=list(Outcome), days=CALLS.days, now=now, w=words,
    )  # fmt: skip


async def _told(
    services: Services, signed: Signed, lead_id: bytes, refused: Exception | None
) -> tuple[BadInput | None, int]:
    if refused is None:
        return None, 200
    await note_blocked(services, signed, lead_id, refused)
    return as_input(refused)
