"""The schema's version: brought up to date by Alembic, and never run by older code."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from alerts.db import make_engine, reading, writing
from monitor.errors import StoreError

_FOLDER = Path(__file__).parent / "migrations"
HEAD: Final = max(path.name[1:5] for path in (_FOLDER / "versions").glob("v[0-9]*_*.py"))
"""The newest migration, told by its file's name; a test holds that to Alembic's own answer."""


def migrate(url: str) -> None:
    """Bring a database to the schema of this program; any number of processes may do so at once.

    Raises:
        StoreError: the database is newer than this program, or cannot be written.
    """
    engine = make_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            _make_file(Path(str(engine.url.database)))
        migrate_engine(engine)
    finally:
        engine.dispose()


def is_made(url: str) -> bool:
    """Tell whether a database holds a store, of whatever version, and change nothing."""
    engine = make_engine(url)
    try:
        with reading(engine) as connection:
            return _revision(connection) is not None
    finally:
        engine.dispose()


def _make_file(path: Path) -> None:
    # What is reported about people is for its owner's eyes; SQLite gives its side files the
    # same mode as the database.
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        msg = f"the store '{path}' cannot be made ({error.strerror}): name another folder"
        raise StoreError(msg) from None


def migrate_engine(engine: Engine) -> None:
    """Do the same through an engine that is there already."""
    with reading(engine) as connection:
        if _revision(connection) == HEAD:
            return
    with writing(engine) as connection:
        found = _revision(connection)
        if found != HEAD:
            _upgrade(connection, found)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(connection: Connection, found: str | None) -> None:
    # Alembic is loaded only where there is something to do: it doubles the start-up time.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        msg = (
            f"the database was written by a newer sanctions-monitor (its schema is '{found}', this "
            f"program knows up to '{HEAD}'): install that version, or name another database"
        )
        raise StoreError(msg)
    if connection.dialect.name == "postgresql":
        # A migration of a large journal may take longer than any statement of a use case.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
