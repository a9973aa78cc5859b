"""Who may see a lead: one statement that list, count, search, get and export all start from."""

from collections.abc import Collection

from sqlalchemy import BindParameter, Select, select

from storage.tables.ledger import Grant


def visible_to(units: Collection[str | BindParameter[str]]) -> Select[bytes]:
    """Ids of the leads granted to any of `units`; a lead granted to two of them comes twice.

    A lead that exists but is granted to none gives the same as one that does not exist, by the same statement. A unit
    may be a named parameter, for a statement that is made once and run many times.
    """
    held = Grant.unit_id == next(iter(units)) if len(units) == 1 else Grant.unit_id.in_(units)
    return select(Grant.lead_id).where(held)
