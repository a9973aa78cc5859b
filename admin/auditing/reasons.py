"""The words of reasons for looking, for an auditor whose own units may open the lead: they are sealed notes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from admin.access import AccessKind
from storage.errors import NotAllowed, SealBroken
from storage.tables.ledger import AccessEntry, Note
from storage.vault.chain import read_entry
from storage.vault.lead import SealedFor, open_note

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


async def reasons_of(work: LedgerWork, signed: Signed, entries: Sequence[AccessEntry]) -> dict[bytes, str]:
    """Words by entry id. An entry whose lead this session does not open is left out: its code stands in the entry."""
    notes = {entry.id: note_id for entry in entries if (note_id := note_of(entry)) is not None}
    kept = await work.notes.many(list(notes.values()))
    found = {}
    for entry in entries:
        note = kept.get(notes.get(entry.id, b""))
        # The note must be of the entry's own lead: the key of another is never tried on it.
        words = await _open(work, signed, note) if note is not None and note.lead_id == entry.lead_id else None
        if words is not None:
            found[entry.id] = words
    return found


def note_of(entry: AccessEntry) -> bytes | None:
    """The id of the note that holds an entry's reason."""
    if entry.kind != AccessKind.VIEW_REASON:
        return None
    _, _, note_id = read_entry(entry.body).details.partition(" ")
    try:
        return bytes.fromhex(note_id) or None
    except ValueError:
        return None


async def _open(work: LedgerWork, signed: Signed, note: Note) -> str | None:
    grants = await work.grants.held(note.lead_id, signed.member.units, signed.member.staff_id)
    try:
        keys = signed.keyring.lead_keys(note.lead_id, [SealedFor(one.unit_id, one.epoch, one.sealed) for one in grants])
        return open_note(keys, note.id, note.kind, note.ciphertext).reveal().decode()
    except (NotAllowed, SealBroken, UnicodeDecodeError):
        return None
