from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from monitor.logs import JsonFormatter, set_up_logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def record(**extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "monitor.x", "levelname": "INFO", "msg": "%d done"})
    made.args = (7,)
    made.__dict__.update(extra)
    return made


def test_a_line_of_json_carries_instant_level_place_and_what_was_given() -> None:
    line = json.loads(JsonFormatter().format(record(receipt="rc_1")))
    assert line["at"].endswith("+00:00")
    assert (line["level"], line["logger"]) == ("info", "monitor.x")
    assert (line["message"], line["receipt"]) == ("7 done", "rc_1")


def test_a_failure_brings_its_traceback_on_the_same_line() -> None:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        text = JsonFormatter().format(record(exc_info=sys.exc_info()))
    assert "\n" not in text
    assert "ZeroDivisionError" in json.loads(text)["error"]


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_logs_go_to_standard_error_from_their_level_on(
    capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    set_up_logs("WARNING", log_format)
    logging.getLogger("monitor.x").info("quiet")
    logging.getLogger("monitor.x").warning("loud")
    said = capsys.readouterr()
    assert said.out == ""
    assert "loud" in said.err
    assert "quiet" not in said.err


@pytest.mark.parametrize(("level", "log_format"), [("LOUD", "text"), ("INFO", "xml")])
def test_an_unknown_level_or_format_is_told(level: str, log_format: str) -> None:
    with pytest.raises(ValueError, match="is no log"):
        set_up_logs(level, log_format)
