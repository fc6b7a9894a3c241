"""Checks of rule content by code, each with its severity; see `monitor.rulebook.lint.run`."""
