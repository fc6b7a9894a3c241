"""Judgements of one unit and their findings, appended and never changed."""

from sqlalchemy import Connection, func, select
from sqlmodel import col

from alerts.numbers import Numbers
from alerts.sending import Rows, send
from alerts.tables import FINDINGS, JUDGEMENTS, FindingRow, JudgementRow
from monitor.domain.finding import Finding, Judgement, Outcome
from monitor.domain.ports import JudgementRecord
from monitor.errors import StoreError


class Verdicts:
    """Writes the judgements of one unit and finds findings."""

    def __init__(self, connection: Connection, numbers: Numbers) -> None:
        self._connection = connection
        self._numbers = numbers
        self._judgements: Rows = []
        self._findings: Rows = []
        # Of the judgement that this unit gave a version: its first finding and how many there are.
        self._judged: dict[int, tuple[int, int]] = {}

    def knows(self, version_id: int) -> bool:
        """Tell whether this unit judged the version."""
        return version_id in self._judged

    def add(self, record: JudgementRecord, version_id: int) -> int:
        """Append a judgement with its findings; give its row."""
        judgement = record.judgement
        if (judgement is None) is (record.error is None):
            msg = f"the record of event '{record.key.event_id}' needs a judgement or an error"
            raise StoreError(msg)
        number = self._numbers.take(JUDGEMENTS)
        outcome = Outcome.UNJUDGED if judgement is None else judgement.outcome
        row: dict[str, object] = {
            "id": number,
            "version_id": version_id,
            "outcome": outcome.value,
            "undecided": None,
            "screening": None,
            "warnings": None,
            "rulebook": record.rulebook,
            "lists": record.lists,
            "engine": record.engine,
            "judged_at": record.judged_at,
            "inputs": record.inputs,
            "error": record.error,
        }
        self._judged[version_id] = (0, 0)
        if judgement is not None:
            _fill(row, judgement)
            self._add_findings(version_id, number, judgement.findings)
        self._judgements.append(row)
        return number

    def _add_findings(
        self, version_id: int, judgement_id: int, findings: tuple[Finding, ...]
    ) -> None:
        if not findings:
            return
        first = self._numbers.take(FINDINGS, count=len(findings))
        self._judged[version_id] = (first, len(findings))
        self._findings += [
            _finding(finding, first + position, judgement_id, position)
            for position, finding in enumerate(findings)
        ]

    def finding_id(self, version_id: int, index: int) -> int:
        """Give the row of a finding of a version's latest judgement, by its position.

        Raises:
            StoreError: there is none.
        """
        if version_id in self._judged:
            first, count = self._judged[version_id]
            found = first + index if 0 <= index < count else None
        else:
            found = self._connection.execute(
                select(col(FindingRow.id)).where(
                    col(FindingRow.position) == index,
                    col(FindingRow.judgement_id)
                    == select(func.max(col(JudgementRow.id)))
                    .where(col(JudgementRow.version_id) == version_id)
                    .scalar_subquery(),
                )
            ).scalar()
        if found is None:
            msg = f"an alert names finding {index} of a judgement that has no such finding"
            raise StoreError(msg)
        return found

    def flush(self) -> None:
        """Send what was gathered."""
        send(self._connection, JUDGEMENTS, self._judgements)
        send(self._connection, FINDINGS, self._findings)


def _fill(row: dict[str, object], judgement: Judgement) -> None:
    # Most events have none of these; an empty list is kept as NULL.
    if judgement.undecided:
        row["undecided"] = [item.to_json() for item in judgement.undecided]
    if judgement.screening:
        row["screening"] = [match.to_json() for match in judgement.screening]
    if judgement.warnings:
        row["warnings"] = list(judgement.warnings)


def _finding(finding: Finding, number: int, judgement_id: int, position: int) -> dict[str, object]:
    return {
        "id": number,
        "judgement_id": judgement_id,
        "position": position,
        "rule": finding.rule,
        "rule_version": finding.version,
        "verdict": finding.verdict.value,
        "level": finding.level.value,
        "group_key": finding.group_key,
        "body": finding.to_json(),
    }
