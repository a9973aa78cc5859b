"""Policies: the signed chain that says which keys are whose, and who receives what.

Every policy is signed by office *and* custody with the keys that the policy before names for them (policy 1 with the
keys it introduces). A host that holds the fingerprint of policy 1 needs nobody's word for any later one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pydantic import ValidationError

from storage.errors import PolicyRefused, SealBroken, SignatureBroken
from storage.vault.binding import Binding, as_number, decode
from storage.vault.policy_document import Epoch, PolicyDocument, UnitKind
from storage.vault.purposes import Purpose
from storage.vault.seeds import KeyPair, PublicIdentity, verify
from storage.vault.unit import check_endorsement, check_recovery

NO_POLICY: Final = bytes(32)
"""Stands for the policy before the first."""


@dataclass(frozen=True, slots=True)
class SignedPolicy:
    """The stored bytes of a policy and both signatures over its hash."""

    body: bytes
    office_signature: bytes
    custody_signature: bytes

    @property
    def fingerprint(self) -> bytes:
        return hashlib.sha256(self.body).digest()


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy read from its bytes; only `check_step` makes one that can be trusted.

    `named` holds every identity that this policy or one before it has named, by unit and epoch.
    """

    version: int
    previous: bytes
    document: PolicyDocument
    fingerprint: bytes
    named: Mapping[tuple[str, int], PublicIdentity] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Pin:
    """One policy that a host knows from elsewhere than its tables. Its fingerprint covers every policy before it."""

    version: int
    fingerprint: bytes

    @classmethod
    def parse(cls, text: str) -> Pin:
        """Read `version:fingerprint`, as custody reads it out; raises ValueError."""
        version, _, fingerprint = text.strip().partition(":")
        pin = cls(int(version), bytes.fromhex(fingerprint))
        if pin.version < 1 or len(pin.fingerprint) != 32:
            raise ValueError("a pin is a version, a colon and 64 hexadecimal digits")
        return pin

    @classmethod
    def of(cls, policy: Policy) -> Pin:
        return cls(policy.version, policy.fingerprint)

    def __str__(self) -> str:
        return f"{self.version}:{self.fingerprint.hex()}"


def write_policy(version: int, previous: bytes, document: PolicyDocument) -> bytes:
    """The bytes to be signed and stored; `previous` is the fingerprint of the policy before."""
    fields = (version, previous, document.model_dump_json().encode())
    return Binding(Purpose.POLICY, fields=fields).encode()


def read_policy(body: bytes) -> Policy:
    """Read a policy without trusting it; raises `PolicyRefused`."""
    try:
        version, previous, text = decode(body, Purpose.POLICY, 3).fields
        number, document = as_number(version), PolicyDocument.model_validate_json(text)
    except (SealBroken, ValidationError) as error:
        raise PolicyRefused("a policy cannot be read") from error
    named = {(unit.id, epoch.epoch): epoch.public for unit in document.units for epoch in unit.epochs}
    return Policy(number, previous, document, hashlib.sha256(body).digest(), named)


def sign_policy(body: bytes, signer: KeyPair) -> bytes:
    """One unit's signature over a policy's hash, 64 bytes."""
    return signer.sign(_signed(body))


def verify_policy_signature(body: bytes, signature: bytes, signer: PublicIdentity) -> None:
    """Raise `PolicyRefused` unless this identity signed this policy."""
    try:
        verify(signer.signing_key, signature, _signed(body).to(signer.id).encode())
    except SignatureBroken as error:
        raise PolicyRefused("a policy lacks a valid signature") from error


def check_step(before: Policy | None, signed: SignedPolicy) -> Policy:
    """The next policy of the chain; raises `PolicyRefused` with the rule it breaks."""
    policy = read_policy(signed.body)
    signers = (before or policy).document
    for kind, signature in (
        (UnitKind.OFFICE, signed.office_signature),
        (UnitKind.CUSTODY, signed.custody_signature),
    ):
        verify_policy_signature(signed.body, signature, signers.only(kind).current.public)
    if before is None:
        _check_place(policy, 1, NO_POLICY)
    else:
        _check_place(policy, before.version + 1, before.fingerprint)
        _check_kept(before.document, policy.document)
    _check_epochs(before.named if before else {}, policy.document)
    _check_recovery(policy.document)
    return replace(policy, named={**before.named, **policy.named}) if before else policy


def verify_chain(chain: Iterable[SignedPolicy], first_fingerprint: bytes | None = None) -> list[Policy]:
    """Check every step from policy 1 on; raises `PolicyRefused`. `first_fingerprint` pins policy 1."""
    policies: list[Policy] = []
    for signed in chain:
        policies.append(check_step(policies[-1] if policies else None, signed))
    if first_fingerprint is not None and policies and policies[0].fingerprint != first_fingerprint:
        raise PolicyRefused("the chain begins with another first policy")
    return policies


def _signed(body: bytes) -> Binding:
    return Binding(Purpose.POLICY_SIGNATURE, fields=(hashlib.sha256(body).digest(),))


def _check_place(policy: Policy, version: int, previous: bytes) -> None:
    if policy.version != version or policy.previous != previous:
        raise PolicyRefused("a policy does not follow the one before")


def _check_kept(before: PolicyDocument, after: PolicyDocument) -> None:
    if before.receipt != after.receipt:
        raise PolicyRefused("the receipt's salt and cost are fixed by the first policy")
    for kind in (UnitKind.OFFICE, UnitKind.CUSTODY):
        if before.only(kind).id != after.only(kind).id:
            raise PolicyRefused("office and custody stay the units that they are")


def _check_epochs(named: Mapping[tuple[str, int], PublicIdentity], document: PolicyDocument) -> None:
    """Epochs rise and keep their keys along the whole chain, also where a unit was left out for a while."""
    for unit in document.units:
        known = {epoch: public for (name, epoch), public in named.items() if name == unit.id}
        if known and unit.current.epoch < max(known):
            raise PolicyRefused("a unit goes back to an older epoch")
        for epoch in unit.epochs:
            if known.setdefault(epoch.epoch, epoch.public) != epoch.public:
                raise PolicyRefused("a unit changes the key of an epoch")
            if (unit.id, epoch.epoch) not in named:
                _check_newer(unit.id, epoch, known)


def _check_newer(unit: str, epoch: Epoch, known: Mapping[int, PublicIdentity]) -> None:
    """A new epoch is the highest so far, and the one before it has signed it; a unit's first stands for itself."""
    older = max((number for number in known if number != epoch.epoch), default=0)
    if epoch.epoch < older:
        raise PolicyRefused("a unit goes back to an older epoch")
    if older == 0:
        return
    try:
        check_endorsement(unit, epoch.epoch, epoch.public, epoch.endorsed, known[older])
    except SignatureBroken as error:
        raise PolicyRefused("a unit's new key is not endorsed by the one before") from error


def _check_recovery(document: PolicyDocument) -> None:
    """Every recovery key is the one that the unit itself named, whatever lay in tables meanwhile."""
    for unit in document.units:
        recovery = PublicIdentity(unit.recovery_public)
        for epoch in unit.epochs:
            try:
                check_recovery(unit.id, epoch.epoch, epoch.sealed_seed, recovery, epoch.public)
            except SignatureBroken as error:
                raise PolicyRefused("a unit's recovery key is not the one that it named") from error
