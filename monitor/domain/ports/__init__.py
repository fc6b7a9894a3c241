"""What the use cases need from storage; ``alerts`` implements it, tests may too.

One batch is one transaction: versions, judgements, alerts and totals commit together.
"""

from monitor.domain.finding import Basis, Delivery, Finding, Firing
from monitor.domain.ports.keys import ApiKey
from monitor.domain.ports.records import (
    AlertEntry,
    AlertFilter,
    AlertLink,
    EventKey,
    EventVersion,
    JudgementRecord,
    LedgerEntry,
    LinkedFinding,
    Receipt,
    Rejection,
    Sighting,
    StoredEvent,
    VersionStamp,
)
from monitor.domain.ports.store import Store
from monitor.domain.ports.unit import HistoryReader, LedgerReader, Unit

__all__ = [
    "AlertEntry", "AlertFilter", "AlertLink", "ApiKey", "Basis", "Delivery", "EventKey",
    "EventVersion", "Finding", "Firing", "HistoryReader", "JudgementRecord", "LedgerEntry",
    "LedgerReader", "LinkedFinding", "Receipt", "Rejection", "Sighting", "Store", "StoredEvent", "Unit",
    "VersionStamp",
]  # fmt: skip
