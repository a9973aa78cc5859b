"""Rewards that wait for a decision, of leads that the member's units may open."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin.doors import ServicesOf
from admin.leads.words import Words, names_of
from admin.pages.queue import AtDesk
from admin.signed import Member
from admin.view import show
from admin.workflow.rewards import yuan
from kit import language
from storage.tables.ledger import Reward
from storage.unit_of_work import LedgerWork

router = APIRouter(prefix="/admin/rewards")


@router.get("")
async def rewards(request: Request, signed: AtDesk, services: ServicesOf) -> Response:
    """Oldest first; each is decided on its lead's page."""
    async with services.ledger.read() as work:
        waiting = [*await work.rewards.in_state("proposed"), *await work.rewards.in_state("approved")]
        seen = await _visible(work, waiting, signed.member)
        people = await names_of(work, (reward.proposed_by for reward, _ in seen))
    words = Words(services.texts, language.of(request), services.settings.zone, people=people)
    return show(request, "leads/rewards.html", signed, rewards=seen, w=words, yuan=yuan)


async def _visible(work: LedgerWork, rewards: list[Reward], member: Member) -> list[tuple[Reward, str]]:
    """Each reward with its lead's number; those of hidden leads are left out."""
    return [
        (reward, (await work.leads.clear_columns(reward.lead_id)).number)
        for reward in rewards
        if await work.grants.held(reward.lead_id, member.units, member.staff_id)
    ]
