"""From a receipt to what its reporter may see: the ledger's answer and our own outbox, opened with the card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from bot.dialog.inputs import Line, Progress
from storage.envelope import Envelope, FollowUp
from storage.errors import SealBroken, SignatureBroken, VaultError
from storage.report import Answer
from storage.vault.card import ReporterCard, open_card
from storage.vault.chain import Acknowledged, Acknowledgement, read_acknowledgement
from storage.vault.receipt import ReceiptKeys
from storage.vault.secret import SecretBytes
from storage.vault.thread import AnswerKind, open_answer
from storage.wire import ThreadLine, ThreadView


def pack_keys(keys: ReceiptKeys) -> str:
    """The keys of a look-up as the sealed session keeps them for half an hour."""
    return json.dumps([keys.lookup_id.hex(), keys.card_key.reveal().hex(), keys.signing_seed.reveal().hex()])


def unpack_keys(packed: str) -> ReceiptKeys:
    """Raises `SealBroken` for anything `pack_keys` did not make."""
    try:
        lookup, card, signing = (bytes.fromhex(part) for part in json.loads(packed))
    except (ValueError, TypeError, RecursionError) as error:
        raise SealBroken("the keys of a look-up are not whole") from error
    return ReceiptKeys(lookup, SecretBytes(card), SecretBytes(signing))


def own_card(envelope: bytes, keys: ReceiptKeys) -> ReporterCard:
    """The card of a lead that still lies in our outbox."""
    return open_card(Envelope.model_validate_json(envelope).card, keys)


def acknowledged(thread: ThreadView, card: ReporterCard, host_keys: Sequence[bytes]) -> Acknowledged | None:
    """What the admin host has signed about this lead, None before its block exists.

    The card, which only the receipt opens, says what was filed. Raises `SignatureBroken` where the acknowledgement is
    none of a host key of the policies, or speaks of another lead: the ledger then holds something else.
    """
    if thread.acknowledgement is None:
        return None
    proof = Acknowledgement(thread.acknowledgement.body, thread.acknowledgement.signature)
    for key in host_keys:
        try:
            stated = read_acknowledgement(proof, key)
        except SignatureBroken:
            continue
        if (stated.lead_id, stated.commitment) == (card.lead_id, card.commitment):
            return stated
    raise SignatureBroken("the acknowledgement is not of this lead")


def delivering(waiting: Sequence[bytes], received: datetime, height: int, alarm: bool) -> Progress:
    """A lead that is committed here and not yet in the ledger."""
    return Progress(
        state="delivering", received_on=received.date(), height=height, alarm=alarm, waiting_messages=len(waiting)
    )


def progress(
    thread: ThreadView, card: ReporterCard, height: int, alarm: bool, waiting: Sequence[FollowUp]
) -> Progress:
    """What the ledger says, with answers opened under the thread key; one that does not open is marked, not shown."""
    return Progress(
        state=thread.state,
        received_on=thread.received_on,
        state_on=thread.state_on,
        due_on=thread.due_on,
        conclusion=thread.conclusion or "",
        lines=tuple(_line(line, card) for line in thread.lines),
        views=tuple(sorted(thread.views.items())),
        identity_views=tuple((look.day, look.role, look.times) for look in thread.identity_looks),
        call_backs=tuple((call.day, call.outcome) for call in thread.call_backs),
        destroyed=tuple((one.day, one.part) for one in thread.destroyed),
        identity_missing=thread.identity_missing,
        reward=thread.reward.state if thread.reward else "",
        reward_fen=thread.reward.amount_fen if thread.reward else None,
        height=height,
        alarm=alarm,
        waiting_messages=len(waiting),
    )


def _line(line: ThreadLine, card: ReporterCard) -> Line:
    if line.sender == "machine":
        return Line("machine", line.at, line.kind, code=line.code)
    if line.sender == "reporter":
        # The card opens the thread key only: what a reporter wrote is sealed to the lead and stays with the officers.
        return Line("reporter", line.at, line.kind, verified=line.verified)
    try:
        opened = open_answer(card.thread_key, card.lead_id, line.message_id, AnswerKind(line.kind), line.ciphertext)
        answer = Answer.model_validate_json(opened.reveal())
    except (VaultError, ValueError):
        return Line("staff", line.at, line.kind, verified=False)
    return Line("staff", line.at, line.kind, text=answer.text)
