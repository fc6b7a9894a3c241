"""The rows. They are declared here, changed by migrations, and never leave this package.

What is append-only is guarded by triggers that the migrations make; the guarded columns are
everything but the flags that the migration names.
"""

from alerts.tables.access import KEYS, LEASES, KeyRow, LeaseRow
from alerts.tables.base import METADATA
from alerts.tables.journal import (
    EVENTS,
    RECEIPTS,
    REJECTIONS,
    VERSIONS,
    EventRow,
    ReceiptRow,
    RejectionRow,
    VersionRow,
)
from alerts.tables.judging import (
    BLOBS,
    FINDINGS,
    JUDGEMENTS,
    SIGHTINGS,
    BlobRow,
    FindingRow,
    JudgementRow,
    SightingRow,
)
from alerts.tables.limits import DELIVERIES, FIRINGS, DeliveryRow, FiringRow
from alerts.tables.queue import ALERTS, ENTRIES, LINKS, AlertRow, EntryRow, LinkRow

__all__ = [
    "ALERTS",
    "BLOBS",
    "DELIVERIES",
    "ENTRIES",
    "EVENTS",
    "FINDINGS",
    "FIRINGS",
    "JUDGEMENTS",
    "KEYS",
    "LEASES",
    "LINKS",
    "METADATA",
    "RECEIPTS",
    "REJECTIONS",
    "SIGHTINGS",
    "VERSIONS",
    "AlertRow",
    "BlobRow",
    "DeliveryRow",
    "EntryRow",
    "EventRow",
    "FindingRow",
    "FiringRow",
    "JudgementRow",
    "KeyRow",
    "LeaseRow",
    "LinkRow",
    "ReceiptRow",
    "RejectionRow",
    "SightingRow",
    "VersionRow",
]
