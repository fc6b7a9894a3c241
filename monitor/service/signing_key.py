"""The key that signs cookies and forms: made on the first start, for its owner's eyes alone."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from monitor.errors import StoreError

FILE = "signing-key"
CHARS_MIN = 32
_BYTES = 48


def read_or_make_key(folder: Path) -> str:
    """Give the key of a data folder, made where there is none; two starters get the same one.

    Raises:
        StoreError: the file cannot be made or read, or others may read it, or it is too short.
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            msg = f"'{path}' can be read by others: take that away with chmod 600"
            raise StoreError(msg)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"the signing key '{path}' cannot be made or read ({error})"
        raise StoreError(msg) from None
    return checked_key(key, str(path))


def checked_key(key: str, where: str) -> str:
    """Let a key pass that nobody can guess by trying.

    Raises:
        StoreError: it is too short.
    """
    if len(key) < CHARS_MIN:
        msg = (
            f"the signing key of {where} is shorter than {CHARS_MIN} characters: make a longer one"
        )
        raise StoreError(msg)
    return key


def _make(path: Path) -> None:
    """Write a new key whole before it gets its name, so that nobody reads half of one."""
    new = path.with_name(f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(_BYTES))
        file.flush()
        os.fsync(file.fileno())
    # Unlike a rename, a link does not replace what another process made meanwhile.
    with suppress(FileExistsError):
        path.hardlink_to(new)
    new.unlink()
