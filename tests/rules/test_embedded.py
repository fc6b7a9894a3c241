"""Every case inside a rule file, judged by the engine; an item is named `rule id :: case name`.

Where the rulebook does not load, test_health.py says why and nothing is judged here.
"""

from pathlib import Path

import pytest

from monitor.bootstrap import Wiring
from monitor.errors import RuleErrors
from monitor.rulebook.cases import Case, run_case
from monitor.rulebook.rule import Rule
from monitor.service.cases import CaseJudge
from monitor.settings import Settings

WIRING = Wiring(Settings(data=Path("unused")))
try:
    CASES = [(rule, case) for rule in WIRING.book.rules for case in rule.tests]
except RuleErrors:
    pytest.skip("the rulebook does not load", allow_module_level=True)


@pytest.fixture(scope="module")
def judge() -> CaseJudge:
    return CaseJudge(WIRING.engine)


@pytest.mark.parametrize(
    ("rule", "case"), CASES, ids=[f"{rule.id} :: {case.name}" for rule, case in CASES]
)
def test_the_case_comes_out_as_written(rule: Rule, case: Case, judge: CaseJudge) -> None:
    result = run_case(rule, case, judge)
    assert result.is_as_written, result.message
