"""The thresholds of matching, as rules/lists/matching.yaml gives them, and what results rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from importlib.metadata import version

from monitor.domain.canonical import digest_of
from monitor.domain.listing import EntryType
from monitor.errors import RuleError
from monitor.rulebook.yaml12 import Plain, read_yaml
from monitor.screening import korean
from monitor.screening.vocabulary import tables_digest

MATCHER = "1"
"""The version of the comparison; it changes whenever equal inputs may give other results."""
_KEYS = frozenset({"match", "equal", "alert", "alert_corroborated"})
_KINDS = (EntryType.PERSON, EntryType.ORGANIZATION, EntryType.VESSEL)


class MatchingError(RuleError):
    """Says what is wrong in the file of thresholds."""


@dataclass(frozen=True)
class Matching:
    """When likeness becomes a match, an equal name, an alert.

    Attributes:
        match: From here on two names match.
        equal: From here on a name counts as equal to the listed one.
        alert: By kind of entry, from here on a name alone opens an alert.
        alert_corroborated: By kind, from here on a name opens one where something else agrees.
    """

    match: float
    equal: float
    alert: Mapping[EntryType, float]
    alert_corroborated: Mapping[EntryType, float]

    @cached_property
    def digest(self) -> str:
        """Names all that decides likeness and what follows: thresholds, tables, versions."""
        return digest_of(
            {
                "matcher": MATCHER,
                "rigour": version("rigour"),
                "tables": tables_digest(),
                "korean": korean.TABLES_DIGEST,
                "match": str(self.match),
                "equal": str(self.equal),
                "alert": {kind.value: str(self.alert[kind]) for kind in _KINDS},
                "alert_corroborated": {
                    kind.value: str(self.alert_corroborated[kind]) for kind in _KINDS
                },
            }
        )

    def alerts(self, kind: EntryType, likeness: float, *, corroborated: bool) -> bool:
        """Tells whether a name of such likeness opens an alert."""
        kind = EntryType.VESSEL if kind is EntryType.AIRCRAFT else kind
        least = self.alert_corroborated if corroborated else self.alert
        return likeness >= min(self.equal, least[kind])


FILE = "lists/matching.yaml"


def read_matching(content: bytes, name: str = FILE) -> Matching:
    """Reads the file of thresholds.

    Raises:
        MatchingError: where a key is missing or unknown, or a value is no number from 0 to 1.
    """
    document = read_yaml(content, name)
    data = document.value
    if document.issues or not isinstance(data, dict) or set(data) != _KEYS:
        faults = "; ".join(str(issue) for issue in document.issues)
        keys = ", ".join(sorted(_KEYS))
        msg = f"{name}: {faults or f'it must hold exactly {keys}'}"
        raise MatchingError(msg)
    return Matching(
        match=_share(name, "match", data["match"]),
        equal=_share(name, "equal", data["equal"]),
        alert=_by_kind(name, "alert", data["alert"]),
        alert_corroborated=_by_kind(name, "alert_corroborated", data["alert_corroborated"]),
    )


def _by_kind(name: str, key: str, value: Plain) -> dict[EntryType, float]:
    if not isinstance(value, dict) or set(value) != {kind.value for kind in _KINDS}:
        msg = f"{name}: {key} must give person, organization and vessel"
        raise MatchingError(msg)
    return {kind: _share(name, f"{key}.{kind.value}", value[kind.value]) for kind in _KINDS}


def _share(name: str, key: str, value: Plain) -> float:
    try:
        share = Decimal(str(value))
    except ArithmeticError:
        share = Decimal(-1)
    if not 0 < share <= 1:
        msg = f"{name}: {key} must be a number above 0 and at most 1"
        raise MatchingError(msg)
    return float(share)
