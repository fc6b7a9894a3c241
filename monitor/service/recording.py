"""From a judgement to the row that proves it: by what, when, and resting on which values."""

from datetime import datetime

from monitor.domain.canonical import canonical_json, sha256
from monitor.domain.ports import EventKey, JudgementRecord, Unit
from monitor.service.judging import Appraisal, Judges
from monitor.service.provenance import INPUTS


class Recorder:
    """Makes the rows of one transaction's judgements."""

    def __init__(self, unit: Unit, engine: Judges, now: datetime, version: str) -> None:
        self._unit = unit
        self._rulebook = engine.rulebook
        self._lists = engine.lists
        self._now = now
        self._version = version

    def record(self, key: EventKey, version: int, found: Appraisal) -> JudgementRecord:
        """Make one row; the values from history that the judgement used are kept by digest."""
        inputs = None
        if found.judgement is not None and found.judgement.inputs:
            content = canonical_json(dict(found.judgement.inputs))
            inputs = sha256(content)
            self._unit.put_blob(inputs, INPUTS, content)
        return JudgementRecord(
            key=key,
            version=version,
            judgement=found.judgement,
            rulebook=self._rulebook,
            lists=self._lists,
            engine=self._version,
            judged_at=self._now,
            inputs=inputs,
            error=found.error,
        )
