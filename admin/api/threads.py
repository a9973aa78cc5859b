"""A reporter's look-up: found by the id that only the receipt gives, answered with what is still sealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, Literal, cast
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin.access import AccessKind
from admin.api.door import ApiRoute, answer, body_of, check_token, documented
from admin.retention.fate import Fate, fate_of
from kit.clock import local_day
from storage.tables.ledger import AccessEntry, Reward, ThreadMessage
from storage.thread import FoundThread
from storage.vault.call_back import Outcome
from storage.vault.chain import Entry, read_entry
from storage.wire import (
    AcknowledgementView,
    CallBackView,
    DestroyedView,
    IdentityLook,
    LookUpAnswer,
    LookUpRequest,
    RewardView,
    ThreadLine,
    ThreadView,
)

router = APIRouter(dependencies=[Depends(check_token)], route_class=ApiRoute)

_ANSWERED = ("answered", "closed")
# What counts as somebody having looked, in the words that the reporter reads.
_LOOKS = {
    AccessKind.LEAD_VIEWED.value: "viewed",
    AccessKind.LEAD_PRINTED.value: "printed",
    AccessKind.LEDGER_EXPORTED.value: "exported",
    AccessKind.LEAD_GRANTED.value: "passed_on",
}


_LOOKERS: Final[dict[str, Literal["handler", "custodian"]]] = {
    AccessKind.IDENTITY_OPENED.value: "handler",
    AccessKind.CALL_BACK_OPENED.value: "custodian",
}


@router.post("/threads/look-up", response_model=LookUpAnswer, openapi_extra=documented(LookUpRequest))
async def look_up(request: Request) -> Response:
    """The thread of a receipt, or none: both run the same statements. Status and counts are codes, never free text."""
    services = request.app.state.services
    wanted = await body_of(request, LookUpRequest)
    async with services.ledger.read() as work:
        found = await work.thread.look_up(wanted.lookup_id)
        fate = await fate_of(work, found.lead, found.lists) if found else Fate()
        height = await work.blocks.height()
    return answer(LookUpAnswer(thread=view(found, services.settings.zone, fate) if found else None, height=height))


def view(found: FoundThread, zone: ZoneInfo, fate: Fate | None = None) -> ThreadView:
    """A thread in the shape the API answers, days as the office counts them."""
    ended = fate or Fate()
    lead = found.lead
    proof, told = found.acknowledgement, _told(found.acts)
    return ThreadView(
        card=lead.card,
        state=lead.state,
        received_on=local_day(lead.received_hour, zone),
        state_on=_day(found.state_since, zone),
        # Once answered, what is still due is the office's own business.
        due_on=None if lead.state in _ANSWERED else lead.due_on,
        conclusion=lead.conclusion if lead.answered else None,
        lines=tuple(_line(message) for message in found.messages),
        views=_views(found.acts),
        identity_looks=_identity_looks(told, zone),
        call_backs=_call_backs(told, zone),
        destroyed=tuple(DestroyedView(day=local_day(one.at, zone), part=one.part.value) for one in ended.gone),
        identity_missing=ended.unexplained,
        reward=_reward(found.reward),
        acknowledgement=AcknowledgementView(body=proof.body, signature=proof.signature) if proof else None,
    )


def _line(message: ThreadMessage) -> ThreadLine:
    sender = cast(Literal["reporter", "staff", "machine"], message.sender)
    return ThreadLine(
        message_id=message.id,
        sender=sender,
        kind=message.kind,
        at=message.at,
        # What the reporter wrote is sealed to the officers; sending it back would only make the answer longer.
        ciphertext=b"" if sender == "reporter" else message.ciphertext or b"",
        code=message.code or "",
        verified=message.verified or sender != "reporter",
    )


def _views(acts: Iterable[AccessEntry]) -> dict[str, int]:
    return dict(Counter(_LOOKS[act.kind] for act in acts if act.kind in _LOOKS))


def _told(acts: Iterable[AccessEntry]) -> list[Entry]:
    """The acts as their chained bytes say them: what a column beside them says hides no look at a name."""
    return [read_entry(act.body) for act in acts]


def _identity_looks(entries: Iterable[Entry], zone: ZoneInfo) -> tuple[IdentityLook, ...]:
    counted = Counter((local_day(one.at, zone), _LOOKERS[one.kind]) for one in entries if one.kind in _LOOKERS)
    return tuple(IdentityLook(day=day, role=role, times=times) for (day, role), times in sorted(counted.items()))


def _call_backs(entries: Iterable[Entry], zone: ZoneInfo) -> tuple[CallBackView, ...]:
    calls = [one for one in entries if one.kind == AccessKind.CALL_BACK_RECORDED.value]
    told = [(local_day(one.at, zone), one.details.partition(":")[0]) for one in calls]
    known = [(day, Outcome(outcome)) for day, outcome in told if outcome in set(Outcome)]
    return tuple(CallBackView(day=day, outcome=outcome.value) for day, outcome in known)


def _reward(reward: Reward | None) -> RewardView | None:
    if reward is None:
        return None
    state = cast(Literal["proposed", "approved", "refused", "paid"], reward.state)
    return RewardView(state=state, amount_fen=reward.amount_fen if state in ("approved", "paid") else None)


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return local_day(moment, zone) if moment else None
