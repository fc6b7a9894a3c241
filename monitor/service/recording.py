"""From a judgement to the row that proves it: by what, when, and resting on which values."""

from datetime import datetime

from monitor.domain.canonical import canonical_json, sha256
from monitor.domain.ports import EventKey, JudgementRecord, Unit
from monitor.service.judging import Appraisal, Judges
from monitor.service.provenance import INPUTS


class Recorder:
    """Writes the judgements of one transaction."""

    def __init__(self, unit: Unit, engine: Judges, now: datetime, version: str) -> None:
        self._unit = unit
        self._rulebook = engine.rulebook
        self._lists = engine.lists
        self._now = now
        self._version = version

    def record(self, key: EventKey, version: int, found: Appraisal) -> None:
        """Write one judgement, or the failure to judge; what it used of history is kept too."""
        inputs = None
        if found.judgement is not None and found.judgement.inputs:
            content = canonical_json(dict(found.judgement.inputs))
            inputs = sha256(content)
            self._unit.put_blob(inputs, INPUTS, content)
        row = JudgementRecord(
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
        self._unit.add_judgements([row])
        if found.sightings:
            self._unit.add_sightings(key, version, found.sightings)
