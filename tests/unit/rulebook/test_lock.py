import json
from datetime import date

import pytest

from monitor.errors import RuleErrors
from monitor.rulebook.issues import Issue
from monitor.rulebook.lint.pack import changelog_entries
from monitor.rulebook.loader import CHANGELOG, LOCK, load
from monitor.rulebook.lock import updated_lock
from monitor.rulebook.lock_file import LivePeriod, read_lock, write_lock
from tests.rules.small_book import COAL, LIMIT, TODAY, issues_of, locked, small_files

COAL_ID = "dprk.2371.08.coal-export"
LATER = date(2026, 12, 1)


def relocked(files: dict[str, bytes], day: date = LATER) -> dict[str, bytes]:
    return {**files, LOCK: updated_lock(load(files), day).content}


def codes(files: dict[str, bytes], *about: str) -> list[Issue]:
    return [issue for issue in issues_of(files) if issue.code in about]


def test_a_new_lock_holds_every_rule_at_version_one() -> None:
    update = updated_lock(load(small_files()), TODAY)
    entry = update.lock.rules[COAL_ID]
    assert entry.version == 1
    assert entry.live == (LivePeriod(TODAY, None),)
    assert update.changes[0] == f"{COAL_ID}: new, version 1, live"
    assert json.loads(update.content)["rulebook"] == "2026.11.1"


def test_what_is_written_is_read_back() -> None:
    lock = updated_lock(load(small_files()), TODAY).lock
    assert read_lock(write_lock(lock)) == lock


def test_a_lock_that_fits_is_left_as_it_is() -> None:
    files = locked(small_files())
    assert updated_lock(load(files), LATER).content == files[LOCK]
    assert updated_lock(load(files), LATER).changes == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"title: Coal supplied", b"title: Hard coal supplied"),
        (b"It does not flag coal that goes there.", b"It does not flag imports."),
        (b"reviewed: {date: 2026-11-22", b"reviewed: {date: 2026-11-21"),
        (b"name: Coal from elsewhere is silent", b"name: Other coal is silent"),
        (b"any of (leaves_dprk, of_dprk_origin)", b"(of_dprk_origin or leaves_dprk)"),
    ],
)
def test_words_cases_and_order_are_no_logic(old: bytes, new: bytes) -> None:
    files = locked(small_files())
    assert old in files[COAL]
    files[COAL] = files[COAL].replace(old, new)
    assert updated_lock(load(files), LATER).lock.rules[COAL_ID].version == 1
    assert codes(files, "RB601") == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (COAL, b"level: critical\nsummary", b"level: high\nsummary"),
        (
            COAL,
            b"is_coal and any of (leaves_dprk, of_dprk_origin)",
            b"is_coal and leaves_dprk and of_dprk_origin",
        ),
        (COAL, b"from: 2017-08-05", b"from: 2017-08-06"),
        (COAL, b"{before: route.loading.on}", b"{on_or_before: route.loading.on}"),
        ("vocab/commodities.yaml", b'prefix: "2701"', b'prefix: "2702"'),
        ("vocab/places.yaml", b"locodes: [KPRJN]", b"locodes: [KPRJN, KPRJX]"),
    ],
)
def test_a_change_of_logic_or_of_its_vocabulary_is_a_new_version(
    path: str, old: bytes, new: bytes
) -> None:
    files = locked(small_files())
    assert old in files[path]
    files[path] = files[path].replace(old, new)
    assert [issue.code for issue in codes(files, "RB601")] == ["RB601"]
    update = updated_lock(load(files), LATER)
    assert update.lock.rules[COAL_ID].version == 2
    assert f"{COAL_ID}: version 1 becomes 2" in update.changes
    assert update.lock.digest != read_lock(locked(small_files())[LOCK]).digest


def test_a_label_of_the_vocabulary_is_no_logic() -> None:
    files = locked(small_files())
    files["vocab/commodities.yaml"] = files["vocab/commodities.yaml"].replace(
        b"label: coal", b"label: hard coal"
    )
    assert codes(files, "RB601") == []


def test_a_limit_rests_on_units_and_factors() -> None:
    files = locked(small_files())
    files["vocab/conversions.yaml"] = files["vocab/conversions.yaml"].replace(b'"7.46"', b'"7.47"')
    assert [issue.rule for issue in codes(files, "RB601")] == ["dprk.2397.05.diesel-limit"]


def test_live_days_are_kept_when_a_rule_rests_and_returns() -> None:
    files = locked(small_files())
    resting = {**files, COAL: files[COAL].replace(b"status: live", b"status: shadow")}
    resting = relocked(resting, LATER)
    entry = read_lock(resting[LOCK]).rules[COAL_ID]
    assert entry.live == (LivePeriod(TODAY, LATER),)
    assert entry.status == "shadow"
    returned = relocked({**resting, COAL: files[COAL]}, date(2027, 1, 1))
    assert read_lock(returned[LOCK]).rules[COAL_ID].live == (
        LivePeriod(TODAY, LATER),
        LivePeriod(date(2027, 1, 1), None),
    )
    still_resting = relocked(resting, date(2027, 1, 1))
    assert read_lock(still_resting[LOCK]).rules[COAL_ID].live == entry.live


def test_a_draft_is_not_locked_and_a_removed_rule_is_told() -> None:
    files = locked(small_files())
    files[COAL] = files[COAL].replace(b"status: live", b"status: draft")
    assert COAL_ID not in updated_lock(load(files), LATER).lock.rules
    told = codes(files, "RB601")
    assert "in the lock, and no file holds it" in told[0].message
    assert f"{COAL_ID}: removed" in updated_lock(load(files), LATER).changes


def test_a_rulebook_with_faults_is_not_locked() -> None:
    files = small_files()
    files[COAL] = files[COAL].replace(b"@commodity.coal", b"@commodity.cole")
    with pytest.raises(RuleErrors, match="RB408"):
        updated_lock(load(files), TODAY)


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b'{"rulebook": "1"}', b'{"rulebook": "1", "digest": "x", "rules": {"a": {}}}'],
)
def test_a_lock_that_cannot_be_read_is_told_and_can_be_written_anew(content: bytes) -> None:
    files = {**small_files(), LOCK: content}
    assert [issue.code for issue in load(files).issues] == ["RB601"]
    assert updated_lock(load(files), TODAY).lock.rules[COAL_ID].version == 1


def test_a_lock_of_another_version_is_told() -> None:
    files = locked(small_files())
    files["rulebook.yaml"] = files["rulebook.yaml"].replace(b"2026.11.1", b"2026.12.1")
    assert "the lock is of rulebook 2026.11.1" in codes(files, "RB601")[0].message


def test_a_new_rule_is_told_until_it_is_locked() -> None:
    files = locked(small_files())
    lock = json.loads(files[LOCK])
    del lock["rules"][COAL_ID]
    files[LOCK] = json.dumps(lock).encode()
    assert "is not in the lock" in codes(files, "RB601")[0].message


def retired_files() -> dict[str, bytes]:
    files = small_files()
    text = files.pop(LIMIT).decode().replace("status: live", "status: retired")
    reason = "\nretired: {date: 2026-11-22, reason: A test., successor: null}\n\ntests:"
    files["retired/2397-05-diesel-limit.yaml"] = text.replace("\ntests:", reason).encode()
    return locked(files)


def test_a_retired_rule_is_never_edited() -> None:
    files = retired_files()
    assert codes(files, "RB602", "RB101") == []
    path = "retired/2397-05-diesel-limit.yaml"
    files[path] = files[path].replace(b"title: Diesel", b"title: Any diesel")
    assert "was edited" in codes(files, "RB602")[0].message


def test_the_changelog_names_every_version() -> None:
    files = locked(small_files())
    assert codes(files, "RB606") == []
    without = {path: content for path, content in files.items() if path != CHANGELOG}
    assert "there is no changelog" in codes(without, "RB606")[0].message
    text = files[CHANGELOG].decode().replace(f"`{COAL_ID}` 1", f"`{COAL_ID}` 2")
    told = codes({**files, CHANGELOG: text.encode()}, "RB606")
    assert f"version 1 of '{COAL_ID}' has no entry" in told[0].message


def test_a_changelog_entry_has_a_class_a_version_and_days() -> None:
    text = (
        "# Changes\n\n## 2026.11.2\n\n### Narrows\n\n- `a.b` 2: less,\n  by a lot. Impacted: from 2017-08-05.\n"
        "- `a.c` 3: no days.\n\n### Other\n\n- `a.d` 1: x. Impacted: from 2017-08-05.\n"
    )
    assert changelog_entries(text) == {("a.b", 2)}


def test_the_checks_tell_a_lock_that_cannot_be_read_once() -> None:
    files = {**locked(small_files()), LOCK: b"{"}
    assert [issue.code for issue in issues_of(files)] == ["RB601"]


def test_an_entry_that_a_rule_denies_is_part_of_its_logic_too() -> None:
    files = small_files()
    files[COAL] = (
        files[COAL]
        .replace(b'{goods.commodity: "@commodity.coal"}', b"{goods.commodity: {not: [diesel]}}")
        .replace(b"anchor: is_coal and nexus.dprk", b"anchor: nexus.dprk")
    )
    files = locked(files)
    files["vocab/commodities.yaml"] = files["vocab/commodities.yaml"].replace(b"271019", b"271020")
    assert COAL_ID in {issue.rule for issue in codes(files, "RB601")}
