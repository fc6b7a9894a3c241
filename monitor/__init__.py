"""The engine, its use cases and its doors."""

__version__ = "0.1.0"
