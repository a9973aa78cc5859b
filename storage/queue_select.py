"""Statements behind the queue: every branch reads one index from one place and stops after a page.

A member of two units, or a filter of two states, gives a branch for each pair; the branches are merged. That keeps a
page the same work at 1,000 and at 100,000 leads, whatever share of them the units hold.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union,
    union_all,
)

from storage.queue_shapes import Cursor, Order, QueueFilter
from storage.tables.ledger import NO_DUE_DAY, Grant, Lead, LeadRead
from storage.visible import visible_to

CLOSED: Final = "closed"
SHOWN: Final = (
    Lead.id.label("lead_id"), Lead.number, Lead.state, Lead.version, Lead.received_hour, Lead.due_on, Lead.category,
    Lead.area, Lead.unit_id, Lead.handler_id, Lead.level, Lead.source, Lead.conclusion, Lead.umbrella, Lead.named,
    Lead.restricted, Lead.answered, Lead.closed_on, Lead.messages, Lead.last_reporter_hour,
)  # fmt: skip


def page(
    units: Collection[str],
    staff_id: bytes,
    order: Order,
    wanted: QueueFilter,
    start: Cursor | None,
    backwards: bool,
    limit: int,
) -> Select[*tuple[Any, ...]]:
    """At most `limit` rows after (or before) `start`, with the member's unread mark, in reading order."""
    descending = (order == "newest") != backwards
    branches = _branches(units, staff_id, wanted)
    parts = [_branch(branch, staff_id, order, wanted, start, descending, limit) for branch in branches]
    ids = _merged(parts, descending, limit)
    return _shown(ids, staff_id).order_by(*_ordered(ids.c.key, ids.c.lead_id, descending))


def chosen(units: Collection[str], staff_id: bytes, lead_ids: Sequence[bytes]) -> Select[*tuple[Any, ...]]:
    """Those of these leads that the member may see, newest first."""
    ids = visible_to(units, staff_id).where(Grant.lead_id.in_(lead_ids)).distinct().subquery()
    return _shown(ids, staff_id).order_by(Lead.received_hour.desc(), Lead.id.desc())


@lru_cache(maxsize=64)
def counts(units: int, states: tuple[str, ...], cap: int) -> CompoundSelect[*tuple[Any, ...]]:
    """Rows of (name, number up to `cap`): `state:...` for each state, `unread` and `overdue`.

    Made once for a number of units and run with `count_parameters`: it is long, and stands on every page.
    """
    me = bindparam("staff_id", type_=LeadRead.staff_id.type)
    visible = [visible_to([bindparam(f"unit_{number}")], me) for number in range(units)]
    named = {f"state:{state}": [part.where(Grant.state == state) for part in visible] for state in states}
    named["unread"] = [_unread(part, me) for part in visible]
    named["overdue"] = [part.where(Grant.due_key < bindparam("today", type_=Grant.due_key.type)) for part in visible]
    return union_all(*(_counted(name, parts, cap) for name, parts in named.items()))


def count_parameters(units: Sequence[str], staff_id: bytes, today: date) -> dict[str, object]:
    """What `counts` is run with."""
    named: dict[str, object] = {f"unit_{number}": unit for number, unit in enumerate(units)}
    return named | {"staff_id": staff_id, "today": today}


def matching(units: Collection[str], staff_id: bytes, wanted: QueueFilter, cap: int | None = None) -> Select[int]:
    """The number of leads that fit, up to `cap`; without one it is exact and reads all of them in the index."""
    parts = [_filtered(branch, staff_id, wanted) for branch in _branches(units, staff_id, wanted)]
    if cap is None:
        return select(func.count()).select_from(union(*parts).subquery())
    limited = [select(part.limit(cap).subquery()) for part in parts]
    return select(func.count()).select_from(union(*limited).limit(cap).subquery())


def _shown(ids: FromClause, staff_id: bytes) -> Select[*tuple[Any, ...]]:
    """The columns of a list for the leads of `ids`, with the member's unread mark."""
    unread = func.coalesce(LeadRead.unread, False).label("unread")
    mine = (LeadRead.lead_id == ids.c.lead_id) & (LeadRead.staff_id == staff_id)
    joined = select(*SHOWN, unread).select_from(ids).join(Lead, Lead.id == ids.c.lead_id)
    return joined.outerjoin(LeadRead, mine)


def _branches(units: Collection[str], staff_id: bytes, wanted: QueueFilter) -> list[Select[bytes]]:
    units = sorted(set(units))
    if not wanted.states:
        return [visible_to([unit], staff_id) for unit in units]
    states = sorted(set(wanted.states))
    return [visible_to([unit], staff_id).where(Grant.state == state) for unit in units for state in states]


def _branch(
    visible: Select[bytes],
    staff_id: bytes,
    order: Order,
    wanted: QueueFilter,
    start: Cursor | None,
    descending: bool,
    limit: int,
) -> Select[*tuple[Any, ...]]:
    key, lead_id = _place(order, wanted)
    statement = _filtered(visible, staff_id, wanted).add_columns(key.label("key"))
    if start is not None:
        place = tuple_(literal(start.key, key.type), literal(start.lead_id, Grant.lead_id.type))
        here = tuple_(key, lead_id)
        statement = statement.where(here < place if descending else here > place)
    return statement.order_by(*_ordered(key, lead_id, descending)).limit(limit)


def _place(order: Order, wanted: QueueFilter) -> tuple[Any, Any]:
    """What a list is ordered by: columns of an index, so that reading stops after a page.

    The unread list is read from the member's own marks, which are few, and that of some handlers by handler. By due
    day these are sorted: the expression keeps the database from walking through all due days of the unit for them.
    """
    if (wanted.unread or wanted.handlers is not None) and order == "due":
        return func.coalesce(Grant.due_key, NO_DUE_DAY), Grant.lead_id
    if wanted.unread:
        return LeadRead.received_hour, LeadRead.lead_id
    return (Grant.due_key if order == "due" else Grant.received_hour), Grant.lead_id


def _filtered(visible: Select[bytes], staff_id: bytes, wanted: QueueFilter) -> Select[bytes]:
    equal = {
        Grant.owner_id: wanted.owner,
        Grant.category: wanted.category,
        Grant.area: wanted.area,
        Grant.handler_id: wanted.handler,
    }
    statement = visible.where(*(column == value for column, value in equal.items() if value is not None))
    if wanted.unhandled:
        statement = statement.where(Grant.handler_id.is_(None))
    if wanted.handlers is not None:
        statement = statement.where(Grant.handler_id.in_(sorted(wanted.handlers)))
    if wanted.open_only:
        statement = statement.where(Grant.state != CLOSED)
    if wanted.ours:
        # Of some handlers, who are few: the expression keeps the database from walking through all that a unit owns.
        owner = Grant.owner_id if wanted.handlers is None else func.coalesce(Grant.owner_id, "")
        statement = statement.where(owner == Grant.unit_id)
    if wanted.due_from is not None:
        statement = statement.where(Grant.due_key >= wanted.due_from, Grant.due_key < NO_DUE_DAY)
    if wanted.due_before is not None:
        statement = statement.where(Grant.due_key < wanted.due_before)
    return _unread(statement, staff_id) if wanted.unread else statement


def _unread(visible: Select[bytes], staff_id: bytes | BindParameter[bytes]) -> Select[bytes]:
    marked = (LeadRead.lead_id == Grant.lead_id) & (LeadRead.staff_id == staff_id) & LeadRead.unread
    return visible.join(LeadRead, marked)


def _merged(parts: Sequence[Select[*tuple[Any, ...]]], descending: bool, limit: int) -> FromClause:
    if len(parts) == 1:
        return parts[0].subquery()
    # SQLite takes LIMIT within a branch only behind a nested SELECT; equal rows of two branches become one.
    every = union(*(select(part.subquery()) for part in parts)).subquery()
    ordered = _ordered(every.c.key, every.c.lead_id, descending)
    return select(every.c.lead_id, every.c.key).order_by(*ordered).limit(limit).subquery()


def _counted(name: str, parts: Iterable[Select[bytes]], cap: int) -> Select[*tuple[Any, ...]]:
    limited = [select(part.limit(cap).subquery()) for part in parts]
    every = union(*limited).limit(cap).subquery() if len(limited) > 1 else limited[0].subquery()
    return select(literal(name), func.count()).select_from(every)


def _ordered(key: Any, lead_id: Any, descending: bool) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return (key.desc(), lead_id.desc()) if descending else (key.asc(), lead_id.asc())
