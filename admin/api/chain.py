"""What every bot host fetches to believe nobody's word: policies, local contacts, block headers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from admin import policy_news, restoring
from admin.api.door import ApiRoute, Refused, answer, body_of, check_token, documented
from kit import clock, logs
from storage.errors import PolicyNotOurs, PolicyRefused
from storage.vault.policy import SignedPolicy
from storage.wire import MAX_POLICIES, BlockHeaders, BotReport, Desk, PolicyChain, PolicyPart, Stored

router = APIRouter(dependencies=[Depends(check_token)], route_class=ApiRoute)
After = Annotated[int, Query(ge=0, le=2**31 - 1)]
CONTACTS_SETTING = "contacts"
_HEADERS_A_CALL = 1000
HASH_SIZE = 32

log = logs.get(__name__)


@router.get("/policies", response_model=PolicyChain)
async def get_policies(request: Request, after: After = 0) -> Response:
    """The signed policies after a version, oldest first; the bot checks every step itself."""
    async with request.app.state.services.ledger.read() as work:
        chain = await work.policies.after(after, MAX_POLICIES)
        newest = await work.policies.newest()
    signed = (SignedPolicy(link.body, link.office_signature, link.custody_signature) for link in chain)
    parts = tuple(PolicyPart.of(part) for part in signed)
    return answer(PolicyChain(policies=parts, newest=newest.version if newest else 0))


@router.post("/policies", response_model=Stored, openapi_extra=documented(PolicyChain))
async def post_policies(request: Request) -> Response:
    """Newer policies than the ledger's, from a bot that holds them; 409 unless every step follows from a pinned one."""
    sent = await body_of(request, PolicyChain)
    try:
        links = [part.signed() for part in sent.policies]
        fresh = await policy_news.take(request.app.state.services, links, clock.now())
    except PolicyRefused as error:
        reason = error.reason if isinstance(error, PolicyNotOurs) else "broken"
        await request.app.state.policy_alarms.note(f"sent_{reason}", str(error))
        raise Refused(409, "policy") from None
    return answer(Stored(known=not fresh))


@router.get("/desk", response_model=Desk)
async def get_desk(request: Request) -> Response:
    """Local contacts; those left empty are left out."""
    async with request.app.state.services.ledger.read() as work:
        setting = await work.settings.get(CONTACTS_SETTING)
    kept = setting.value if setting and isinstance(setting.value, dict) else {}
    return answer(Desk(contacts={name: str(value) for name, value in kept.items() if value}))


@router.get("/blocks", response_model=BlockHeaders)
async def get_blocks(request: Request, after: After = 0) -> Response:
    """Headers of the access ledger after a height, oldest first."""
    async with request.app.state.services.ledger.read() as work:
        headers = await work.blocks.headers(after, _HEADERS_A_CALL)
        restored, waits = await restoring.restore_name(work), await restoring.read(work) is not None
        head = await work.blocks.last_header() or b""
    return answer(BlockHeaders(restored=restored, waits=waits, headers=tuple(headers), head=head))


@router.post("/bots", response_model=Stored, openapi_extra=documented(BotReport))
async def post_bot(request: Request) -> Response:
    """A bot host tells which policy it holds, the oldest one in its outbox, and the height it has witnessed."""
    report = await body_of(request, BotReport)
    now = clock.now()
    async with request.app.state.services.ledger.begin() as work:
        claims = await policy_news.note_claim(work, report, now)
        await work.bots.report(
            report.bot_id,
            report.policy_version,
            report.oldest_outbox_policy,
            report.height,
            now,
            report.head if len(report.head) == HASH_SIZE else None,
        )
    if claims:
        log.error("bot_claims_newer_policy", version=report.policy_version)
    return answer(Stored())
