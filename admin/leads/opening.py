"""Opening a lead in a request's memory: content, thread and notes, each part failing closed on its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from pydantic import ValidationError

from storage.errors import SealBroken
from storage.report import Answer, Content
from storage.tables.ledger import Lead, Note, ThreadMessage
from storage.vault.lead import LeadKeys, check_commitment_to, identity_hash, open_content, open_note
from storage.vault.secret import SecretText
from storage.vault.seeds import Label
from storage.vault.thread import AnswerKind, FollowUpKind, SealedFollowUp, is_from_reporter, open_answer, open_follow_up

T = TypeVar("T")
EXCLUSION: Final = "exclusion"
"""The kind of note that shuts a unit out: the unit's id on the first line, why on the next."""


@dataclass(frozen=True, slots=True)
class OpenedLine:
    """One message of the thread. `text` is None for a machine's code, and where the seal is `broken`."""

    message_id: bytes
    sender: str
    kind: str
    at: datetime
    text: SecretText | None = None
    code: str = ""
    verified: bool = True
    broken: bool = False
    staff_id: bytes | None = None
    seen_at: datetime | None = None
    arrival: int = 0


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note of staff, or its place where the seal is broken."""

    note_id: bytes
    kind: str
    at: datetime
    staff_id: bytes
    text: SecretText | None
    broken: bool = False


@dataclass(frozen=True, slots=True)
class OpenedLead:
    """All that one lead tells those who may open it. It lives as long as the request."""

    content: Content | None
    broken: bool = False
    lines: tuple[OpenedLine, ...] = field(default=())
    notes: tuple[OpenedNote, ...] = field(default=())

    @property
    def broken_parts(self) -> int:
        """How many parts did not open."""
        return int(self.broken) + sum(line.broken for line in self.lines) + sum(note.broken for note in self.notes)

    @property
    def excluded(self) -> frozenset[str]:
        """Units that must never receive this lead, by the reporter's word or shut out later by an officer.

        A lead whose content does not open has no list to trust.
        """
        later = {note.text.reveal().partition("\n")[0] for note in self.exclusions if note.text is not None}
        return frozenset(self.content.excluded) | later if self.content else frozenset()

    @property
    def exclusions(self) -> tuple[OpenedNote, ...]:
        """The notes that shut units out."""
        return tuple(note for note in self.notes if note.kind == EXCLUSION)


def open_all(
    lead: Lead, keys: LeadKeys, thread: Sequence[ThreadMessage], notes: Sequence[Note], destroyed: bytes | None = None
) -> OpenedLead:
    """Open what the lead's keys open; a part that does not open is marked, never hidden and never guessed.

    `destroyed` is the hash that a destroyed identity has left.
    """
    content = _or_none(lambda: open_report(lead, keys, destroyed))
    lines = tuple(_line(lead, keys, message) for message in thread)
    return OpenedLead(content, content is None, lines, tuple(_note(keys, note) for note in notes))


def open_report(lead: Lead, keys: LeadKeys, destroyed: bytes | None = None) -> Content:
    """The report, checked against the commitment; raises `SealBroken`."""
    identity = destroyed if lead.identity is None and destroyed is not None else identity_hash(lead.identity)
    check_commitment_to(keys, lead.commitment, lead.content, identity, lead.receipt_key)
    try:
        return Content.model_validate_json(open_content(keys, lead.content).reveal())
    except ValidationError as error:
        raise SealBroken("a report cannot be read") from error


def _or_none(opened: Callable[[], T]) -> T | None:
    try:
        return opened()
    except SealBroken:
        return None


def _line(lead: Lead, keys: LeadKeys, message: ThreadMessage) -> OpenedLine:
    ciphertext = message.ciphertext
    text: SecretText | None = None
    broken, verified = False, True
    if message.sender == "reporter":
        # What was erased carries no signature any more; the mark of its arrival still tells whether it had verified.
        verified = message.verified and (ciphertext is None or _is_reporters(lead, message))
    if ciphertext is not None:
        text = _or_none(lambda: _text_of(keys, message, ciphertext))
        broken = text is None
    return OpenedLine(
        message.id, message.sender, message.kind, message.at, text, message.code or "", verified, broken,
        message.staff_id, message.seen_by_reporter_at, message.arrival,
    )  # fmt: skip


def _is_reporters(lead: Lead, message: ThreadMessage) -> bool:
    try:
        return is_from_reporter(_follow_up(message, message.ciphertext or b""), lead.receipt_key)
    except ValueError:
        return False


def _follow_up(message: ThreadMessage, ciphertext: bytes) -> SealedFollowUp:
    kind = FollowUpKind(message.kind)
    return SealedFollowUp(message.id, message.lead_id, kind, ciphertext, message.signature or b"")


def _text_of(keys: LeadKeys, message: ThreadMessage, ciphertext: bytes) -> SecretText:
    try:
        if message.sender == "reporter":
            return SecretText(open_follow_up(keys, _follow_up(message, ciphertext)).reveal().decode())
        thread_key, kind = keys.key(Label.THREAD), AnswerKind(message.kind)
        opened = open_answer(thread_key, message.lead_id, message.id, kind, ciphertext)
        return SecretText(Answer.model_validate_json(opened.reveal()).text)
    except ValueError as error:
        raise SealBroken("a message cannot be read") from error


def _note(keys: LeadKeys, note: Note) -> OpenedNote:
    text = _or_none(lambda: SecretText(open_note(keys, note.id, note.kind, note.ciphertext).reveal().decode()))
    return OpenedNote(note.id, note.kind, note.at, note.staff_id, text, text is None)
