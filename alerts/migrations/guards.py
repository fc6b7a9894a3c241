"""Triggers that refuse changes to what must not change, on both engines.

They stop mistakes and make tampering deliberate; someone who owns the database can drop them.
"""

from collections.abc import Sequence

from alembic import op

_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def prepare() -> None:
    """Make what the triggers of PostgreSQL call; the first migration does so once."""
    if _is_postgresql():
        op.execute(_REFUSE)


def append_only(table: str, frozen: Sequence[str]) -> None:
    """Refuse to delete rows of a table and to update the columns named in ``frozen``."""
    _trigger(f"{table}_no_delete", "DELETE", table)
    if frozen:
        _trigger(f"{table}_no_update", f"UPDATE OF {', '.join(frozen)}", table)
    if _is_postgresql():
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def one_way(table: str, column: str, refused: str) -> None:
    """Refuse an update of a column where ``refused`` holds, written with OLD and NEW."""
    _trigger(f"{table}_{column}_one_way", f"UPDATE OF {column}", table, f"WHEN ({refused})")


def _trigger(name: str, change: str, table: str, when: str = "") -> None:
    if _is_postgresql():
        action = "EXECUTE FUNCTION refuse_change()"
    else:
        message = f"{table} is append-only: {change.partition(' ')[0]} is refused"
        action = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} FOR EACH ROW {when} {action}")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
