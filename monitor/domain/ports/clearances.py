"""Where clearances are kept; they are added, confirmed and revoked, and never changed otherwise."""

from collections.abc import Sequence
from typing import Protocol

from monitor.domain.audit import Deed
from monitor.domain.clearance import Clearance


class ClearanceStore(Protocol):
    """The clearances of the store, reached as ``store.clearances``."""

    def add(self, clearance: Clearance, deed: Deed) -> None:
        """Keep a new clearance and the record of who gave it, in one transaction."""
        ...

    def confirm(self, clearance: Clearance, deed: Deed) -> bool:
        """Keep a second person's agreement; False where somebody was faster."""
        ...

    def revoke(self, clearance: Clearance, deed: Deed) -> bool:
        """Keep that it ended; False where somebody was faster."""
        ...

    def get(self, clearance_id: str) -> Clearance | None:
        """Give one clearance."""
        ...

    def all(self) -> Sequence[Clearance]:
        """Give every clearance that was not revoked, in the order in which they were given."""
        ...

    def ever(self) -> Sequence[Clearance]:
        """Give every clearance that was ever given, revoked ones too, in their order."""
        ...

    def page(
        self, list_id: str | None, ref: str | None, before: int | None, limit: int
    ) -> Sequence[tuple[int, Clearance]]:
        """Give clearances with their numbers, the newest first, below a number."""
        ...

    def revision(self) -> tuple[int, int, int]:
        """Give what differs after every change: how many there are, are confirmed, are revoked."""
        ...
