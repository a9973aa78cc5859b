"""The access ledger's bytes: entries, blocks that chain them, and the acknowledgement a reporter may keep."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage.errors import ChainBroken, SealBroken, SignatureBroken
from storage.vault.binding import Binding, as_number, decode, frame
from storage.vault.purposes import Purpose
from storage.vault.secret import SecretBytes
from storage.vault.seeds import Label, derive, verify

GENESIS: Final = bytes(32)
"""The hash before the first block."""


def entry_bytes(
    entry_id: bytes, kind: str, actor: bytes, unit: str, lead_id: bytes, at: datetime, details: str = ""
) -> bytes:
    """One entry: ids, kind and time only. `details` is a short code, never content."""
    fields = (kind, actor, unit, at.isoformat(), details)
    return Binding(Purpose.ENTRY, lead_id, entry_id, fields=fields).encode()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry's bytes read back: what the block holds, whatever the columns beside it say."""

    id: bytes
    kind: str
    actor: bytes
    unit: str
    lead_id: bytes
    at: datetime
    details: str


def read_entry(body: bytes) -> Entry:
    """Read a stored entry; raises `SealBroken`."""
    listed = decode(body, Purpose.ENTRY, 5)
    try:
        kind, unit, at, details = (listed.fields[place].decode() for place in (0, 2, 3, 4))
        return Entry(listed.object, kind, listed.fields[1], unit, listed.lead, datetime.fromisoformat(at), details)
    except ValueError as error:
        raise SealBroken("an entry cannot be read") from error


@dataclass(frozen=True, slots=True)
class Block:
    """A header read back; `hash` is SHA-256 of its stored bytes."""

    height: int
    previous: bytes
    entries_hash: bytes
    hour: datetime
    count: int
    hash: bytes


def make_header(height: int, previous: bytes, entries: Sequence[bytes], hour: datetime) -> bytes:
    """The header of the block that holds these entry byte strings, in this order."""
    fields = (height, previous, hash_entries(entries), hour.isoformat(), len(entries))
    return Binding(Purpose.BLOCK, fields=fields).encode()


def hash_entries(entries: Sequence[bytes]) -> bytes:
    return hashlib.sha256(frame(entries)).digest()


def read_header(header: bytes) -> Block:
    """Read a stored header; raises `ChainBroken`."""
    try:
        height, previous, entries, hour, count = decode(header, Purpose.BLOCK, 5).fields
        number, at, size = as_number(height), datetime.fromisoformat(hour.decode()), as_number(count)
    except (SealBroken, ValueError) as error:
        raise ChainBroken(0, "a header cannot be read") from error
    return Block(number, previous, entries, at, size, hashlib.sha256(header).digest())


def extend(last: Block | None, header: bytes) -> Block:
    """The next block, checked against the one before; raises `ChainBroken` with its height."""
    block = read_header(header)
    height, previous = (last.height + 1, last.hash) if last else (1, GENESIS)
    if block.height != height:
        raise ChainBroken(height, f"found height {block.height}")
    if block.previous != previous:
        raise ChainBroken(height, "does not follow the block before")
    return block


def check_entries(block: Block, entries: Sequence[bytes]) -> None:
    """Raise `ChainBroken` unless these are the entries that the header names."""
    if block.count != len(entries) or hash_entries(entries) != block.entries_hash:
        raise ChainBroken(block.height, "its entries were changed")


class HostKey:
    """The admin host's own Ed25519 key, from a seed file; used for acknowledgements and nothing else."""

    def __init__(self, seed: SecretBytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(derive(seed, Label.ED25519).reveal())

    @property
    def public(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    def acknowledge(self, lead_id: bytes, commitment: bytes, hour: datetime, block: Block) -> Acknowledgement:
        """State that this commitment stands in this block."""
        fields = (commitment, hour.isoformat(), block.height, block.hash)
        signer = hashlib.sha256(self.public).digest()
        body = Binding(Purpose.ACKNOWLEDGEMENT, lead_id, key=signer, fields=fields).encode()
        return Acknowledgement(body, self._key.sign(body))


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Stored bytes and the host's signature over them: proves filing and precedence."""

    body: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What an acknowledgement states."""

    lead_id: bytes
    commitment: bytes
    hour: datetime
    height: int
    block_hash: bytes


def read_acknowledgement(acknowledgement: Acknowledgement, host_key: bytes) -> Acknowledged:
    """Verify with the host key that the policy names; raises `SignatureBroken`."""
    verify(host_key, acknowledgement.signature, acknowledgement.body)
    try:
        listed = decode(acknowledgement.body, Purpose.ACKNOWLEDGEMENT, 4)
        hour, height = datetime.fromisoformat(listed.fields[1].decode()), as_number(listed.fields[2])
    except (SealBroken, ValueError) as error:
        raise SignatureBroken("an acknowledgement cannot be read") from error
    if listed.key != hashlib.sha256(host_key).digest():
        raise SignatureBroken("an acknowledgement names another signer")
    return Acknowledged(listed.lead, listed.fields[0], hour, height, listed.fields[3])
