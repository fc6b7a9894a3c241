"""The one-time link that ``serve`` prints while nobody is set up to sign in."""

import hmac
import secrets
import threading

SECRET_BYTES = 32


def new_token() -> str:
    """Make a token for the one-time link."""
    return secrets.token_urlsafe(SECRET_BYTES)


class Desk:
    """Holds the single-use token of the link."""

    def __init__(self, token: str | None) -> None:
        self._token = token
        self._lock = threading.Lock()

    @property
    def has_door(self) -> bool:
        """Tell whether the link was printed on this server and not used yet."""
        return self._token is not None

    def use(self, token: str) -> bool:
        """Use the token up, once; give whether it was the right one."""
        with self._lock:
            if self._token is None or not hmac.compare_digest(self._token.encode(), token.encode()):
                return False
            self._token = None
            return True
