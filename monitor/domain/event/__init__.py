"""Events as the contract defines them: payments, cargo, ship movements, engagements, reports."""

from monitor.domain.event.kinds import (
    CommitteeReport,
    Engagement,
    Event,
    Payment,
    Shipment,
    VesselActivity,
)
from monitor.domain.event.parse import ParsedEvent, check_event, content_hash, parse_event
from monitor.domain.event.rejected import EventRejected, Reason
from monitor.domain.event.strict_json import read_json

__all__ = [
    "CommitteeReport", "Engagement", "Event", "EventRejected", "ParsedEvent", "Payment", "Reason",
    "Shipment", "VesselActivity", "check_event", "content_hash", "parse_event", "read_json",
]  # fmt: skip
