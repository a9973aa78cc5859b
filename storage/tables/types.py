"""Column types that refuse what must not be stored: bytes of a wrong length, naive times, seconds in an hour column."""

from datetime import UTC, datetime
from typing import Annotated

from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class FixedBytes(TypeDecorator[bytes]):
    """Exactly `length` bytes. Anything else raises ValueError, which names lengths and never values."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[bytes]:
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        if value is not None and len(value) != self.length:
            raise ValueError(f"this column takes {self.length} bytes, not {len(value)}")
        return value


class UtcTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC and returned aware on every database. Naive values raise ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored; pass an aware datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone: what was written there was UTC, so that is what comes back.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class UtcHour(UtcTime):
    """A full hour in UTC: all that is kept of what a reporter does. A finer time raises ValueError."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        moment = super().process_bind_param(value, dialect)
        if moment is not None and (moment.minute or moment.second or moment.microsecond):
            raise ValueError("this column keeps the hour only; pass kit.clock.hour_of(moment)")
        return moment


Id = Annotated[bytes, mapped_column(FixedBytes(16))]
Hash = Annotated[bytes, mapped_column(FixedBytes(32))]
Identity = Annotated[bytes, mapped_column(FixedBytes(1248))]
Moment = Annotated[datetime, mapped_column(UtcTime())]
Hour = Annotated[datetime, mapped_column(UtcHour())]
