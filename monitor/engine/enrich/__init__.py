"""From an event to facts: what crosses its parts is worked out once, here."""

from monitor.engine.enrich.enriched import Enriched, enrich
from monitor.engine.enrich.envelope import span_start
from monitor.engine.enrich.links import LinkFinder
from monitor.engine.enrich.prepared import Prepared

__all__ = ["Enriched", "LinkFinder", "Prepared", "enrich", "span_start"]
