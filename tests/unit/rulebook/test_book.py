from datetime import date
from pathlib import Path

import pytest

from monitor.errors import RuleErrors
from monitor.rulebook.book import load_rulebook, load_rulebook_from_files
from monitor.rulebook.loader import CHANGELOG, LOCK, load, load_rule
from monitor.rulebook.rule import Kind
from monitor.rulebook.yaml12 import Document
from tests.rules.small_book import BOOK, COAL, LIMIT, locked, small_files


def test_a_folder_and_its_files_give_the_same_book() -> None:
    from_folder = load_rulebook(BOOK)
    from_files = load_rulebook_from_files(from_folder.files)
    assert from_files.digest == from_folder.digest
    assert from_files.rules == from_folder.rules
    assert from_files.rule_versions == from_folder.rule_versions


def test_a_book_gives_what_judging_needs() -> None:
    book = load_rulebook(BOOK)
    assert book.version == "2026.11.1"
    assert book.target_country == "KP"
    assert [rule.id for rule in book.rules] == [
        "dprk.2371.08.coal-export",
        "dprk.2397.05.diesel-limit",
    ]
    assert book.drafts == book.retired == ()
    assert book.fields["nexus.dprk"].is_link
    assert book.coverage is not None
    assert book.coverage.counts() == {"watched": 3, "partly": 0, "not_watchable": 0, "pending": 1}
    coal = book.rule("dprk.2371.08.coal-export")
    assert coal.kind is Kind.PROHIBITION
    assert [citation.short for citation in coal.citations] == ["2371:8"]
    assert coal.exemption("rajin-transit").citation.short == "2371:8"
    assert coal.file == COAL
    assert coal.version == 1
    assert coal.in_force.covers(date(2017, 8, 5))
    assert not coal.in_force.covers(date(2017, 8, 4))
    assert coal.in_force.touches(date(2017, 8, 1), date(2017, 8, 5))
    assert not coal.in_force.touches(date(2017, 8, 1), date(2017, 8, 4))
    assert {coal: 1}[coal] == 1
    with pytest.raises(KeyError):
        book.rule("dprk.none")


def test_one_changed_byte_is_another_book() -> None:
    files = small_files()
    digest = load_rulebook_from_files(files).digest
    changed = {**files, COAL: files[COAL] + b"\n"}
    assert load_rulebook_from_files(changed).digest != digest


def test_what_no_judgement_rests_on_is_no_part_of_the_digest() -> None:
    files = locked(small_files())
    digest = load_rulebook_from_files(files).digest
    files[CHANGELOG] = b"# Other words\n"
    files["exclusions.yaml"] = b"# none\n[]\n"
    assert load_rulebook_from_files(files).digest == digest
    files[LOCK] = files[LOCK].replace(b'"version": 1', b'"version": 7', 1)
    changed = load_rulebook_from_files(files)
    assert changed.digest != digest
    assert max(changed.rule_versions.values()) == 7


def test_a_rule_that_changed_since_the_lock_has_the_next_version() -> None:
    files = locked(small_files())
    files[COAL] = files[COAL].replace(b"level: critical", b"level: high", 1)
    book = load_rulebook_from_files(files)
    assert book.rule_versions == {"dprk.2371.08.coal-export": 2, "dprk.2397.05.diesel-limit": 1}


def test_drafts_and_retired_rules_are_kept_and_not_judged() -> None:
    files = small_files()
    coal = files.pop(COAL).decode()
    draft = coal.replace("status: live", "status: draft")
    files["dprk/2371-08-coal-export.yaml"] = draft.encode()
    limit = files.pop(LIMIT).decode().replace("status: live", "status: retired")
    limit = limit.replace(
        "\ntests:", "\nretired: {date: 2026-11-22, reason: A test., successor: null}\n\ntests:"
    )
    files["retired/2397-05-diesel-limit.yaml"] = limit.encode()
    book = load_rulebook_from_files(files)
    assert book.rules == ()
    assert [rule.id for rule in book.drafts] == ["dprk.2371.08.coal-export"]
    assert [rule.id for rule in book.retired] == ["dprk.2397.05.diesel-limit"]
    assert book.rule("dprk.2397.05.diesel-limit").retired is not None


def test_all_faults_of_all_files_are_raised_together() -> None:
    files = small_files()
    files[COAL] = files[COAL].replace(b"status: live", b"status: lvie")
    files[LIMIT] = files[LIMIT].replace(b"kind: limit", b"kind: limiit")
    files["vocab/roles.yaml"] = b"seller: sideways\n"
    del files["vocab/tags.yaml"]
    with pytest.raises(RuleErrors) as caught:
        load_rulebook_from_files(files)
    told = str(caught.value)
    assert len(caught.value.errors) == 4
    for words in ("'lvie'", "'limiit'", "'sideways'", "vocab/tags.yaml"):
        assert words in told


def test_a_rule_that_cannot_be_judged_does_not_start() -> None:
    files = small_files()
    files[COAL] = files[COAL].replace(b"@commodity.coal", b"@commodity.cole")
    with pytest.raises(RuleErrors, match="RB408"):
        load_rulebook_from_files(files)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleErrors, match=r"rulebook.yaml  RB022"):
        load_rulebook(tmp_path)


def test_messages_name_the_folder_as_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(RuleErrors) as caught:
        load_rulebook(tmp_path, label="what-if")
    assert str(caught.value).startswith("what-if/rulebook.yaml")


def test_a_single_rule_can_be_read_beside_a_vocabulary() -> None:
    vocab = load(small_files()).vocab
    assert vocab is not None
    content = small_files()[COAL]
    read = load_rule(content, "mine.yaml", vocab)
    assert not isinstance(read, Document)
    assert read.rule.id == "dprk.2371.08.coal-export"
    broken = load_rule(content.replace(b"kind: prohibition", b"kind: ban"), "mine.yaml", vocab)
    assert isinstance(broken, Document)
    assert broken.issues[0].place.path == "mine.yaml"


def test_hidden_files_and_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    for path, content in small_files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    (tmp_path / "dprk" / ".swp").write_text("x")
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "any.ndjson").write_text("x")
    (tmp_path / "README.md").write_text("x")
    assert load_rulebook(tmp_path).digest == load_rulebook(BOOK).digest
