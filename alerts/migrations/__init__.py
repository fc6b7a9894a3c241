"""Migrations of the store's schema, run by :func:`alerts.schema.migrate`."""
