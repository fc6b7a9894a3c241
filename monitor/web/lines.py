"""A stream of bytes cut into numbered lines, whatever the sizes in which it arrives."""

Line = tuple[int, bytes]
_BOM = b"\xef\xbb\xbf"


class LineSplitter:
    """Collects chunks and gives whole lines; blank lines count but are not given.

    A line over the limit is given as its beginning, one byte over the limit, so that it is refused
    for its size; the rest of it is dropped as it comes and never held.
    """

    def __init__(self, line_bytes_max: int) -> None:
        self._keep_max = line_bytes_max + 1
        self._open = bytearray()
        self._number = 1

    def feed(self, chunk: bytes) -> list[Line]:
        """Take in a chunk and give the lines that it ends."""
        *ended, rest = chunk.split(b"\n")
        lines: list[Line] = []
        for piece in ended:
            self._hold(piece)
            lines.extend(self._end())
        self._hold(rest)
        return lines

    def close(self) -> list[Line]:
        """Give the last line where no line feed ends it."""
        return self._end()

    def _hold(self, piece: bytes) -> None:
        # One more than is kept, so that a carriage return at the very end is no byte too many.
        room = self._keep_max + 1 - len(self._open)
        if room > 0:
            self._open += piece[:room]

    def _end(self) -> list[Line]:
        number, raw = self._number, bytes(self._open)
        self._number += 1
        self._open.clear()
        if number == 1:
            raw = raw.removeprefix(_BOM)
        raw = raw.removesuffix(b"\r")[: self._keep_max]
        return [(number, raw)] if raw.strip() else []
