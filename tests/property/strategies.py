"""Random rules and random events for the properties of the engine."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from monitor.domain.finding import Level
from monitor.domain.provision import Citation
from monitor.rulebook.clauses import Block
from monitor.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    ClauseRef,
    Condition,
    Contains,
    Equals,
    FieldRef,
    FieldTest,
    Known,
    Member,
    NotTest,
    NumberCompare,
    NumberOp,
    OneOf,
    StartsWith,
    Test,
)
from monitor.rulebook.rule import (
    Authority,
    Effect,
    Exemption,
    InForce,
    JudgedOn,
    Kind,
    Review,
    Rule,
    Status,
)

COUNTRIES = ("KP", "RU", "CN", "JP")
COMMODITIES = ("coal", "refined-petroleum", "textiles", "seafood", "arms")
ACTIVITIES = ("port_call", "encounter", "work_permit", "training", "joint_venture")
LINKS = ("nexus.dprk", "nexus.to_dprk", "nexus.from_dprk", "listed.any", "nexus.party")

_COMMODITY_TESTS: tuple[Test, ...] = (
    *tuple(test for name in COMMODITIES for test in (Member("commodity", name), Equals(name))),
    OneOf(tuple(Member("commodity", name) for name in COMMODITIES[:3])),
)
_COUNTRY_TESTS: tuple[Test, ...] = (
    Equals("KP"),
    Equals("RU"),
    OneOf(("RU", "CN")),
    NotTest(Equals("KP")),
    Known(expected=True),
)
_TRUTH_TESTS: tuple[Test, ...] = (
    Equals(value=True),
    Equals(value=False),
    NotTest(Equals(value=True)),
)

EVENT_TESTS: Mapping[str, tuple[Test, ...]] = {
    "event.activity": (*tuple(Equals(name) for name in ACTIVITIES), OneOf(ACTIVITIES[:3])),
    "event.kind": (Equals("shipment"), OneOf(("payment", "engagement"))),
    "event.stage": (Equals("declared"), NotTest(Equals("offered"))),
    "event.mode": (Equals("sea"), OneOf(("rail", "air"))),
    "event.text_tags": _COMMODITY_TESTS,
    "event.headcount": (NumberCompare(NumberOp.ABOVE, Decimal(10)),),
    "goods.any_commodity": _COMMODITY_TESTS,
    "route.loading.country": _COUNTRY_TESTS,
    "route.discharge.country": _COUNTRY_TESTS,
    "place.country": _COUNTRY_TESTS,
    "vessel.flag": _COUNTRY_TESTS,
    "vessel.dprk": _TRUTH_TESTS,
    "documents.origin_confirmed_by_exporting_state": _TRUTH_TESTS,
    "nexus.to_dprk": _TRUTH_TESTS,
    "nexus.from_dprk": _TRUTH_TESTS,
    "nexus.flag": _TRUTH_TESTS,
    "nexus.seller": _TRUTH_TESTS,
}
SUBJECT_TESTS: Mapping[str, Mapping[str, tuple[Test, ...]]] = {
    "event": {},
    "goods": {
        "goods.commodity": _COMMODITY_TESTS,
        "goods.origin_country": _COUNTRY_TESTS,
        "goods.condition": (Equals("new"), OneOf(("new", "used"))),
        "goods.hs_code": (StartsWith(("27",)), Known(expected=True)),
        "goods.description": (Contains(("coal", "oil")),),
    },
    "party": {
        "party.role": (Equals("consignee"), OneOf(("worker", "creditor"))),
        "party.country": _COUNTRY_TESTS,
        "party.dprk": _TRUTH_TESTS,
        "party.listed": _TRUTH_TESTS,
    },
    "vessel": {"vessel.listed": _TRUTH_TESTS, "other_vessel.flag": _COUNTRY_TESTS},
}
KINDS = ("shipment", "payment", "vessel_activity", "engagement")
CITATION = Citation("S/RES/2371 (2017)", "8")


@st.composite
def clauses(draw: st.DrawFn, for_each: str, name: str) -> Clause:
    table = {**EVENT_TESTS, **SUBJECT_TESTS[for_each]}
    fields = draw(st.lists(st.sampled_from(sorted(table)), min_size=1, max_size=2, unique=True))
    return Clause(
        name, tuple(FieldTest(field, draw(st.sampled_from(table[field]))) for field in fields)
    )


def conditions(
    names: tuple[str, ...], *, fields: tuple[str, ...] = ()
) -> st.SearchStrategy[Condition]:
    leaves: st.SearchStrategy[Condition] = st.sampled_from([ClauseRef(name) for name in names])
    if fields:
        leaves = leaves | st.sampled_from([FieldRef(field) for field in fields])

    def joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        items = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            items.map(AllOf), items.map(AnyOf), items.map(lambda some: AtLeast(1, some))
        )

    return st.recursive(leaves, joined, max_leaves=5)


@st.composite
def blocks(draw: st.DrawFn, for_each: str, prefix: str) -> Block:
    made = [draw(clauses(for_each, f"{prefix}{index}")) for index in range(draw(st.integers(1, 2)))]
    named = {clause.name: clause for clause in made}
    return Block(named, AllOf(tuple(ClauseRef(name) for name in named)))


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    for_each = draw(st.sampled_from(sorted(SUBJECT_TESTS)))
    made = [draw(clauses(for_each, f"c{index}")) for index in range(draw(st.integers(1, 4)))]
    named = {clause.name: clause for clause in made}
    names = tuple(named)
    link = FieldRef(draw(st.sampled_from(LINKS)))
    anchor = AllOf((draw(conditions(names, fields=LINKS)), link))
    exemptions = tuple(
        Exemption(
            id=f"e{index}",
            title="An exemption",
            authority=Authority(CITATION, Effect.EXEMPTS),
            basis=None,
            provisions=frozenset(),
            note=None,
            claimed_when=draw(blocks(for_each, "k")),
            granted_when=draw(blocks(for_each, "g")),
            record_missing=(),
        )
        for index in range(draw(st.integers(0, 2)))
    )
    return Rule(
        id=f"dprk.0000.{number:02d}.random",
        kind=draw(st.sampled_from((Kind.PROHIBITION, Kind.DUTY))),
        title="A random rule",
        status=Status.LIVE,
        level=Level.HIGH,
        summary="",
        authority=(Authority(CITATION, Effect.BANS),),
        also_cites=(),
        in_force=InForce(date(2010, 1, 1), None, JudgedOn.OCCURRED_ON),
        reviewed=Review(date(2026, 11, 22), "none", "confirmed"),
        applies_to=frozenset(draw(st.sets(st.sampled_from(KINDS), min_size=1))),
        default_kind="shipment",
        for_each=for_each,
        anchor=anchor,
        clauses=named,
        condition=draw(conditions(names)),
        exemptions=exemptions,
        limit=None,
        on_finding={},
        group_by=(),
        when_incomplete=None,
        tags=(),
        false_positives=(),
        blind_spots=(),
        runbook=None,
        what_clears=(),
        related=(),
        history=(),
        tests=(),
        retired=None,
    )


_country = st.sampled_from(COUNTRIES)


def _maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(st.none(), strategy)


_goods = st.fixed_dictionaries(
    {
        "hs_code": _maybe(
            st.sampled_from(["2701", "27", "271019", "6201", "0306", "930690", "1006"])
        ),
        "description": st.sampled_from(
            [
                "COAL IN BULK",
                "дизельное топливо",
                "男式羽绒服",
                "goods of all kinds",
                "rocket propelled grenades",
            ]
        ),
        "origin_country": _maybe(_country),
        "condition": _maybe(st.sampled_from(["new", "used"])),
    }
)
_party = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["consignee", "worker", "creditor", "seller", "notify_party"]),
        "name": st.sampled_from(
            ["EXAMPLE TRADING", "BUGSAE SHOP, PYONGYANG", "KOREA NATIONAL INSURANCE CORPORATION"]
        ),
        "country": _maybe(_country),
        "nationality": _maybe(_country),
        "type": _maybe(st.sampled_from(["person", "organization"])),
    }
)
_place = st.fixed_dictionaries(
    {
        "country": _maybe(_country),
        "locode": _maybe(st.sampled_from(["KPRJN", "RUVYP"])),
        "name": st.sampled_from(["Rajin", "Vostochny", "at sea"]),
    }
)
_vessel = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["EXAMPLE", "YU SON"]),
        "imo": _maybe(st.sampled_from(["8691702", "9417115", "1234567"])),
        "flag": _maybe(_country),
        "mmsi": _maybe(st.sampled_from(["445123000", "273000000"])),
        "former_flags": st.lists(_country, max_size=2),
    }
)
_documents = st.fixed_dictionaries({"origin_confirmed_by_exporting_state": _maybe(st.booleans())})


@st.composite
def events(draw: st.DrawFn) -> dict[str, object]:
    """A contract event as plain JSON values, with many facts missing."""
    kind = draw(st.sampled_from(KINDS))
    event: dict[str, object] = {
        "source": "random",
        "event_id": "1",
        "kind": kind,
        "occurred_on": "2019-03-14",
        "stage": draw(_maybe(st.sampled_from(["offered", "delivered"]))),
        "parties": draw(st.lists(_party, max_size=3)),
        "documents": draw(_maybe(_documents)),
        "notes": draw(_maybe(st.sampled_from(["via Nampo", "coal", "nothing"]))),
    }
    goods = draw(st.lists(_goods, min_size=1, max_size=2))
    if kind == "shipment":
        event["goods"] = goods
        event["vessel"] = draw(_maybe(_vessel))
        event["route"] = draw(
            _maybe(
                st.fixed_dictionaries(
                    {
                        "mode": st.sampled_from(["sea", "rail"]),
                        "loading": _place,
                        "discharge": _place,
                    }
                )
            )
        )
    elif kind == "payment":
        event["amount"] = {"amount": "10", "currency": "USD"}
        event["parties"] = [
            *draw(st.lists(_party, max_size=2)),
            {"role": "creditor", "name": "PAYEE", "country": draw(_maybe(_country))},
        ]
        event["purpose"] = draw(_maybe(st.sampled_from(["coal", "rent", "INVOICE 1"])))
    elif kind == "vessel_activity":
        event["activity"] = draw(st.sampled_from(["port_call", "encounter"]))
        event["vessel"] = draw(_vessel)
        event["other_vessel"] = draw(_maybe(_vessel))
        event["place"] = draw(_maybe(_place))
        event["goods"] = draw(st.lists(_goods, max_size=1))
    else:
        event["activity"] = draw(st.sampled_from(["work_permit", "training", "joint_venture"]))
        event["place"] = draw(_maybe(_place))
        event["headcount"] = draw(_maybe(st.integers(0, 100)))
    return {key: _present(value) for key, value in event.items() if value is not None}


def _present(value: object) -> object:
    if isinstance(value, dict):
        return {key: _present(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_present(item) for item in value]
    return value
