"""Fixed keys, a small policy and other material for the vault's tests. Everything is fictional and reproducible."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache

import pytest
from hypothesis import settings

from storage.errors import XiansuoError
from storage.vault.call_back import CallBack, CallResult, Outcome, sign_call_back
from storage.vault.destruction import Confirmation, DestructionList, Listed, sign_list
from storage.vault.identity_access import AccessRequest, Approval, sign_request
from storage.vault.lead import NO_IDENTITY, LeadKeys, UnitKey
from storage.vault.passkey import PasskeyPlace
from storage.vault.policy import NO_POLICY, SignedPolicy, sign_policy, write_policy
from storage.vault.policy_document import (
    Area,
    Epoch,
    PolicyDocument,
    PolicyUnit,
    ReceiptParameters,
    Route,
    ShieldName,
    UnitKind,
)
from storage.vault.receipt import ReceiptKeys
from storage.vault.roster import Member, Roster
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair
from storage.vault.unit import endorse_epoch, seal_for_recovery

quick = settings(deadline=None, max_examples=60, database=None)
"""For properties over real cryptography: no deadline, nothing remembered between runs."""

HOUR = datetime(2026, 11, 2, 8, tzinfo=UTC)
DAY = date(2026, 11, 2)
LEAD, OTHER_LEAD = bytes(range(16)), bytes(range(16, 32))
MESSAGE, OTHER_MESSAGE = bytes(range(32, 48)), bytes(range(48, 64))
STAFF, OTHER_STAFF = bytes(range(64, 80)), bytes(range(80, 96))
SALT = bytes(range(100, 116))
AT, ENDS = 1_793_000_000, 1_793_086_400
"""When something was asked for, and when it ends, in Unix seconds."""
PASSKEY = PasskeyPlace(STAFF, MESSAGE, b"credential", "办公室的U盾", AT)
STAFF_IDS = {"member": STAFF, "custodian": OTHER_STAFF}


def seed(name: str) -> SecretBytes:
    """32 fixed bytes."""
    return SecretBytes(hashlib.sha256(f"test seed {name}".encode()).digest())


@cache
def pair(name: str) -> KeyPair:
    """A fixed pair; every name has its own."""
    return KeyPair(seed(name))


def unit_key(unit: str, epoch: int = 1) -> UnitKey:
    return UnitKey(unit, epoch, pair(f"{unit} {epoch}").public)


def lead_keys(lead_id: bytes = LEAD, name: str = "lead") -> LeadKeys:
    return LeadKeys(lead_id, seed(name))


@cache
def receipt_keys(name: str = "receipt") -> ReceiptKeys:
    """Keys as a receipt would give them, without the stretching."""
    return ReceiptKeys.expand(seed(name))


@cache
def _epoch(unit: str, epoch: int, recovery: str, before: int) -> Epoch:
    keys = pair(f"{unit} {epoch}")
    sealed = seal_for_recovery(unit, epoch, keys, pair(recovery).public)
    endorsed = endorse_epoch(unit, epoch, keys.public, pair(f"{unit} {before}")) if before else b""
    return Epoch(epoch=epoch, identity=keys.public.data, sealed_seed=sealed, endorsed=endorsed)


def policy_unit(
    unit: str, kind: UnitKind = UnitKind.RECEIVING, epochs: Sequence[int] = (1,), names: Sequence[str] = ()
) -> PolicyUnit:
    recovery = f"{unit} pages"
    return PolicyUnit(
        id=unit,
        name=f"单位 {unit}",
        kind=kind,
        epochs=tuple(
            _epoch(unit, epoch, recovery, before) for before, epoch in zip((0, *epochs), epochs, strict=False)
        ),
        recovery_public=pair(recovery).public.data,
        names=tuple(ShieldName(name=name, pinyin="wang xiao ming") for name in names),
    )


def document(**changes: object) -> PolicyDocument:
    """Office, custody, police, discipline and escalation; two areas, two categories."""
    parts: dict[str, object] = {
        "units": (
            policy_unit("office", UnitKind.OFFICE),
            policy_unit("custody", UnitKind.CUSTODY),
            policy_unit("police", names=["王小明"]),
            policy_unit("discipline"),
            policy_unit("above", UnitKind.ESCALATION),
        ),
        "areas": (Area(id="east", name="东镇"), Area(id="west", name="西镇")),
        "categories": ("lending", "village"),
        "routes": (
            Route(units=("office",), supervising=("office",)),
            Route(areas=("east",), units=("police",)),
            Route(officials=True, units=("police", "discipline")),
        ),
        "escalation": "above",
        "host_key": bytes(range(32)),
        "receipt": ReceiptParameters(salt=SALT, memory=19456, iterations=2),
    }
    return PolicyDocument.model_validate(parts | changes)


def sign(body: bytes, office: str = "office 1", custody: str = "custody 1") -> SignedPolicy:
    return SignedPolicy(body, sign_policy(body, pair(office)), sign_policy(body, pair(custody)))


@cache
def first_policy() -> SignedPolicy:
    return sign(write_policy(1, NO_POLICY, document()))


def following(before: SignedPolicy, version: int, then: PolicyDocument | None = None, **signers: str) -> SignedPolicy:
    """The next policy, signed by the first epochs of office and custody unless `signers` says otherwise."""
    return sign(write_policy(version, before.fingerprint, then or document()), **signers)


def member(name: str) -> Member:
    return Member(hashlib.sha256(name.encode()).digest()[:16], pair(name).public, STAFF, DAY)


def roster(*names: str, counter: int = 1, epoch: int = 1, unit: str = "police") -> Roster:
    return Roster(unit, epoch, counter, 1, first_policy().fingerprint, tuple(member(name) for name in names))


@contextmanager
def exactly(error: type[XiansuoError]) -> Iterator[None]:
    """Exactly this error: neither another one nor one derived from it."""
    with pytest.raises(error) as caught:
        yield
    assert type(caught.value) is error


def roster_member(name: str) -> Member:
    """The handler `member` or the `custodian`, as a roster gives them."""
    return Member(STAFF_IDS[name], pair(name).public, STAFF_IDS[name], DAY)


def access_request() -> AccessRequest:
    """The handler asks for the lead's identity."""
    return AccessRequest(LEAD, MESSAGE, STAFF, "police", hashlib.sha256(b"reasons").digest(), AT)


def destruction_list() -> DestructionList:
    """An officer puts two leads forward, one of them anonymous."""
    named = Listed(LEAD, "10000001", date(2026, 1, 10), 8, 3, 2, hashlib.sha256(b"identity").digest())
    anonymous = Listed(MESSAGE, "10000002", date(2026, 1, 11), 5, 1, 1, NO_IDENTITY)
    return DestructionList(MESSAGE, STAFF, "office", AT, ENDS, (named, anonymous))


def confirmation() -> Confirmation:
    """The custodian confirms the first of them."""
    return Confirmation(MESSAGE, sign_list(destruction_list(), pair("member")).hash, OTHER_STAFF, AT, (LEAD,))


def approval(share: bytes = b"share") -> Approval:
    """The custodian approves that request with this re-sealed share."""
    asked = sign_request(access_request(), pair("member"))
    return Approval(LEAD, MESSAGE, asked.hash, STAFF, OTHER_STAFF, hashlib.sha256(share).digest(), AT, ENDS)


def call_back(share: bytes = b"share") -> CallBack:
    """The handler asks the custodian to call, with this re-sealed share."""
    return CallBack(LEAD, MESSAGE, STAFF, "police", OTHER_STAFF, hashlib.sha256(share).digest(), AT, ENDS)


def call_result() -> CallResult:
    """The custodian says that the reporter is the one who was named."""
    asked = sign_call_back(call_back(), pair("member"))
    return CallResult(LEAD, MESSAGE, asked.hash, OTHER_STAFF, Outcome.VERIFIED, AT)
