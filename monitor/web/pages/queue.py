"""The queue: what waits, sorted by what matters, narrowed by what the address says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from monitor.domain.alert import Alert, AlertState
from monitor.domain.finding import Level
from monitor.domain.people import Person, Right
from monitor.domain.ports import AlertFilter
from monitor.domain.queue import QueueOrder
from monitor.rulebook.book import RuleBook
from monitor.rulebook.rule import Rule
from monitor.service.work.facets import FacetCounts
from monitor.web.api.alerts import queue_place
from monitor.web.auth import Services, needs_right
from monitor.web.pages.render import Renderer, address
from monitor.web.pages.subjects import About, about
from monitor.web.paging import page_of
from monitor.web.problems import Problem
from monitor.web.queries import CASE, PERSON, PROVISION, RULE, SOURCE, TEXT, TEXT_MAX
from monitor.web.rulebooks import rule_in
from monitor.web.work import Work

ROWS = 25
FACETS_SHOWN = 8
VIEWS_SHOWN = 30
ME, NOBODY = "me", "nobody"

_may_read = needs_right(Right.READ)
Reader = Annotated[Person, Depends(_may_read)]
router = APIRouter(include_in_schema=False, dependencies=[Depends(_may_read)])


class QueueQuery(BaseModel):
    """The filters of the queue as they stand in the address."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    show: Literal["open", "all", "snoozed"] = "open"
    sort: QueueOrder = QueueOrder.LEVEL
    state: AlertState | None = None
    level: Level | None = None
    rule: Annotated[str, StringConstraints(pattern=RULE)] | None = None
    provision: Annotated[str, StringConstraints(pattern=PROVISION)] | None = None
    source: Annotated[str, StringConstraints(pattern=SOURCE)] | None = None
    assignee: Annotated[str, StringConstraints(pattern=PERSON, max_length=100)] | None = None
    overdue: Literal["true", "false"] | None = None
    case: Annotated[str, StringConstraints(pattern=CASE)] | None = None
    q: Annotated[str, StringConstraints(pattern=TEXT, max_length=TEXT_MAX)] | None = None
    cursor: Annotated[str, StringConstraints(max_length=400)] | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "QueueQuery":
        """Read the parts of an address; a field that was left empty does not narrow.

        Raises:
            Problem: a filter is none that exists.
        """
        asked = {key: value.strip() for key, value in given.items()}
        try:
            return cls.model_validate({key: value for key, value in asked.items() if value})
        except ValidationError as error:
            param = str(error.errors()[0]["loc"][0])
            raise Problem(
                422, f"{param}: this is no filter of the queue. Go back to the queue.", param=param
            ) from None

    def where(self, me: str) -> AlertFilter:
        """Give the filter for the store, as this person means it."""
        people = {ME: me, NOBODY: ""}
        shows_open = self.state is None and self.show == "open"
        return AlertFilter(
            state=self.state,
            level=self.level,
            rule=self.rule,
            provision=self.provision,
            source=self.source,
            text=self.q,
            open_only=shows_open,
            assignee=None if self.assignee is None else people.get(self.assignee, self.assignee),
            overdue=None if self.overdue is None else self.overdue == "true",
            snoozed={"open": False, "snoozed": True}.get(self.show) if self.state is None else None,
            case=self.case,
        )

    def filters(self) -> dict[str, str]:
        """Give the filters that narrow, as the address has them."""
        return {key: value for key, value in self.kept().items() if key != "sort"}

    def kept(self) -> dict[str, str]:
        """Give the filters and the order, as the address has them and a view keeps them."""
        given = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        return {key: str(value) for key, value in given.items() if key != "cursor"}

    def address(self, **changes: object) -> str:
        """Give the address of the queue with some filters changed and from its first page."""
        return address("/", **{**self.kept(), **changes})


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter: how many alerts have it, and the address that picks or drops it."""

    name: str
    says: str
    count: int
    href: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One alert in the queue; ``says`` leaves out the rule's title, which stands below it."""

    alert: Alert
    says: str
    rule: Rule | None
    about: About


@router.get("/")
def queue(request: Request, services: Services, work: Work, person: Reader) -> HTMLResponse:
    """Show one page of the queue."""
    query = QueueQuery.of(dict(request.query_params))
    where = query.where(person.id)
    store, book = services.store, services.rulebooks.current
    page = page_of(
        partial(store.alerts, where, order=query.sort),
        query.cursor,
        ROWS,
        partial(queue_place, order=query.sort),
    )
    counts = work.facets.counts(where)
    newest = store.newest_findings([alert.id for alert in page.items])
    renderer: Renderer = request.app.state.renderer
    return renderer.page(
        request,
        "queue.html",
        query=query,
        rows=[
            row_of(alert, rule_in(book, alert.rule), about(newest.get(alert.id)))
            for alert in page.items
        ],
        facets=_facets(query, counts, book, person),
        counts=counts,
        change=store.work.newest_change(),
        views=store.work.views(person.id, None, VIEWS_SHOWN),
        suppressions=store.work.active_suppressions(services.clock.now()),
        rules=book.rules,
        orders=list(QueueOrder),
        may_work=person.may(Right.WORK),
        may_share=person.may(Right.SUPERVISE),
        here_says="none" if "none" in request.query_params else "",
        next_address=None if page.next is None else query.address(cursor=page.next),
    )


@router.get("/queue/pulse")
def pulse(services: Services) -> JSONResponse:
    """Say up to which change the queue stands, so that a page can tell that it is behind."""
    return JSONResponse({"change": services.store.work.newest_change()})


def row_of(alert: Alert, rule: Rule | None, about_it: About) -> Row:
    """Put together what a row shows."""
    says = alert.summary if rule is None else without_title(alert.summary, rule.title)
    return Row(alert, says, rule, about_it)


def without_title(summary: str, title: str) -> str:
    """Leave out the rule's title where a summary repeats it."""
    _, found, rest = summary.partition(title)
    rest = rest.lstrip(":, ")
    return rest[:1].upper() + rest[1:] if found and rest else summary


def _facets(
    query: QueueQuery, counts: FacetCounts, book: RuleBook, person: Person
) -> Mapping[str, Sequence[Facet]]:
    by = counts.by
    people = dict(by["assignee"])
    shown = {
        "level": [(level.value, level.value, by["level"].get(level.value, 0)) for level in Level],
        "state": [
            (state.value, state.value.replace("_", " "), by["state"].get(state.value, 0))
            for state in AlertState
        ],
        "assignee": [
            (ME, "mine", people.pop(person.id, 0)),
            (NOBODY, "nobody's", people.pop("", 0)),
            *_most(people),
        ],
        "overdue": [("true", "overdue", by["overdue"].get("true", 0))],
        "rule": [(name, _title(book, name), count) for name, _, count in _most(by["rule"])],
        "provision": _most(by["provision"]),
        "source": _most(by["source"]),
    }
    return {
        name: [_facet(query, name, *value) for value in values] for name, values in shown.items()
    }


def _title(book: RuleBook, name: str) -> str:
    rule = rule_in(book, name)
    return name if rule is None else f"{rule.citations[0].short} {rule.title}"


def _most(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Give the values that most alerts have."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(name, name, count) for name, count in ranked[:FACETS_SHOWN]]


def _facet(query: QueueQuery, field: str, name: str, says: str, count: int) -> Facet:
    is_on = query.filters().get(field) == name
    return Facet(name, says, count, query.address(**{field: None if is_on else name}), is_on)
