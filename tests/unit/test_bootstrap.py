from __future__ import annotations

from pathlib import Path

import pytest

from monitor.bootstrap import Wiring
from monitor.domain.canonical import sha256
from monitor.errors import RuleError, StoreError
from monitor.settings import Settings
from monitor.shipped import Runbooks, shipped, shipped_rules
from tests import worlds


@pytest.fixture
def wiring(tmp_path: Path) -> Wiring:
    return Wiring(Settings(data=tmp_path / "data"))


def test_the_shipped_rulebook_is_found_wherever_the_program_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "rulebook.yaml").write_text("rulebook: no", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert shipped_rules().joinpath("rulebook.yaml").read_text() != "rulebook: no"


def test_what_did_not_come_along_is_none() -> None:
    assert shipped("no-such-folder", "_no_such_folder", "") is None
    assert shipped("rules", "_rules", "no-such-file") is None


def test_a_named_folder_must_be_a_rulebook(tmp_path: Path) -> None:
    named = Wiring(Settings(data=tmp_path, rules=tmp_path))
    with pytest.raises(RuleError, match=r"holds no rulebook\.yaml"):
        _ = named.rules_folder


def test_judging_opens_no_store(tmp_path: Path) -> None:
    assert worlds.shipped().engine is not None
    assert not Path("no-store-is-made-here").exists()


def test_a_store_that_must_be_there_is_not_made(wiring: Wiring) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        wiring.existing_store()
    assert not wiring.settings.data.exists()
    wiring.close()


def test_a_store_is_made_where_events_go_in_and_is_there_afterwards(wiring: Wiring) -> None:
    assert wiring.store is wiring.existing_store()
    wiring.close()


def test_a_rulebook_that_is_not_kept_is_told(wiring: Wiring) -> None:
    with pytest.raises(StoreError, match="no rulebook sha256:0 is kept"):
        wiring.stored_book("sha256:0")
    wiring.close()


def test_a_kept_rulebook_that_was_changed_is_not_used(wiring: Wiring) -> None:
    book = next(item for item in worlds.kept() if item.kind == "rulebook")
    with wiring.store.unit() as unit:
        unit.put_blob("sha256:other", "rulebook", book.content)
        unit.put_blob("sha256:broken", "rulebook", b"no rulebook")
    with pytest.raises(StoreError, match="the store was changed"):
        wiring.stored_book("sha256:other")
    with pytest.raises(StoreError, match="is no rulebook"):
        wiring.stored_book("sha256:broken")
    wiring.close()


def test_what_judgements_rest_on_is_named_by_its_digest() -> None:
    kept = {item.digest: item for item in worlds.kept()}
    assert worlds.shipped().book.digest in kept
    assert worlds.shipped().lists.digest in kept
    files = [item for item in kept.values() if item.digest == sha256(item.content)]
    assert len(files) >= 2


def test_a_runbook_is_read_and_nothing_beside_it() -> None:
    named = next(rule.runbook for rule in worlds.shipped().book.rules if rule.runbook)
    text = Runbooks().text(named)
    assert text is not None
    assert text.startswith("# ")
    for path in (
        "docs/runbooks/no-such.md", "docs/runbooks/../../pyproject.toml", "/etc/passwd",
        "pyproject.toml", "docs/runbooks/",
    ):  # fmt: skip
        assert Runbooks().text(path) is None
