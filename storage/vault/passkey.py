"""Passkeys as they are kept: wrapped under the member's password, like the secret of a phone.

What a passkey is checked with opens only where the right password was typed, for the member, credential, name and day
that the row says: a row that was exchanged, renamed or written by anybody else is a `SealBroken`.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.errors import SealBroken
from storage.vault.binding import Binding, as_field, as_number, frame, unframe
from storage.vault.purposes import Purpose
from storage.vault.sealing import decrypt, encrypt
from storage.vault.secret import SecretBytes


@dataclass(frozen=True, slots=True)
class PasskeyPlace:
    """What stands in clear beside it: ids of 16 bytes, the credential id, a name, and the day as seconds since 1970."""

    staff_id: bytes
    passkey_id: bytes
    credential_id: bytes
    name: str
    made: int

    def binding(self) -> Binding:
        fields = (self.passkey_id, self.credential_id, self.name, self.made)
        return Binding(Purpose.PASSKEY, object=self.staff_id, fields=fields)


@dataclass(frozen=True, slots=True)
class PasskeyState:
    """What it is checked with: a COSE public key, the authenticator's count, and the last challenge answered.

    A challenge is told by when it was given, in milliseconds since 1970; 0 where none was answered yet.
    """

    public_key: bytes
    count: int
    answered: int = 0


def wrap_passkey(key: SecretBytes, place: PasskeyPlace, state: PasskeyState) -> bytes:
    """Seal under the key that `wrapping_key` stretched from the password."""
    parts = [state.public_key, as_field(state.count), as_field(state.answered)]
    return encrypt(key, frame(parts), place.binding())


def open_passkey(key: SecretBytes, place: PasskeyPlace, wrapped: bytes) -> PasskeyState:
    """Open it again; raises `SealBroken`."""
    parts = unframe(decrypt(key, wrapped, place.binding()).reveal())
    if len(parts) != 3:
        raise SealBroken("a passkey is not whole")
    return PasskeyState(parts[0], as_number(parts[1]), as_number(parts[2]))
