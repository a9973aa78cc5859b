"""What a dialog asks of the world outside: receipts, submitting, looking up, writing back."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot import intake, look_up
from bot.admin_client import AdminClient, AdminRefused, AdminUnreachable
from bot.budgets import Budgets, Source
from bot.dialog.inputs import Failed, Found, NotFound, NotSubmitted, Outcome, ReceiptMade, SentBack, Submitted
from bot.dialog.replies import (
    Effect,
    ForgetLookUp,
    LookAgain,
    LookUp,
    MakeReceipt,
    Report,
    Submit,
    WipeAll,
    WriteBack,
)
from bot.inside import Inside
from bot.policy_keeper import PolicyKeeper
from bot.witness import Witness
from kit import logs
from kit.clock import hour_of
from kit.runtime_store.protocol import RuntimeStoreUnavailable
from storage.envelope import FollowUp
from storage.errors import (
    NoReceiver,
    ReceiptMistyped,
    SealBroken,
    SignatureBroken,
    StorageError,
    TooLong,
    VaultError,
)
from storage.unit_of_work import BotStore
from storage.vault.binding import new_id
from storage.vault.card import ReporterCard, open_card
from storage.vault.chain import Acknowledgement
from storage.vault.policy import Policy
from storage.vault.receipt import Receipt, ReceiptKeys, StretchParameters
from storage.vault.thread import FollowUpKind, seal_follow_up
from storage.wire import LookUpAnswer, ThreadView

log = logs.get(__name__)

_KINDS: Final = {
    "facts": FollowUpKind.FACTS,
    "answer": FollowUpKind.ANSWER,
    "objection": FollowUpKind.OBJECTION,
    "claim": FollowUpKind.CLAIM,
}
BENCH_PARAMETERS: Final = (8, 1)
"""Memory (KiB) and passes that stand in for the policy's while measuring; see `XIANSUO_BENCH`."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What effects need. `kdf` has as many threads as cores, so that stretching never blocks the loop."""

    store: BotStore
    budgets: Budgets
    client: AdminClient
    policies: PolicyKeeper
    witness: Witness
    inside: Inside
    kdf: Executor
    wake_delivery: asyncio.Event
    bench: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom an effect is carried out: the conversation, and an officer's ticket in it.

    `hasty`: the page that asks was given a moment ago, or not at all, so nobody can have read it.
    """

    source: Source
    ticket: str = field(default="", repr=False)
    hasty: bool = False


class Effects:
    """One method an effect; each returns the outcome that is fed back to the dialog, or nothing."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # Look-ups wait here and not in the pool's own line, so that a report never stands behind a crowd of them.
        self._looking_up = asyncio.Semaphore(os.cpu_count() or 1)

    async def perform(self, effect: Effect, now: datetime, asking: Asking) -> Outcome | None:
        """Carry out one effect; errors that a person cannot mend become `Failed` or `NotSubmitted`."""
        match effect:
            case MakeReceipt():
                return ReceiptMade(Receipt.generate().reveal(), new_id().hex())
            case Submit(report):
                return await self._submit(report, now, asking)
            case LookUp(receipt):
                return await self._look_up(receipt, now, asking.source)
            case LookAgain(keys):
                return await self._look_again(keys, now)
            case WriteBack(kind, text, keys):
                return await self._write_back(kind, text, keys, now)
            case ForgetLookUp() | WipeAll():
                return None

    async def _stretch(self, receipt: Receipt, parameters: StretchParameters) -> ReceiptKeys:
        if self._parts.bench:
            memory, iterations = BENCH_PARAMETERS
            parameters = StretchParameters(parameters.salt, memory, iterations)
        return await asyncio.get_running_loop().run_in_executor(self._parts.kdf, receipt.keys, parameters)

    async def _submit(self, report: Report, now: datetime, asking: Asking) -> Outcome:
        policy = self._parts.policies.believed
        if policy is None:
            return NotSubmitted("no_policy")
        if asking.hasty:
            return NotSubmitted("too_fast")
        try:
            if not await self._parts.budgets.report(asking.source, now):
                return NotSubmitted("busy")
        except RuntimeStoreUnavailable:
            log.error("budget_unavailable")
            return NotSubmitted("storage")
        keys = await self._stretch(intake.receipt_of(report), policy.document.receipt.stretch())
        try:
            sealed = intake.seal(report, keys, policy, hour_of(now), asking.ticket or None)
            async with self._parts.store.begin() as work:
                await work.outbox.add_lead(
                    sealed.lead_id, sealed.lookup_id, sealed.body, sealed.policy_version, hour_of(now), now
                )
        except NoReceiver:
            return NotSubmitted("no_receiver")
        except TooLong:
            return NotSubmitted("too_long")
        except StorageError:
            return NotSubmitted("storage")
        self._parts.wake_delivery.set()
        return Submitted()

    async def _look_up(self, typed: str, now: datetime, source: Source) -> Outcome:
        policy = self._parts.policies.believed
        if policy is None:
            return NotFound("unreachable")
        try:
            receipt = Receipt.parse(typed)
            if not await self._parts.budgets.look_up(source, now):
                return NotFound("busy")
        except ReceiptMistyped:
            return NotFound("unknown")
        except RuntimeStoreUnavailable:
            log.error("budget_unavailable")
            return NotFound("busy")
        async with self._looking_up:
            keys = await self._stretch(receipt, policy.document.receipt.stretch())
        return await self._found(keys, policy, now)

    async def _look_again(self, packed: str, now: datetime) -> Outcome:
        policy = self._parts.policies.believed
        if policy is None:
            return Failed("unreachable")
        try:
            outcome = await self._found(look_up.unpack_keys(packed), policy, now)
        except SealBroken:
            return Failed("storage")
        return Failed("unreachable") if isinstance(outcome, NotFound) else outcome

    async def _found(self, keys: ReceiptKeys, policy: Policy, now: datetime) -> Outcome:
        """Ask outbox and ledger, always both: a known and an unknown receipt take the same way."""
        parts = self._parts
        try:
            async with parts.store.read() as work:
                envelope = await work.outbox.envelope_by_lookup(keys.lookup_id)
                bodies = await work.outbox.waiting_messages(keys.lookup_id)
            answer = await self._ask_ledger(keys.lookup_id)
            waiting = [FollowUp.model_validate_json(body) for body in bodies]
            if answer is not None and answer.thread is not None:
                card = open_card(answer.thread.card, keys)
                alarm = self._alarm or await self._differs(answer.thread, card)
                shown = look_up.progress(answer.thread, card, parts.witness.height, alarm, waiting)
                return Found(shown, look_up.pack_keys(keys))
            # What a known receipt would have asked for too.
            await parts.witness.contradicts(0, b"")
            # Delivered and no answer from inside: what has become of it since, only the ledger could say.
            if envelope is not None and (answer is not None or envelope.delivered_at is None):
                look_up.own_card(envelope.envelope, keys)
                shown = look_up.delivering(bodies, envelope.created_hour, parts.witness.height, self._alarm)
                return Found(shown, look_up.pack_keys(keys))
        except StorageError:
            return NotFound("unreachable")
        except VaultError:
            return NotFound("unknown")
        return NotFound("unknown" if answer is not None else "unreachable")

    @property
    def _alarm(self) -> bool:
        """Whether the ledger does not follow what was witnessed, or shows less of it without a word."""
        witness = self._parts.witness
        return witness.alarm or self._parts.inside.alarm(witness.height)

    async def _differs(self, thread: ThreadView, card: ReporterCard) -> bool:
        """Whether the ledger acknowledges another lead than the one filed, or in another block than we witnessed."""
        try:
            stated = look_up.acknowledged(thread, card, self._parts.policies.host_keys)
        except SignatureBroken:
            log.error("acknowledgement_differs")
            return True
        if stated is None or not await self._parts.witness.contradicts(stated.height, stated.block_hash):
            return False
        log.error("acknowledged_in_another_block", height=stated.height)
        return True

    async def proof(self, packed: str) -> Acknowledgement | None:
        """The host's signed statement of filing, checked against the policy's host key and the card; None before it.

        Handed out only where it is asked for: whoever finds it knows that its holder has reported.
        """
        host_keys = self._parts.policies.host_keys
        keys = look_up.unpack_keys(packed)
        answer = await self._ask_ledger(keys.lookup_id)
        if not host_keys or answer is None or answer.thread is None or answer.thread.acknowledgement is None:
            return None
        look_up.acknowledged(answer.thread, open_card(answer.thread.card, keys), host_keys)
        shown = answer.thread.acknowledgement
        return Acknowledgement(shown.body, shown.signature)

    async def _ask_ledger(self, lookup_id: bytes) -> LookUpAnswer | None:
        try:
            return await self._parts.client.look_up(lookup_id)
        except (AdminUnreachable, AdminRefused):
            return None

    async def _write_back(self, kind: str, text: str, packed: str, now: datetime) -> Outcome:
        """Seal to the lead's key as the card gives it, from our own outbox first; queue behind the lead."""
        parts = self._parts
        try:
            keys = look_up.unpack_keys(packed)
            card = await self._card(keys)
            if card is None:
                return Failed("unreachable")
            message = seal_follow_up(card.lead_public, card.lead_id, keys, new_id(), _KINDS[kind], text.encode())
            body = FollowUp.of(message, keys.lookup_id, hour_of(now)).model_dump_json().encode()
            async with parts.store.begin() as work:
                await work.outbox.add_message(
                    message.message_id, card.lead_id, keys.lookup_id, body, hour_of(now), now
                )
        except (StorageError, VaultError):
            return Failed("storage")
        parts.wake_delivery.set()
        return SentBack()

    async def _card(self, keys: ReceiptKeys) -> ReporterCard | None:
        async with self._parts.store.read() as work:
            envelope = await work.outbox.envelope_by_lookup(keys.lookup_id)
        if envelope is not None:
            return look_up.own_card(envelope.envelope, keys)
        answer = await self._ask_ledger(keys.lookup_id)
        if answer is None or answer.thread is None:
            return None
        return open_card(answer.thread.card, keys)
