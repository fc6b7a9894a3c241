"""Follow what changed of the lists: find the changes, keep their content, judge stored events again."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.listing import ListSnapshot
from monitor.domain.ports.rescreens import Rescreen
from monitor.errors import StoreError
from monitor.screening.snapshot import read_snapshot
from monitor.service.list_states import content_of
from monitor.service.provenance import LISTS
from monitor.service.rescreen import Following, HeldElsewhere, Told, follow, open_change

_log = logging.getLogger(__name__)
Parts = Callable[[], Mapping[str, ListSnapshot]]


@dataclass(frozen=True, slots=True)
class Rescreening:
    """Brings stored events up to the lists in use.

    What was followed last is kept, so it needs no telling what changed: it compares. Whoever
    imports lists calls `catch_up`; so do the scheduler and ``lists rescreen``, and a call when
    nothing changed does nothing.

    Attributes:
        following: What following a change needs.
        in_use: The lists as they stand, by their ids.
        shipped: The parts of the list that came with the program: what judged before any import.
    """

    following: Following
    in_use: Parts
    shipped: Parts

    def catch_up(
        self, asked_by: str, only: str | None = None, told: Told | None = None
    ) -> Sequence[Rescreen]:
        """Follow every change that was not followed to its end; give those that this call followed.

        One that another process follows now is left to it.

        Args:
            asked_by: Who or what asked, for the report.
            only: A list, where not all are meant.
            told: Is told how far it came, after every transaction.

        Raises:
            StoreError: the store failed.
        """
        self._open(asked_by, only)
        waiting = [
            each
            for each in self.following.rescreens.unfinished()
            if only is None or each.list == only
        ]
        done = []
        for each in waiting:
            try:
                done.append(follow(self.following, each, told))
            except HeldElsewhere as held:
                _log.info("%s", held)
        return done

    def _open(self, asked_by: str, only: str | None) -> None:
        parts = self._parts()
        base = self.shipped()
        for list_id, snapshot in parts.items():
            if only is not None and list_id != only:
                continue
            last = self.following.rescreens.newest(list_id, 1)
            shipped = base.get(list_id)
            known = last[0].after if last else None
            before = known or (shipped.digest if shipped is not None else None)
            if before == snapshot.digest:
                continue
            self._keep([snapshot, *([shipped] if shipped is not None and not last else [])])
            open_change(self.following, list_id, before, snapshot.digest, asked_by)

    def _parts(self) -> Mapping[str, ListSnapshot]:
        """Give the lists in use, the shipped one in the parts that an import replaces alone."""
        in_use = self.in_use()
        base = self.shipped()
        whole = {entry for part in base.values() for entry in part.entries}
        if all(list_id in in_use for list_id in base):
            return in_use
        split = {
            list_id: part
            for list_id, part in base.items()
            if list_id not in in_use or set(in_use[list_id].entries) == whole
        }
        return {**in_use, **split}

    def _keep(self, snapshots: Sequence[ListSnapshot]) -> None:
        """Put into the store what of it the store does not have, so that any process can go on."""
        missing = [each for each in snapshots if not self._is_kept(each.digest)]
        if missing:
            with self.following.store.unit() as unit:
                for snapshot in missing:
                    unit.put_blob(snapshot.digest, LISTS, content_of(snapshot))

    def _is_kept(self, digest: str) -> bool:
        try:
            self.following.store.blob(digest)
        except KeyError:
            return False
        return True


def reader_of(blob: Callable[[str], bytes]) -> Callable[[str], ListSnapshot]:
    """Make a reader of list contents that are kept by digest."""

    def read(digest: str) -> ListSnapshot:
        try:
            return read_snapshot(blob(digest))
        except KeyError:
            msg = f"the list {digest} is not kept in this store: what changed cannot be told"
            raise StoreError(msg) from None

    return read
