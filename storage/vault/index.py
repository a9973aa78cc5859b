"""A unit's index: search texts and blind tags of the leads that its members have opened, under a key of its own.

Every epoch of a unit has one index key, 32 random bytes sealed to the unit. Who left keeps at most the index of the
epochs that they knew: what is indexed later lies under the key of a later epoch. As anybody can seal to a unit, the
copy carries the unit's own signature: else a planted key would open whatever is indexed from then on.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from storage.errors import SealBroken, SignatureBroken
from storage.vault.binding import Binding
from storage.vault.padding import pad, unpad
from storage.vault.purposes import Purpose
from storage.vault.sealing import decrypt, encrypt, open_with, seal_to
from storage.vault.secret import SecretBytes
from storage.vault.seeds import SEED_SIZE, KeyPair, Label, derive, verify

SEARCH_STEPS: Final = (256, 1024)
"""Padded sizes of a search text, the pad's first byte included."""
MOST_BYTES: Final = SEARCH_STEPS[-1] - 1
_SIGNATURE: Final = 64


@dataclass(frozen=True, slots=True)
class Holder:
    """One epoch of the unit, opened: what an index key is sealed to and signed by."""

    epoch: int
    pair: KeyPair


class UnitIndex:
    """What one index key does: seal and open search texts, make tags. `epoch` is the one the key was made in."""

    def __init__(self, unit: str, epoch: int, key: SecretBytes) -> None:
        if len(key) != SEED_SIZE:
            raise SealBroken("an index key has the wrong size")
        self.unit = unit
        self.epoch = epoch
        self._key = key
        self._texts = derive(key, Label.SEARCH_TEXT)
        self._tags = derive(key, Label.BLIND_TAG).reveal()

    @classmethod
    def generate(cls, unit: str, epoch: int) -> UnitIndex:
        return cls(unit, epoch, SecretBytes.random())

    @classmethod
    def open(cls, unit: str, epoch: int, sealed: bytes, holder: Holder) -> UnitIndex:
        """Open a copy that this epoch of the unit holds; raises `SealBroken`, also where another hand made it.

        An older epoch never vouches for a newer one's key: who left still has its seed.
        """
        if holder.epoch < epoch:
            raise SealBroken("an index key is vouched for by an epoch before its own")
        ciphertext, signature = sealed[:-_SIGNATURE], sealed[-_SIGNATURE:]
        stated = _statement(unit, epoch, holder.epoch, ciphertext).to(holder.pair.public.id)
        try:
            verify(holder.pair.public.signing_key, signature, stated.encode())
        except SignatureBroken as error:
            raise SealBroken("an index key is not signed by its unit") from error
        return cls(unit, epoch, open_with(holder.pair, ciphertext, _copy(unit, epoch, holder.epoch)))

    def __repr__(self) -> str:
        return f"UnitIndex({self.unit}, {self.epoch})"

    def seal_for(self, holder: Holder) -> bytes:
        """The key for one epoch of its unit: ciphertext and 64 bytes of that epoch's signature."""
        binding = _copy(self.unit, self.epoch, holder.epoch)
        ciphertext = seal_to(holder.pair.public, self._key.reveal(), binding)
        return ciphertext + holder.pair.sign(_statement(self.unit, self.epoch, holder.epoch, ciphertext))

    def seal_text(self, lead_id: bytes, text: bytes) -> bytes:
        """A lead's search text, at most `MOST_BYTES`, padded to one of two sizes."""
        return encrypt(self._texts, pad(text, SEARCH_STEPS), self._text(lead_id))

    def open_text(self, lead_id: bytes, sealed: bytes) -> SecretBytes:
        """Open a search text; raises `SealBroken`."""
        return SecretBytes(unpad(decrypt(self._texts, sealed, self._text(lead_id)).reveal()))

    def tag(self, kind: str, value: str) -> bytes:
        """32 bytes that are equal for equal things within this unit and epoch, and mean nothing anywhere else."""
        said = Binding(Purpose.BLIND_TAG, fields=(self.unit, self.epoch, kind, value))
        return hmac.digest(self._tags, said.encode(), hashlib.sha256)

    def _text(self, lead_id: bytes) -> Binding:
        return Binding(Purpose.SEARCH_TEXT, lead_id, lead_id, fields=(self.unit, self.epoch))


def _copy(unit: str, epoch: int, held_by: int) -> Binding:
    return Binding(Purpose.INDEX_KEY, fields=(unit, epoch, held_by))


def _statement(unit: str, epoch: int, held_by: int, ciphertext: bytes) -> Binding:
    fields = (unit, epoch, held_by, hashlib.sha256(ciphertext).digest())
    return Binding(Purpose.INDEX_KEY_SIGNATURE, fields=fields)
