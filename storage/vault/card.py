"""The reporter card: what the receipt opens, and the only word on the lead's keys that the reporter's side trusts."""

from __future__ import annotations

from dataclasses import dataclass

from storage.errors import SealBroken
from storage.vault.binding import Binding, frame, unframe
from storage.vault.lead import LeadKeys
from storage.vault.purposes import Purpose
from storage.vault.receipt import ReceiptKeys
from storage.vault.sealing import decrypt, encrypt
from storage.vault.secret import SecretBytes
from storage.vault.seeds import Label, PublicIdentity


@dataclass(frozen=True, slots=True)
class ReporterCard:
    """Lead id (16 bytes), the lead's public identity, its thread key and commitment (32 bytes)."""

    lead_id: bytes
    lead_public: PublicIdentity
    thread_key: SecretBytes
    commitment: bytes


def make_card(keys: LeadKeys, commitment: bytes) -> ReporterCard:
    return ReporterCard(keys.lead_id, keys.pair.public, keys.key(Label.THREAD), commitment)


def seal_card(card: ReporterCard, receipt: ReceiptKeys) -> bytes:
    """AES-GCM under the card key, bound to the look-up id that the card is found by."""
    plain = frame([card.lead_id, card.lead_public.data, card.thread_key.reveal(), card.commitment])
    return encrypt(receipt.card_key, plain, _binding(receipt))


def open_card(sealed: bytes, receipt: ReceiptKeys) -> ReporterCard:
    """Open a card with its receipt's keys; raises `SealBroken`."""
    parts = unframe(decrypt(receipt.card_key, sealed, _binding(receipt)).reveal())
    if len(parts) != 4:
        raise SealBroken("a card is not whole")
    return ReporterCard(parts[0], PublicIdentity(parts[1]), SecretBytes(parts[2]), parts[3])


def _binding(receipt: ReceiptKeys) -> Binding:
    return Binding(Purpose.CARD, fields=(receipt.lookup_id,))
