"""Restore blocks: the one step of the access ledger that leads over a gap, signed by office *and* custody.

A ledger that came back from a backup ends before what the bot hosts have witnessed. Its next block states where it
ended, which head was witnessed, and goes on from that head; whoever checks the chain accepts a gap by nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.errors import ChainBroken, SealBroken, SignatureBroken
from storage.vault.binding import Binding, as_number, decode, frame, unframe
from storage.vault.chain import GENESIS, Block, extend, hash_entries, read_header
from storage.vault.policy import Policy
from storage.vault.policy_document import UnitKind
from storage.vault.purposes import Purpose
from storage.vault.seeds import KeyPair, verify


@dataclass(frozen=True, slots=True)
class Head:
    """A block by its height and the SHA-256 of its header; height 0 is the beginning."""

    height: int
    hash: bytes

    @classmethod
    def of(cls, block: Block | None) -> Head:
        return cls(block.height, block.hash) if block else cls(0, GENESIS)


@dataclass(frozen=True, slots=True)
class Restore:
    """What a restore block states: the ledger ended at `resumed` and goes on over the `witnessed` head.

    The keys that sign are those that the policy of `policy_version` names.
    """

    witnessed: Head
    resumed: Head
    hour: datetime
    policy_version: int
    policy: bytes

    @property
    def height(self) -> int:
        """The restore block's own height."""
        return self.witnessed.height + 1


@dataclass(frozen=True, slots=True)
class SignedRestore:
    """The stored bytes of a restore block and both signatures over its hash."""

    body: bytes
    office_signature: bytes
    custody_signature: bytes

    def header(self) -> bytes:
        """The bytes that stand in the chain; their SHA-256 is the block's hash."""
        return frame([self.body, self.office_signature, self.custody_signature])


def write_restore(restore: Restore) -> bytes:
    """The bytes to be signed and stored."""
    witnessed, resumed = restore.witnessed, restore.resumed
    stood = (witnessed.height, witnessed.hash, resumed.height, resumed.hash)
    fields = (*stood, restore.hour.isoformat(), restore.policy_version, restore.policy)
    return Binding(Purpose.RESTORE_BLOCK, fields=fields).encode()


def read_restore(body: bytes) -> Restore:
    """Read a restore block without trusting it; raises `ChainBroken`."""
    try:
        height, witnessed, ended, resumed, hour, version, policy = decode(body, Purpose.RESTORE_BLOCK, 7).fields
        heads = Head(as_number(height), witnessed), Head(as_number(ended), resumed)
        return Restore(*heads, datetime.fromisoformat(hour.decode()), as_number(version), policy)
    except (SealBroken, ValueError) as error:
        raise ChainBroken(0, "a restore block cannot be read") from error


def sign_restore(body: bytes, signer: KeyPair) -> bytes:
    """One unit's signature over a restore block's hash, 64 bytes."""
    return signer.sign(_signed(body))


def as_restore(header: bytes) -> SignedRestore | None:
    """The restore block that these bytes of the chain are, None for an ordinary header."""
    try:
        parts = unframe(header)
    except SealBroken:
        return None
    return SignedRestore(*parts) if len(parts) == 3 else None


def read_block(header: bytes) -> Block:
    """Any header of the chain, ordinary or a restore block's, which holds no entries; raises `ChainBroken`."""
    signed = as_restore(header)
    if signed is None:
        return read_header(header)
    restore = read_restore(signed.body)
    own = hashlib.sha256(header).digest()
    return Block(restore.height, restore.witnessed.hash, hash_entries([]), restore.hour, 0, own)


def follow(last: Block | None, header: bytes, policies: Sequence[Policy]) -> Block:
    """The next block of a ledger that is checked whole: `chain.extend`, or a restore block right behind its end.

    Raises `ChainBroken` with the height.
    """
    signed = as_restore(header)
    if signed is None:
        return extend(last, header)
    restore = check_signatures(signed, policies)
    if restore.resumed != Head.of(last) or restore.witnessed.height < restore.resumed.height:
        raise ChainBroken(restore.height, "a restore block does not go on where the ledger ended")
    return read_block(header)


def check_signatures(signed: SignedRestore, policies: Sequence[Policy]) -> Restore:
    """What the block states, if office and custody signed it with the keys of the policy that it names.

    `policies` is the whole chain that the caller believes, oldest first. Raises `ChainBroken`.
    """
    restore = read_restore(signed.body)
    named = policies[restore.policy_version - 1] if 0 < restore.policy_version <= len(policies) else None
    if named is None or named.fingerprint != restore.policy:
        raise ChainBroken(restore.height, "a restore block names a policy that is not in the chain")
    signatures = {UnitKind.OFFICE: signed.office_signature, UnitKind.CUSTODY: signed.custody_signature}
    for kind, signature in signatures.items():
        signer = named.document.only(kind).current.public
        try:
            verify(signer.signing_key, signature, _signed(signed.body).to(signer.id).encode())
        except SignatureBroken as error:
            raise ChainBroken(restore.height, f"a restore block lacks the signature of {kind.value}") from error
    return restore


def _signed(body: bytes) -> Binding:
    return Binding(Purpose.RESTORE_SIGNATURE, fields=(hashlib.sha256(body).digest(),))
