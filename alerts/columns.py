"""Column types that mean the same on SQLite and on PostgreSQL."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from monitor.errors import StoreError


class RowId(TypeDecorator[int]):
    """A 64-bit row number; on SQLite it is the row itself, so it costs no second index."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Write INTEGER for SQLite, which only then makes the column the row's own number."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Integer())
        return dialect.type_descriptor(BigInteger())


class Utc(TypeDecorator[datetime]):
    """An instant, always kept and given in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Turn to UTC, because SQLite keeps no offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"{value.isoformat()} has no time zone: an instant is kept in UTC"
            raise StoreError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the instant as aware and in UTC, whatever the session's zone is."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Made once: ``json.dumps`` would make an encoder for every value.
_write_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode

Json = Mapping[str, object] | Sequence[object]


class JsonText(TypeDecorator[Json]):
    """JSON kept as the text that was written, key order included, so that it can be compared."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Json | None, _dialect: Dialect) -> str | None:
        """Write compact JSON; control characters are escaped, as PostgreSQL refuses NUL."""
        if value is None:
            return None
        return _write_compact(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Json | None:
        """Read the text back."""
        if value is None:
            return None
        read: Json = json.loads(value)
        return read


class AsciiJson(JsonText):
    """JSON of text that passed no check yet: what is not plain ASCII is kept as escapes."""

    cache_ok = True

    def process_bind_param(self, value: Json | None, _dialect: Dialect) -> str | None:
        """Escape NUL and lone surrogates too, which no engine holds."""
        return None if value is None else json.dumps(value, separators=(",", ":"))


class HostileText(TypeDecorator[str]):
    """Text that passed no check yet: NUL and lone surrogates are kept as JSON escapes.

    Plain ASCII without quotes and backslashes reads the same in the database.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Escape all that is not plain ASCII."""
        return None if value is None else json.dumps(value)[1:-1]

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        """Undo the escapes."""
        return None if value is None else str(json.loads(f'"{value}"'))


class Bytes(TypeDecorator[bytes]):
    """Bytes, given as ``bytes`` by every driver."""

    impl = LargeBinary
    cache_ok = True

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> bytes | None:
        """Turn a driver's view into bytes."""
        return None if value is None else bytes(value)


def is_storable(text: str) -> bool:
    """Tell whether both engines can hold a text: no NUL, no half of a surrogate pair.

    What cannot be stored was never stored, so a search for it finds nothing.
    """
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
