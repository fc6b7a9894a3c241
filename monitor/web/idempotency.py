"""``Idempotency-Key``: the same key may send the same body again, and no other.

A body is compared batch by batch as it streams, so that a different one is refused before
anything of its difference is stored. Answers need no store of their own: events are idempotent by
``source`` and ``event_id``, so a repeated body is answered line by line as duplicates.

Keys are remembered for a day in this process, not beyond a restart.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.domain.clock import Clock
from monitor.web.problems import Problem

KEY_CHARS_MAX = 255
REMEMBERED_FOR = timedelta(hours=24)
REMEMBERED_MAX = 10_000
HEADER = "Idempotency-Key"


@dataclass(slots=True)
class _Memory:
    first_seen: datetime
    digests: list[bytes] = field(default_factory=list)
    is_whole: bool = False
    in_use: bool = False


class Body:
    """One body under a key, compared with what the key sent before."""

    def __init__(self, memory: _Memory | None) -> None:
        self._memory = memory
        self._running = hashlib.sha256()
        self._position = 0

    def admit(self, lines: Sequence[tuple[int, bytes]]) -> None:
        """Let a batch pass that the key may send here.

        Raises:
            Problem: the key was used with another body.
        """
        if self._memory is None:
            return
        for number, raw in lines:
            self._running.update(b"%d:%d:" % (number, len(raw)))
            self._running.update(raw)
        digest, known = self._running.digest(), self._memory.digests
        if self._position < len(known):
            if known[self._position] != digest:
                raise _other_body()
        elif self._memory.is_whole:
            raise _other_body()
        else:
            known.append(digest)
        self._position += 1

    def close(self) -> None:
        """Note that the body came to its end.

        Raises:
            Problem: the key's earlier body was longer.
        """
        if self._memory is None:
            return
        if self._position < len(self._memory.digests):
            raise _other_body()
        self._memory.is_whole = True


class IdempotencyKeys:
    """Remembers which key sent which body."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._memories: OrderedDict[tuple[str, str], _Memory] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def body(self, caller: str, key: str | None) -> Iterator[Body]:
        """Open the body of a request; without a key everything passes.

        Raises:
            Problem: the key is not usable, or another request with it is under way.
        """
        if key is None:
            yield Body(None)
            return
        if not 0 < len(key) <= KEY_CHARS_MAX or not key.isprintable():
            raise Problem(
                422, f"{HEADER}: 1 to {KEY_CHARS_MAX} printable characters.", param=HEADER
            )
        memory = self._claim((caller, key))
        try:
            yield Body(memory)
        finally:
            with self._lock:
                memory.in_use = False

    def _claim(self, name: tuple[str, str]) -> _Memory:
        now = self._clock.now()
        with self._lock:
            memory = self._memories.get(name)
            if memory is not None and memory.in_use:
                raise Problem(
                    409,
                    "A request with this key is still under way. Wait for its answer.",
                    code="idempotency_key_in_use",
                    param=HEADER,
                )
            if memory is None or memory.first_seen + REMEMBERED_FOR < now:
                memory = self._memories[name] = _Memory(now)
            self._memories.move_to_end(name)
            while len(self._memories) > REMEMBERED_MAX:
                self._memories.popitem(last=False)
            memory.in_use = True
            return memory


def _other_body() -> Problem:
    return Problem(
        409,
        "This key was used with another body. Nothing of what differs was stored. Send the first "
        "body again, or take a new key.",
        code="idempotency_key_reused",
        param=HEADER,
    )
