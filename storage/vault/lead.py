"""A lead's own keys, its seal and its opening.

Every lead has a 32-byte seed. A *grant* is that seed sealed to one epoch of a unit; who holds a grant opens content,
notes, files and thread. The identity has a key of its own, split in two: share 1 is sealed to the lead's key, share 2
to custody, so neither the officers of the lead nor custody alone can open it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from storage.errors import SealBroken
from storage.vault.binding import Binding
from storage.vault.padding import IDENTITY_STEPS, TEXT_STEPS, pad, unpad
from storage.vault.purposes import Purpose
from storage.vault.sealing import decrypt, encrypt, open_with, seal_to
from storage.vault.secret import SecretBytes, xor
from storage.vault.seeds import KeyPair, Label, PublicIdentity, derive

NO_IDENTITY: Final = bytes(32)
"""Stands for the identity's hash in the commitment of an anonymous lead."""


@dataclass(frozen=True, slots=True)
class UnitKey:
    """The public identity of one epoch of a unit, as the signed policy gives it."""

    unit: str
    epoch: int
    public: PublicIdentity


@dataclass(frozen=True, slots=True)
class SealedFor:
    """Something sealed to one epoch of a unit: a grant, or share 2."""

    unit: str
    epoch: int
    sealed: bytes


class LeadKeys:
    """All keys of one lead, from its seed."""

    def __init__(self, lead_id: bytes, seed: SecretBytes) -> None:
        self.lead_id = lead_id
        self.pair = KeyPair(seed)

    @classmethod
    def generate(cls, lead_id: bytes) -> LeadKeys:
        return cls(lead_id, SecretBytes.random())

    def __repr__(self) -> str:
        return f"LeadKeys({self.lead_id.hex()[:8]})"

    def key(self, label: Label) -> SecretBytes:
        """The AES key of one part: content, notes, files or thread."""
        return derive(self.pair.seed, label)

    @cached_property
    def commit(self) -> bytes:
        return derive(self.pair.seed, Label.COMMIT).reveal()

    def grant_to(self, unit: UnitKey) -> SealedFor:
        """The seed, sealed to one epoch of a unit."""
        sealed = seal_to(unit.public, self.pair.seed.reveal(), _grant_binding(self.lead_id, unit.unit, unit.epoch))
        return SealedFor(unit.unit, unit.epoch, sealed)

    @classmethod
    def from_grant(cls, lead_id: bytes, grant: SealedFor, unit_pair: KeyPair) -> LeadKeys:
        """Open a grant with the unit's key of that epoch; raises `SealBroken`."""
        return cls(lead_id, open_with(unit_pair, grant.sealed, _grant_binding(lead_id, grant.unit, grant.epoch)))


def _grant_binding(lead_id: bytes, unit: str, epoch: int) -> Binding:
    return Binding(Purpose.GRANT, lead_id, lead_id, fields=(unit, epoch))


def _share_two_binding(lead_id: bytes, unit: str, epoch: int) -> Binding:
    return Binding(Purpose.SHARE_TWO, lead_id, lead_id, fields=(unit, epoch))


@dataclass(frozen=True, slots=True)
class SealedIdentity:
    """The identity's ciphertext (padded to 1 KiB) and the two shares of its key."""

    ciphertext: bytes
    share_one: bytes
    share_two: SealedFor


def seal_identity(keys: LeadKeys, custody: UnitKey, identity: bytes) -> SealedIdentity:
    """Seal an identity under a fresh key and split that key between the lead and custody."""
    key = SecretBytes.random()
    first = SecretBytes.random()
    second = xor(key, first)
    lead = keys.lead_id
    return SealedIdentity(
        encrypt(key, pad(identity, IDENTITY_STEPS), Binding(Purpose.IDENTITY, lead, lead)),
        seal_to(keys.pair.public, first.reveal(), Binding(Purpose.SHARE_ONE, lead, lead)),
        SealedFor(
            custody.unit,
            custody.epoch,
            seal_to(custody.public, second.reveal(), _share_two_binding(lead, custody.unit, custody.epoch)),
        ),
    )


def open_share_one(keys: LeadKeys, sealed: bytes) -> SecretBytes:
    """The half that whoever may open the lead holds."""
    return open_with(keys.pair, sealed, Binding(Purpose.SHARE_ONE, keys.lead_id, keys.lead_id))


def open_share_two(lead_id: bytes, share: SealedFor, custody_pair: KeyPair) -> SecretBytes:
    """The half that custody holds."""
    return open_with(custody_pair, share.sealed, _share_two_binding(lead_id, share.unit, share.epoch))


def move_share_two(lead_id: bytes, share: SealedFor, older: KeyPair, newer: UnitKey) -> SealedFor:
    """The same half sealed to custody's later epoch; raises `SealBroken`."""
    second = open_share_two(lead_id, share, older)
    binding = _share_two_binding(lead_id, newer.unit, newer.epoch)
    return SealedFor(newer.unit, newer.epoch, seal_to(newer.public, second.reveal(), binding))


def open_identity(lead_id: bytes, ciphertext: bytes, first: SecretBytes, second: SecretBytes) -> SecretBytes:
    """Join both halves and open the identity; raises `SealBroken`."""
    padded = decrypt(xor(first, second), ciphertext, Binding(Purpose.IDENTITY, lead_id, lead_id))
    return SecretBytes(unpad(padded.reveal()))


def seal_content(keys: LeadKeys, content: bytes) -> bytes:
    """Seal the report's text, padded to one of six sizes."""
    binding = Binding(Purpose.CONTENT, keys.lead_id, keys.lead_id)
    return encrypt(keys.key(Label.CONTENT), pad(content, TEXT_STEPS), binding)


def open_content(keys: LeadKeys, sealed: bytes) -> SecretBytes:
    """Open the report's text; raises `SealBroken`."""
    binding = Binding(Purpose.CONTENT, keys.lead_id, keys.lead_id)
    return SecretBytes(unpad(decrypt(keys.key(Label.CONTENT), sealed, binding).reveal()))


def seal_note(keys: LeadKeys, note_id: bytes, kind: str, text: bytes) -> bytes:
    """Seal a note of staff under the lead's own notes key."""
    return encrypt(keys.key(Label.NOTES), pad(text), Binding(Purpose.NOTE, keys.lead_id, note_id, fields=(kind,)))


def open_note(keys: LeadKeys, note_id: bytes, kind: str, sealed: bytes) -> SecretBytes:
    """Open a note; raises `SealBroken`."""
    binding = Binding(Purpose.NOTE, keys.lead_id, note_id, fields=(kind,))
    return SecretBytes(unpad(decrypt(keys.key(Label.NOTES), sealed, binding).reveal()))


def identity_hash(ciphertext: bytes | None) -> bytes:
    """SHA-256 of an identity's ciphertext, 32 bytes; zeros where the reporter gave none."""
    return hashlib.sha256(ciphertext).digest() if ciphertext else NO_IDENTITY


def commitment(lead_id: bytes, content: bytes, identity: bytes | None, receipt_key: bytes, commit: bytes) -> bytes:
    """32 bytes that fix a lead: no grant and no share is in it, so both can be re-sealed."""
    return _commitment(lead_id, content, identity_hash(identity), receipt_key, commit)


def check_commitment(keys: LeadKeys, stated: bytes, content: bytes, identity: bytes | None, receipt_key: bytes) -> None:
    """Raise `SealBroken` unless the stored parts are the ones that were committed to."""
    check_commitment_to(keys, stated, content, identity_hash(identity), receipt_key)


def check_commitment_to(keys: LeadKeys, stated: bytes, content: bytes, identity: bytes, receipt_key: bytes) -> None:
    """As `check_commitment`, by the identity's hash alone: what was destroyed leaves no more than that behind."""
    if not hmac.compare_digest(_commitment(keys.lead_id, content, identity, receipt_key, keys.commit), stated):
        raise SealBroken("a lead is not the one that was filed")


def _commitment(lead_id: bytes, content: bytes, identity: bytes, receipt_key: bytes, commit: bytes) -> bytes:
    hashes = (hashlib.sha256(content).digest(), identity)
    listed = Binding(Purpose.COMMITMENT, lead_id, lead_id, fields=(*hashes, receipt_key, commit))
    return hashlib.sha256(listed.encode()).digest()


def grants_for(keys: LeadKeys, units: Sequence[UnitKey]) -> list[SealedFor]:
    """One grant for each receiving unit."""
    return [keys.grant_to(unit) for unit in units]
