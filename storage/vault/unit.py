"""Unit seeds: made in the session of a unit's first member, sealed to each member's staff key."""

from __future__ import annotations

from storage.errors import SealBroken
from storage.vault.binding import Binding
from storage.vault.purposes import Purpose
from storage.vault.sealing import open_with, seal_to
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair, PublicIdentity


def seal_unit_seed(unit: str, epoch: int, pair: KeyPair, member: PublicIdentity) -> bytes:
    """The unit's seed for one member, whose key the caller took from a verified roster."""
    return seal_to(member, pair.seed.reveal(), Binding(Purpose.UNIT_SEED, fields=(unit, epoch)))


def open_unit_seed(unit: str, epoch: int, sealed: bytes, member: KeyPair, expected: PublicIdentity) -> KeyPair:
    """Open a member's copy; raises `SealBroken`, also where the seed is not the unit's as the policy names it."""
    return _expect(open_with(member, sealed, Binding(Purpose.UNIT_SEED, fields=(unit, epoch))), expected)


def seal_old_seed(unit: str, epoch: int, old: KeyPair, newer: PublicIdentity) -> bytes:
    """An older epoch's seed for the epoch after it, so that members who joined later open older grants."""
    return seal_to(newer, old.seed.reveal(), Binding(Purpose.OLD_UNIT_SEED, fields=(unit, epoch)))


def open_old_seed(unit: str, epoch: int, sealed: bytes, newer: KeyPair, expected: PublicIdentity) -> KeyPair:
    return _expect(open_with(newer, sealed, Binding(Purpose.OLD_UNIT_SEED, fields=(unit, epoch))), expected)


def seal_for_recovery(unit: str, epoch: int, pair: KeyPair, recovery: PublicIdentity) -> bytes:
    """The unit's seed for its own recovery pages; it stands in the policy."""
    return seal_to(recovery, pair.seed.reveal(), Binding(Purpose.RECOVERY_SEED, fields=(unit, epoch)))


def open_for_recovery(unit: str, epoch: int, sealed: bytes, recovery: KeyPair, expected: PublicIdentity) -> KeyPair:
    return _expect(open_with(recovery, sealed, Binding(Purpose.RECOVERY_SEED, fields=(unit, epoch))), expected)


def _expect(seed: SecretBytes, expected: PublicIdentity) -> KeyPair:
    pair = KeyPair(seed)
    if pair.public != expected:
        raise SealBroken("a unit seed is not the one that the policy names")
    return pair
