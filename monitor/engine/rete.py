"""The only door to durable_rules: it tells which rules could apply to a fact, and never misses one.

The library is fast and fails silently; every guard below answers a behaviour that was measured, and the tests of this
module hold the raw behaviour and the guard side by side (docs/decisions/0002-durable-rules-behind-one-door.md).

No text from outside reaches the library. A pattern is a conjunction of equalities, so only the pairs of field and
value that some pattern asks for can matter. Each such pair is given a token when the network is built; a fact is cut
down to its tokens before it is offered. Quotes, control characters, numbers that look alike and facts with hundreds
of fields therefore cannot change what matches, and facts that differ only in what no rule asks for are judged once.
"""

import itertools
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from durable.engine import Closure, Host, MessageNotHandledException

from monitor.errors import EngineError

SUBJECT = "subject"
# One fact that fans out to more than about 64 nodes is lost with error 303, and its memory with it.
PATTERNS_PER_RULESET = 32
# The library refuses a fact with more than 253 properties; id, sid and subject are three of them.
PROPERTIES_PER_FACT = 250
# Each live sid costs about 0.5 MB and 1,024 of them are the end, so there is one for all.
SID = "0"
CACHED_FACTS = 65_536

Fact = Mapping[str, str]
Tokens = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Pattern:
    """A conjunction of positive equalities under which a rule could apply to a subject.

    Several patterns of one rule are alternatives. A pattern without equalities matches every fact of its ruleset.

    Attributes:
        rule_id: The rule that is offered where the pattern matches.
        ruleset: The subject group, such as `shipment.goods`.
        equals: What each field must equal.
    """

    rule_id: str
    ruleset: str
    equals: Mapping[str, str]


class Rete:
    """A matching network over the patterns of one rulebook.

    An instance belongs to the thread that first asks it; `hand_over` lets another thread take it. Instances may be
    used from different threads at once: the library is entered by one at a time. Instances with the same patterns
    share their definitions, because the library cannot give the memory of a definition back (about 1 MB for 32
    patterns).
    """

    def __init__(self, patterns: Sequence[Pattern], *, cached_facts: int = CACHED_FACTS) -> None:
        """Builds the network and checks that each pattern matches the fact that it describes.

        Raises:
            EngineError: A pattern cannot be taken, or the library does not hold it as written.
        """
        groups: dict[str, dict[Tokens, set[str]]] = {}
        self._tokens = _number_the_pairs(patterns)
        for pattern in patterns:
            tokens = frozenset(self._tokens[pair] for pair in pattern.equals.items())
            groups.setdefault(pattern.ruleset, {}).setdefault(tokens, set()).add(pattern.rule_id)
        self._groups = {
            name: tuple(_split(name, alternatives)) for name, alternatives in groups.items()
        }
        self._cache: OrderedDict[tuple[str, Tokens], frozenset[str]] = OrderedDict()
        self._cached_facts = cached_facts
        self._owner: int | None = None
        self.hits = 0
        self.misses = 0
        self._check_each_pattern()

    def offered(self, fact: Fact) -> frozenset[str]:
        """Names the rules whose patterns the fact fulfils.

        The fact has its group under `subject` and flat text properties beside it; what is not known is left out.

        Raises:
            EngineError: The fact is not flat text, another thread owns this network, or the library failed twice.
        """
        self._claim()
        group, tokens = self._reduce(fact)
        key = (group, tokens)
        known = self._cache.get(key)
        if known is not None:
            self.hits += 1
            self._cache.move_to_end(key)
            return known
        self.misses += 1
        found = self._ask(group, tokens)
        self._cache[key] = found
        if len(self._cache) > self._cached_facts:
            self._cache.popitem(last=False)
        return found

    def hand_over(self) -> None:
        """Lets the next thread that asks become the owner; the caller promises to ask no more itself."""
        self._owner = None

    @property
    def definitions(self) -> int:
        """Counts the rulesets that the network is split into."""
        return sum(len(rulesets) for rulesets in self._groups.values())

    def _claim(self) -> None:
        caller = threading.get_ident()
        if self._owner is None:
            self._owner = caller
        elif self._owner != caller:
            message = (
                f"the network belongs to thread {self._owner} and was asked by thread {caller} "
                f"({threading.current_thread().name!r}): judge in one thread, or hand the network over first"
            )
            raise EngineError(message)

    def _reduce(self, fact: Mapping[str, object]) -> tuple[str, Tokens]:
        group = fact.get(SUBJECT)
        if not isinstance(group, str):
            message = f"a fact must name its group under {SUBJECT!r}; this one has {group!r}"
            raise EngineError(message)
        known = self._tokens
        tokens = []
        for pair in fact.items():
            if not isinstance(pair[1], str):
                message = (
                    f"fact property {pair[0]!r} is {type(pair[1]).__name__} {pair[1]!r}: only text "
                    "is matched; write it as text, or leave it out where it is not known"
                )
                raise EngineError(message)
            if pair in known:
                tokens.append(known[pair])
        return group, frozenset(tokens)

    def _ask(self, group: str, tokens: Tokens) -> frozenset[str]:
        found: set[str] = set()
        for ruleset in self._groups.get(group, ()):
            relevant = tokens & ruleset.tokens
            if not relevant and not ruleset.matches_anything:
                continue
            for index in _ENGINE.fire(ruleset, relevant):
                found |= ruleset.rules[index]
        return frozenset(found)

    def _check_each_pattern(self) -> None:
        for group, rulesets in self._groups.items():
            for ruleset in rulesets:
                for index, tokens in enumerate(ruleset.patterns):
                    if index not in _ENGINE.fire(ruleset, tokens):
                        message = (
                            f"the network does not offer {sorted(ruleset.rules[index])} for the fact that its "
                            f"own pattern in {group!r} describes; refusing to start, because matches would be "
                            "lost silently"
                        )
                        raise EngineError(message)


@dataclass(frozen=True)
class _Ruleset:
    """At most 32 patterns of one group, in the form in which the library is given them."""

    group: str
    patterns: tuple[Tokens, ...]
    rules: tuple[frozenset[str], ...] = field(compare=False, hash=False)
    tokens: Tokens = field(compare=False, hash=False)

    @property
    def matches_anything(self) -> bool:
        """Whether one of the patterns asks for nothing; it sorts first."""
        return not self.patterns[0]

    def definition(self, fired: list[int]) -> dict[str, Any]:
        """Writes the patterns as rules that start with an equality on the subject and only append to a list."""
        return {
            f"r{index}": {
                "all": [{"m": {"$and": [{SUBJECT: "s"}, *({k: v} for k, v in sorted(tokens))]}}],
                "run": _append(fired, index),
            }
            for index, tokens in enumerate(self.patterns)
        }


def _append(fired: list[int], index: int) -> Callable[[Closure], None]:
    # The library calls actions by the number of their arguments, so this cannot be a partial.
    def action(_closure: Closure) -> None:
        fired.append(index)

    return action


def _number_the_pairs(patterns: Iterable[Pattern]) -> dict[tuple[str, object], tuple[str, str]]:
    """Gives each pair of field and value that a pattern asks for its token, the same in every process."""
    pairs: set[tuple[str, str]] = set()
    for pattern in patterns:
        _check_pattern(pattern)
        pairs.update(pattern.equals.items())
    names = {name: f"f{n}" for n, name in enumerate(sorted({name for name, _ in pairs}))}
    return {pair: (names[pair[0]], f"v{n}") for n, pair in enumerate(sorted(pairs))}


def _check_pattern(pattern: Pattern) -> None:
    place = f"pattern of {pattern.rule_id!r} in {pattern.ruleset!r}"
    pairs: list[tuple[object, object]] = [(SUBJECT, pattern.ruleset), *pattern.equals.items()]
    for name, value in pairs:
        if not (isinstance(name, str) and isinstance(value, str)):
            message = f"{place}: {name!r} equals {value!r}, and only text can be compared"
            raise EngineError(message)
        if not name or "\0" in name or "\0" in value:
            message = f"{place}: {name!r} equals {value!r}: an empty name and NUL are not allowed"
            raise EngineError(message)
    if SUBJECT in pattern.equals:
        message = f"{place}: {SUBJECT!r} is the group itself and may not be asked for again"
        raise EngineError(message)
    if len(pattern.equals) > PROPERTIES_PER_FACT:
        message = f"{place}: {len(pattern.equals)} fields asked for, at most {PROPERTIES_PER_FACT}"
        raise EngineError(message)


def _split(group: str, alternatives: Mapping[Tokens, set[str]]) -> Iterator[_Ruleset]:
    """Cuts a group into rulesets that the library can hold: by number of patterns, and of fields asked for."""
    part: list[Tokens] = []
    fields: set[str] = set()
    for tokens in sorted(alternatives, key=sorted):
        asked = {name for name, _ in tokens}
        if part and (
            len(part) == PATTERNS_PER_RULESET or len(fields | asked) > PROPERTIES_PER_FACT
        ):
            yield _ruleset(group, part, alternatives)
            part, fields = [], set()
        part.append(tokens)
        fields |= asked
    if part:
        yield _ruleset(group, part, alternatives)


def _ruleset(group: str, part: list[Tokens], alternatives: Mapping[Tokens, set[str]]) -> _Ruleset:
    return _Ruleset(
        group=group,
        patterns=tuple(part),
        rules=tuple(frozenset(alternatives[tokens]) for tokens in part),
        tokens=frozenset().union(*part),
    )


class _QuietHost(Host):
    """A host without the two threads that the library starts for timers, which nothing here uses."""

    def _run(self) -> None:
        pass


@dataclass(frozen=True)
class _Loaded:
    name: str
    fired: list[int]


class _Engine:
    """The one host of the process, entered by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._names = itertools.count(1)
        self._loaded: dict[tuple[Tokens, ...], _Loaded] = {}
        self._host: Host | None = None

    def fire(self, ruleset: _Ruleset, tokens: Tokens) -> tuple[int, ...]:
        """Gives the indexes of the patterns that match.

        A call that went wrong may leave the library's state between two facts, where later matches are held back
        without a word. That ruleset is therefore never asked again: a fresh copy answers, once.
        """
        with self._lock:
            try:
                return self._fire(ruleset, tokens)
            except EngineError:
                self._loaded.pop(ruleset.patterns, None)
                return self._fire(ruleset, tokens)

    def _fire(self, ruleset: _Ruleset, tokens: Tokens) -> tuple[int, ...]:
        loaded = self._load(ruleset)
        host = self._get_host()
        # Ids are compared by a 32-bit hash; with one fact held at a time no two can be mistaken for each other.
        fact: dict[str, str | int] = {
            "id": next(self._ids),
            "sid": SID,
            SUBJECT: "s",
            **dict(tokens),
        }
        loaded.fired.clear()
        try:
            state = host.assert_fact(loaded.name, fact)
            _check_state(state, ruleset)
            return tuple(loaded.fired)
        except MessageNotHandledException:
            return ()
        except EngineError:
            raise
        except Exception as error:
            message = f"durable_rules failed in {ruleset.group!r}: {_told(error)}"
            raise EngineError(message) from error
        finally:
            self._retract(host, loaded.name, fact, ruleset)

    def _retract(
        self, host: Host, name: str, fact: dict[str, str | int], ruleset: _Ruleset
    ) -> None:
        try:
            host.retract_fact(name, fact)
        except MessageNotHandledException:
            # No rule matched, so the library had not kept the fact.
            return
        except Exception as error:
            message = (
                f"durable_rules would not let go of a fact in {ruleset.group!r}: {_told(error)}"
            )
            raise EngineError(message) from error

    def _load(self, ruleset: _Ruleset) -> _Loaded:
        loaded = self._loaded.get(ruleset.patterns)
        if loaded is None:
            loaded = _Loaded(f"n{next(self._names)}", [])
            try:
                self._get_host().register_rulesets({loaded.name: ruleset.definition(loaded.fired)})
            except Exception as error:
                message = f"durable_rules refuses the patterns of {ruleset.group!r}: {_told(error)}"
                raise EngineError(message) from error
            self._loaded[ruleset.patterns] = loaded
        return loaded

    def _get_host(self) -> Host:
        if self._host is None:
            self._host = _QuietHost()
        return self._host

    def forget_the_lock(self) -> None:
        """Replaces a lock that another thread may have held at the moment of a fork."""
        self._lock = threading.Lock()


def _check_state(state: object, ruleset: _Ruleset) -> None:
    """Holds the library to its own answer: it hands back the state when, and only when, every action ran."""
    if not isinstance(state, dict):
        message = (
            f"durable_rules did not run all matches of {ruleset.group!r} (it answered {state!r})"
        )
        raise EngineError(message)
    if "exception" in state:
        message = f"durable_rules swallowed an error in {ruleset.group!r}: {state['exception']}"
        raise EngineError(message)


def _told(error: Exception) -> str:
    # Two exceptions of the library keep their words in an attribute and have an empty text.
    return str(error) or str(getattr(error, "message", "")) or type(error).__name__


_ENGINE = _Engine()
os.register_at_fork(after_in_child=_ENGINE.forget_the_lock)
