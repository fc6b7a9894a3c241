"""Structured logs on standard error: every line carries its instant, level and place."""

import json
import logging
import sys
from datetime import UTC, datetime

FORMATS = ("text", "json")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Writes one JSON object a line; what a caller gave as ``extra`` stands beside the rest."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(
            {key: value for key, value in vars(record).items() if key not in _STANDARD},
        )
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up_logs(level: str, log_format: str) -> None:
    """Send every log line to standard error.

    Raises:
        ValueError: there is no such level or format.
    """
    names = logging.getLevelNamesMapping()
    if level not in names:
        msg = f"'{level}' is no log level: use DEBUG, INFO, WARNING or ERROR"
        raise ValueError(msg)
    if log_format not in FORMATS:
        msg = f"'{log_format}' is no log format: use {' or '.join(FORMATS)}"
        raise ValueError(msg)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter()
        if log_format == "json"
        else logging.Formatter("%(levelname)s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(names[level])
