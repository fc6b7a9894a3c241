"""Parse a condition line into its tree, and write a tree as a line."""

import re
from dataclasses import dataclass
from typing import assert_never

from monitor.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    ClauseRef,
    Condition,
    FieldRef,
    Not,
    conjunction,
    disjunction,
)

RESERVED_WORDS = frozenset({"and", "or", "not", "any", "all", "at", "least", "of"})
LINE_LENGTH_MAX = 2000
NESTING_MAX = 16


class ConditionFault(ValueError):
    """Says what is wrong with a condition line, and at which character."""

    def __init__(self, message: str, offset: int) -> None:
        """Keeps the offset apart, so that the caller can turn it into line and column."""
        self.offset = offset
        super().__init__(message)


def condition_text(condition: Condition) -> str:
    """Write the condition as a line that parses back to the same tree."""
    match condition:
        case AllOf(items):
            return " and ".join(_operand(item) for item in items)
        case AnyOf(items):
            return " or ".join(_operand(item) for item in items)
        case _:
            return _operand(condition)


def _operand(condition: Condition) -> str:
    match condition:
        case ClauseRef(name):
            return name
        case FieldRef(name):
            return name
        case Not(item):
            inner = condition_text(item)
            return f"not {inner}" if isinstance(item, ClauseRef | FieldRef) else f"not ({inner})"
        case AllOf(items):
            return f"all of ({_listed(items)})"
        case AnyOf(items):
            return f"any of ({_listed(items)})"
        case AtLeast(n, items):
            return f"at least {n} of ({_listed(items)})"
        case _:
            assert_never(condition)


def _listed(items: tuple[Condition, ...]) -> str:
    return ", ".join(condition_text(item) for item in items)


def parse_condition(line: str) -> Condition:
    """Parse one condition line.

    Raises:
        ConditionFault: the line does not follow the grammar; its offset counts from the start.
    """
    if len(line) > LINE_LENGTH_MAX:
        msg = f"the condition has {len(line)} characters: at most {LINE_LENGTH_MAX} are read"
        raise ConditionFault(msg, LINE_LENGTH_MAX)
    return _Parser(line).parse()


_TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z_][\w.]*)|(?P<number>\d+)|(?P<sign>[(),])|(?P<odd>\S))")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FIELD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_ALLOWED = "and, or, not, any of (...), all of (...), at least N of (...), parentheses and names"


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    kind: str
    offset: int


def _tokens(line: str) -> list[_Token]:
    found: list[_Token] = []
    for hit in _TOKEN.finditer(line.rstrip()):
        kind = str(hit.lastgroup)
        token = _Token(hit[kind], kind, hit.start(kind))
        if kind == "odd":
            msg = f"'{token.text}' has no meaning in a condition: allowed are {_ALLOWED}"
            raise ConditionFault(msg, token.offset)
        found.append(token)
    found.append(_Token("", "end", len(line.rstrip())))
    return found


class _Parser:
    """Reads the line once from left to right; the first fault ends it."""

    def __init__(self, line: str) -> None:
        self._tokens = _tokens(line)
        self._next = 0
        self._depth = 0

    def parse(self) -> Condition:
        if self._now.kind == "end":
            raise ConditionFault("the condition is empty: name at least one clause", 0)
        tree = self._expression()
        if self._now.kind != "end":
            raise self._unexpected("'and', 'or' or the end of the line")
        return tree

    @property
    def _now(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._now
        self._next += 1
        return token

    def _accept(self, text: str) -> bool:
        if self._now.text != text:
            return False
        self._next += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._unexpected(f"'{text}'")

    def _unexpected(self, wanted: str) -> ConditionFault:
        token = self._now
        seen = f"'{token.text}'" if token.kind != "end" else "the end of the line"
        return ConditionFault(
            f"{wanted} is expected here, not {seen}. Correct the line", token.offset
        )

    def _expression(self) -> Condition:
        self._depth += 1
        if self._depth > NESTING_MAX:
            msg = f"parentheses stand more than {NESTING_MAX} deep: split the rule or the clauses"
            raise ConditionFault(msg, self._now.offset)
        items = [self._unary()]
        joiner = self._now.text if self._now.text in {"and", "or"} else ""
        while joiner and self._now.text in {"and", "or"}:
            if self._now.text != joiner:
                msg = (
                    "'and' and 'or' are mixed without parentheses: readers differ on which binds "
                    "first. Put parentheses, or write 'any of (...)'"
                )
                raise ConditionFault(msg, self._now.offset)
            self._take()
            items.append(self._unary())
        self._depth -= 1
        return disjunction(items) if joiner == "or" else conjunction(items)

    def _unary(self) -> Condition:
        if self._now.text != "not":
            return self._primary()
        self._take()
        if self._now.text == "not":
            msg = "'not not' says nothing: leave both out"
            raise ConditionFault(msg, self._now.offset)
        return Not(self._unary())

    def _primary(self) -> Condition:
        if self._accept("("):
            inner = self._expression()
            self._expect(")")
            return inner
        if self._accept("any"):
            return disjunction(self._list())
        if self._accept("all"):
            return conjunction(self._list())
        if self._accept("at"):
            return self._at_least()
        return self._atom()

    def _at_least(self) -> Condition:
        self._expect("least")
        if self._now.kind != "number":
            raise self._unexpected("a number")
        token = self._take()
        items = self._list()
        count = int(token.text)
        if not 2 <= count < len(items):
            msg = (
                f"'at least {count} of' stands before {len(items)} items: the number must be 2 or "
                "more and less than the items. For one write 'any of', for every one 'all of'"
            )
            raise ConditionFault(msg, token.offset)
        return AtLeast(count, tuple(items))

    def _list(self) -> list[Condition]:
        self._expect("of")
        self._expect("(")
        items = [self._expression()]
        while self._accept(","):
            items.append(self._expression())
        self._expect(")")
        return items

    def _atom(self) -> Condition:
        token = self._now
        if token.kind != "word" or token.text in RESERVED_WORDS:
            raise self._unexpected("the name of a clause")
        self._take()
        if _NAME.fullmatch(token.text):
            return ClauseRef(token.text, token.offset)
        if _FIELD.fullmatch(token.text):
            return FieldRef(token.text, token.offset)
        msg = f"'{token.text}' is no name: write small letters, digits and underscores"
        raise ConditionFault(msg, token.offset)
