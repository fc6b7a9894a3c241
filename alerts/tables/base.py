"""What every row stands on: one metadata, row numbers, references, instants."""

from typing import Any, ClassVar, Final

from sqlalchemy import Column, ForeignKey, MetaData, Table
from sqlmodel import Field, SQLModel

from alerts.columns import RowId, Utc

METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Row(SQLModel):
    """Base of all rows, so that one metadata knows every table."""

    metadata: ClassVar[MetaData] = METADATA


def row_id() -> Any:
    """Declare the row's own number."""
    # Numbers are given by the unit (one writer at a time), so children can name their parents
    # before anything is sent, and both engines number alike.
    return Field(sa_column=Column(RowId, primary_key=True, autoincrement=False))


def reference(target: str) -> Any:
    """Declare the number of another row, such as ``events.id``."""
    return Field(sa_column=Column(RowId, ForeignKey(target), nullable=False))


def instant() -> Any:
    """Declare an instant that must be there, kept in UTC."""
    return Field(sa_column=Column(Utc, nullable=False))


def table_of(row: type[Row]) -> Table:
    """Give the table of a row class, for statements without the mapper."""
    return METADATA.tables[str(row.__tablename__)]
