"""The use cases: take events in, evaluate, replay, read limits, rules and alerts; storage and sources through ports."""
