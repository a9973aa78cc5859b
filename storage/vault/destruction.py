"""Destroying by two people: a signed list of what is to go, and a signed confirmation of what of it goes.

The list names each lead as it stood: number, closing day, version, messages, and the hash of the identity's
ciphertext, zeros where there is none. The confirmation names the bytes of the list and the leads that still stand so.
So nothing can be put on a list after it was signed, nor taken for destroyed that was on none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storage.errors import DestructionRefused, SealBroken, SignatureBroken
from storage.vault.binding import Binding, as_field, as_number, decode, frame, unframe
from storage.vault.identity_access import Statement, check_signer
from storage.vault.lead import NO_IDENTITY
from storage.vault.purposes import Purpose
from storage.vault.roster import Member
from storage.vault.seeds import KeyPair

_HASH_SIZE = 32
_ID_SIZE = 16


@dataclass(frozen=True, slots=True)
class Listed:
    """One lead as it stood when it was listed.

    `messages` counts its whole thread, `words` what the reporter wrote of that; `identity` is the SHA-256 of the
    ciphertext, or `NO_IDENTITY`.
    """

    lead_id: bytes
    number: str
    closed_on: date
    version: int
    messages: int
    words: int
    identity: bytes

    @property
    def has_identity(self) -> bool:
        return self.identity != NO_IDENTITY

    def encode(self) -> bytes:
        counts = (self.version, self.messages, self.words)
        fields = (self.lead_id, self.number, self.closed_on.isoformat(), *counts, self.identity)
        return frame([as_field(field) for field in fields])

    @classmethod
    def decode(cls, data: bytes) -> Listed:
        """Raises `SealBroken` or ValueError for what is none."""
        lead_id, number, closed_on, version, messages, words, identity = unframe(data)
        if (len(lead_id), len(identity)) != (_ID_SIZE, _HASH_SIZE):
            raise SealBroken("a listed lead is not whole")
        day = date.fromisoformat(closed_on.decode())
        counts = (as_number(version), as_number(messages), as_number(words))
        return cls(lead_id, number.decode(), day, *counts, identity)


@dataclass(frozen=True, slots=True)
class DestructionList:
    """Who of which unit puts which leads forward. `at` and `until` are Unix times in seconds."""

    act_id: bytes
    proposer: bytes
    unit: str
    at: int
    until: int
    leads: tuple[Listed, ...]

    def find(self, lead_id: bytes) -> Listed | None:
        return next((one for one in self.leads if one.lead_id == lead_id), None)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who of custody confirms which leads of a list; `listed` is the SHA-256 of the list's bytes."""

    act_id: bytes
    listed: bytes
    confirmer: bytes
    at: int
    lead_ids: tuple[bytes, ...]


def sign_list(listed: DestructionList, pair: KeyPair) -> Statement:
    """Sign with the proposer's staff key."""
    leads = frame([one.encode() for one in listed.leads])
    fields = (listed.proposer, listed.unit, listed.at, listed.until, leads)
    return _signed(Binding(Purpose.DESTRUCTION_LIST, b"", listed.act_id, pair.public.id, fields), pair)


def claimed_list(body: bytes) -> DestructionList:
    """What a stored list says, not verified yet: whose key has to be looked up. Raises `DestructionRefused`."""
    try:
        found = decode(body, Purpose.DESTRUCTION_LIST, 5)
        proposer, unit, at, until, leads = found.fields
        listed = tuple(Listed.decode(part) for part in unframe(leads))
        stated = DestructionList(found.object, proposer, unit.decode(), as_number(at), as_number(until), listed)
    except (SealBroken, ValueError) as error:
        raise DestructionRefused("a list of what is to be destroyed cannot be read") from error
    if not listed or len({one.lead_id for one in listed}) != len(listed):
        raise DestructionRefused("a list of what is to be destroyed is empty or names a lead twice")
    return stated


def read_list(stored: Statement, seats: Sequence[Member]) -> DestructionList:
    """Verify a list with one of its proposer's keys, as rosters give them.

    Raises `DestructionRefused`, `SignatureBroken`.
    """
    listed = claimed_list(stored.body)
    _check_one_of(stored, Purpose.DESTRUCTION_LIST, 5, listed.proposer, seats)
    return listed


def sign_confirmation(confirmation: Confirmation, pair: KeyPair) -> Statement:
    """Sign with the confirming custodian's staff key."""
    fields = (confirmation.listed, confirmation.confirmer, confirmation.at, frame(confirmation.lead_ids))
    bound = Binding(Purpose.DESTRUCTION_CONFIRMATION, b"", confirmation.act_id, pair.public.id, fields)
    return _signed(bound, pair)


def claimed_confirmation(body: bytes) -> Confirmation:
    """What a stored confirmation says, not verified yet. Raises `DestructionRefused`."""
    try:
        found = decode(body, Purpose.DESTRUCTION_CONFIRMATION, 4)
        listed, confirmer, at, leads = found.fields
        return Confirmation(found.object, listed, confirmer, as_number(at), tuple(unframe(leads)))
    except SealBroken as error:
        raise DestructionRefused("a confirmation cannot be read") from error


def check_confirmation(
    stored: Statement, seats: Sequence[Member], listed: Statement, proposers: Sequence[Member]
) -> Confirmation:
    """Verify a confirmation of exactly this list, by somebody else than who put it forward.

    `seats` are those of the confirming custodian on custody's rosters, `proposers` those of the proposer on their
    unit's. Raises `DestructionRefused`, `SignatureBroken`.
    """
    stated, confirmation = read_list(listed, proposers), claimed_confirmation(stored.body)
    _check_one_of(stored, Purpose.DESTRUCTION_CONFIRMATION, 4, confirmation.confirmer, seats)
    if (confirmation.act_id, confirmation.listed) != (stated.act_id, listed.hash):
        raise DestructionRefused("a confirmation is of another list")
    keys = {seat.public.data for seat in seats}
    if confirmation.confirmer == stated.proposer or any(one.public.data in keys for one in proposers):
        raise DestructionRefused("one person put a list forward and confirmed it")
    if not set(confirmation.lead_ids) <= {one.lead_id for one in stated.leads}:
        raise DestructionRefused("a confirmation names a lead that was not listed")
    return confirmation


def _check_one_of(
    stored: Statement, purpose: Purpose, field_count: int, staff_id: bytes, seats: Sequence[Member]
) -> None:
    theirs = [seat for seat in seats if seat.staff_id == staff_id]
    for seat in theirs:
        try:
            return check_signer(stored, purpose, field_count, seat.public)
        except SignatureBroken:
            continue
    raise SignatureBroken("nobody on the rosters has signed this")


def _signed(listed: Binding, pair: KeyPair) -> Statement:
    body = listed.encode()
    return Statement(body, pair.sign_stored(body))
