"""The network offers exactly what its patterns say, whatever it is handed.

Each guard answers a behaviour of durable_rules that tests/integration/test_durable_rules.py reproduces.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import durable.engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.engine import rete
from monitor.engine.rete import PATTERNS_PER_RULESET, Pattern, Rete
from monitor.errors import EngineError

GROUP = "shipment.goods"


def pattern(rule_id: str, /, _group: str = GROUP, **equals: str) -> Pattern:
    return Pattern(
        rule_id, _group, {name.replace("__", "."): value for name, value in equals.items()}
    )


def fact(_group: str = GROUP, **values: str) -> dict[str, str]:
    return {"subject": _group, **{name.replace("__", "."): value for name, value in values.items()}}


@pytest.fixture
def fresh_library(monkeypatch: pytest.MonkeyPatch) -> rete._Engine:
    """An engine that has loaded no definition yet; equal definitions are shared otherwise."""
    engine = rete._Engine()
    monkeypatch.setattr(rete, "_ENGINE", engine)
    return engine


def reference(patterns: Sequence[Pattern], asked: Mapping[str, str]) -> frozenset[str]:
    return frozenset(
        one.rule_id
        for one in patterns
        if one.ruleset == asked["subject"]
        and all(asked.get(name) == value for name, value in one.equals.items())
    )


# --- what is offered ---


def test_a_rule_is_offered_when_every_equality_holds() -> None:
    network = Rete([pattern("coal", goods__commodity="coal", nexus__dprk="true")])
    assert network.offered(fact(goods__commodity="coal", nexus__dprk="true")) == {"coal"}
    assert network.offered(fact(goods__commodity="coal", nexus__dprk="false")) == frozenset()


def test_several_patterns_of_one_rule_are_alternatives() -> None:
    network = Rete([pattern("coal", a="1"), pattern("coal", b="1")])
    assert network.offered(fact(b="1")) == {"coal"}
    assert network.offered(fact(a="1", b="1")) == {"coal"}


def test_rules_with_the_same_pattern_are_all_offered() -> None:
    network = Rete([pattern("coal", a="1"), pattern("iron", a="1")])
    assert network.offered(fact(a="1")) == {"coal", "iron"}


def test_a_pattern_without_equalities_matches_every_fact_of_its_group() -> None:
    network = Rete([pattern("always"), pattern("party", _group="shipment.party")])
    assert network.offered(fact()) == {"always"}
    assert network.offered(fact(x="anything")) == {"always"}


def test_a_group_without_patterns_is_offered_nothing() -> None:
    network = Rete([pattern("coal", a="1")])
    assert network.offered(fact(_group="payment.event", a="1")) == frozenset()


def test_no_match_is_an_answer_and_not_an_error() -> None:
    assert Rete([pattern("coal", a="1")]).offered(fact(a="2")) == frozenset()


def test_every_rule_that_matches_is_offered_not_only_the_first() -> None:
    patterns = [pattern(f"rule-{n}", a="1", **{f"b{n}": "1"}) for n in range(10)]
    assert len(Rete(patterns).offered(fact(a="1", **{f"b{n}": "1" for n in range(10)}))) == 10


def test_a_fact_that_fulfils_five_hundred_patterns_is_offered_them_all() -> None:
    patterns = [pattern(f"rule-{n}", **{f"field{n}": "1"}) for n in range(500)]
    network = Rete(patterns)
    assert network.definitions == -(-500 // PATTERNS_PER_RULESET)
    assert len(network.offered(fact(**{f"field{n}": "1" for n in range(500)}))) == 500


def test_three_hundred_rules_with_four_alternatives_each_can_be_loaded() -> None:
    patterns = [
        pattern(f"rule-{n}", kind="x", code=f"{n}-{choice}")
        for n in range(300)
        for choice in "abcd"
    ]
    assert Rete(patterns).offered(fact(kind="x", code="299-d")) == {"rule-299"}


def test_an_absent_field_fulfils_no_equality() -> None:
    network = Rete([pattern("coal", goods__commodity="coal", route__port="KPRJN")])
    assert network.offered(fact(goods__commodity="coal")) == frozenset()


def test_days_are_equal_as_text() -> None:
    days = [(date(2017, 8, 5) + timedelta(days=n)).isoformat() for n in range(40)]
    network = Rete([pattern(day, event__occurred_on=day) for day in days])
    assert all(network.offered(fact(event__occurred_on=day)) == {day} for day in days)


@pytest.mark.parametrize(
    ("left", "right"),
    [("0303", "303"), ("1", "1.0"), ("1e3", "1000"), ("true", "True"), ("é", "e\u0301")],
)
def test_texts_that_look_alike_are_kept_apart(left: str, right: str) -> None:
    network = Rete([pattern("left", code=left), pattern("right", code=right)])
    assert network.offered(fact(code=left)) == {"left"}
    assert network.offered(fact(code=right)) == {"right"}


@pytest.mark.parametrize(
    "value",
    [
        '"',
        "\\",
        '\\"',
        "}{",
        "\n\r\t",
        "\u2028",
        "평양",
        "😀",
        "\ud800",
        "$m",
        "{0}",
        "",
        "x" * 100_000,
    ],
)
def test_any_text_can_be_asked_for(value: str) -> None:
    network = Rete([Pattern("rule", GROUP, {"name": value})])
    assert network.offered({"subject": GROUP, "name": value}) == {"rule"}
    assert network.offered({"subject": GROUP, "name": value + "."}) == frozenset()


@pytest.mark.parametrize("name", ["id", "sid", "$s", "$and", "m", "a.b", '"', "평양"])
def test_any_name_but_the_subject_can_be_a_field(name: str) -> None:
    network = Rete([Pattern("rule", GROUP, {name: "1"})])
    assert network.offered({"subject": GROUP, name: "1"}) == {"rule"}


def test_nul_in_a_value_that_no_rule_asks_for_changes_nothing() -> None:
    network = Rete([pattern("coal", a="1")])
    assert network.offered(fact(a="1", text="before\0after")) == {"coal"}


def test_a_fact_with_a_thousand_properties_is_matched() -> None:
    network = Rete([pattern("rule", p999="x", p0="x")])
    assert network.offered(fact(**{f"p{n}": "x" for n in range(1_000)})) == {"rule"}


def test_a_group_that_asks_for_a_thousand_fields_is_split() -> None:
    patterns = [
        Pattern(f"rule-{n}", GROUP, {f"p{n}.{k}": "x" for k in range(100)}) for n in range(10)
    ]
    network = Rete(patterns)
    assert network.definitions == 5
    everything = {name: "x" for one in patterns for name in one.equals}
    assert len(network.offered({"subject": GROUP, **everything})) == 10


FIELDS = st.sampled_from(["a", "b", "c", "d.e", "f"])
VALUES = st.sampled_from(["1", "2", "x"])
PAIRS = st.dictionaries(FIELDS, VALUES, max_size=5)


@given(
    anchors=st.lists(st.tuples(st.integers(0, 20), PAIRS), max_size=80),
    facts=st.lists(PAIRS, min_size=1, max_size=8),
)
def test_the_network_agrees_with_plain_comparison(
    anchors: list[tuple[int, dict[str, str]]], facts: list[dict[str, str]]
) -> None:
    patterns = [Pattern(f"rule-{n}", GROUP, equals) for n, equals in anchors]
    network = Rete(patterns)
    for values in facts:
        asked = {"subject": GROUP, **values}
        assert network.offered(asked) == reference(patterns, asked)


# --- what is refused ---


@pytest.mark.parametrize(
    "value", [1, 1e-07, 1e300, True, None, ["a"], {"b": "c"}, date(2017, 8, 5)]
)
def test_a_fact_that_is_not_flat_text_is_refused(value: Any) -> None:
    network = Rete([pattern("coal", a="1")])
    with pytest.raises(EngineError, match="'weight' is .* only text is matched"):
        network.offered({"subject": GROUP, "weight": value})


def test_a_fact_without_a_subject_is_refused() -> None:
    with pytest.raises(EngineError, match="must name its group under 'subject'"):
        Rete([]).offered({"a": "1"})


@pytest.mark.parametrize(
    ("equals", "says"),
    [
        ({"a": 1}, "only text can be compared"),
        ({"a": None}, "only text can be compared"),
        ({"a": "x\0"}, "NUL are not allowed"),
        ({"a\0": "x"}, "NUL are not allowed"),
        ({"": "x"}, "empty name"),
        ({"subject": "x"}, "is the group itself"),
        ({f"p{n}": "x" for n in range(251)}, "251 fields asked for, at most 250"),
    ],
)
def test_a_pattern_that_cannot_be_held_is_refused(equals: dict[str, Any], says: str) -> None:
    with pytest.raises(EngineError, match=f"pattern of 'rule' in '{GROUP}'.*{says}"):
        Rete([Pattern("rule", GROUP, equals)])


@pytest.mark.usefixtures("fresh_library")
def test_a_definition_that_the_library_refuses_names_the_group(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any) -> None:
        raise Exception("Could not create ruleset, error code: 107")

    monkeypatch.setattr(durable.engine.Host, "register_rulesets", refuse)
    with pytest.raises(EngineError, match="refuses the patterns of 'shipment.goods': .*107"):
        Rete([pattern("rule", only_in_this_test="1")])


def test_a_network_that_loses_a_pattern_refuses_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rete._ENGINE, "fire", lambda *_: ())
    with pytest.raises(EngineError, match=r"does not offer \['coal'\].*refusing to start"):
        Rete([pattern("coal", a="1")])


# --- how the library is used ---


def test_every_definition_starts_with_an_equality_on_the_subject() -> None:
    network = Rete([pattern("a"), pattern("b", x="1"), pattern("c", y="1", x="2")])
    for ruleset in network._groups[GROUP]:
        for rule in ruleset.definition([]).values():
            (only,) = rule["all"]
            assert only["m"]["$and"][0] == {"subject": "s"}


def test_facts_carry_one_sid_and_an_id_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Rete([pattern("coal", a="1", b="1")])
    sent: list[Mapping[str, Any]] = []
    original = durable.engine.Host.assert_fact

    def spy(self: Any, name: str, message: Mapping[str, Any], complete: Any = None) -> Any:
        sent.append(message)
        return original(self, name, message, complete)

    monkeypatch.setattr(durable.engine.Host, "assert_fact", spy)
    network.offered(fact(a="1", b="1"))
    network.offered(fact(a="1"))
    network.offered(fact(b="1"))
    assert {message["sid"] for message in sent} == {"0"}
    assert len({message["id"] for message in sent}) == len(sent) == 3


def test_no_fact_is_kept_after_an_answer(fresh_library: rete._Engine) -> None:
    network = Rete([pattern("kept", kept="1")])
    network.offered(fact(kept="1"))
    network.offered(fact(kept="2"))
    (ruleset,) = network._groups[GROUP]
    loaded = fresh_library._loaded[ruleset.patterns]
    assert fresh_library._get_host().get_facts(loaded.name, rete.SID) == []


def test_building_and_asking_starts_no_thread() -> None:
    before = threading.active_count()
    Rete([pattern("coal", a="1")]).offered(fact(a="1"))
    assert threading.active_count() == before


def test_networks_of_two_rulebooks_live_side_by_side() -> None:
    old = Rete([pattern("coal", a="1")])
    new = Rete([pattern("coal-2", a="1"), pattern("iron", a="2")])
    assert old.offered(fact(a="1")) == {"coal"}
    assert new.offered(fact(a="1")) == {"coal-2"}
    assert new.offered(fact(a="2")) == {"iron"}
    assert old.offered(fact(a="2")) == frozenset()


def test_the_same_rulebook_loaded_twice_costs_nothing_more(fresh_library: rete._Engine) -> None:
    patterns = [pattern("coal", twice="1"), pattern("iron", twice="2")]
    Rete(patterns)
    assert len(fresh_library._loaded) == 1
    assert Rete(patterns).offered(fact(twice="2")) == {"iron"}
    assert len(fresh_library._loaded) == 1


def in_another_thread(network: Rete) -> list[object]:
    seen: list[object] = []

    def ask() -> None:
        try:
            seen.append(network.offered(fact(a="1")))
        except EngineError as error:
            seen.append(error)

    thread = threading.Thread(target=ask, name="web-1")
    thread.start()
    thread.join()
    return seen


def test_a_second_thread_is_refused_in_clear_words() -> None:
    network = Rete([pattern("coal", a="1")])
    network.offered(fact(a="1"))
    (answer,) = in_another_thread(network)
    assert isinstance(answer, EngineError)
    assert "'web-1'" in str(answer)
    assert "hand the network over first" in str(answer)


def test_a_network_can_be_handed_to_another_thread() -> None:
    network = Rete([pattern("coal", a="1")])
    network.offered(fact(a="1"))
    network.hand_over()
    assert in_another_thread(network) == [frozenset({"coal"})]


def test_two_networks_in_two_threads_do_not_disturb_each_other() -> None:
    answers: dict[int, set[frozenset[str]]] = {}

    def ask(number: int) -> None:
        network = Rete([pattern(f"rule-{number}", a="1", b="1")], cached_facts=1)
        seen = answers.setdefault(number, set())
        for turn in range(300):
            seen.add(network.offered(fact(a="1", b=str(turn % 2))))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: {frozenset({f"rule-{number}"}), frozenset()} for number in range(4)}


# --- when the library fails ---


def test_a_lost_action_is_noticed_and_a_fresh_copy_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    # The library drops an action, and all that follow, when its clock moves more than ten seconds meanwhile:
    # a suspended machine, a corrected clock, the hour of summer time (it reads local time).
    network = Rete([pattern("coal", a="1", clock="1"), pattern("iron", a="1")])
    jumps = iter([0.0, 3_600.0])
    monkeypatch.setattr(durable.engine, "_unix_now", lambda: next(jumps, 3_600.0))
    assert network.offered(fact(a="1", clock="1")) == {"coal", "iron"}


def test_a_library_that_keeps_losing_actions_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Rete([pattern("coal", a="1", clock="2")])
    now = iter(range(0, 10_000, 60))
    monkeypatch.setattr(durable.engine, "_unix_now", lambda: next(now))
    with pytest.raises(EngineError, match="did not run all matches of 'shipment.goods'"):
        network.offered(fact(a="1", clock="2"))
    monkeypatch.undo()
    assert network.offered(fact(a="1", clock="2")) == {"coal"}


@pytest.mark.usefixtures("fresh_library")
def test_an_error_in_an_action_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_fired: list[int], _index: int) -> Any:
        def action(_closure: Any) -> None:
            raise ValueError("lost in the state")

        return action

    monkeypatch.setattr(rete, "_append", broken)
    with pytest.raises(
        EngineError, match="swallowed an error in 'shipment.goods': .*lost in the state"
    ):
        Rete([pattern("rule", with_a_broken_action="1")])


def test_an_error_code_of_the_library_is_an_engine_error(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Rete([pattern("coal", a="1")])

    def fail(*_: Any) -> None:
        raise Exception("Could not assert fact, error code: 303")

    monkeypatch.setattr(durable.engine.Host, "assert_fact", fail)
    with pytest.raises(EngineError, match="durable_rules failed in 'shipment.goods': .*303"):
        network.offered(fact(a="1"))


# --- the memory of equal facts ---


def test_equal_facts_are_asked_once() -> None:
    network = Rete([pattern("coal", a="1")])
    for text in ("one", "two", "three"):
        assert network.offered(fact(a="1", description=text)) == {"coal"}
    assert (network.misses, network.hits) == (1, 2)


def test_the_memory_is_bounded_and_drops_what_was_used_longest_ago() -> None:
    network = Rete([pattern(value, a=value) for value in "123"], cached_facts=2)
    for value in "1213":
        network.offered(fact(a=value))
    assert (network.misses, network.hits) == (3, 1)
    network.offered(fact(a="1"))
    assert network.hits == 2
    network.offered(fact(a="2"))
    assert network.misses == 4


def test_a_failure_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Rete([pattern("coal", a="1")])
    with monkeypatch.context() as patched:
        patched.setattr(durable.engine.Host, "assert_fact", lambda *_: 0)
        with pytest.raises(EngineError):
            network.offered(fact(a="1"))
    assert network.offered(fact(a="1")) == {"coal"}
