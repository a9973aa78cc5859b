"""Unit seeds: made in the session of a unit's first member, sealed to each member's staff key.

What is sealed for the recovery pages carries the unit's own signature: between the session that makes it and the policy
it lies in a table, where its recovery key could be exchanged for somebody else's.
"""

from __future__ import annotations

import hashlib
from typing import Final

from storage.errors import SealBroken, SignatureBroken
from storage.vault.binding import Binding
from storage.vault.purposes import Purpose
from storage.vault.sealing import open_with, seal_to
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair, PublicIdentity, verify

_SIGNATURE: Final = 64


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
    """The unit's seed for its own recovery pages, as it stands in the policy: the ciphertext and 64 bytes of signature.

    The epoch's own key signs which recovery key this is for.
    """
    sealed = seal_to(recovery, pair.seed.reveal(), Binding(Purpose.RECOVERY_SEED, fields=(unit, epoch)))
    return sealed + pair.sign(_recovery_statement(unit, epoch, sealed, recovery))


def check_recovery(unit: str, epoch: int, sealed: bytes, recovery: PublicIdentity, expected: PublicIdentity) -> None:
    """Raise `SignatureBroken` unless the epoch's key, `expected`, named this recovery key for this ciphertext."""
    ciphertext, signature = sealed[:-_SIGNATURE], sealed[-_SIGNATURE:]
    stated = _recovery_statement(unit, epoch, ciphertext, recovery).to(expected.id)
    verify(expected.signing_key, signature, stated.encode())


def open_for_recovery(unit: str, epoch: int, sealed: bytes, recovery: KeyPair, expected: PublicIdentity) -> KeyPair:
    """Open with the pair that the pages restore; raises `SealBroken`."""
    try:
        check_recovery(unit, epoch, sealed, recovery.public, expected)
    except SignatureBroken as error:
        raise SealBroken("a recovery seed is not signed by its unit") from error
    binding = Binding(Purpose.RECOVERY_SEED, fields=(unit, epoch))
    return _expect(open_with(recovery, sealed[:-_SIGNATURE], binding), expected)


def endorse_epoch(unit: str, epoch: int, newer: PublicIdentity, older: KeyPair) -> bytes:
    """64 bytes by which the epoch before says that this identity follows it; it stands in the policy."""
    return older.sign(_endorsement(unit, epoch, newer))


def check_endorsement(unit: str, epoch: int, newer: PublicIdentity, endorsed: bytes, older: PublicIdentity) -> None:
    """Raise `SignatureBroken` unless the key of the epoch before, `older`, signed this identity for this epoch."""
    verify(older.signing_key, endorsed, _endorsement(unit, epoch, newer).to(older.id).encode())


def sign_founding(unit: str, epoch: int, made: PublicIdentity, founder_id: bytes, founder: KeyPair) -> bytes:
    """64 bytes by which the member (16 bytes) who made this key says so, for the time before a policy names it."""
    return founder.sign(_founding(unit, epoch, made, founder_id))


def check_founding(
    unit: str, epoch: int, made: PublicIdentity, founder_id: bytes, founded: bytes, founder: PublicIdentity
) -> None:
    """Raise `SignatureBroken` unless this member's own key, `founder`, signed this identity for this epoch."""
    verify(founder.signing_key, founded, _founding(unit, epoch, made, founder_id).to(founder.id).encode())


def _founding(unit: str, epoch: int, made: PublicIdentity, founder_id: bytes) -> Binding:
    return Binding(Purpose.UNIT_FOUNDING, object=founder_id, fields=(unit, epoch, made.id))


def _endorsement(unit: str, epoch: int, newer: PublicIdentity) -> Binding:
    return Binding(Purpose.EPOCH_ENDORSEMENT, fields=(unit, epoch, newer.id))


def _recovery_statement(unit: str, epoch: int, ciphertext: bytes, recovery: PublicIdentity) -> Binding:
    fields = (unit, epoch, recovery.id, hashlib.sha256(ciphertext).digest())
    return Binding(Purpose.RECOVERY_SIGNATURE, fields=fields)


def _expect(seed: SecretBytes, expected: PublicIdentity) -> KeyPair:
    pair = KeyPair(seed)
    if pair.public != expected:
        raise SealBroken("a unit seed is not the one that the policy names")
    return pair
