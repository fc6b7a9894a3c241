"""Outside sources, turned into events and lists."""
