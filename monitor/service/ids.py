"""Public ids: a prefix, the instant, and chance; they sort by the time they were made."""

import secrets
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LETTERS = 26
_RANDOM_BITS = 80


def new_id(prefix: str, at: datetime) -> str:
    """Make an id such as ``al_01jd...``: 48 bits of milliseconds and 80 bits of chance."""
    number = (int(at.timestamp() * 1000) << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    letters = [_ALPHABET[(number >> (5 * place)) & 31] for place in range(_LETTERS)]
    return f"{prefix}_{''.join(reversed(letters))}"
