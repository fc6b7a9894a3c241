"""Plain YAML scalars under the strict subset: what is not obvious must be quoted."""

import re
from decimal import Decimal

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:_[0-9]{3})+)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:_[0-9]{3})+)\.[0-9]+")
_CLOCK_LIKE = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?")
_NUMBER_LIKE = re.compile(
    r"[-+]?(?:0[xXoObB][0-9a-fA-F_]+|(?=[0-9_.]*[0-9])[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?)"
)
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|nan)", re.IGNORECASE)
_NUMBER_START = frozenset("0123456789+-._")
_DIGITS_MAX = 40

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NEAR_WORDS = {
    "": "the value is missing: write null where there is none, or leave the key out. "
    "Inside { } a comma ends a value, so text with a comma is quoted",
    "~": "'~' is not read: write null, or leave the key out",
}

BOOLEAN_KEYS = frozenset({"on", "off", "yes", "no", "true", "false", "null", "~"})


class AmbiguousScalar(ValueError):
    """Says why a plain scalar cannot be read and how to write it.

    Attributes:
        guess: What the writer probably meant, so that one fault does not cause others.
    """

    def __init__(self, message: str, *, guess: str | bool | None) -> None:
        """Keeps the guess beside the message."""
        self.guess = guess
        super().__init__(message)


def read_plain(text: str) -> str | int | bool | Decimal | None:
    """Read a plain (unquoted) scalar.

    Raises:
        AmbiguousScalar: YAML 1.1 and YAML 1.2 readers differ on it, or people would.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text in _NEAR_WORDS:
        raise AmbiguousScalar(_NEAR_WORDS[text], guess=None)
    if text[0] in _NUMBER_START:
        return _number_or_text(text)
    if text.lower() in _WORDS:
        msg = (
            f"'{text}' is read differently by different programs: only 'true', 'false' and "
            f"'null' in small letters are special. Write {text.lower()}, or quote it as text"
        )
        raise AmbiguousScalar(msg, guess=_WORDS[text.lower()])
    return text


def _number_or_text(text: str) -> str | int | Decimal:
    if len(text) > _DIGITS_MAX:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _CLOCK_LIKE.fullmatch(text):
        msg = (
            f"'{text}' without quotes is a number to base 60 for older YAML readers: quote it, "
            f'"{text}"'
        )
        raise AmbiguousScalar(msg, guess=text)
    if _NO_NUMBER.fullmatch(text):
        msg = f"'{text}' is no number that a rule can use: write digits, or quote it as text"
        raise AmbiguousScalar(msg, guess=text)
    if _NUMBER_LIKE.fullmatch(text):
        msg = (
            f"'{text}' looks like a number but is not written plainly (no leading zero, sign '+', "
            f'exponent, hex or odd digit groups). Quote it, "{text}", if it is a code; else write '
            "digits, as in 500_000 or 7.33"
        )
        raise AmbiguousScalar(msg, guess=text)
    return text
