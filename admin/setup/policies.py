"""Policies: drafted from what is set up, signed by office and custody, in force with the second signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from admin import access, policy_book, restoring
from admin.access import AccessKind
from admin.roles import Role
from admin.services import Services
from admin.setup import desk, roster_renewal
from admin.setup.joining import digits_of
from admin.setup.policy_changes import Change, changes, new_keys
from admin.setup.policy_draft import draft, new_receipt_parameters
from admin.setup.policy_parts import parts
from admin.signed import Member, Signed
from storage.errors import AlreadyDone, BadInput, NotAllowed, StaleVersion
from storage.tables.ledger import PolicyProposal
from storage.unit_of_work import LedgerWork
from storage.vault.binding import new_id
from storage.vault.policy import NO_POLICY, Policy, SignedPolicy, check_step, read_policy, sign_policy, write_policy
from storage.vault.policy_document import PolicyDocument, PolicyUnit, ReceiptParameters, UnitKind
from storage.vault.seeds import KeyPair

SIGNERS = (UnitKind.OFFICE, UnitKind.CUSTODY)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as its signer sees it: what it changes, whose keys are new, who has signed."""

    id: bytes
    policy: Policy
    changes: tuple[Change, ...]
    new_keys: tuple[str, ...]
    signed_by: frozenset[UnitKind]
    created_at: datetime

    @property
    def signatures(self) -> list[tuple[PolicyUnit, bool]]:
        """Both signing units, and whether each has signed."""
        return [(self.policy.document.only(kind), kind in self.signed_by) for kind in SIGNERS]

    def codes_for(self, unit: str | None) -> tuple[str, ...]:
        """The units whose key codes a signer of `unit` types: every new key but their own."""
        return tuple(one for one in self.new_keys if one != unit)


async def preview(work: LedgerWork, services: Services, receipt: ReceiptParameters | None = None) -> PolicyDocument:
    """The document that would be proposed now; raises `BadInput` naming what is missing.

    `receipt` sets the receipts' cost in the first policy; afterwards it is fixed.
    """
    before = await policy_book.current(work)
    parameters = before.document.receipt if before else receipt or new_receipt_parameters()
    return draft(
        await parts(work, before),
        await desk.areas(work),
        await desk.first_grants(work),
        services.host_key.public,
        parameters,
    )


async def propose(services: Services, signed: Signed, now: datetime, receipt: ReceiptParameters | None = None) -> bytes:
    """Put the next policy up for signing; returns the proposal's id. An older open proposal is withdrawn.

    Raises `NotAllowed`, `BadInput` for what is missing or where nothing changed.
    """
    async with services.ledger.begin() as work:
        _check_may_propose(signed.member)
        await restoring.check_policies_met(work)
        before = await policy_book.current(work)
        document = await preview(work, services, receipt)
        if before is not None and not changes(before.document, document):
            raise BadInput("policy.error.no_changes")
        for older in await work.proposals.open():
            await work.proposals.withdraw(older.id)
        version, previous = (before.version + 1, before.fingerprint) if before else (1, NO_POLICY)
        proposal = PolicyProposal(
            id=new_id(), version=version, body=write_policy(version, previous, document),
            office_signature=None, office_signer=None, custody_signature=None, custody_signer=None,
            proposed_by=signed.member.staff_id, created_at=now, state="open",
        )  # fmt: skip
        await work.proposals.add(proposal)
        await access.record(work, AccessKind.POLICY_PROPOSED, signed, details=str(version), at=now)
        return proposal.id


async def open_proposal(work: LedgerWork) -> Proposed | None:
    """The proposal that waits for signatures, if there is one that follows the policy in force."""
    before = await policy_book.current(work)
    rows = await work.proposals.open()
    fitting = [row for row in rows if row.version == (before.version if before else 0) + 1]
    return _proposed(fitting[-1], before) if fitting else None


async def sign(
    services: Services, signed: Signed, proposal_id: bytes, shown: bytes, codes: Mapping[str, str], now: datetime
) -> Policy | None:
    """Sign for the member's own unit; returns the policy once both units have signed and it is in force.

    `shown` is the fingerprint of what the signer has read: a body exchanged since then is not signed. `codes` gives,
    per unit whose key is new, the key code that somebody of that unit read out. `signed` has the member's own pair
    open. Raises `BadInput` for another body or a wrong code, `NotAllowed`, `AlreadyDone`, `StaleVersion`.
    """
    async with services.ledger.read() as work:
        before = await policy_book.current(work)
        row = next((one for one in await work.proposals.open() if one.id == proposal_id), None)
        if row is None:
            raise AlreadyDone("this proposal is no longer open")
        body, proposed = row.body, _proposed(row, before)
    if proposed.policy.fingerprint != shown:
        raise BadInput("policy.error.not_as_shown")
    _check_follows(proposed.policy, before)
    unit = _signing_unit(signed, before, proposed.policy)
    pair = _signing_pair(signed, unit, proposed.policy)
    await _check_codes(services, proposed, unit.id, codes)
    signature = sign_policy(body, pair)
    async with services.ledger.begin() as work:
        await restoring.check_policies_met(work)
        take = work.proposals.sign_for_office if unit.kind is UnitKind.OFFICE else work.proposals.sign_for_custody
        if not await take(proposal_id, signature, signed.member.staff_id):
            raise AlreadyDone("this unit has signed already")
        details = str(proposed.policy.version)
        await access.record(work, AccessKind.POLICY_SIGNED, signed, unit=unit.id, details=details, at=now)
        policy = await _activate(work, proposal_id, signed, now)
        known = work.pins
    if policy is not None:
        services.pins.keep_first(policy)
        services.pins.keep(policy, known)
        await roster_renewal.renew(services, signed, now)
    return policy


async def withdraw(services: Services, signed: Signed, proposal_id: bytes, now: datetime) -> None:
    """Take a proposal back before it is in force."""
    async with services.ledger.begin() as work:
        _check_may_propose(signed.member)
        if not await work.proposals.withdraw(proposal_id):
            raise AlreadyDone("this proposal is no longer open")
        await access.record(work, AccessKind.POLICY_WITHDRAWN, signed, at=now)


def signs_for(member_units: tuple[str, ...], document: PolicyDocument) -> PolicyUnit | None:
    """The unit, office or custody, for which a member of these units signs policies."""
    return next((document.only(kind) for kind in SIGNERS if document.only(kind).id in member_units), None)


async def _activate(work: LedgerWork, proposal_id: bytes, signed: Signed, now: datetime) -> Policy | None:
    """Append the policy where both signatures are there and every rule of the chain holds."""
    row = await work.proposals.get(proposal_id)
    if row.office_signature is None or row.custody_signature is None:
        return None
    link = SignedPolicy(row.body, row.office_signature, row.custody_signature)
    policy = check_step(await policy_book.current(work), link)
    await work.policies.add(policy.version, link, now)
    await work.proposals.activate(proposal_id)
    await access.record(work, AccessKind.POLICY_ACTIVE, signed, details=str(policy.version), at=now)
    return policy


def _proposed(row: PolicyProposal, before: Policy | None) -> Proposed:
    policy = read_policy(row.body)
    old = before.document if before else None
    signatures = {UnitKind.OFFICE: row.office_signature, UnitKind.CUSTODY: row.custody_signature}
    return Proposed(
        row.id,
        policy,
        tuple(changes(old, policy.document)),
        new_keys(old, policy.document),
        frozenset(kind for kind, signature in signatures.items() if signature is not None),
        row.created_at,
    )


def _check_follows(policy: Policy, before: Policy | None) -> None:
    expected = (before.version + 1, before.fingerprint) if before else (1, NO_POLICY)
    if (policy.version, policy.previous) != expected:
        raise StaleVersion(policy.version - 1, expected[0] - 1, ("policy",))


def _signing_unit(signed: Signed, before: Policy | None, after: Policy) -> PolicyUnit:
    unit = signs_for(signed.member.units, (before or after).document)
    if unit is None:
        raise NotAllowed("only a member of the office or of custody signs")
    if before is None and signed.member.may(Role.SYSADMIN):
        raise NotAllowed("the system administrator is neither of the two who sign the first policy")
    return unit


def _signing_pair(signed: Signed, unit: PolicyUnit, after: Policy) -> KeyPair:
    """The pair that signs; what the member holds must also be the key that the new policy names for their unit."""
    pair = signed.keyring.unit_pair(unit.id, unit.current.epoch)
    named = after.document.find(unit.id)
    if named is None or not signed.keyring.holds(unit.id, named.current.epoch):
        raise BadInput("policy.error.own_key")
    if signed.keyring.unit_pair(unit.id, named.current.epoch).public != named.current.public:
        raise BadInput("policy.error.own_key")
    if not signed.keyring.answers_for(unit.id, named.current.epoch):
        raise BadInput("policy.error.founder_signs")
    return pair


async def _check_codes(services: Services, proposed: Proposed, own: str, codes: Mapping[str, str]) -> None:
    for unit_id in proposed.codes_for(own):
        unit = proposed.policy.document.find(unit_id)
        if unit is None or digits_of(codes.get(unit_id, "")) != await services.derive(unit.current.public.key_code):
            raise BadInput("policy.error.key_code", name=unit.name if unit else unit_id)


def may_propose(member: Member) -> bool:
    """Whether the member puts up policies and takes them back: for office or custody, or as administrator."""
    signs = not {kind.value for kind in SIGNERS}.isdisjoint(member.units)
    return member.may(Role.SYSADMIN) or (signs and member.may(Role.OFFICE, Role.CUSTODIAN))


def may_try(member: Member) -> bool:
    """Whether the member sees what would become of a lead: who puts policies up, and every member who signs."""
    return may_propose(member) or not {kind.value for kind in SIGNERS}.isdisjoint(member.units)


def _check_may_propose(member: Member) -> None:
    if not may_propose(member):
        raise NotAllowed("only office, custody and the system administrator propose policies")
