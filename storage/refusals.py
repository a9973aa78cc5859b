"""Turns what database drivers raise into the product's own errors, without the values that drivers put into theirs."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.errors import StorageError, StorageUnavailable

NOT_MIGRATED = "the database has no tables yet, or old ones; run: xiansuo migrate"
UNREACHABLE = "the database is locked, full or out of reach; nothing was written"


@contextmanager
def named_refusals() -> Iterator[None]:
    """Raises StorageUnavailable or StorageError in place of driver errors. The original is cut off on purpose:

    PostgreSQL writes the refused row's values into its message.
    """
    try:
        yield
    except PoolTimeout:
        raise StorageUnavailable(UNREACHABLE) from None
    except DBAPIError as error:
        raise _named(error) from None


def _named(error: DBAPIError) -> StorageError:
    if _misses_table(error):
        return StorageUnavailable(NOT_MIGRATED)
    if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
        return StorageUnavailable(f"{UNREACHABLE} ({type(error.orig).__name__})")
    if isinstance(error, IntegrityError):
        return StorageError(f"the database refused the change: {_constraint(error)}")
    return StorageError(f"the database refused the statement ({type(error.orig).__name__})")


def _misses_table(error: DBAPIError) -> bool:
    if isinstance(error, OperationalError):
        return any(word in str(error.orig) for word in ("no such table", "no such column", "has no column"))
    return isinstance(error, ProgrammingError) and getattr(error.orig, "sqlstate", "") in ("42P01", "42703")


def _constraint(error: IntegrityError) -> str:
    """The constraint's name on PostgreSQL, table and column on SQLite; neither ever holds a value."""
    diagnosis = getattr(error.orig, "diag", None)
    return str(diagnosis.constraint_name if diagnosis is not None else error.orig)
