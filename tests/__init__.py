"""The tests; the folders below mirror what they test."""
