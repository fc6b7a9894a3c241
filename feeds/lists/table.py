"""CSV of publishers, read strictly: UTF-8, one head, as many fields in every row."""

import csv
import io
from collections.abc import Iterator, Sequence

from monitor.errors import FeedAborted

csv.field_size_limit(1_000_000)


def rows_of(raw: bytes, width: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """Gives each row that is not blank with its line number.

    Args:
        raw: The file, in UTF-8 with or without a byte-order mark.
        width: How many fields every row must have; None where the first row decides nothing.

    Raises:
        FeedAborted: the text is not UTF-8, a quote stays open, or a row has another width.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeedAborted(f"the list is not UTF-8: byte {error.start}") from None
    # Some publishers end their file with the mark of an old editor.
    reader = csv.reader(io.StringIO(text.rstrip("\x1a"), newline=""), strict=True)
    try:
        for row in reader:
            if not any(field.strip() for field in row):
                continue
            if width is not None and len(row) != width:
                raise FeedAborted(
                    f"line {reader.line_num}: {len(row)} fields, where {width} are needed"
                )
            yield reader.line_num, row
    except csv.Error as error:
        raise FeedAborted(f"line {reader.line_num}: {error}") from None


def records_of(
    rows: Iterator[tuple[int, list[str]]], head: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Gives rows as records by their head.

    Raises:
        FeedAborted: a row is longer or shorter than the head.
    """
    for line, row in rows:
        if len(row) != len(head):
            raise FeedAborted(f"line {line}: {len(row)} fields, and the head has {len(head)}")
        yield line, dict(zip(head, row, strict=True))
