"""Who may see a lead: one statement that list, count, search, get and export all start from."""

from collections.abc import Collection

from sqlalchemy import BindParameter, Select, select

from storage.tables.ledger import Bar, Grant


def visible_to(
    units: Collection[str | BindParameter[str]], staff_id: bytes | BindParameter[bytes] | None
) -> Select[bytes]:
    """Ids of the leads granted to any of `units` and not shut to this member; one granted to two units comes twice.

    A lead that exists but is granted to none or is shut gives the same as one that does not exist, by the same
    statement. Unit and member may be named parameters, for a statement that is made once and run many times.
    `staff_id` is None where nobody in particular asks.
    """
    held = Grant.unit_id == next(iter(units)) if len(units) == 1 else Grant.unit_id.in_(units)
    statement = select(Grant.lead_id).where(held)
    if staff_id is None:
        return statement
    shut = select(Bar.lead_id).where(Bar.lead_id == Grant.lead_id, Bar.staff_id == staff_id)
    return statement.where(~shut.exists())
