"""Who may see the pages: whoever opened the one-time link that ``serve`` printed.

Stands until people and roles exist (docs/decisions): sessions live in memory and end with the
process.
"""

import hashlib
import hmac
import secrets
import threading
from datetime import datetime, timedelta

from monitor.domain.clock import Clock

COOKIE = "sanctions_monitor_desk"
SESSION_LASTS = timedelta(hours=12)
SECRET_BYTES = 32


def new_token() -> str:
    """Make a token for the one-time link."""
    return secrets.token_urlsafe(SECRET_BYTES)


class Desk:
    """Holds one single-use token and the session it was exchanged for."""

    def __init__(self, token: str | None, clock: Clock) -> None:
        self._token = token
        self._clock = clock
        self._sessions: dict[str, datetime] = {}
        self._lock = threading.Lock()

    @property
    def has_door(self) -> bool:
        """Tell whether the desk can be opened at all on this server."""
        return self._token is not None or bool(self._sessions)

    def exchange(self, token: str) -> str | None:
        """Give a session for the token, once; ``None`` for a wrong or used one."""
        with self._lock:
            if self._token is None or not _same(self._token, token):
                return None
            self._token = None
            session = secrets.token_urlsafe(SECRET_BYTES)
            self._sessions[_digest(session)] = self._clock.now() + SESSION_LASTS
            return session

    def is_open(self, session: str | None) -> bool:
        """Tell whether a session is one of ours and not yet over."""
        if not session:
            return False
        ends_at = self._sessions.get(_digest(session))
        return ends_at is not None and self._clock.now() < ends_at


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


def _digest(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
