import pytest

from monitor.rulebook.condition_line import ConditionFault, condition_text, parse_condition
from monitor.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    ClauseRef,
    Condition,
    FieldRef,
    Not,
    atoms,
    holds,
    negations,
)

A, B, C = ClauseRef("a"), ClauseRef("b"), ClauseRef("c")


@pytest.mark.parametrize(
    ("line", "tree"),
    [
        ("a", A),
        ("(a)", A),
        ("a and b", AllOf((A, B))),
        ("a or b", AnyOf((A, B))),
        ("not a", Not(A)),
        ("a and b and c", AllOf((A, B, C))),
        ("(a and b) and c", AllOf((A, B, C))),
        ("a and (b or c)", AllOf((A, AnyOf((B, C))))),
        ("a and any of (b, c)", AllOf((A, AnyOf((B, C))))),
        ("any of (a and b, c)", AnyOf((AllOf((A, B)), C))),
        ("all of (a, b)", AllOf((A, B))),
        ("any of (a)", A),
        ("at least 2 of (a, b, c)", AtLeast(2, (A, B, C))),
        ("not (a or b)", Not(AnyOf((A, B)))),
        ("a and nexus.dprk", AllOf((A, FieldRef("nexus.dprk")))),
        ("a and\n  b", AllOf((A, B))),
    ],
)
def test_a_line_has_one_meaning(line: str, tree: Condition) -> None:
    assert parse_condition(line) == tree
    assert parse_condition(condition_text(tree)) == tree


@pytest.mark.parametrize(
    ("line", "offset", "words"),
    [
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ("a b", 2, "'and', 'or' or the end of the line is expected here, not 'b'"),
        ("a and b or c", 8, "mixed without parentheses"),
        ("a & b", 2, "'&' has no meaning"),
        ("(a", 2, "')' is expected here, not the end of the line"),
        ("a and", 5, "the name of a clause is expected here, not the end of the line"),
        ("any a", 4, "'of' is expected"),
        ("any of a", 7, "'(' is expected"),
        ("any of ()", 8, "the name of a clause"),
        ("at a", 3, "'least' is expected"),
        ("at least two of (a, b)", 9, "a number is expected"),
        ("at least 1 of (a, b)", 9, "2 or more"),
        ("at least 3 of (a, b, c)", 9, "less than the items"),
        ("not not a", 4, "says nothing"),
        ("Coal and b", 0, "'Coal' is no name"),
        ("of", 0, "the name of a clause is expected here, not 'of'"),
        ("(" * 17 + "a" + ")" * 17, 16, "more than 16 deep"),
        ("a" * 2001, 2000, "at most 2000"),
    ],
)
def test_a_fault_is_told_at_its_character(line: str, offset: int, words: str) -> None:
    with pytest.raises(
        ConditionFault, match=words.replace("(", r"\(").replace(")", r"\)")
    ) as fault:
        parse_condition(line)
    assert fault.value.offset == offset


def test_names_know_where_they_stand() -> None:
    found = list(atoms(parse_condition("aa and any of (bb, not cc, nexus.dprk)")))
    assert [atom.offset for atom in found] == [0, 15, 23, 27]


def test_every_not_is_found() -> None:
    tree = parse_condition("not a and any of (b, not (c or not a))")
    assert len(list(negations(tree))) == 3
    assert not list(negations(parse_condition("at least 2 of (a, b, c)")))


@pytest.mark.parametrize(
    ("line", "true_names", "result"),
    [
        ("a and b", "a", False),
        ("a and b", "ab", True),
        ("a or b", "b", True),
        ("not a", "", True),
        ("at least 2 of (a, b, c)", "ac", True),
        ("at least 2 of (a, b, c)", "c", False),
        ("a and nexus.dprk", "a", False),
    ],
)
def test_plain_truth(line: str, true_names: str, result: bool) -> None:
    tree = parse_condition(line)
    assert (
        holds(tree, lambda atom: isinstance(atom, ClauseRef) and atom.name in true_names) is result
    )
