"""Who is signed in: the dependency that every page of the staff site starts from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from fastapi import Depends, Request

from admin.keyring import Keyring
from admin.roles import Role
from admin.services import Services
from kit import clock
from storage.errors import NotAllowed, NotSignedIn
from storage.vault.policy_document import UnitKind
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair

PULSE: Final = "x-pulse"
"""The header of a page that looks for news by itself; such a request does not count as work."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as this request sees them; `units` are those joined, `former` those left, in order of ids.

    A unit that waits to admit the member's new key is a former one until it has.

    `badges` counts by room what waits for them there.
    """

    staff_id: bytes
    login: str
    name: str
    roles: frozenset[Role]
    units: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    badges: tuple[tuple[str, int], ...] = ()

    @property
    def all_units(self) -> frozenset[str]:
        """Every unit the member is in or was in: what shuts any of these out shuts the member out."""
        return frozenset((*self.units, *self.former))

    def waiting_in(self, room: str) -> int:
        """How much waits in a room of the menu, 0 where nothing does."""
        return dict(self.badges).get(room, 0)

    def may(self, *roles: Role) -> bool:
        """Whether the member has any of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_custodian(self) -> bool:
        return Role.CUSTODIAN in self.roles

    @property
    def sets_up(self) -> bool:
        """Whether contacts, areas and receivers are theirs to change.

        The role of office in another unit, the escalation unit above all, says nothing about this office.
        """
        return self.may(Role.SYSADMIN) or self.works_in_office

    @property
    def works_in_office(self) -> bool:
        """Whether the role of office speaks of this office."""
        return self.may(Role.OFFICE) and UnitKind.OFFICE.value in self.units

    @property
    def ends_terms(self) -> bool:
        """Whether lists of what is to be destroyed are theirs to put forward, for leads that their units hold."""
        watches = self.may(Role.SUPERVISOR, Role.LEADER) or self.works_in_office
        return watches and bool(self.units) and not self.is_custodian


@dataclass(frozen=True, slots=True)
class Signed:
    """One signed-in request. `pending`: the second factor was never confirmed, so only that page is open.

    `pledged`: the member has taken the confidentiality pledge in the version in force. `cookie` is None where a
    command or a test acts without a browser.
    """

    member: Member
    keyring: Keyring
    pending: bool = False
    pledged: bool = True
    cookie: SecretBytes | None = field(default=None, repr=False)

    def opened(self, pair: KeyPair) -> Signed:
        """The same with the member's own pair at hand, for the acts that ask for the password."""
        return replace(self, keyring=self.keyring.with_pair(pair))


def services_of(request: Request) -> Services:
    """The process's services."""
    services: Services = request.app.state.services
    return services


ServicesOf = Annotated[Services, Depends(services_of)]


async def half_signed_in(request: Request, services: ServicesOf) -> Signed:
    """Whoever gave the right password, though the second factor may be missing yet. Raises `NotSignedIn`."""
    from admin.sign_in import cookies, sessions

    cookie = cookies.SESSION.read(request, services.settings.secure_cookies)
    touch = PULSE not in request.headers
    signed = await sessions.find(services, cookie, clock.now(), touch) if cookie is not None else None
    if signed is None:
        raise NotSignedIn("nobody is signed in here")
    request.state.signed = signed
    return signed


HalfSignedIn = Annotated[Signed, Depends(half_signed_in)]


class SecondFactorMissing(NotAllowed):
    """Signed in by password alone, on the way to confirm the phone."""


class PledgeMissing(NotAllowed):
    """Signed in with both factors, and the pledge in force was not taken yet."""


async def confirmed(signed: HalfSignedIn) -> Signed:
    """Whoever is signed in with both factors. Raises `NotSignedIn` or `SecondFactorMissing`, which become pages."""
    if signed.pending:
        raise SecondFactorMissing("the second factor is not set yet")
    return signed


Confirmed = Annotated[Signed, Depends(confirmed)]


async def signed_in(signed: Confirmed) -> Signed:
    """As `confirmed`, with the pledge taken; raises `PledgeMissing`, which becomes its page."""
    if not signed.pledged:
        raise PledgeMissing("the pledge in force was not taken yet")
    return signed


SignedIn = Annotated[Signed, Depends(signed_in)]


def needs(*roles: Role) -> Callable[[Signed], Awaitable[Signed]]:
    """A dependency for pages of these roles: `Annotated[Signed, Depends(needs(Role.OFFICE))]`. Raises `NotAllowed`."""

    async def with_role(signed: SignedIn) -> Signed:
        if not signed.member.may(*roles):
            raise NotAllowed(f"needs one of the roles {', '.join(roles)}")
        return signed

    return with_role


async def of_office(signed: SignedIn) -> Signed:
    """The office's own people and the administrator; raises `NotAllowed`."""
    if not signed.member.sets_up:
        raise NotAllowed("only the office and the system administrator set this up")
    return signed


OfOffice = Annotated[Signed, Depends(of_office)]


async def in_unit(unit: str, signed: SignedIn) -> Signed:
    """Members of the unit in the path, before anybody types a password for it; raises `NotAllowed`."""
    if unit not in signed.member.units:
        raise NotAllowed("only members of this unit do this")
    return signed


InUnit = Annotated[Signed, Depends(in_unit)]
