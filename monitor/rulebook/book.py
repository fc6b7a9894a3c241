"""The rulebook: every rule in its version, the vocabulary, and the digest of it all.

A book is immutable and built only from content without faults. The files it was read from stay
with it, so that the store can keep them by digest and rebuild the same book to the bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path

from monitor.domain.canonical import digest_of, sha256
from monitor.rulebook.clauses import Block
from monitor.rulebook.coverage import Coverage
from monitor.rulebook.fields import FieldSpec
from monitor.rulebook.issues import Issue, errors_of
from monitor.rulebook.lint.run import issues_at_load
from monitor.rulebook.loader import (
    CHANGELOG,
    EXCLUSIONS,
    Loaded,
    Manifest,
    load,
    read_folder,
)
from monitor.rulebook.lock_file import Lock
from monitor.rulebook.logic import logic_digest
from monitor.rulebook.rule import Exemption, Rule, Status
from monitor.rulebook.vocab import Vocab

__all__ = [
    "Block",
    "Exemption",
    "Rule",
    "RuleBook",
    "load_rulebook",
    "load_rulebook_from_files",
]

NO_PART_OF_THE_BOOK = frozenset({CHANGELOG, EXCLUSIONS})
"""Files that the checks read and no judgement rests on; a change of them is no other book."""


@dataclass(frozen=True, eq=False)
class RuleBook:
    """A checked set of rules with everything that judging by them needs.

    Attributes:
        manifest: What the book says of itself.
        vocab: The vocabulary.
        files: The files of the book by path, so that it can be kept and rebuilt.
        digest: The digest of the files; two books of one digest judge alike.
        all_rules: Every rule, also drafts and retired ones, by id.
        coverage: The register of provisions, where the book has one.
    """

    manifest: Manifest
    vocab: Vocab
    files: Mapping[str, bytes]
    digest: str
    all_rules: tuple[Rule, ...]
    coverage: Coverage | None

    @property
    def version(self) -> str:
        """The rulebook's version, ``YYYY.MM.N``."""
        return self.manifest.rulebook

    @property
    def target_country(self) -> str:
        """The country that the regime is about, ISO 3166-1 alpha-2."""
        return self.manifest.target_country

    @property
    def fields(self) -> Mapping[str, FieldSpec]:
        """The fields that rules may test."""
        return self.vocab.fields

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are judged: live ones and shadows."""
        return tuple(rule for rule in self.all_rules if rule.is_judged)

    @cached_property
    def drafts(self) -> tuple[Rule, ...]:
        """The rules that only the checks look at."""
        return tuple(rule for rule in self.all_rules if rule.status is Status.DRAFT)

    @cached_property
    def retired(self) -> tuple[Rule, ...]:
        """The rules that are kept and judged no more."""
        return tuple(rule for rule in self.all_rules if rule.status is Status.RETIRED)

    @cached_property
    def rule_versions(self) -> Mapping[str, int]:
        """The version of every rule by id."""
        return {rule.id: rule.version for rule in self.all_rules}

    @cached_property
    def _by_id(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.all_rules}

    def rule(self, rule_id: str) -> Rule:
        """Give a rule by id, whatever its status.

        Raises:
            KeyError: there is no such rule.
        """
        return self._by_id[rule_id]


def load_rulebook(root: Path | Traversable, label: str | None = None) -> RuleBook:
    """Load the rulebook in a folder.

    Args:
        root: The folder with ``rulebook.yaml``.
        label: The folder's name in messages; the folder as given where it is left out.

    Raises:
        RuleErrors: with every fault of every file.
    """
    shown = label if label is not None else str(root)
    return build_book(load(read_folder(root), shown))


def load_rulebook_from_files(files: Mapping[str, bytes], label: str = "rules") -> RuleBook:
    """Load a rulebook from its files by path, as a book's ``files`` gave them.

    Raises:
        RuleErrors: with every fault of every file.
    """
    return build_book(load(files, label))


def build_book(loaded: Loaded) -> RuleBook:
    """Make the book of what was loaded.

    Raises:
        RuleErrors: something was wrong with it.
    """
    issues: list[Issue] = [*loaded.issues, *issues_at_load(loaded)]
    if issues or loaded.manifest is None or loaded.vocab is None:
        raise errors_of(issues)
    kept = {path: content for path, content in loaded.files.items() if is_part_of_book(path)}
    return RuleBook(
        manifest=loaded.manifest,
        vocab=loaded.vocab,
        files=kept,
        digest=digest_of({path: sha256(content) for path, content in kept.items()}),
        all_rules=versioned_rules(loaded, loaded.vocab),
        coverage=loaded.coverage,
    )


def is_part_of_book(path: str) -> bool:
    """Tell whether a file belongs to the book and its digest."""
    return path not in NO_PART_OF_THE_BOOK and path.endswith((".yaml", ".json"))


def versioned_rules(loaded: Loaded, vocab: Vocab) -> tuple[Rule, ...]:
    """Give every rule its logic digest and version, sorted by id.

    The version is the lock's; a rule that changed since the lock was written has the next one.
    """
    rules = (_versioned(one.rule, vocab, loaded.lock) for one in loaded.rules)
    return tuple(sorted(rules, key=lambda rule: rule.id))


def _versioned(rule: Rule, vocab: Vocab, lock: Lock | None) -> Rule:
    logic = logic_digest(rule, vocab)
    entry = None if lock is None else lock.rules.get(rule.id)
    if entry is None:
        return replace(rule, logic=logic, version=1)
    version = entry.version if entry.logic == logic else entry.version + 1
    return replace(rule, logic=logic, version=version)
