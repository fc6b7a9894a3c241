"""Makes and keeps papers about alerts and cases; nothing is ever sent from here."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from monitor.domain.alert import Alert
from monitor.domain.canonical import sha256
from monitor.domain.clock import Clock
from monitor.domain.people import Person
from monitor.domain.ports import AlertEntry, AlertFilter, Store
from monitor.domain.ports.drafts import Draft, DraftFile, DraftKind, Drafts
from monitor.errors import MonitorError
from monitor.service.alerts import iter_alerts
from monitor.service.audit import Audit
from monitor.service.papers.alert_paper import alert_paper
from monitor.service.papers.blocks import Block, as_markdown, as_pdf, heading, items, text, title
from monitor.service.papers.committee import TITLE, committee_report
from monitor.service.papers.dossier import Books, Dossier, dossier_of
from monitor.service.papers.goaml import GoamlDraft, ReportingEntity, goaml_report

ALERTS_MAX: Final = 100
"""A report of more alerts than this is none that a person can answer for."""


_TO_DECIDE: Final = (
    "Whether a side of a transaction is your own client: its element is then '_my_client'.",
    "Which part of a person's name is the family name.",
    "Whether names in Latin letters are those on the papers; the original is in the comments.",
)


class NothingToReportError(MonitorError):
    """Says why no draft can be made: there is no such alert or case, or it is too large."""


class Keeping(Store, Protocol):
    """A store that keeps drafts."""

    @property
    def drafts(self) -> Drafts:
        """The drafts."""
        ...


class Drafting:
    """The papers of the desk."""

    def __init__(
        self, store: Keeping, books: Books, audit: Audit, clock: Clock, entity: ReportingEntity
    ) -> None:
        self._store = store
        self._books = books
        self._audit = audit
        self._clock = clock
        self._entity = entity

    def paper(self, alert_id: str, person: Person) -> bytes:
        """Write one alert as PDF; who took it is recorded.

        Raises:
            NothingToReportError: there is no such alert.
        """
        alert = self._alert(alert_id)
        self._audit.record(person, "alert.print", alert.id)
        dossier = dossier_of(alert, self._store, self._books)
        return alert_paper(dossier, self._clock.now(), person.id)

    def draft(self, about: str, kind: DraftKind, person: Person) -> Draft:
        """Draft a report about an alert or a case, and keep it as the next version.

        Raises:
            NothingToReportError: there is none, or it holds too many alerts.
        """
        dossiers = [dossier_of(alert, self._store, self._books) for alert in self._alerts(about)]
        now = self._clock.now()
        contents = (
            self._committee(dossiers, about, person)
            if kind is DraftKind.COMMITTEE
            else self._suspicion(dossiers, about, person)
        )
        files = tuple(
            DraftFile(name, media_type, sha256(content), len(content))
            for name, (media_type, content) in contents.items()
        )
        ids = tuple(one.alert.id for one in dossiers)
        digests = {file.name: file.digest for file in files}
        deed = self._audit.deed(
            person, "draft.make", about, after={"kind": kind.value, "alerts": ids, **digests}
        )
        note = f"{kind.value} report about {about}"
        entries = [AlertEntry(one, now, person.id, "draft", note) for one in ids]
        made = Draft(about, kind, 0, ids, now, person.id, files)
        return self._store.drafts.add(
            made,
            {file.digest: contents[file.name][1] for file in files},
            entries,
            deed,
        )

    def of(self, about: str) -> Sequence[Draft]:
        """Give the drafts about an alert or a case, the newest first."""
        return self._store.drafts.of(about)

    def file(self, about: str, kind: DraftKind, number: int, name: str) -> tuple[DraftFile, bytes]:
        """Give one document of a draft.

        Raises:
            NothingToReportError: there is none.
        """
        draft = self._store.drafts.get(about, kind, number)
        found = None if draft is None else next((f for f in draft.files if f.name == name), None)
        if found is None:
            raise NothingToReportError("there is no such document")
        return found, self._store.drafts.blob(found.digest)

    def _alert(self, alert_id: str) -> Alert:
        alert = self._store.alert(alert_id)
        if alert is None:
            msg = f"there is no alert '{alert_id}'"
            raise NothingToReportError(msg)
        return alert

    def _alerts(self, about: str) -> list[Alert]:
        if about.startswith("al_"):
            return [self._alert(about)]
        found = list(iter_alerts(self._store, AlertFilter(case=about), ALERTS_MAX + 1))
        if not found:
            msg = f"there is no case '{about}', or it holds no alert"
            raise NothingToReportError(msg)
        if len(found) > ALERTS_MAX:
            msg = f"a report is about {ALERTS_MAX} alerts at most: part the case '{about}'"
            raise NothingToReportError(msg)
        return sorted(found, key=lambda alert: alert.opened_at)

    def _committee(
        self, dossiers: Sequence[Dossier], about: str, person: Person
    ) -> Mapping[str, tuple[str, bytes]]:
        now = self._clock.now()
        blocks = committee_report(dossiers, about, now)
        return {
            "report.md": ("text/markdown; charset=utf-8", as_markdown(blocks)),
            "report.pdf": ("application/pdf", as_pdf(blocks, TITLE, now, person.id)),
        }

    def _suspicion(
        self, dossiers: Sequence[Dossier], about: str, person: Person
    ) -> Mapping[str, tuple[str, bytes]]:
        now = self._clock.now()
        made = goaml_report(dossiers, about, now, self._entity)
        notes = _notes(made, about)
        return {
            "report.xml": ("application/xml", made.xml),
            "notes.md": ("text/markdown; charset=utf-8", as_markdown(notes)),
            "notes.pdf": ("application/pdf", as_pdf(notes, f"Notes on {about}", now, person.id)),
        }


def _notes(made: GoamlDraft, about: str) -> list[Block]:
    """Say beside the XML what a person must do before it may go out."""
    blocks = [
        title(f"Suspicious-transaction report on {about}: before it is sent"),
        text(
            "This goAML file is a draft. It was checked against this project's own schema of the "
            "elements that it writes, not against the schema of your financial intelligence unit: "
            "check it there, with the unit's code lists.",
        ),
    ]
    if made.is_valid:
        blocks.append(text("It holds that schema."))
    else:
        blocks += [heading("It does not hold that schema yet"), items(made.faults)]
    if made.to_fill_in:
        blocks += [heading("To be filled in"), items(made.to_fill_in)]
    blocks += [
        heading("To be decided by a person"),
        items(_TO_DECIDE),
    ]
    return blocks
