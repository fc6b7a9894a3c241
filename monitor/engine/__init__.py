"""Decide what the rules say of an event: facts, network, judge, limits, sentences."""
