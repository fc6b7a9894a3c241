"""Row numbers, given by the one writer in the order of acceptance."""

from sqlalchemy import Connection, Table, func, select


class Numbers:
    """Gives the next numbers of each table; true as long as its transaction holds the writer lock.

    Children can so name their parents before anything is sent to the database, and a batch is a
    few ``executemany`` calls.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._next: dict[str, int] = {}

    def take(self, table: Table, column: str = "id", count: int = 1) -> int:
        """Give the first of ``count`` numbers in a row."""
        first = self._next.get(table.name)
        if first is None:
            highest = self._connection.execute(select(func.max(table.c[column]))).scalar()
            first = 1 if highest is None else int(highest) + 1
        self._next[table.name] = first + count
        return first
