"""A member of staff as one signed-in request sees them, and the keys that the request has at hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from admin.keyring import Keyring
from admin.roles import Role
from storage.vault.policy_document import UnitKind
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair


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
