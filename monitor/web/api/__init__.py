"""The HTTP API under ``/v1``: one module a resource, public shapes in ``schemas``."""
