"""What the page of one lead shows: plain values, read in the request that opened it and gone with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from admin.identity.card import IdentityCard, card_of
from admin.leads.case import Case, actor_of, may_write, view_case
from admin.leads.deadlines import Moment, deadlines_of
from admin.leads.handing_over import giver_of, receivers_for
from admin.leads.words import document_of, names_of
from admin.workflow.clocks import Deadline
from admin.workflow.conclusions import Obstacle, obstacles
from admin.workflow.rewards import RewardState, may_decide, may_propose
from admin.workflow.states import Move, MoveName, State, allowed, may_arrange
from storage.errors import NotFound
from storage.tables.ledger import Reward
from storage.vault.policy_document import PolicyDocument, PolicyUnit

if TYPE_CHECKING:
    from admin.signed import Member, Signed
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class LeadView:
    """One lead for one member. `members` are those who may be named handler, by id and name."""

    case: Case
    moves: Sequence[Move]
    receivers: Sequence[PolicyUnit]
    deadlines: Sequence[Deadline]
    lacking: Sequence[Obstacle]
    may_write: bool
    may_arrange: bool
    reward: Reward | None
    reward_steps: Sequence[RewardState]
    may_propose: bool
    members: Sequence[tuple[bytes, str]]
    people: dict[bytes, str]
    policy: PolicyDocument | None
    identity: IdentityCard
    merged_number: str = field(default="")

    @property
    def own_proposal(self) -> bool:
        """Whether the only thing between this member and a decision is that they proposed it."""
        return self.reward is not None and self.reward.state == "proposed" and not self.reward_steps


async def view_lead(work: LedgerWork, signed: Signed, number: str, moment: Moment) -> LeadView:
    """Open, record the view, and gather what the page needs. Raises `NotFound`."""
    case = await view_case(work, signed, number)
    member, lead = signed.member, case.lead
    actor = actor_of(member, lead)
    policy = await document_of(work)
    reward = await work.rewards.of_lead(lead.id)
    members = await _members(work, member, lead.unit_id) if may_arrange(actor) else []
    identity = await card_of(work, signed, case, moment.at)
    people = await names_of(work, [*_ids(case, reward), *identity.people])
    moves = [move for move in allowed(case.state, actor) if _makes_sense(move, case)]
    return LeadView(
        case=case,
        moves=moves,
        receivers=receivers_for(policy, case) if policy else (),
        deadlines=deadlines_of(case, moment),
        lacking=obstacles(case.closing) if case.state is State.ANSWERED else (),
        may_write=may_write(member.roles) and case.keys is not None and not case.opened.broken,
        may_arrange=may_arrange(actor) and case.state is not State.CLOSED,
        reward=reward,
        reward_steps=may_decide(reward.state, member.roles, reward.proposed_by, member.staff_id) if reward else (),
        may_propose=reward is None and may_propose(member.roles, lead.conclusion),
        members=members,
        people=people,
        policy=policy,
        identity=identity,
        merged_number=await _merged_number(work, signed, case),
    )


def _makes_sense(move: Move, case: Case) -> bool:
    """A lead goes back only where somebody else had handed it over."""
    return move.name is not MoveName.RETURN or giver_of(case.history) not in (None, case.lead.unit_id)


async def _members(work: LedgerWork, member: Member, unit_id: str | None) -> list[tuple[bytes, str]]:
    if unit_id is None or unit_id not in member.units:
        return []
    ids = [row.staff_id for row in await work.memberships.of_unit(unit_id)]
    names = await names_of(work, ids)
    return [(staff_id, names[staff_id]) for staff_id in ids if staff_id in names]


def _ids(case: Case, reward: Reward | None) -> list[bytes | None]:
    ids = [case.lead.handler_id, case.lead.taken_by]
    ids += [line.staff_id for line in case.thread]
    ids += [note.staff_id for note in case.notes]
    ids += [event.staff_id for event in case.history]
    return [*ids, reward.proposed_by, reward.approved_by] if reward else ids


async def _merged_number(work: LedgerWork, signed: Signed, case: Case) -> str:
    """The number of the lead this one went into, if the member may see that one."""
    if case.lead.merged_into is None:
        return ""
    try:
        return (await work.leads.visible(case.lead.merged_into, signed.member.units)).number
    except NotFound:
        return ""
