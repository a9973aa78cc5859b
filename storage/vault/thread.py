"""The two-way thread of a lead: answers of staff, follow-ups of the reporter.

An answer is sealed under the thread key, so only who holds the lead's seed (or the card) can write one. A follow-up is
sealed to the lead's public key and signed with the receipt's key over lead id, message id, kind and ciphertext.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from storage.errors import SignatureBroken
from storage.vault.binding import Binding
from storage.vault.lead import LeadKeys
from storage.vault.padding import pad, unpad
from storage.vault.purposes import Purpose
from storage.vault.receipt import ReceiptKeys
from storage.vault.sealing import decrypt, encrypt, open_with, seal_to
from storage.vault.secret import SecretBytes
from storage.vault.seeds import PublicIdentity, verify


class FollowUpKind(StrEnum):
    """What a reporter sends after filing."""

    FACTS = "facts"
    ANSWER = "answer"
    OBJECTION = "objection"
    CLAIM = "claim"
    NOTICE = "notice"
    WIPE = "wipe"
    SURVEY = "survey"


class AnswerKind(StrEnum):
    """What staff send: a free answer, a question, the acceptance or the outcome."""

    ANSWER = "answer"
    QUESTION = "question"
    ACCEPTANCE = "acceptance"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class SealedFollowUp:
    """A follow-up as it travels and is stored; `signature` is 64 bytes."""

    message_id: bytes
    lead_id: bytes
    kind: FollowUpKind
    sealed: bytes
    signature: bytes


def seal_answer(thread_key: SecretBytes, lead_id: bytes, message_id: bytes, kind: AnswerKind, text: bytes) -> bytes:
    """Seal an answer for the reporter, padded."""
    return encrypt(thread_key, pad(text), _answer_binding(lead_id, message_id, kind))


def open_answer(
    thread_key: SecretBytes, lead_id: bytes, message_id: bytes, kind: AnswerKind, sealed: bytes
) -> SecretBytes:
    """Open an answer from either side; raises `SealBroken`, which a reporter is told as 未能核实."""
    return SecretBytes(unpad(decrypt(thread_key, sealed, _answer_binding(lead_id, message_id, kind)).reveal()))


def seal_follow_up(
    lead: PublicIdentity, lead_id: bytes, receipt: ReceiptKeys, message_id: bytes, kind: FollowUpKind, text: bytes
) -> SealedFollowUp:
    """Seal to the lead's key as the card gives it, and sign with the receipt's key."""
    sealed = seal_to(lead, pad(text), _follow_up_binding(lead_id, message_id, kind))
    signed = _signed(lead_id, message_id, kind, sealed, receipt.public)
    return SealedFollowUp(message_id, lead_id, kind, sealed, receipt.signer().sign(signed))


def verify_follow_up(message: SealedFollowUp, receipt_key: bytes) -> None:
    """Raise `SignatureBroken` unless the reporter of this lead wrote it; needs no secret."""
    signed = _signed(message.lead_id, message.message_id, message.kind, message.sealed, receipt_key)
    verify(receipt_key, message.signature, signed)


def is_from_reporter(message: SealedFollowUp, receipt_key: bytes) -> bool:
    try:
        verify_follow_up(message, receipt_key)
    except SignatureBroken:
        return False
    return True


def open_follow_up(keys: LeadKeys, message: SealedFollowUp) -> SecretBytes:
    """Open with the lead's seed; raises `SealBroken`."""
    binding = _follow_up_binding(message.lead_id, message.message_id, message.kind)
    return SecretBytes(unpad(open_with(keys.pair, message.sealed, binding).reveal()))


def _answer_binding(lead_id: bytes, message_id: bytes, kind: AnswerKind) -> Binding:
    return Binding(Purpose.ANSWER, lead_id, message_id, fields=(kind.value,))


def _follow_up_binding(lead_id: bytes, message_id: bytes, kind: FollowUpKind) -> Binding:
    return Binding(Purpose.FOLLOW_UP, lead_id, message_id, fields=(kind.value,))


def _signed(lead_id: bytes, message_id: bytes, kind: FollowUpKind, sealed: bytes, receipt_key: bytes) -> bytes:
    signer = hashlib.sha256(receipt_key).digest()
    fields = (kind.value, hashlib.sha256(sealed).digest())
    return Binding(Purpose.FOLLOW_UP_SIGNATURE, lead_id, message_id, signer, fields).encode()
