"""Who acts on the desk, and what each role may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the desk; a person may be several."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    RULE_EDITOR = "rule_editor"
    ADMINISTRATOR = "administrator"
    FEED = "feed"


class Right(StrEnum):
    """What a door asks for before it does something."""

    READ = "read"
    WORK = "work"
    SUPERVISE = "supervise"
    EDIT_RULES = "edit_rules"
    ADMINISTER = "administer"
    AUDIT = "audit"
    POST_EVENTS = "post_events"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.OFFICER: frozenset({Right.READ, Right.WORK}),
    Role.SUPERVISOR: frozenset({Right.READ, Right.WORK, Right.SUPERVISE}),
    Role.AUDITOR: frozenset({Right.READ, Right.AUDIT}),
    Role.RULE_EDITOR: frozenset({Right.READ, Right.EDIT_RULES}),
    Role.ADMINISTRATOR: frozenset({Right.READ, Right.ADMINISTER, Right.AUDIT}),
    Role.FEED: frozenset({Right.POST_EVENTS}),
}
"""Least rights: nobody who manages people decides alerts, unless given both roles in the open."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in; ``id`` is what records name, ``name`` is what pages show."""

    id: str
    name: str
    roles: frozenset[Role]

    def may(self, right: Right) -> bool:
        """Tell whether any of the roles carries a right."""
        return any(right in RIGHTS[role] for role in self.roles)
