"""The command `match` prints every pair again with score, match and why."""

import json
from pathlib import Path

import pytest

from monitor.cli.main import run


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_pair_is_printed_again_with_what_was_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pairs.ndjson"
    pairs = [
        {"left": "Kim Jong Un", "right": "Ким Чен Ын", "schema": "Person", "id": 7},
        {"left": "RYON HWA 1", "right": "RYON HWA 3", "schema": "Vessel"},
        {"left": "Example Trading", "right": "Sample Bank"},
    ]
    text = "\ufeff" + "\r\n\r\n".join(map(json.dumps, pairs))
    file.write_text(text, encoding="utf-8")
    assert run(["match", "--pairs", str(file), "--data", str(tmp_path)]) == 0
    same, other, unlike = lines(capsys)
    assert same["id"] == 7
    assert same["match"] is True
    assert isinstance(same["score"], str)
    assert same["why"]
    assert other["match"] is False
    assert unlike["match"] is False


@pytest.mark.parametrize(
    "line",
    [
        '{"left": "a"}',
        "[]",
        "{",
        '{"left": "", "right": "b"}',
        '{"left": "a", "right": "b", "schema": "Dog"}',
        '{"left": "\\ud800", "right": "b"}',
        '{"left": "a", "left": "b", "right": "c"}',
        '{"left": "a", "right": "b", "id": NaN}',
        '{"left": "a", "right": "b", "id": ' + "[" * 900 + "]" * 900 + "}",
    ],
)
def test_a_line_that_is_no_pair_is_answered_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    file = tmp_path / "pairs.ndjson"
    file.write_text(f'{line}\n{{"left": "a b", "right": "a b"}}\n', encoding="utf-8")
    assert run(["match", "--pairs", str(file), "--data", str(tmp_path)]) == 1
    wrong, right = lines(capsys)
    assert wrong["line"] == 1
    assert wrong["errors"]
    assert right["match"] is True
