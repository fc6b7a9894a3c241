"""The way of one event: ordinary trade stops early, findings explain themselves, limits count."""

from dataclasses import replace
from decimal import Decimal

import pytest

from monitor.domain.event import Event
from monitor.domain.finding import Basis, Judgement, Outcome, Verdict
from monitor.domain.ports import EventKey
from monitor.engine.ledger import MemoryHistory, MemoryLedger
from monitor.engine.network import Network
from monitor.engine.pipeline import Engine
from tests.factories import payment, report, shipment, vessel_activity

LIMIT = "dprk.2397.05.refined-petroleum-limit"


def judge(engine: Engine, event: Event, ledger: MemoryLedger | None = None) -> Judgement:
    return engine.judge(event, MemoryHistory(), ledger or MemoryLedger())


def run(engine: Engine, *events: Event) -> list[Judgement]:
    ledger = MemoryLedger()
    judged = []
    for number, event in enumerate(events):
        one = event.model_copy(update={"event_id": f"e-{number}"})
        judgement = judge(engine, one, ledger)
        ledger.accept(EventKey(one.source, one.event_id), judgement)
        judged.append(judgement)
    return judged


def steps(judgement: Judgement) -> list[str]:
    return [
        f"{finding.verdict}:{finding.limit.step}:{finding.limit.basis}"
        for finding in judgement.findings
        if finding.limit is not None
    ]


def test_ordinary_trade_never_reaches_the_network(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Network, "offered", lambda _self, group, _sheet: asked.append(group))
    for event in (shipment(), payment(), vessel_activity("port_call", place={"country": "JP"})):
        assert judge(engine, event).outcome is Outcome.CLEAR
    assert asked == []


def test_a_finding_names_rule_paragraph_clauses_and_the_event_s_own_fields(engine: Engine) -> None:
    event = shipment(
        goods=[{"hs_code": "090111"}, {"hs_code": "270112", "origin_country": "KP"}],
        route={"loading": {"country": "KP", "locode": "KPNAM"}, "discharge": {"country": "CN"}},
    )
    found = [f for f in judge(engine, event).findings if f.rule == "dprk.2371.08.coal-export"]
    assert [f.verdict for f in found] == [Verdict.PROHIBITED]
    (finding,) = found
    assert [c.short for c in finding.provisions] == ["2371:8"]
    assert finding.subjects == ("goods/1",)
    by_path = {piece.path: piece for piece in finding.evidence}
    assert by_path["goods/1/hs_code"].says == "HS 2701 is coal, lignite, peat and coke" or (
        "HS 2701 is" in by_path["goods/1/hs_code"].says
    )
    assert by_path["route/loading/country"].value == "KP"
    assert "2019-03-14" in finding.summary


def test_an_offer_is_judged_and_says_that_it_was_not_carried_out(engine: Engine) -> None:
    event = shipment(stage="offered", route={"loading": {"country": "KP"}})
    (finding,) = (f for f in judge(engine, event).findings if "coal-export" in f.rule)
    assert "offered, not carried out" in finding.summary


def test_each_step_fires_once_at_its_share_and_supply_stops(engine: Engine) -> None:
    days = ["2019-01-10", "2019-02-10", "2019-03-10", "2019-04-10", "2019-05-10", "2019-06-10"]
    amounts = ["374999", "1", "75000", "25000", "25000", "1"]
    reports = [
        report(amount, day, day, occurred_on=day) for amount, day in zip(amounts, days, strict=True)
    ]
    assert [steps(j) for j in run(engine, *reports)] == [
        [],
        ["limit:75:reported"],
        ["limit:90:reported"],
        ["limit:95:reported"],
        ["prohibited:95:reported"],
        ["limit:100:reported", "prohibited:95:reported"],
    ]


def test_one_report_can_pass_two_steps_and_both_are_recorded(engine: Engine) -> None:
    first = report("374000", "2019-02-01", "2019-02-28")
    second = report("80000", "2019-05-01", "2019-05-31")
    assert sorted(steps(run(engine, first, second)[1])) == [
        "limit:75:reported",
        "limit:90:reported",
    ]


def test_a_later_report_of_the_same_period_replaces_the_earlier(engine: Engine) -> None:
    ledger = MemoryLedger()
    for number, (value, reported_at) in enumerate(
        [("300000", "2019-02-01T00:00:00Z"), ("200000", "2019-03-01T00:00:00Z"),
         ("400000", "2019-01-15T00:00:00Z")]
    ):  # fmt: skip
        event = report(value, "2019-01-01", "2019-01-31", reported_at=reported_at)
        event = event.model_copy(update={"event_id": f"e-{number}"})
        ledger.accept(EventKey("test", f"e-{number}"), judge(engine, event, ledger))
    start = next(iter(ledger._windows))[2]
    assert ledger.total(LIMIT, Basis.REPORTED, start) == Decimal(200000)


def test_the_same_cargo_counts_once(engine: Engine) -> None:
    cargo = [
        {
            "hs_code": "271019",
            "description": "fuel oil",
            "quantity": {"value": "1000", "unit": "bbl"},
        }
    ]
    route = {"loading": {"country": "RU"}, "discharge": {"country": "KP"}}
    first = shipment(goods=cargo, route=route)
    again = vessel_activity(
        "port_call",
        place={"country": "KP", "locode": "KPNAM"},
        goods=cargo,
        relates_to=[{"event_id": "e-0", "as": "same_cargo"}],
    )
    ledger = MemoryLedger()
    for number, event in enumerate((first, again)):
        one = event.model_copy(update={"event_id": f"e-{number}"})
        ledger.accept(EventKey("test", f"e-{number}"), judge(engine, one, ledger))
    start = next(iter(ledger._windows))[2]
    assert ledger.total(LIMIT, Basis.OBSERVED, start) == 1000


def test_a_quantity_without_known_conversion_leaves_the_limit_undecided(engine: Engine) -> None:
    goods = [{"hs_code": "27101962", "quantity": {"value": "5", "unit": "XBX"}}]
    event = shipment(
        goods=goods, route={"loading": {"country": "RU"}, "discharge": {"country": "KP"}}
    )
    open_ = {item.rule: item.missing for item in judge(engine, event).undecided}
    assert open_[LIMIT] == ("goods/0/quantity",)


def test_an_assessment_never_enters_the_reported_total(engine: Engine) -> None:
    guess = report("400000", "2019-01-01", "2019-01-31", certainty="assessed")
    assert steps(run(engine, guess)[0]) == ["limit:75:observed"]


def test_a_report_over_a_turn_of_the_window_is_refused(engine: Engine) -> None:
    over = report("10", "2018-12-01", "2019-01-31")
    assert [reason.path for reason in engine.refusals(over)] == ["period"]
    assert engine.refusals(report("10", "2018-12-01", "2018-12-31")) == ()


def test_a_judgement_tells_the_totals_that_it_rested_on(engine: Engine) -> None:
    judged = run(
        engine, report("10", "2019-01-01", "2019-01-31"), report("5", "2019-02-01", "2019-02-28")
    )
    assert judged[1].inputs == {
        "totals": {f"{LIMIT}|reported|2019-01-01": "10", f"{LIMIT}|observed|2019-01-01": "0"}
    }


def test_the_engine_gives_the_same_answer_twice(engine: Engine) -> None:
    event = shipment(route={"loading": {"country": "KP"}})
    assert replace(judge(engine, event)) == judge(engine, event)
