"""What durable_rules 2.0.28 itself does, so that the guards of monitor.engine.rete stay explained.

Each case runs in a process of its own: some end it, some never end. If one of these tests fails after an upgrade, the
library has changed, and the guard that the test names can be looked at again.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

PRELUDE = """
import json, sys, threading, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from durable import engine

class Quiet(engine.Host):
    def _run(self):
        pass

fired = []

def rule(*conditions, name="m"):
    def action(c):
        fired.append(c.m.id)
    return {"all": [{"m": {"$and": list(conditions)} if len(conditions) > 1 else conditions[0]}], "run": action}

def say(**answer):
    print(json.dumps(answer))

def error(call, *arguments):
    try:
        call(*arguments)
    except BaseException as failure:
        return type(failure).__name__ + ": " + (str(failure) or getattr(failure, "message", ""))
    return None

def memory_mb():
    with open("/proc/self/statm") as statistics:
        return int(statistics.read().split()[1]) * 4096 / 2**20
"""


def run(program: str, seconds: float = 30) -> Any:
    """Runs a program and gives the answer that it printed."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(program)],
        capture_output=True,
        check=False,
        text=True,
        timeout=seconds,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_posted_event_is_used_up_by_the_first_rule_and_a_fact_fires_them_all() -> None:
    # Guard: facts are asserted and retracted, nothing is ever posted.
    answer = run("""
        host = Quiet({"g": {f"r{n}": rule({"subject": "s"}) for n in range(10)}})
        host.post("g", {"id": 1, "sid": "0", "subject": "s"})
        posted = len(fired)
        fired.clear()
        host.assert_fact("g", {"id": 2, "sid": "0", "subject": "s"})
        say(posted=posted, asserted=len(fired))
    """)
    assert answer == {"posted": 1, "asserted": 10}


def test_facts_that_are_retracted_fire_exactly_and_leave_memory_flat() -> None:
    answer = run("""
        host = Quiet({"g": {f"r{n}": rule({"subject": "s"}, {"k": "v"}) for n in range(10)}})
        def ask(number):
            fact = {"id": number, "sid": "0", "subject": "s", "k": "v"}
            host.assert_fact("g", fact)
            host.retract_fact("g", fact)
        for number in range(2_000):
            ask(number)
        before = memory_mb()
        fired.clear()
        for number in range(2_000, 7_000):
            ask(number)
        say(fired=len(fired), grown=memory_mb() - before)
    """)
    assert answer["fired"] == 50_000
    assert answer["grown"] < 4


def test_a_fact_that_fans_out_too_far_is_lost_with_an_error() -> None:
    # Guard: at most 32 patterns in a ruleset.
    answer = run("""
        host = Quiet({"g": {f"r{n}": rule({"subject": "s"}, {f"k{n}": "v"}) for n in range(200)}})
        fact = {"id": 1, "sid": "0", "subject": "s", **{f"k{n}": "v" for n in range(200)}}
        say(error=error(host.assert_fact, "g", fact), fired=len(fired))
    """)
    assert "303" in answer["error"]
    assert answer["fired"] < 200


def test_a_large_ruleset_with_alternatives_cannot_be_loaded() -> None:
    # Guard: alternatives are patterns of their own, 32 to a ruleset. Seen here: error 107 or 108, a process that
    # dies without a word, and a load that never ends; which of them, depends on the run.
    program = """
        def wide(n):
            return rule({"subject": "s"}, {"$or": [{"code": f"{n}-{k}"} for k in range(4)]})
        host = Quiet()
        print(json.dumps(error(host.register_rulesets, {"g": {f"r{n}": wide(n) for n in range(300)}})))
    """
    try:
        failure = run(program, seconds=3)
    except (subprocess.TimeoutExpired, AssertionError):
        return
    assert "error code: 10" in failure


def test_a_new_sid_for_each_event_runs_out() -> None:
    # Guard: one constant sid.
    answer = run(
        """
        host = Quiet({"g": {f"r{n}": rule({"subject": "s"}, {"k": str(n)}) for n in range(32)}})
        before, failure, count = memory_mb(), None, 0
        while failure is None and count < 3_000:
            count += 1
            failure = error(host.assert_fact, "g", {"id": 1, "sid": str(count), "subject": "s", "k": "1"})
        say(count=count, failure=failure, mb_each=(memory_mb() - before) / count)
    """,
        seconds=120,
    )
    assert "MemoryError" in answer["failure"]
    assert answer["count"] <= 1_025
    assert answer["mb_each"] > 0.2


def test_facts_that_are_held_are_mistaken_for_each_other() -> None:
    # Guard: one fact is held at a time.
    answer = run(
        """
        import hashlib
        host = Quiet({"g": {"r": rule({"subject": "s"})}})
        failure, count = None, 0
        while failure is None and count < 60_000:
            count += 1
            name = hashlib.sha256(str(count).encode()).hexdigest()[:24]
            failure = error(host.assert_fact, "g", {"id": name, "sid": "0", "subject": "s"})
        say(count=count, failure=failure)
    """,
        seconds=120,
    )
    assert "MessageObservedException" in answer["failure"]
    assert answer["count"] == 27_506


def test_no_match_is_an_exception_and_the_fact_is_not_kept() -> None:
    # Guard: MessageNotHandledException is the answer "no match".
    answer = run("""
        host = Quiet({"g": {"r": rule({"subject": "s"})}})
        failure = error(host.assert_fact, "g", {"id": 1, "sid": "0", "subject": "other"})
        say(failure=failure.split(":")[0], kept=host.get_facts("g", "0"))
    """)
    assert answer == {"failure": "MessageNotHandledException", "kept": []}


def test_a_rule_that_only_asks_for_an_absence_matches_the_state_for_ever() -> None:
    # Guard: every rule starts with a positive equality on the subject.
    with pytest.raises(subprocess.TimeoutExpired):
        run(
            """
            host = Quiet({"g": {"r": rule({"$nex": {"withdrawn": 1}})}})
            host.assert_fact("g", {"id": 1, "sid": "0", "subject": "s"})
        """,
            seconds=3,
        )


@pytest.mark.parametrize("number", ["1e-07", "1e300"])
def test_numbers_with_an_exponent_are_refused(number: str) -> None:
    # Guard: only text is offered.
    answer = run(f"""
        host = Quiet({{"g": {{"r": rule({{"subject": "s"}})}}}})
        say(error=error(host.assert_fact, "g", {{"id": 1, "sid": "0", "subject": "s", "n": {number}}}))
    """)
    assert "204" in answer["error"]


def test_a_number_and_its_text_are_equal() -> None:
    # Guard: only text is offered, and as a token.
    answer = run("""
        host = Quiet({"g": {"r": rule({"subject": "s"}, {"n": 7})}})
        host.assert_fact("g", {"id": 1, "sid": "0", "subject": "s", "n": "7"})
        say(fired=len(fired))
    """)
    assert answer == {"fired": 1}


def test_absence_is_no_difference_and_null_is_presence() -> None:
    # Guard: what is not known is left out, and no pattern asks for an absence.
    answer = run("""
        def matches(condition, **fact):
            name = f"g{len(host._ruleset_directory)}"
            host.register_rulesets({name: {"r": rule({"subject": "s"}, condition)}})
            return error(host.assert_fact, name, {"id": 1, "sid": "0", "subject": "s", **fact}) is None
        host = Quiet()
        say(
            not_equal=matches({"$neq": {"a": "x"}}),
            not_there=matches({"$nex": {"a": 1}}),
            null_is_there=matches({"$ex": {"a": 1}}, a=None),
        )
    """)
    assert answer == {"not_equal": False, "not_there": True, "null_is_there": True}


def test_lists_asked_for_without_the_item_path_match_nothing_silently() -> None:
    # Guard: facts are flat.
    answer = run("""
        host = Quiet({"g": {"r": rule({"subject": "s"}, {"$iany": {"tags": {"$eq": {"name": "coal"}}}})}})
        fact = {"id": 1, "sid": "0", "subject": "s", "tags": [{"name": "coal"}]}
        say(failure=(error(host.assert_fact, "g", fact) or "").split(":")[0], fired=len(fired))
    """)
    assert answer["fired"] == 0


def test_nested_objects_are_found_by_a_dotted_name() -> None:
    # The wrapper refuses nested facts all the same: a token has no path.
    answer = run("""
        host = Quiet({"g": {"r": rule({"subject": "s"}, {"a.b": "x"})}})
        host.assert_fact("g", {"id": 1, "sid": "0", "subject": "s", "a": {"b": "x"}})
        say(fired=len(fired))
    """)
    assert answer == {"fired": 1}


def test_days_compare_in_order_as_text() -> None:
    answer = run("""
        host = Quiet({"g": {"r": rule({"subject": "s"}, {"$gte": {"day": "2017-08-05"}})}})
        failures = [error(host.assert_fact, "g", {"id": n, "sid": "0", "subject": "s", "day": day}) is None
                    for n, day in enumerate(["2017-08-04", "2017-08-05", "2018-01-01"])]
        say(matched=failures)
    """)
    assert answer == {"matched": [False, True, True]}


def test_a_fact_has_at_most_253_properties() -> None:
    # Guard: a fact is cut down to what the ruleset asks for, which is bounded when the network is built.
    answer = run("""
        host = Quiet({"g": {"r": rule({"subject": "s"})}})
        def refused(count):
            extra = {f"p{n}": "x" for n in range(count - 3)}
            return error(host.assert_fact, "g", {"id": count, "sid": "0", "subject": "s", **extra})
        say(at=refused(253), above=refused(260))
    """)
    assert answer["at"] is None
    assert "302" in answer["above"]


def test_an_error_in_an_action_only_shows_in_the_state() -> None:
    # Guard: actions append to a list, and the state is looked at after each call.
    answer = run("""
        def broken(c):
            raise ValueError("nobody sees this")
        host = Quiet({"g": {"r": {"all": [{"m": {"subject": "s"}}], "run": broken}}})
        state = host.assert_fact("g", {"id": 1, "sid": "0", "subject": "s"})
        say(state=state["exception"])
    """)
    assert "nobody sees this" in answer["state"]


def test_a_clock_that_jumps_drops_the_rest_of_the_matches_silently() -> None:
    # Guard: an answer that is not a state is a failure, and the ruleset is not asked again.
    answer = run("""
        host = Quiet({"g": {f"r{n}": rule({"subject": "s"}) for n in range(10)}})
        times = iter([0.0, 3600.0])
        engine._unix_now = lambda: next(times, 3600.0)
        result = host.assert_fact("g", {"id": 1, "sid": "0", "subject": "s"})
        first = len(fired)
        fired.clear()
        later = error(host.assert_fact, "g", {"id": 2, "sid": "0", "subject": "s"})
        say(result=result, first=first, later=later, then=len(fired))
    """)
    assert answer["result"] == 0
    assert answer["first"] == 1
    # The next fact raises nothing and fires nothing at all.
    assert (answer["later"], answer["then"]) == (None, 0)


def test_a_plain_host_starts_two_threads() -> None:
    # Guard: the method that starts them does nothing in the wrapper's host.
    answer = run("""
        before = threading.active_count()
        engine.Host({"g": {"r": rule({"subject": "s"})}})
        plain = threading.active_count() - before
        Quiet()
        say(plain=plain, quiet=threading.active_count() - before - plain)
    """)
    assert answer == {"plain": 2, "quiet": 0}


def test_the_wrapper_holds_its_memory_over_many_different_facts() -> None:
    answer = run(
        """
        from monitor.engine.rete import Pattern, Rete
        patterns = [Pattern(f"r{n}", "g", {f"a{n % 10}": "1", f"b{n % 7}": "1"}) for n in range(70)]
        network = Rete(patterns, cached_facts=100)
        def ask(count):
            for n in range(count):
                network.offered({"subject": "g", **{f"a{k}": "1" for k in range(10) if n >> k & 1},
                                 **{f"b{k}": "1" for k in range(7) if n >> k + 3 & 1}})
        ask(1_024)
        before = memory_mb()
        ask(4_096)
        say(grown=memory_mb() - before, misses=network.misses)
    """,
        seconds=120,
    )
    assert answer["misses"] > 4_000
    assert answer["grown"] < 8


def test_python_3_13_is_ruled_out_where_the_library_does_not_import() -> None:
    # Guard: it builds there and fails on import with `undefined symbol: PyEval_CallObject`.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11,<3.13"
    assert "durable-rules==2.0.28" in project["dependencies"]
