"""Content kept by digest: what results name can be read back to the bit, or fails loudly."""

import zlib
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, select
from sqlmodel import col

from alerts.sending import Rows, send
from alerts.tables import BLOBS, BlobRow
from monitor.domain.canonical import sha256
from monitor.errors import StoreError

_LEVEL: Final = 6


class Blobs:
    """Keeps the content of one unit.

    ``known`` holds digests that are surely in the database; it lives as long as the store, so
    that the rulebook is not looked for with every batch.
    """

    def __init__(self, connection: Connection, known: set[str]) -> None:
        self._connection = connection
        self._known = known
        self._added: set[str] = set()
        self._pending: dict[str, tuple[str, bytes, str]] = {}

    def put(self, digest: str, kind: str, content: bytes) -> None:
        """Keep content; the same digest with the same content again is no error.

        Raises:
            StoreError: this unit has other content for that digest.
        """
        if digest not in self._known and digest not in self._added:
            own = sha256(content)
            if self._pending.setdefault(digest, (kind, content, own))[2] != own:
                raise _contradiction(digest)

    def flush(self) -> None:
        """Send what is not kept yet.

        Raises:
            StoreError: other content is kept under one of the digests.
        """
        if not self._pending:
            return
        held = dict(
            self._connection.execute(
                select(col(BlobRow.digest), col(BlobRow.sha256)).where(
                    col(BlobRow.digest).in_(self._pending)
                )
            ).all()
        )
        rows: Rows = []
        for digest, (kind, content, own) in self._pending.items():
            if digest not in held:
                packed = zlib.compress(content, _LEVEL)
                rows.append(
                    {
                        "digest": digest,
                        "kind": kind,
                        "sha256": own,
                        "size": len(content),
                        "content": packed,
                    }
                )
            elif held[digest] != own:
                raise _contradiction(digest)
        send(self._connection, BLOBS, rows)
        self._added.update(self._pending)
        self._pending.clear()

    def require(self, digests: Iterable[str]) -> None:
        """Refuse results whose rulebook, lists or history values are not kept.

        Raises:
            StoreError: names the digests that are missing.
        """
        unseen = set(digests) - self._known - self._added
        if not unseen:
            return
        found = self._connection.execute(
            select(col(BlobRow.digest)).where(col(BlobRow.digest).in_(unseen))
        )
        self._added.update(digest for (digest,) in found)
        if missing := sorted(unseen - self._added):
            msg = (
                f"a judgement rests on {', '.join(missing)}, which is not kept: put the blob first"
            )
            raise StoreError(msg)

    def committed(self) -> None:
        """Share what this unit kept, now that it is durable."""
        self._known |= self._added


def _contradiction(digest: str) -> StoreError:
    return StoreError(f"other content is kept under {digest} already: a digest names one content")


def read(connection: Connection, digest: str) -> bytes:
    """Give kept content.

    Raises:
        KeyError: there is none.
        StoreError: it is not what was kept.
    """
    row = connection.execute(
        select(col(BlobRow.content), col(BlobRow.sha256)).where(col(BlobRow.digest) == digest)
    ).one_or_none()
    if row is None:
        raise KeyError(digest)
    packed, expected = row
    try:
        content = zlib.decompress(packed)
    except zlib.error:
        content = b""
    if sha256(content) != expected:
        msg = f"the content kept under {digest} was changed: restore it from a copy of the database"
        raise StoreError(msg)
    return content
