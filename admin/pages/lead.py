"""One lead: shown, noted on, answered. Its steps are in `lead_steps`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from admin.access import AccessKind, record
from admin.doors import ServicesOf
from admin.forms import Sent
from admin.leads.acknowledging import reporters_language
from admin.leads.case import Case, open_case
from admin.leads.deadlines import Moment, rules_of
from admin.leads.lead_view import LeadView, view_lead
from admin.leads.moving import ClosingRefused
from admin.leads.words import Words, document_of, names_of
from admin.leads.writing import Letter, write_answer, write_note
from admin.pages.lead_reason import asked_first
from admin.pages.queue import HOME, AtDesk
from admin.services import Services
from admin.signed import Signed
from admin.view import go, show
from admin.workflow.conclusions import Conclusion, Level
from admin.workflow.rewards import yuan
from admin.workflow.states import MoveName, State
from kit import clock, language
from storage.errors import BadInput, NotAllowed, StaleVersion
from storage.unit_of_work import LedgerWork
from storage.vault.thread import AnswerKind

router = APIRouter(prefix="/admin/leads")
Act = Callable[[LedgerWork, Case, Moment], Awaitable[None]]
Typed = Mapping[str, str]
DONE: Final = frozenset({"saved", "excluded", "answer_sent", "reward", *(move.value for move in MoveName)})
_NEWS: Final = frozenset({MoveName.ASSIGN.value, MoveName.TRANSFER.value, MoveName.RETURN.value, MoveName.REOPEN.value})
"""Steps that put a lead on somebody else's desk."""
_OUTCOMES: Final = {State.OUT_OF_SCOPE: "out_of_scope", State.MERGED: "merged"}
TEMPLATES: Final = ("acceptance", "question", *(kind.value for kind in Conclusion), "out_of_scope", "merged")


@router.get("/{number}")
async def lead(
    number: str, request: Request, signed: AtDesk, services: ServicesOf, done: Annotated[str, Query()] = ""
) -> Response:
    """The lead, opened in this request's memory; a colleague's asks for a reason first."""
    asked = await asked_first(request, services, signed, number)
    return asked or await lead_page(request, services, signed, number, done=done if done in DONE else "")


@router.post("/{number}/print")
async def print_lead(number: str, request: Request, signed: AtDesk, services: ServicesOf) -> Response:
    """The same page with the print dialog; that it was asked for is recorded."""
    asked = await asked_first(request, services, signed, number)
    if asked is not None:
        return asked
    async with services.ledger.begin() as work:
        lead_id = await work.leads.id_of_number(number, signed.member.units, signed.member.staff_id)
        await record(work, AccessKind.LEAD_PRINTED, signed, lead_id)
    return await lead_page(request, services, signed, number, printing=True)


@router.post("/{number}/notes")
async def note(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """A note for colleagues."""
    text = sent.text("text")

    async def act(work: LedgerWork, case: Case, moment: Moment) -> None:
        await write_note(work, signed, case, text, moment.at)

    return await attempt(request, services, signed, number, act, "saved", {"form": "note", "note": text})


@router.post("/{number}/answers")
async def answer(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """An answer to the reporter, sealed under the thread's key."""
    kind, text = sent.text("kind"), sent.text("text")

    async def act(work: LedgerWork, case: Case, moment: Moment) -> None:
        if kind not in {AnswerKind.ACCEPTANCE, AnswerKind.QUESTION, AnswerKind.ANSWER}:
            raise BadInput("lead.error_kind")
        letter = Letter(AnswerKind(kind), text, sent.number("version"), sent.number("messages"))
        await write_answer(work, signed, case, letter, moment)

    typed = {"form": "answer", "kind": kind, "answer": text}
    return await attempt(request, services, signed, number, act, "answer_sent", typed)


@router.get("/{number}/views")
async def views(number: str, request: Request, signed: AtDesk, services: ServicesOf) -> Response:
    """Who looked, when and at what: the lead's entries in the access ledger."""
    async with services.ledger.begin() as work:
        lead_id = await work.leads.id_of_number(number, signed.member.units, signed.member.staff_id)
        await record(work, AccessKind.WHO_LOOKED, signed, lead_id)
        entries = await work.access.of_lead(lead_id)
        people = await names_of(work, (entry.actor_id for entry in entries))
        policy = await document_of(work)
    words = Words(services.texts, language.of(request), services.settings.zone, policy, people)
    return show(request, "leads/views.html", signed, number=number, entries=entries[::-1], w=words, now=clock.now())


async def attempt(
    request: Request, services: Services, signed: Signed, number: str, act: Act, done: str, typed: Typed
) -> Response:
    """Do one thing to a lead; whatever is refused comes back as its page, with what was typed still there.

    Who must say why they look, and never opened the lead today, is asked that first.
    """
    asked = await asked_first(request, services, signed, number, seen_is_enough=True)
    if asked is not None:
        return asked
    try:
        async with services.ledger.begin() as work:
            case = await open_case(work, signed, number)
            await act(work, case, await moment_of(work, services))
            visible = bool(await work.grants.held(case.lead.id, signed.member.units, signed.member.staff_id))
    except StaleVersion as error:
        return await lead_page(request, services, signed, number, status=409, typed=typed, stale=error.changed)
    except NotAllowed:
        return await lead_page(request, services, signed, number, status=403, typed=typed, refused=True)
    except BadInput as error:
        return await lead_page(request, services, signed, number, status=422, typed=typed, error=error)
    if done in _NEWS:
        request.app.state.staff_webhook.announce()
    return go(f"{HOME}/{number}?done={done}" if visible else f"{HOME}?gone=1")


async def lead_page(
    request: Request,
    services: Services,
    signed: Signed,
    number: str,
    *,
    status: int = 200,
    typed: Typed | None = None,
    stale: tuple[str, ...] | None = None,
    refused: bool = False,
    error: BadInput | None = None,
    **more: Any,
) -> Response:
    """The page of a lead with whatever stands above it."""
    async with services.ledger.begin() as work:
        moment = await moment_of(work, services)
        view = await view_lead(work, signed, number, moment)
    words = view_words(request, services, view, moment)
    values: dict[str, Any] = {"done": "", "printing": False} | more
    return show(
        request, "leads/lead.html", signed, status=status, v=view, w=words, typed=typed or {}, stale=stale,
        refused=refused, trouble=_trouble(words, error), now=moment.at, outcome_template=_outcome_template(view),
        templates=TEMPLATES, conclusions=list(Conclusion), levels=list(Level), yuan=yuan,
        theirs=services.texts.bind(reporters_language(view.case)), **values,
    )  # fmt: skip


def view_words(request: Request, services: Services, view: LeadView, moment: Moment) -> Words:
    """Words for the page of one lead."""
    zone = services.settings.zone
    today = clock.local_day(moment.at, zone)
    return Words(services.texts, language.of(request), zone, view.policy, view.people, today, moment.rules.calendar)


async def moment_of(work: LedgerWork, services: Services) -> Moment:
    """Now, with the rules that hold now."""
    return Moment(clock.now(), services.settings.zone, await rules_of(work))


def _trouble(words: Words, error: BadInput | None) -> str:
    if error is None:
        return ""
    if isinstance(error, ClosingRefused):
        return words.t(error.key, reasons=words.many("obstacle", error.obstacles))
    return words.t(error.key, **error.values)


def _outcome_template(view: LeadView) -> str:
    return _OUTCOMES.get(view.case.state) or view.case.lead.conclusion or ""
