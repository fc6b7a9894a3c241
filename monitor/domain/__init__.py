"""Pure types of the regime: events, law, findings, alerts; no I/O and no framework."""
