"""What would happen to a lead: the policy in force beside the one that is to be signed, before anybody signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin import policy_book, view
from admin.doors import ServicesOf, SignedIn
from admin.forms import Form, Sent
from admin.leads.deadlines import rules_of
from admin.leads.words import Words
from admin.services import Services
from admin.setup import policies
from admin.setup.what_if import Example, Outcome, outcome
from admin.signed import Signed
from admin.workflow.clocks import ClockRules, Deadline, running
from admin.workflow.states import State
from kit import clock, language
from storage.errors import BadInput, NotAllowed
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import PolicyDocument

router = APIRouter(prefix="/admin/policy/preview")
MOST_NAMES = 200
"""Characters of names."""


@dataclass(frozen=True, slots=True)
class Version:
    """One policy of the comparison: `kind` is current, proposal or draft; `outcome` once an example was given."""

    kind: str
    number: int
    document: PolicyDocument
    outcome: Outcome | None


async def who_signs(signed: SignedIn) -> Signed:
    """Those who put up or sign policies: names typed here tell whose they are. Raises `NotAllowed`."""
    if not policies.may_try(signed.member):
        raise NotAllowed("only who puts up or signs policies tries them out")
    return signed


WhoSigns = Annotated[Signed, Depends(who_signs)]


@router.get("")
async def empty(request: Request, signed: WhoSigns, services: ServicesOf) -> Response:
    """The form alone."""
    return await _show(request, services, signed, None)


@router.post("")
async def tried(request: Request, signed: WhoSigns, services: ServicesOf, sent: Sent) -> Response:
    """What becomes of the example; nothing of it is kept, and names stand in no address."""
    return await _show(request, services, signed, _example(sent))


def _example(sent: Form) -> Example:
    return Example(
        sent.text("area") or None, sent.text("category") or None, sent.text("officials") == "yes",
        frozenset(sent.all("avoided")), sent.text("names")[:MOST_NAMES],
    )  # fmt: skip


async def _show(request: Request, services: Services, signed: Signed, example: Example | None) -> Response:
    error = None
    async with services.ledger.read() as work:
        rules = await rules_of(work)
        versions = await _versions(work, example)
        try:
            versions += await _next(work, services, example)
        except BadInput as missing:
            error = missing
    today = clock.local_day(clock.now(), services.settings.zone)
    return view.show(
        request, "policy_preview.html", signed, status=200, missing=error, versions=versions, example=example,
        areas={area.id: area.name for one in versions for area in one.document.areas},
        units={unit.id: unit.name for one in versions for unit in one.document.units},
        categories=list(dict.fromkeys(name for one in versions for name in one.document.categories)),
        differs=_differs(versions), clocks=_clocks(rules, today) if example else [],
        w=Words(services.texts, language.of(request), services.settings.zone, today=today, calendar=rules.calendar),
    )  # fmt: skip


async def _versions(work: LedgerWork, example: Example | None) -> list[Version]:
    current = await policy_book.current(work)
    return [_version("current", current.version, current.document, example)] if current else []


async def _next(work: LedgerWork, services: Services, example: Example | None) -> list[Version]:
    """The proposal that waits for signatures, else what would be proposed now; raises `BadInput` naming what lacks."""
    proposal = await policies.open_proposal(work)
    if proposal is not None:
        return [_version("proposal", proposal.policy.version, proposal.policy.document, example)]
    current = await policy_book.current(work)
    number = current.version + 1 if current else 1
    return [_version("draft", number, await policies.preview(work, services), example)]


def _version(kind: str, number: int, document: PolicyDocument, example: Example | None) -> Version:
    return Version(kind, number, document, outcome(document, example) if example else None)


def _differs(versions: Sequence[Version]) -> bool:
    return len({one.outcome for one in versions}) > 1


def _clocks(rules: ClockRules, today: date) -> list[Deadline]:
    """The clocks of a lead that came today: the same under every policy, named or anonymous."""
    return list(running(State.RECEIVED, today, (), False, rules))
