"""Designation lists as their publishers give them, turned into dated entries."""
