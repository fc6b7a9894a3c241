"""The rows. They are declared here, changed by migrations, and never leave this package.

What is append-only is guarded by triggers that the migrations make; the guarded columns are
everything but the flags that the migration names.
"""

from alerts.tables.access import KEYS, LEASES, KeyRow, LeaseRow
from alerts.tables.audit import AUDIT, AuditRow
from alerts.tables.base import METADATA
from alerts.tables.drafts import DRAFTS, DraftRow
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
from alerts.tables.lists import (
    LIST_CHECKS,
    LIST_SNAPSHOTS,
    LIST_STATES,
    ListCheckRow,
    ListSnapshotRow,
    ListStateRow,
)
from alerts.tables.outbox import (
    FEED_DAYS,
    MARKS,
    NOTIFICATIONS,
    FeedDayRow,
    MarkRow,
    NotificationRow,
)
from alerts.tables.people import (
    FAILURES,
    INVITATIONS,
    PEOPLE,
    SESSIONS,
    FailureRow,
    InvitationRow,
    PersonRow,
    SessionRow,
)
from alerts.tables.queue import ALERTS, ENTRIES, LINKS, AlertRow, EntryRow, LinkRow

__all__ = [
    "ALERTS",
    "AUDIT",
    "BLOBS",
    "DELIVERIES",
    "DRAFTS",
    "ENTRIES",
    "EVENTS",
    "FAILURES",
    "FEED_DAYS",
    "FINDINGS",
    "FIRINGS",
    "INVITATIONS",
    "JUDGEMENTS",
    "KEYS",
    "LEASES",
    "LINKS",
    "LIST_CHECKS",
    "LIST_SNAPSHOTS",
    "LIST_STATES",
    "MARKS",
    "METADATA",
    "NOTIFICATIONS",
    "PEOPLE",
    "RECEIPTS",
    "REJECTIONS",
    "SESSIONS",
    "SIGHTINGS",
    "VERSIONS",
    "AlertRow",
    "AuditRow",
    "BlobRow",
    "DeliveryRow",
    "DraftRow",
    "EntryRow",
    "EventRow",
    "FailureRow",
    "FeedDayRow",
    "FindingRow",
    "FiringRow",
    "InvitationRow",
    "JudgementRow",
    "KeyRow",
    "LeaseRow",
    "LinkRow",
    "ListCheckRow",
    "ListSnapshotRow",
    "ListStateRow",
    "MarkRow",
    "NotificationRow",
    "PersonRow",
    "ReceiptRow",
    "RejectionRow",
    "SessionRow",
    "SightingRow",
    "VersionRow",
]
