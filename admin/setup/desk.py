"""What the office says about itself: areas, local contacts, and who receives reports at once. Kept as settings."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from admin import access
from admin.access import AccessKind
from admin.setup.policy_draft import FirstGrants
from admin.signed import Signed
from storage.errors import BadInput, NotAllowed
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import Area

AREAS: Final = "areas"
CONTACTS: Final = "contacts"
FIRST_GRANTS: Final = "first_grants"
LEADERS: Final = "unit_leaders"
FIELDS: Final = ("office_phone", "office_address", "office_hours", "office_email", "office_letter", "reward_rule")
"""The contacts a reporter may be shown; an empty one leaves its sentence out."""
LONG_FIELDS: Final = ("office_letter", "reward_rule")
LONGEST: Final = 200
LONGEST_RULE: Final = 600
MOST_AREAS: Final = 300


@dataclass(frozen=True, slots=True)
class Kept:
    """A setting and the version it was read at: saving an older one is refused with `StaleVersion`."""

    value: Any
    version: int


async def read(work: LedgerWork, key: str, empty: Any) -> Kept:
    """A setting, or `empty` at version 0 where it was never set."""
    row = await work.settings.get(key)
    return Kept(row.value, row.version) if row else Kept(empty, 0)


async def areas(work: LedgerWork) -> list[Area]:
    """Townships and streets in the order shown."""
    return [Area(id=one["id"], name=one["name"]) for one in (await read(work, AREAS, [])).value]


async def contacts(work: LedgerWork) -> dict[str, str]:
    """Every contact of FIELDS, empty where the office gave none."""
    kept = (await read(work, CONTACTS, {})).value
    return {name: str(kept.get(name, "")) for name in FIELDS}


async def first_grants(work: LedgerWork) -> FirstGrants:
    """Which receiving units get a grant when a report comes in."""
    kept = (await read(work, FIRST_GRANTS, {})).value
    return FirstGrants(tuple(kept.get("every", ())), tuple(kept.get("officials", ())))


async def leaders(work: LedgerWork) -> dict[str, list[str]]:
    """Names of units' leaders by unit, for the shield."""
    kept: dict[str, list[str]] = (await read(work, LEADERS, {})).value
    return kept


async def save(work: LedgerWork, signed: Signed, key: str, value: Any, based_on: int, now: datetime) -> None:
    """Keep a setting; raises `NotAllowed`, or `StaleVersion` where somebody was faster."""
    if not signed.member.sets_up:
        raise NotAllowed("only the office changes what it says about itself")
    await work.settings.put(key, value, based_on, now, signed.member.staff_id)
    await access.record(work, AccessKind.SETTINGS_CHANGED, signed, details=key, at=now)


def checked_contacts(typed: Mapping[str, str]) -> dict[str, str]:
    """The contacts that were filled in, blanks trimmed; raises `BadInput` for one that is too long."""
    found = {}
    for name in FIELDS:
        text = typed.get(name, "").replace("\r\n", "\n").strip()
        most = LONGEST_RULE if name in LONG_FIELDS else LONGEST
        if len(text) > most:
            raise BadInput("contacts.error.long", count=most)
        if text:
            found[name] = text
    return found


def checked_areas(present: Sequence[Area], renamed: Mapping[str, str], added: str) -> list[dict[str, str]]:
    """The list after an edit: an area keeps its id when renamed, goes when its name is emptied; new ones one a line.

    Raises `BadInput` for a name that is too long or stands twice.
    """
    found = [{"id": area.id, "name": _plain(renamed.get(area.id, area.name))} for area in present]
    found += [{"id": f"area-{secrets.token_hex(3)}", "name": _plain(line)} for line in added.splitlines()]
    kept = [one for one in found if one["name"]]
    names = [one["name"] for one in kept]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadInput("areas.error.twice", name=twice)
    if any(len(name) > 60 for name in names):
        raise BadInput("areas.error.long")
    if len(kept) > MOST_AREAS:
        raise BadInput("areas.error.many", count=MOST_AREAS)
    return kept


def _plain(text: str) -> str:
    return " ".join(text.split())
