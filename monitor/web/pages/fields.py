"""Reads the fields of a form as text."""

from starlette.datastructures import FormData

_CHARS_MAX = 4_000


def text_of(form: FormData, name: str, chars_max: int = _CHARS_MAX) -> str:
    """Give a field's text, cut to a length; nothing where it is absent or a file."""
    value = form.get(name)
    return value[:chars_max] if isinstance(value, str) else ""


def texts_of(form: FormData, name: str) -> list[str]:
    """Give every value of a field that may be there several times."""
    return [value for value in form.getlist(name) if isinstance(value, str)]
