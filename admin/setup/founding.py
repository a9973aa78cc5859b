"""A whole office from nothing, by the same use cases that the pages call: for demonstrations and tests.

Everybody's password and phone secret are given back, so this is nothing for a real installation, where each person
makes their own in their own session.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from admin.roles import Role
from admin.services import Services
from admin.setup import desk, first_admin, invitations, joining, policies, units
from admin.setup import people as people_
from admin.setup.invitations import Invited
from admin.sign_in import accounts, pledge, sessions, totp
from admin.sign_in.accounts import AccountForm
from admin.signed import Signed
from kit.catalogue import DEFAULT_LANGUAGE
from storage.errors import NotFound
from storage.vault.policy import Policy
from storage.vault.policy_document import ReceiptParameters, UnitKind
from storage.vault.secret import SecretText
from storage.vault.seeds import KeyPair


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """Somebody to come in. `unit` is a unit's id, None for an administrator outside of all units."""

    login: str
    name: str
    roles: frozenset[Role]
    unit: str | None = None
    password: SecretText | None = None


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit; the first person of the plan who belongs to it makes its keys."""

    id: str
    name: str
    kind: UnitKind


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """The people in the order in which they come; the first is the system administrator."""

    people: Sequence[PersonPlan]
    units: Sequence[UnitPlan]
    areas: Sequence[str]
    contacts: Mapping[str, str] = field(default_factory=dict)
    receiving: Sequence[str] = ()
    on_officials: Sequence[str] = ()
    receipt: ReceiptParameters | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A member as made: what they know, and their pair."""

    plan: PersonPlan
    staff_id: bytes
    password: SecretText
    totp_secret: SecretText
    pair: KeyPair

    def code(self, now: datetime) -> str:
        """The phone's code at `now`."""
        return totp.code_at(self.totp_secret, totp.step_of(now))


@dataclass(frozen=True, slots=True)
class Founded:
    """The office with its first policy in force."""

    people: Mapping[str, Person]
    policy: Policy

    async def acting(self, services: Services, login: str) -> Signed:
        """This person as signed in, with their own pair open, and no browser."""
        person = self.people[login]
        return await sessions.acting(services, person.staff_id, person.pair)


async def found(services: Services, plan: OfficePlan, now: datetime) -> Founded:
    """Set up everything of the plan in an empty ledger (a second for every four people)."""
    async with services.ledger.begin() as work:
        token = await first_admin.create_link(work, now)
    boss = await _come_in(services, plan.people[0], token, now)
    people = {plan.people[0].login: boss}
    admin = await sessions.acting(services, boss.staff_id, boss.pair)
    async with services.ledger.begin() as work:
        await people_.set_roles(work, admin, boss.staff_id, plan.people[0].roles, now)
        for unit in plan.units:
            await units.create(work, admin, unit.kind, unit.name, now, unit.id)
    for person in plan.people[1:]:
        people[person.login] = await _join(services, admin, person, people, now)
    if plan.people[0].unit is not None:
        async with services.ledger.begin() as work:
            await joining.ask_to_join(work, admin, boss.staff_id, plan.people[0].unit, now)
        await _admit(services, boss, _first_of(people, plan.people[0].unit), now)
    await _describe(services, admin, plan, now)
    return Founded(people, await _agree(services, admin, people, plan, now))


async def _come_in(services: Services, plan: PersonPlan, token: SecretText, now: datetime) -> Person:
    custodian = Role.CUSTODIAN in plan.roles
    password = await accounts.offer(services, token) if custodian or plan.password is None else plan.password
    account = await accounts.make(services, token, AccountForm(plan.name, plan.login, password), now)
    person = Person(plan, account.staff_id, password, account.totp_secret, account.pair)
    signed = await sessions.acting(services, person.staff_id, person.pair)
    # The step before, so that the present code is still good for signing in.
    code = totp.code_at(account.totp_secret, totp.step_of(now) - 1)
    await accounts.confirm_second_factor(services, signed, account.totp_secret, code, now)
    async with services.ledger.begin() as work:
        pledged = await pledge.current(work, services.texts, DEFAULT_LANGUAGE)
        await pledge.take(work, signed, pledged, pledged.version, now)
    return person


async def _join(
    services: Services, admin: Signed, plan: PersonPlan, people: Mapping[str, Person], now: datetime
) -> Person:
    """Invite and admit; the first of a unit makes its keys and types one recovery page back."""
    first = plan.unit is not None and _first_of(people, plan.unit) is None
    async with services.ledger.begin() as work:
        token = await invitations.invite(work, admin, Invited(plan.name, plan.roles, plan.unit, first), now)
    person = await _come_in(services, plan, token, now)
    if plan.unit is None:
        return person
    if not first:
        await _admit(services, person, _first_of(people, plan.unit), now)
        return person
    signed = await sessions.acting(services, person.staff_id, person.pair)
    made = await units.make_seed(services.ledger, signed, plan.unit, services.settings.zone, now)
    asked = made.pages[1]
    typed = " ".join(group.reveal() for group in asked.groups())
    await units.confirm_page(services.ledger, signed, plan.unit, asked, typed, now)
    return person


async def _admit(services: Services, newcomer: Person, member: Person | None, now: datetime) -> None:
    if member is None or newcomer.plan.unit is None:
        return
    signed = await sessions.acting(services, member.staff_id, member.pair)
    code = await services.derive(newcomer.pair.public.key_code)
    await joining.admit(services, signed, newcomer.plan.unit, newcomer.staff_id, code, now)


def _first_of(people: Mapping[str, Person], unit: str) -> Person | None:
    return next((one for one in people.values() if one.plan.unit == unit and Role.SYSADMIN not in one.plan.roles), None)


async def _describe(services: Services, admin: Signed, plan: OfficePlan, now: datetime) -> None:
    async with services.ledger.begin() as work:
        areas = desk.checked_areas([], {}, "\n".join(plan.areas))
        await desk.save(work, admin, desk.AREAS, areas, 0, now)
        await desk.save(work, admin, desk.CONTACTS, desk.checked_contacts(plan.contacts), 0, now)
        grants = {"every": list(plan.receiving), "officials": list(plan.on_officials)}
        await desk.save(work, admin, desk.FIRST_GRANTS, grants, 0, now)


async def _agree(
    services: Services, admin: Signed, people: Mapping[str, Person], plan: OfficePlan, now: datetime
) -> Policy:
    """Both units sign, each typing the key codes that the others read out."""
    await policies.propose(services, admin, now, plan.receipt)
    async with services.ledger.read() as work:
        proposed = await policies.open_proposal(work)
    if proposed is None:
        raise NotFound("the first policy was not put up for signing")
    codes = {}
    for unit in proposed.policy.document.units:
        codes[unit.id] = await services.derive(unit.current.public.key_code)
    policy = None
    for kind in policies.SIGNERS:
        unit_id = next(unit.id for unit in plan.units if unit.kind is kind)
        signer = _first_of(people, unit_id)
        if signer is not None:
            signed = await sessions.acting(services, signer.staff_id, signer.pair)
            policy = await policies.sign(services, signed, proposed.id, proposed.policy.fingerprint, codes, now)
    if policy is None:
        raise ValueError("the plan needs one member each for office and custody, neither of them the administrator")
    return policy
