"""What the page of one lead shows: plain values, read in the request that opened it and gone with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from admin.identity.card import IdentityCard, card_of
from admin.leads.case import Case, actor_of, may_write
from admin.leads.deadlines import Moment, deadlines_of
from admin.leads.handing_over import giver_of, receivers_for
from admin.leads.indexing import Similar, similar_to
from admin.leads.merging import linked_numbers
from admin.leads.officers import Officer, eligible, named_officers
from admin.leads.recusing import must_go_on, successors
from admin.leads.viewing import view_case
from admin.leads.words import document_of, names_of
from admin.workflow.clocks import Deadline
from admin.workflow.conclusions import Obstacle, obstacles
from admin.workflow.rewards import RewardState, may_decide, may_propose
from admin.workflow.states import Move, MoveName, State, allowed, may_arrange
from storage.errors import NotFound
from storage.tables.ledger import Protection, Reward, Staff
from storage.vault.policy_document import PolicyDocument, PolicyUnit

if TYPE_CHECKING:
    from admin.signed import Member, Signed
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class LeadView:
    """One lead for one member. `members` are those who may be named handler, by id and name.

    `named` are colleagues whom the reporter's words name. `left` are those who take over where the member withdraws;
    with `goes_on` nobody is, and the lead goes to another unit then.
    """

    case: Case
    moves: Sequence[Move]
    receivers: Sequence[PolicyUnit]
    deadlines: Sequence[Deadline]
    lacking: Sequence[Obstacle]
    may_write: bool
    may_arrange: bool
    may_exclude: bool
    reward: Reward | None
    reward_steps: Sequence[RewardState]
    may_propose: bool
    members: Sequence[tuple[bytes, str]]
    named: Sequence[Officer]
    left: Sequence[Staff]
    goes_on: bool
    people: dict[bytes, str]
    policy: PolicyDocument | None
    identity: IdentityCard
    protection: Protection | None
    may_protect: bool
    similar: Sequence[Similar] = ()
    merged_number: str = field(default="")
    linked: Mapping[bytes, str] = field(default_factory=dict)

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
    members = await _members(work, member, case) if may_arrange(actor) else []
    left = await successors(work, signed, case)
    identity = await card_of(work, signed, case, moment.at)
    protection = await work.retention.protection(lead.id)
    guards = [protection.staff_id] if protection else []
    people = await names_of(work, [*_ids(case, reward), *identity.people, *guards])
    receivers = receivers_for(policy, case) if policy else ()
    moves = [move for move in allowed(case.state, actor) if _makes_sense(move, case, receivers)]
    return LeadView(
        case=case,
        moves=moves,
        receivers=receivers,
        deadlines=deadlines_of(case, moment),
        lacking=obstacles(case.closing) if case.state is State.ANSWERED else (),
        may_write=may_write(member.roles) and case.keys is not None and not case.opened.broken,
        may_arrange=may_arrange(actor) and case.state is not State.CLOSED,
        may_exclude=may_arrange(actor) and case.keys is not None and not case.opened.broken,
        reward=reward,
        reward_steps=may_decide(reward.state, member.roles, reward.proposed_by, member.staff_id) if reward else (),
        may_propose=reward is None and may_propose(member.roles, lead.conclusion),
        members=members,
        named=await named_officers(work, case),
        left=left,
        goes_on=must_go_on(signed, case, policy, left),
        people=people,
        policy=policy,
        similar=await similar_to(work, signed, case),
        identity=identity,
        protection=protection,
        may_protect=may_write(member.roles),
        merged_number=await _merged_number(work, signed, case),
        linked=await linked_numbers(work, signed, case),
    )


def _makes_sense(move: Move, case: Case, receivers: Sequence[PolicyUnit]) -> bool:
    """A lead goes back only where somebody else had handed it over who may still have it."""
    giver = giver_of(case.history)
    returns = giver != case.lead.unit_id and giver in {unit.id for unit in receivers}
    return move.name is not MoveName.RETURN or returns


async def _members(work: LedgerWork, member: Member, case: Case) -> list[tuple[bytes, str]]:
    if case.lead.unit_id not in member.units:
        return []
    return [(one.id, one.name) for one in await eligible(work, case, case.lead.unit_id)]


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
        return (await work.leads.visible(case.lead.merged_into, signed.member.units, signed.member.staff_id)).number
    except NotFound:
        return ""
