"""Proposing and deciding a reward, by two people, each act in the access ledger."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case
from admin.workflow.rewards import RewardState, check_decision, may_propose, parse_yuan
from storage.errors import AlreadyDone, BadInput, NotAllowed, StaleVersion
from storage.tables.ledger import Reward
from storage.thread import NewMessage
from storage.vault.binding import new_id

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork

_KINDS: Final = {
    RewardState.APPROVED: AccessKind.REWARD_APPROVED,
    RewardState.REFUSED: AccessKind.REWARD_REFUSED,
    RewardState.PAID: AccessKind.REWARD_PAID,
}


async def propose(work: LedgerWork, signed: Signed, case: Case, typed: str, now: datetime) -> None:
    """Propose a sum for a lead found true; raises `BadInput` for no sum or a second proposal."""
    if not may_propose(signed.member.roles, case.lead.conclusion):
        raise NotAllowed("a reward is proposed by the desk, for a lead found true")
    reward = Reward(
        id=new_id(), lead_id=case.lead.id, amount_fen=parse_yuan(typed), proposed_by=signed.member.staff_id,
        state=RewardState.PROPOSED.value, version=1, proposed_at=now,
    )  # fmt: skip
    try:
        await work.rewards.propose(reward)
    except AlreadyDone:
        raise BadInput("reward.error.twice") from None
    await access.record(work, AccessKind.REWARD_PROPOSED, signed, case.lead.id)


async def decide(work: LedgerWork, signed: Signed, case: Case, to: RewardState, version: int, now: datetime) -> None:
    """Approve, refuse, or record the payment. Raises `NotAllowed` for the proposer, `StaleVersion` for an old page.

    The reporter is told by a code, never by a sum: the sum is read from the reward itself once it is approved.
    """
    reward = await work.rewards.of_lead(case.lead.id)
    if reward is None:
        raise NotAllowed("no reward is proposed")
    if reward.version != version:
        raise StaleVersion(version, reward.version, ("reward",))
    check_decision(RewardState(reward.state), to, signed.member.roles, reward.proposed_by, signed.member.staff_id)
    await _store(work, reward.id, to, version, signed.member.staff_id, now)
    code = f"reward_{to.value}"
    await work.thread.append(NewMessage(new_id(), case.lead.id, "machine", "notice", now, verified=True, code=code))
    await access.record(work, _KINDS[to], signed, case.lead.id)


async def _store(work: LedgerWork, reward_id: bytes, to: RewardState, version: int, by: bytes, now: datetime) -> None:
    if to is RewardState.APPROVED:
        await work.rewards.approve(reward_id, version, by, now)
    elif to is RewardState.REFUSED:
        await work.rewards.refuse(reward_id, version, by, now)
    else:
        await work.rewards.pay(reward_id, version)
