"""A member's own open sessions: listed, and ended one by one or all but the present one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from admin import access
from admin.access import AccessKind
from admin.sign_in import cookies, sessions
from admin.signed import Signed
from storage.errors import NotFound
from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One browser that is signed in. `id` is the hash that the ledger keeps of its cookie; `here` is this one."""

    id: str
    began: datetime
    seen: datetime
    here: bool


async def listed(work: LedgerWork, signed: Signed, now: datetime) -> list[OwnSession]:
    """Sessions that would still let somebody in, the last used first."""
    here = _here(signed)
    return [
        OwnSession(row.id_hash.hex(), row.created_at, row.seen_at, row.id_hash == here)
        for row in await work.sessions.of_staff(signed.member.staff_id)
        if not sessions.is_over(row.created_at, row.seen_at, now)
    ]


async def end_one(work: LedgerWork, signed: Signed, session_id: str, now: datetime) -> None:
    """End one of the member's own sessions; raises `NotFound` for anybody else's and for one that has ended."""
    try:
        wanted = bytes.fromhex(session_id)
    except ValueError:
        wanted = b""
    if wanted not in {row.id_hash for row in await work.sessions.of_staff(signed.member.staff_id)}:
        raise NotFound("no such session of this member")
    await work.sessions.end(wanted, now)
    await access.record(work, AccessKind.SESSIONS_ENDED, signed, details="1", at=now)


async def end_others(work: LedgerWork, signed: Signed, now: datetime) -> int:
    """End all of the member's sessions but the present one; returns how many."""
    ended = await work.sessions.end_all(signed.member.staff_id, now, keep=_here(signed))
    await access.record(work, AccessKind.SESSIONS_ENDED, signed, details=str(ended), at=now)
    return ended


def _here(signed: Signed) -> bytes | None:
    return cookies.hashed(signed.cookie) if signed.cookie else None
