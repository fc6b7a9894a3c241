"""Read the parts of a rule file: authority, dates, exemptions, limits, handling."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from monitor.domain.finding import Basis, Level, Verdict
from monitor.domain.provision import Citation
from monitor.rulebook.case_shapes import BASES, LEVELS
from monitor.rulebook.clauses import BlockShape, Fields
from monitor.rulebook.dated import Dated, Turn, TurnKind
from monitor.rulebook.fields import FIELD_PATTERN
from monitor.rulebook.issues import quoted
from monitor.rulebook.records import Key, ListOf, MapOf, Record, optional
from monitor.rulebook.rule import (
    FULL,
    Authority,
    Effect,
    Exemption,
    Handling,
    InForce,
    JudgedOn,
    LimitValue,
    Measure,
    Related,
    Retirement,
    Review,
    Step,
)
from monitor.rulebook.shapes import (
    Choice,
    Day,
    Definitions,
    Flag,
    JsonSchema,
    Node,
    Nullable,
    Number,
    Shape,
    Text,
    parse_day,
    seen,
)
from monitor.rulebook.vocab_shapes import EVIDENCE, INSTRUMENT_FORM, INSTRUMENT_PATTERN
from monitor.rulebook.yaml12 import Plain

ACTIONS = ("hold", "review", "inspect", "report", "record")
RELATIONS = {
    "replaces": "replaced_by",
    "replaced_by": "replaces",
    "amends": "amended_by",
    "amended_by": "amends",
    "complements": "complements",
}
"""How rules relate, and what the other rule says in return."""

ID_PATTERN = r"[a-z]+\.[0-9]{4}\.[0-9]{2}\.[a-z0-9]+(-[a-z0-9]+)*"
ID_FORM = "<regime>.<resolution>.<paragraph in two digits>.<slug>, as in dprk.2371.08.coal-export"
SLUG = Text(r"[a-z0-9]+(-[a-z0-9]+)*", "small letters and digits with '-' between words")
PARAGRAPH_PATTERN = r"[0-9]{1,2}(\([a-z]+\))*|Annex [IVXL]+"
PARAGRAPH_FORM = 'a quoted paragraph, such as "8", "8(a)(iii)" or "Annex IV"'
PROVISION = Text(rf"[0-9]{{4}}:({PARAGRAPH_PATTERN})", "a provision in short form, such as 2397:25")
PROSE = Text(length_max=4000)
SENTENCES = ListOf(PROSE)


@dataclass(frozen=True)
class LawText(Shape[str]):
    """An instrument or a paragraph in its one form."""

    what: str
    pattern: str
    form: str

    def read(self, node: Node) -> str:
        """Read the text; a paragraph without quotes is a number for YAML and is refused."""
        value = node.value
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            node.refuse(
                "RB201",
                f"the {self.what} {value} is read as a number: {self.form} is expected. Quote it, "
                f'"{value}"',
            )
        if not isinstance(value, str) or re.fullmatch(self.pattern, value) is None:
            node.refuse(
                "RB201", f"the {self.what} is {seen(value)}: {self.form} is expected. Correct it"
            )
        return value

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write a string schema."""
        return Text(self.pattern).schema(definitions)


def _authority(**keys: Any) -> Authority:
    citation = Citation(keys["instrument"], keys["paragraph"])
    return Authority(citation, Effect(keys["effect"]), keys["adopted"], keys["note"])


_INSTRUMENT = Key(LawText("instrument", INSTRUMENT_PATTERN, INSTRUMENT_FORM), "the resolution")
_PARAGRAPH = Key(
    LawText("paragraph", PARAGRAPH_PATTERN, PARAGRAPH_FORM), "one operative paragraph, quoted"
)
_EFFECT = Key(Choice(tuple(Effect)), "what the paragraph does")
_ADOPTED = "the day of adoption"

AUTHORITY = Record(
    build=_authority,
    name="authority",
    keys={
        "instrument": _INSTRUMENT,
        "paragraph": _PARAGRAPH,
        "effect": _EFFECT,
        "adopted": Key(Day(), _ADOPTED),
        "note": optional(PROSE),
    },
)

_EXEMPTING = Record(
    build=_authority,
    name="exempting_authority",
    keys={
        "instrument": _INSTRUMENT,
        "paragraph": _PARAGRAPH,
        "effect": Key(Choice((Effect.EXEMPTS.value,)), "always 'exempts'"),
        "adopted": optional(Day(), _ADOPTED),
        "note": optional(PROSE),
    },
)


def _check_period(node: Node, value: Mapping[str, Plain]) -> None:
    first, until = (parse_day(str(value.get(key, ""))) for key in ("from", "until"))
    if first is not None and until is not None and until <= first:
        node.child("until").note(
            "RB016",
            f"'until' is {until} and 'from' is {first}: the period is half-open and must hold a "
            "day. Correct one of them",
        )


def _in_force(**keys: Any) -> InForce:
    return InForce(keys["from"], keys["until"], JudgedOn(keys["judged_on"]))


IN_FORCE = Record(
    build=_in_force,
    name="in_force",
    check=_check_period,
    keys={
        "from": Key(Day(), "the first day that counts"),
        "until": Key(Nullable(Day()), "the first day that no longer counts, or null"),
        "judged_on": Key(Choice(tuple(JudgedOn)), "the day of the event that decides"),
    },
)


def _period(**keys: Any) -> tuple[date, date | None]:
    return keys["from"], keys["until"]


IN_FORCE_PERIOD = Record(
    build=_period,
    name="period",
    check=_check_period,
    keys={"from": Key(Day()), "until": Key(Nullable(Day()))},
)


def _review(**keys: Any) -> Review:
    return Review(keys["date"], keys["by"], keys["evidence"], keys["note"])


REVIEW = Record(
    build=_review,
    name="reviewed",
    keys={
        "date": Key(Day(), "when the paragraph was last checked to be in force as written"),
        "by": Key(Text(), "who checked; none where nobody did"),
        "evidence": Key(Choice(EVIDENCE), "how sure the content is"),
        "note": optional(PROSE),
    },
)


def _exemption(**keys: Any) -> Exemption:
    return Exemption(**{**keys, "provisions": frozenset(keys["provisions"])})


def _check_exemption(node: Node, value: Mapping[str, Plain]) -> None:
    if "authority" not in value:
        node.note(
            "RB203",
            f"the exemption {quoted(value.get('id', '?'))} cites no authority: only a paragraph "
            "gives an exemption. Add 'authority' with effect 'exempts'",
        )


CLAIM_BASES = (
    "committee_approval",
    "advance_notice",
    "state_finding",
    "livelihood",
    "humanitarian",
    "old_contract",
    "own_national",
    "civil_aviation",
    "diplomatic",
    "court",
)


def exemption_shape(fields: Fields) -> Record[Exemption]:
    """Give the shape of one exemption block."""
    return Record(
        build=_exemption,
        name="exemption",
        is_ordered=True,
        check=_check_exemption,
        keys={
            "id": Key(SLUG, "its name within the rule"),
            "title": Key(Text(length_max=200), "what people read"),
            "authority": optional(_EXEMPTING, "the paragraph that gives it"),
            "basis": optional(Choice(CLAIM_BASES), "the basis of claims that pertain to it"),
            "provisions": optional(ListOf(PROVISION), "the provisions that claims may name", ()),
            "note": optional(PROSE),
            "claimed_when": Key(BlockShape(fields), "the facts under which it is claimed"),
            "granted_when": Key(BlockShape(fields), "the facts that must all be proved"),
            "record_missing": optional(
                ListOf(Text()), "what stays unproved even when it is granted", ()
            ),
        },
    )


@dataclass(frozen=True, slots=True)
class TallyPart:
    """The ``tally`` key of a rule file."""

    sum: str
    unit: str
    product: str | None
    bases: tuple[Basis, ...]
    alternative: Measure | None


def _tally(**keys: Any) -> TallyPart:
    bases = tuple(Basis(basis) for basis in keys["bases"])
    return TallyPart(keys["sum"], keys["unit"], keys["product"], bases, keys["alternative"])


TALLY = Record(
    build=_tally,
    name="tally",
    keys={
        "sum": Key(Text(FIELD_PATTERN, "a field name"), "the number field that is summed"),
        "unit": Key(Text(), "the unit of the total"),
        "product": optional(Text(), "the petroleum product of every delivery"),
        "bases": Key(ListOf(Choice(BASES)), "whose figures count; they are never added"),
        "alternative": optional(
            Record(
                build=Measure,
                name="measure",
                keys={
                    "sum": Key(Text(FIELD_PATTERN, "a field name"), "the number field"),
                    "unit": Key(Text(), "its unit, or the currency of a value"),
                },
            ),
            "a second measure of the same limit; whichever is used up first binds",
        ),
    },
)


@dataclass(frozen=True)
class TurnShape(Shape[Turn]):
    """The window of a limit: until a day, or starting again every so often."""

    def read(self, node: Node) -> Turn:
        """Read ``{until: DAY}`` or ``{every: calendar_year | twelve_months}``."""
        value = node.value
        if not isinstance(value, dict) or len(value) != 1 or not {*value} <= {"until", "every"}:
            node.refuse(
                "RB014",
                f"{node.label} is {seen(value)}: one of {{until: DAY}}, {{every: calendar_year}} "
                "and {every: twelve_months} is expected. Write one",
            )
        if "until" in value:
            return Turn(TurnKind.UNTIL, Day().read(node.child("until")))
        every = (TurnKind.CALENDAR_YEAR.value, TurnKind.TWELVE_MONTHS.value)
        return Turn(TurnKind(Choice(every).read(node.child("every"))))

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write either form."""
        every = {"enum": [TurnKind.CALENDAR_YEAR.value, TurnKind.TWELVE_MONTHS.value]}
        return {
            "type": "object",
            "properties": {"until": Day().schema(definitions), "every": every},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }


def _limit_value(**keys: Any) -> LimitValue:
    return LimitValue(keys["value"], keys["window"], keys["cite"], keys["alternative"])


_LIMIT_VALUE = Record(
    build=_limit_value,
    name="limit_value",
    keys={
        "value": Key(Number(least=Decimal(1)), "the limit, in the unit of the tally"),
        "window": Key(TurnShape(), "when the sum starts again"),
        "cite": Key(PROVISION, "the provision that sets it"),
        "alternative": optional(Number(least=Decimal(1)), "the limit in the second measure"),
    },
)


@dataclass(frozen=True)
class LimitShape(Shape[Dated[LimitValue]]):
    """A limit's values by the day from which each holds; null ends the limit."""

    def read(self, node: Node) -> Dated[LimitValue]:
        """Read the values; a gap or a wrong order is told by the checks of dates."""
        found = self._values().read(node)
        days: dict[date, LimitValue | None] = {}
        for text, value in found.items():
            day = parse_day(text)
            if day is None:
                node.child(text).refuse(
                    "RB016", f"{quoted(text)} is no day that exists. Correct it", at_key=True
                )
            days[day] = value
        return Dated(tuple(sorted(days.items(), key=lambda entry: entry[0])))

    @staticmethod
    def _values() -> MapOf[LimitValue | None]:
        return MapOf(Nullable(_LIMIT_VALUE), r"\d{4}-\d{2}-\d{2}", "a day as YYYY-MM-DD")

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write days to values."""
        return self._values().schema(definitions)


def _step(**keys: Any) -> Step:
    return Step(int(keys["at"]), Level(keys["level"]), keys["duty"], keys["stops_supply"])


STEP = Record(
    build=_step,
    name="step",
    keys={
        "at": Key(Number(Decimal(1), Decimal(FULL), is_whole=True), "the share, in percent"),
        "level": Key(Choice(LEVELS)),
        "stops_supply": optional(Flag(), "no more may be supplied from here on", default=False),
        "duty": Key(PROSE, "what the step asks for"),
    },
)


def _handling(**keys: Any) -> Handling:
    return Handling(keys["action"], Level(keys["level"]))


_HANDLING = Record(
    build=_handling,
    name="handling",
    keys={"action": Key(Choice(ACTIONS)), "level": Key(Choice(LEVELS))},
)


@dataclass(frozen=True, slots=True)
class OnFinding:
    """The ``on_finding`` key of a rule file."""

    handling: Mapping[Verdict, Handling]
    group_by: tuple[str, ...]


def _on_finding(**keys: Any) -> OnFinding:
    group_by = keys.pop("group_by")
    return OnFinding({Verdict(key): value for key, value in keys.items() if value}, group_by)


ON_FINDING = Record(
    build=_on_finding,
    name="on_finding",
    keys={
        **{verdict.value: optional(_HANDLING) for verdict in Verdict},
        "group_by": Key(
            ListOf(Text(FIELD_PATTERN, "a field name")), "fields that join findings to one alert"
        ),
    },
)


def _related(**keys: Any) -> Related:
    return Related(keys["id"], keys["type"])


RELATED = Record(
    build=_related,
    name="related",
    keys={
        "id": Key(Text(ID_PATTERN, ID_FORM), "another rule"),
        "type": Key(Choice(tuple(RELATIONS)), "how this rule stands to it"),
    },
)


def _retirement(**keys: Any) -> Retirement:
    return Retirement(keys["date"], keys["reason"], keys["successor"])


RETIRED = Record(
    build=_retirement,
    name="retirement",
    keys={
        "date": Key(Day(), "when the rule was retired"),
        "reason": Key(PROSE, "why"),
        "successor": Key(Nullable(Text(ID_PATTERN, ID_FORM)), "the rule that follows it, or null"),
    },
)
