"""An authenticator in software: makes passkeys and answers challenges as a browser would pass them on.

A peer of the devices people have, whose every part can be told to lie.
"""

import hashlib
import json
import struct
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

from admin.services import Services
from admin.setup.founding import Founded
from admin.sign_in import challenges, passkeys, webauthn
from admin.sign_in.passkeys import NewPasskey
from admin.sign_in.scratch import Scratch
from storage.vault.binding import new_id
from storage.vault.secret import SecretBytes

ADDRESS = "https://staff.test"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One device with one passkey. `verifies`: it asks for finger or PIN; `counts`: it counts what it signs."""

    origin: str = ADDRESS
    rp_id: str = "staff.test"
    verifies: bool = True
    counts: bool = True
    count: int = 0
    handle: bytes | None = None
    credential_id: bytes = field(default_factory=new_id)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> str:
        """The JSON of a new passkey for what the server asked."""
        self.handle = base64url_to_bytes(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        cose = encode_cbor({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + cose
        told = encode_cbor({"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested})
        return self._answer("webauthn.create", options["challenge"], lambda _: {"attestationObject": _text(told)})

    def answer(self, options: dict[str, Any]) -> str:
        """The JSON of a signed challenge."""
        self.count += self.counts
        data = self._data()

        def signed(client: bytes) -> dict[str, str | None]:
            signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
            handle = _text(self.handle) if self.handle is not None else None
            return {"authenticatorData": _text(data), "signature": _text(signature), "userHandle": handle}

        return self._answer("webauthn.get", options["challenge"], signed)

    def _data(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _answer(self, kind: str, challenge: str, rest: Any) -> str:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        client = json.dumps(said).encode()
        named = _text(self.credential_id)
        response = {"clientDataJSON": _text(client)} | rest(client)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})


def _text(value: bytes) -> str:
    return bytes_to_base64url(value)


def reached_by_https(services: Services, address: str = ADDRESS) -> Services:
    """The same installation behind a proxy that ends TLS, at an address that passkeys are bound to."""
    given = {"admin_address": address, "admin_trusted_proxy": "127.0.0.1"}
    return replace(services, settings=services.settings.model_copy(update=given))


async def enrol(
    services: Services, founded: Founded, login: str, now: datetime, device: Authenticator | None = None
) -> Authenticator:
    """A device that this member has added as a passkey."""
    device = device or Authenticator()
    person, signed = founded.people[login], await founded.acting(services, login)
    scratch, new = Scratch(services.runtime, SecretBytes.random()), NewPasskey("安全密钥", person.password)
    asked = await passkeys.begin(services, signed, scratch, new, "试验", now)
    await passkeys.add(services, signed, scratch, new, device.make(asked), now)
    return device


def challenged(services: Services, now: datetime) -> dict[str, Any]:
    """What the sign-in page is asked at `now`."""
    asked: dict[str, Any] = webauthn.to_answer(
        passkeys.address_of(services), challenges.fresh(services.wrap_key, now)
    )
    return asked
