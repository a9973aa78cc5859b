"""Whether listed leads still are as they were listed: any change takes them off, whoever has signed by then."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from admin.retention.due import Term, judged
from storage.retention import Kept
from storage.vault.destruction import DestructionList, Listed
from storage.vault.lead import identity_hash

if TYPE_CHECKING:
    from storage.unit_of_work import LedgerWork

CHANGED: Final = "changed"
NOT_HELD: Final = "not_held"
UNSIGNED: Final = "unsigned"
WHY: Final = (CHANGED, NOT_HELD, UNSIGNED)
"""Why a lead comes off a list, beside the reasons for which it would not be due."""


async def why_not(
    work: LedgerWork, listed: DestructionList, term: Term, lead_ids: Collection[bytes] | None = None
) -> dict[bytes, str | None]:
    """For each of these leads of a list, or for all, why it comes off; None where it stands as it was listed."""
    wanted = [one for one in listed.leads if lead_ids is None or one.lead_id in lead_ids]
    facts = await work.retention.facts([one.lead_id for one in wanted])
    return {one.lead_id: await _why(work, listed, one, facts.get(one.lead_id), term) for one in wanted}


async def _why(work: LedgerWork, listed: DestructionList, one: Listed, kept: Kept | None, term: Term) -> str | None:
    if kept is None or not await _is_same(work, one, kept):
        return CHANGED
    if not await work.grants.held(one.lead_id, (listed.unit,), listed.proposer):
        return NOT_HELD
    stays = (await judged(work, kept, term)).stays
    return stays[0].value if stays else None


async def _is_same(work: LedgerWork, one: Listed, kept: Kept) -> bool:
    sealed = await work.identities.sealed(one.lead_id)
    now = Listed(
        kept.lead_id, kept.number, kept.closed_on or one.closed_on, kept.version, kept.messages, kept.words,
        identity_hash(sealed),
    )  # fmt: skip
    return kept.closed_on is not None and now == one
