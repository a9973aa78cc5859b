"""Every act of set-up leaves its entry."""

import pytest

from admin.access import AccessKind
from admin.services import Services
from admin.setup.founding import Founded
from storage.access import AccessFilter
from storage.vault.binding import decode
from storage.vault.purposes import Purpose

pytestmark = pytest.mark.anyio
FOUNDING = (
    AccessKind.FIRST_ADMIN_LINK, AccessKind.ACCOUNT_MADE, AccessKind.SECOND_FACTOR_SET, AccessKind.ROLES_CHANGED,
    AccessKind.UNIT_MADE, AccessKind.STAFF_INVITED, AccessKind.UNIT_SEED_MADE, AccessKind.PAGES_PRINTED,
    AccessKind.PAGES_CONFIRMED, AccessKind.STAFF_ASKED_TO_JOIN, AccessKind.STAFF_ADMITTED,
    AccessKind.SETTINGS_CHANGED, AccessKind.POLICY_PROPOSED, AccessKind.POLICY_SIGNED, AccessKind.POLICY_ACTIVE,
)  # fmt: skip


async def test_founding_an_office_leaves_an_entry_for_every_act(office: Services) -> None:
    async with office.ledger.read() as work:
        entries = await work.access.page(None, AccessFilter(), limit=500)
    kinds = [entry.kind for entry in entries]
    assert set(FOUNDING) <= set(kinds)
    assert kinds.count(AccessKind.POLICY_SIGNED) == 2
    assert kinds.count(AccessKind.ACCOUNT_MADE) == 6


async def test_entries_hold_ids_and_codes_but_no_names(office: Services, founded: Founded) -> None:
    async with office.ledger.read() as work:
        entries = await work.access.page(None, AccessFilter(), limit=500)
    told = b"".join(b"".join(decode(entry.body, Purpose.ENTRY, 5).fields) for entry in entries)
    for person in founded.people.values():
        assert person.plan.name.encode() not in told
    for unit in founded.policy.document.units:
        assert unit.name.encode() not in told
