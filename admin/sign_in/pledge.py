"""The confidentiality pledge: read and taken before anything else is opened, and again whenever its text changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from admin import access
from admin.access import AccessKind
from admin.roles import Role
from admin.signed import Signed
from kit.catalogue import Catalogue
from storage.errors import BadInput, NotAllowed, StaleVersion
from storage.unit_of_work import LedgerWork

SETTING: Final = "pledge"
SHIPPED: Final = "pledge.shipped"
LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Pledge:
    """A text and its version. Version 1 is the one shipped; each edit counts one up."""

    version: int
    text: str

    @property
    def fixed(self) -> str:
        """What the access ledger says of it: the version, and 16 hex digits of the text's SHA-256."""
        return f"{self.version}:{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"


async def current(work: LedgerWork, texts: Catalogue, language: str) -> Pledge:
    """The pledge in force: as edited, in whatever language that is, or the shipped one in the reader's."""
    row = await work.settings.get(SETTING)
    if row is None:
        return Pledge(1, texts.text(SHIPPED, language))
    return Pledge(row.version + 1, row.value["text"])


async def version(work: LedgerWork) -> int:
    """The version in force."""
    row = await work.settings.get(SETTING)
    return row.version + 1 if row else 1


async def take(work: LedgerWork, signed: Signed, pledge: Pledge, shown: int, now: datetime) -> None:
    """Take the pledge that was shown; raises `StaleVersion` where its text has changed since."""
    if shown != pledge.version:
        raise StaleVersion(shown, pledge.version, (SETTING,))
    await work.staff.pledge(signed.member.staff_id, pledge.version)
    await access.record(work, AccessKind.PLEDGE_TAKEN, signed, details=pledge.fixed, at=now)


async def change(work: LedgerWork, signed: Signed, typed: str, based_on: int, texts: Catalogue, now: datetime) -> None:
    """Put another text in place of version `based_on`: everybody is asked again, and the old texts are kept beside.

    Raises `NotAllowed`, `BadInput`, or `StaleVersion` where somebody was faster.
    """
    if not signed.member.may(Role.SYSADMIN):
        raise NotAllowed("only the system administrator changes the pledge")
    text = typed.replace("\r\n", "\n").strip()
    if not 1 <= len(text) <= LONGEST:
        raise BadInput("pledge.error.length", count=LONGEST)
    row = await work.settings.get(SETTING)
    before = [*row.value["before"], row.value["text"]] if row else [texts.text(SHIPPED)]
    if text == before[-1] or (row and text == row.value["text"]):
        raise BadInput("pledge.error.same")
    value = {"text": text, "before": before}
    await work.settings.put(SETTING, value, based_on - 1, now, signed.member.staff_id)
    await access.record(work, AccessKind.SETTINGS_CHANGED, signed, details=SETTING, at=now)
