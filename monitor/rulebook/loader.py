"""Read a rulebook's files, one rule or all of them, gathering every fault of every file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

from monitor import __version__
from monitor.rulebook.coverage import COVERAGE_SHAPE, Coverage, coverage_of
from monitor.rulebook.issues import Issue, Place, did_you_mean, listed, quoted
from monitor.rulebook.lock_file import Lock, read_lock
from monitor.rulebook.records import Key, ListOf, Record
from monitor.rulebook.rule import Rule
from monitor.rulebook.schema import rule_shape
from monitor.rulebook.shapes import Day, Shape, Text, read_document
from monitor.rulebook.vocab import Vocab
from monitor.rulebook.vocab_files import missing_files, read_vocab
from monitor.rulebook.yaml12 import Document, read_yaml

MANIFEST = "rulebook.yaml"
LOCK = "rules.lock.json"
COVERAGE = "coverage.yaml"
EXCLUSIONS = "exclusions.yaml"
CHANGELOG = "CHANGELOG.md"
VOCAB = "vocab"
RETIRED = "retired"
FOLDERS_OF_OTHERS = frozenset({"schema", "lists"})
"""Folders beside the rules that hold something else."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a rulebook says of itself: its version, the engine it needs, and its regimes."""

    rulebook: str
    engine: str
    target_country: str
    regime: str
    regimes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A finding of the checks that is accepted for one rule, until a day and for a reason."""

    rule: str
    code: str
    reason: str
    expires: date
    place: Place


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule beside the document it came from, which knows where everything stands."""

    rule: Rule
    document: Document


@dataclass(slots=True)
class Loaded:
    """Everything that was read, and everything that was wrong with it."""

    label: str
    files: Mapping[str, bytes]
    issues: list[Issue] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    manifest: Manifest | None = None
    vocab: Vocab | None = None
    coverage: Coverage | None = None
    exclusions: tuple[Exclusion, ...] = ()
    lock: Lock | None = None
    rules: tuple[LoadedRule, ...] = ()

    def shown(self, path: str) -> str:
        """Give a file's name as messages show it."""
        return f"{self.label}/{path}" if self.label else path


_VERSION = r"[0-9]{4}\.[0-9]{1,2}\.[0-9]+"
_MANIFEST = Record(
    build=Manifest,
    keys={
        "rulebook": Key(Text(_VERSION, "a version YYYY.MM.N, quoted"), "the rulebook's version"),
        "engine": Key(Text(r">=[0-9]+(\.[0-9]+){0,2}", "a floor such as '>=0.1'")),
        "target_country": Key(Text(r"[A-Z]{2}", "an ISO 3166-1 alpha-2 code")),
        "regime": Key(Text(r"[a-z]+", "a word in small letters")),
        "regimes": Key(ListOf(Text(r"[a-z]+", "a word in small letters"))),
    },
)
_EXCLUSIONS: Shape[tuple[dict[str, Any], ...]] = ListOf(
    Record(
        build=dict,
        keys={
            "rule": Key(Text(), "the rule that is excepted"),
            "code": Key(Text(r"RB[0-9]{3}", "a code such as RB103"), "the check"),
            "reason": Key(Text(), "why"),
            "expires": Key(Day(), "the first day on which it no longer holds"),
        },
    ),
    least=0,
)


def read_folder(root: Traversable) -> dict[str, bytes]:
    """Read every file of a rulebook folder that the loader or the checks look at."""
    found: dict[str, bytes] = {}
    for entry in sorted(root.iterdir(), key=lambda one: one.name):
        if entry.is_file() and _is_read(entry.name):
            found[entry.name] = entry.read_bytes()
        elif entry.is_dir() and entry.name not in FOLDERS_OF_OTHERS:
            for file in sorted(entry.iterdir(), key=lambda one: one.name):
                if file.is_file() and not file.name.startswith("."):
                    found[f"{entry.name}/{file.name}"] = file.read_bytes()
    return found


def _is_read(name: str) -> bool:
    return name in {MANIFEST, LOCK, COVERAGE, EXCLUSIONS, CHANGELOG} or name.endswith(
        (".yaml", ".yml")
    )


def load(files: Mapping[str, bytes], label: str = "rules") -> Loaded:
    """Read every file; nothing is raised, all faults stand in ``issues``."""
    return _Loader(files, label).load()


def load_rule(content: bytes, name: str, vocab: Vocab) -> LoadedRule | Document:
    """Read one rule file; where it has faults, the document with its issues comes back."""
    document = read_yaml(content, name)
    rule = read_document(rule_shape(vocab.fields), document)
    return document if rule is None else LoadedRule(rule, document)


class _Loader:
    """Reads the files in the order in which they need one another."""

    def __init__(self, files: Mapping[str, bytes], label: str) -> None:
        self._loaded = Loaded(label, files)

    def load(self) -> Loaded:
        loaded = self._loaded
        self._manifest()
        self._vocab()
        self._coverage()
        self._exclusions()
        self._lock()
        self._rules()
        self._strangers()
        for document in loaded.documents.values():
            loaded.issues.extend(document.issues)
        return loaded

    def _document(self, path: str) -> Document:
        document = read_yaml(self._loaded.files[path], self._loaded.shown(path))
        self._loaded.documents[path] = document
        return document

    def _note(self, path: str, code: str, message: str) -> None:
        self._loaded.issues.append(Issue(Place(self._loaded.shown(path)), code, message))

    def _manifest(self) -> None:
        if MANIFEST not in self._loaded.files:
            message = "the file is missing: it names the rulebook, the engine it needs and its regimes. Add it"
            self._note(MANIFEST, "RB022", message)
            return
        document = self._document(MANIFEST)
        manifest = read_document(_MANIFEST, document)
        if manifest is None:
            return
        if manifest.regime not in manifest.regimes:
            message = f"the regime {quoted(manifest.regime)} is not among 'regimes': {listed(manifest.regimes)}. Add it"
            document.issues.append(Issue(document.place(("regime",)), "RB021", message))
        if _numbers(manifest.engine.removeprefix(">=")) > _numbers(__version__):
            message = f"the rulebook needs engine {manifest.engine}, and this is {__version__}. Install a newer engine"
            document.issues.append(Issue(document.place(("engine",)), "RB023", message))
        self._loaded.manifest = manifest

    def _vocab(self) -> None:
        loaded = self._loaded
        documents = {
            path.removeprefix(f"{VOCAB}/").removesuffix(".yaml"): self._document(path)
            for path in loaded.files
            if path.startswith(f"{VOCAB}/") and path.endswith(".yaml")
        }
        loaded.issues.extend(missing_files(documents, loaded.shown(VOCAB)))
        loaded.vocab = read_vocab(documents)

    def _coverage(self) -> None:
        if COVERAGE not in self._loaded.files:
            return
        entries = read_document(COVERAGE_SHAPE, self._document(COVERAGE))
        self._loaded.coverage = None if entries is None else coverage_of(entries)

    def _exclusions(self) -> None:
        if EXCLUSIONS not in self._loaded.files:
            return
        document = self._document(EXCLUSIONS)
        entries = read_document(_EXCLUSIONS, document) or ()
        self._loaded.exclusions = tuple(
            Exclusion(**entry, place=document.place((index,)))
            for index, entry in enumerate(entries)
        )

    def _lock(self) -> None:
        content = self._loaded.files.get(LOCK)
        if content is None:
            return
        try:
            self._loaded.lock = read_lock(content)
        except ValueError as error:
            message = f"the lock cannot be read: {error}. Remove it and run `sanctions-monitor rules lock`"
            self._note(LOCK, "RB601", message)

    def _rule_paths(self) -> Iterator[str]:
        regimes = self._loaded.manifest.regimes if self._loaded.manifest is not None else ()
        folders = (*regimes, RETIRED)
        for path in self._loaded.files:
            folder, _, name = path.rpartition("/")
            if folder in folders and name.endswith(".yaml"):
                yield path

    def _rules(self) -> None:
        vocab = self._loaded.vocab
        shape = rule_shape(vocab.fields if vocab is not None else {})
        rules: list[LoadedRule] = []
        for path in self._rule_paths():
            document = self._document(path)
            rule = read_document(shape, document)
            if rule is not None:
                rules.append(LoadedRule(_with_file(rule, path), document))
        self._loaded.rules = tuple(rules)

    def _strangers(self) -> None:
        loaded = self._loaded
        known = {*loaded.documents, LOCK, CHANGELOG}
        if loaded.manifest is None:
            return
        folders = (*loaded.manifest.regimes, VOCAB, RETIRED)
        for path in loaded.files:
            folder, _, name = path.rpartition("/")
            if path in known or name == "README.md":
                continue
            if folder and folder not in folders:
                message = (
                    f"the folder {quoted(folder)} is not read: rules stand in "
                    f"{listed(folders)}.{did_you_mean(folder, folders)} Move the file, or add the "
                    "regime to rulebook.yaml"
                )
            else:
                message = (
                    "the file is not read, and a rule that is not read watches nothing: rule files "
                    "end in .yaml. Rename or remove it"
                )
            self._note(path, "RB022", message)


def _with_file(rule: Rule, path: str) -> Rule:
    return replace(rule, file=path)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
