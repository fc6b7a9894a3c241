"""Refused inputs: what was refused and why, and another try for it."""

from monitor.domain.ports import Rejection, Store
from monitor.service.ingest import Ingest, IntakeSummary, Line
from monitor.service.records import in_batches

SHOWN_CHARACTERS = 500


def rejection_to_json(rejection: Rejection) -> dict[str, object]:
    """Give a refused input with its reasons and the head of what was sent."""
    return {
        "object": "rejection",
        "receipt": rejection.receipt,
        "line": rejection.line,
        "source": rejection.source,
        "event_id": rejection.event_id,
        "received_at": rejection.received_at.isoformat(),
        "errors": [reason.to_json() for reason in rejection.reasons],
        "bytes": len(rejection.raw),
        "head": rejection.raw[:SHOWN_CHARACTERS].decode("utf-8", "backslashreplace"),
    }


def redrive(store: Store, ingest: Ingest, most: int, source: str | None = None) -> IntakeSummary:
    """Take the kept inputs in again, oldest first; those refused again are not kept twice.

    What was accepted by then is answered as a duplicate, so a second call adds nothing.
    ``source`` is written into those that name no source.
    """
    kept = dict.fromkeys(rejection.raw for rejection in reversed(store.rejections(most)))
    intake = ingest.begin("redrive", source=source, keep_rejected=False)
    lines = (Line(number, raw) for number, raw in enumerate(kept, start=1))
    for piece in in_batches(lines):
        intake.take_records(piece)
    intake.finish()
    return intake.summary
