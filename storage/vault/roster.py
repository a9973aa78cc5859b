"""Rosters: who belongs to a unit, signed with the unit's own key.

Membership tables are a cache; whatever a session seals to a member reaches that member by this signature. Within an
epoch a roster only grows; removing anyone means a new epoch.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from storage.errors import RosterRefused, SealBroken, SignatureBroken
from storage.vault.binding import Binding, as_number, decode, frame, unframe
from storage.vault.purposes import Purpose
from storage.vault.seeds import KeyPair, PublicIdentity, verify


@dataclass(frozen=True, slots=True)
class Member:
    """One member: staff id (16 bytes), public identity, who admitted them (16 bytes) and on which local day."""

    staff_id: bytes
    public: PublicIdentity
    admitted_by: bytes
    since: date

    def encode(self) -> bytes:
        return frame([self.staff_id, self.public.data, self.admitted_by, self.since.isoformat().encode()])

    @classmethod
    def decode(cls, data: bytes) -> Member:
        parts = unframe(data)
        if len(parts) != 4 or len(parts[0]) != 16 or len(parts[2]) != 16:
            raise RosterRefused("a member is not whole")
        return cls(parts[0], PublicIdentity(parts[1]), parts[2], date.fromisoformat(parts[3].decode()))


@dataclass(frozen=True, slots=True)
class Roster:
    """`first_policy` is the fingerprint of policy 1, empty until there is one."""

    unit: str
    epoch: int
    counter: int
    policy_version: int
    first_policy: bytes
    members: tuple[Member, ...]

    def member(self, staff_id: bytes) -> Member | None:
        return next((member for member in self.members if member.staff_id == staff_id), None)

    def with_member(self, member: Member, policy_version: int, first_policy: bytes) -> Roster:
        """The next roster of the same epoch, one member longer; raises `RosterRefused` for somebody already on it.

        Two accounts with one key are one person: two people are two identities.
        """
        if self.member(member.staff_id) or any(one.public == member.public for one in self.members):
            raise RosterRefused("this person is on the roster already")
        grown = (*self.members, member)
        return Roster(self.unit, self.epoch, self.counter + 1, policy_version, first_policy, grown)

    def renewed(self, policy_version: int, first_policy: bytes) -> Roster:
        """The same members under the policy in force: what was signed before policy 1 names no chain."""
        return Roster(self.unit, self.epoch, self.counter + 1, policy_version, first_policy, self.members)


@dataclass(frozen=True, slots=True)
class SignedRoster:
    """The stored bytes and the signature of the epoch's key over exactly them."""

    body: bytes
    signature: bytes

    @property
    def fingerprint(self) -> bytes:
        return hashlib.sha256(self.body).digest()


def sign_roster(roster: Roster, unit_pair: KeyPair) -> SignedRoster:
    fields = (roster.unit, roster.epoch, roster.counter, roster.policy_version, roster.first_policy)
    members = frame([member.encode() for member in roster.members])
    body = Binding(Purpose.ROSTER, key=unit_pair.public.id, fields=(*fields, members)).encode()
    return SignedRoster(body, unit_pair.sign_stored(body))


def read_roster(signed: SignedRoster, unit: str, epoch: int, key: PublicIdentity) -> Roster:
    """Verify and read a roster of this unit and epoch; `key` comes from the policy. Raises `RosterRefused`."""
    try:
        verify(key.signing_key, signed.signature, signed.body)
        listed = decode(signed.body, Purpose.ROSTER, 6)
        members = tuple(Member.decode(part) for part in unframe(listed.fields[5]))
        named = (listed.fields[0].decode(), as_number(listed.fields[1]))
        counter, version = (as_number(part) for part in listed.fields[2:4])
    except (SignatureBroken, SealBroken, ValueError) as error:
        raise RosterRefused("a roster does not verify") from error
    if listed.key != key.id or named != (unit, epoch):
        raise RosterRefused("a roster belongs to another unit or epoch")
    if len({one for member in members for one in (member.staff_id, member.public.data)}) != 2 * len(members):
        raise RosterRefused("a roster names somebody twice")
    if not members or len(listed.fields[4]) not in (0, 32):
        raise RosterRefused("a roster is not whole")
    return Roster(unit, epoch, counter, version, listed.fields[4], members)


def names_no_policy(body: bytes) -> bool:
    """Whether a stored roster was signed before policy 1. Nothing is verified; False for what cannot be read."""
    try:
        return decode(body, Purpose.ROSTER, 6).fields[4] == b""
    except SealBroken:
        return False


def check_growth(older: Roster, newer: Roster) -> None:
    """Raise `RosterRefused` unless `newer` follows `older` within the epoch and lost nobody.

    Nor does it go back to an older policy, or over to the chain of another first policy.
    """
    if (older.unit, older.epoch) != (newer.unit, newer.epoch) or newer.counter <= older.counter:
        raise RosterRefused("a roster does not follow the one before")
    if newer.members[: len(older.members)] != older.members:
        raise RosterRefused("a roster lost a member within an epoch")
    if newer.policy_version < older.policy_version or older.first_policy not in (b"", newer.first_policy):
        raise RosterRefused("a roster leaves the chain of policies that it stood on")
