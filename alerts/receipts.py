"""What came of each intake."""

from dataclasses import asdict

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from alerts.tables import RECEIPTS, ReceiptRow
from monitor.domain.ports import Receipt

_FIXED = frozenset({"id", "origin", "started_at"})


class Receipts:
    """Writes the receipts of one unit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._saved: dict[str, Receipt] = {}

    def save(self, receipt: Receipt) -> None:
        """Insert a receipt, or count on; its origin and start stay what they were."""
        self._saved[receipt.id] = receipt

    def flush(self) -> None:
        """Send what was gathered."""
        if not self._saved:
            return
        held = set(
            self._connection.execute(
                select(col(ReceiptRow.id)).where(col(ReceiptRow.id).in_(self._saved))
            ).scalars()
        )
        for number, receipt in self._saved.items():
            values = asdict(receipt)
            if number in held:
                changed = {name: value for name, value in values.items() if name not in _FIXED}
                self._connection.execute(
                    update(RECEIPTS).where(RECEIPTS.c.id == number).values(changed)
                )
            else:
                self._connection.execute(insert(RECEIPTS), values)
        self._saved.clear()


def read_receipt(connection: Connection, receipt_id: str) -> Receipt | None:
    """Give one receipt."""
    row = connection.execute(select(RECEIPTS).where(RECEIPTS.c.id == receipt_id)).mappings().first()
    return None if row is None else Receipt(**row)
