from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.service.signing_key import FILE, checked_key, read_or_make_key


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(read_or_make_key, [folder] * 16))
    assert len(keys) == 1
    assert len(keys.pop()) >= 64
    assert [path.name for path in folder.iterdir()] == [FILE]
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    read_or_make_key(tmp_path)
    (tmp_path / FILE).chmod(0o640)
    with pytest.raises(StoreError, match="can be read by others"):
        read_or_make_key(tmp_path)


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64])
def test_a_key_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    (tmp_path / FILE).chmod(0o600)
    with pytest.raises(StoreError):
        read_or_make_key(tmp_path)


def test_a_named_key_must_be_long_enough() -> None:
    assert checked_key("k" * 32, "the environment") == "k" * 32
    with pytest.raises(StoreError, match="of the environment is shorter"):
        checked_key("k" * 31, "the environment")
