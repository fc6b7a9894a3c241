"""The queue: what waits, the most urgent first."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from monitor.domain.alert import Alert, AlertState
from monitor.domain.finding import Level
from monitor.domain.people import Right
from monitor.domain.ports import AlertFilter
from monitor.rulebook.rule import Rule
from monitor.web.api.alerts import queue_place
from monitor.web.auth import Services, needs_right
from monitor.web.pages.render import Renderer, address
from monitor.web.pages.subjects import About, Subjects
from monitor.web.paging import page_of
from monitor.web.problems import Problem
from monitor.web.queries import PROVISION, RULE, SOURCE, TEXT, TEXT_MAX
from monitor.web.rulebooks import rule_in

ROWS = 25
_OPEN_STATES = tuple(state for state in AlertState if state is not AlertState.CLOSED)

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs_right(Right.READ))])


class QueueQuery(BaseModel):
    """The filters of the queue as they stand in the address."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    show: Literal["open", "all"] = "open"
    state: AlertState | None = None
    level: Level | None = None
    rule: Annotated[str, StringConstraints(pattern=RULE)] | None = None
    provision: Annotated[str, StringConstraints(pattern=PROVISION)] | None = None
    source: Annotated[str, StringConstraints(pattern=SOURCE)] | None = None
    q: Annotated[str, StringConstraints(pattern=TEXT, max_length=TEXT_MAX)] | None = None
    cursor: Annotated[str, StringConstraints(max_length=400)] | None = None

    @classmethod
    def read(cls, request: Request) -> "QueueQuery":
        """Read an address; a field that was left empty does not narrow.

        Raises:
            Problem: a filter is none that exists.
        """
        given = {key: value.strip() for key, value in request.query_params.items()}
        try:
            return cls.model_validate({key: value for key, value in given.items() if value})
        except ValidationError as error:
            param = str(error.errors()[0]["loc"][0])
            raise Problem(
                422, f"{param}: this is no filter of the queue. Go back to the queue.", param=param
            ) from None

    @property
    def where(self) -> AlertFilter:
        """The filter for the store."""
        return AlertFilter(
            state=self.state,
            level=self.level,
            rule=self.rule,
            provision=self.provision,
            source=self.source,
            text=self.q,
            open_only=self.state is None and self.show == "open",
        )

    def filters(self) -> dict[str, str]:
        """Give the filters that narrow, as the address has them."""
        given = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        return {key: str(value) for key, value in given.items() if key != "cursor"}

    def address(self, **changes: object) -> str:
        """Give the address of the queue with some filters changed and from its first page."""
        return address("/", **{**self.filters(), **changes})


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter: how many alerts have it, and the address that picks or drops it."""

    name: str
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
def queue(request: Request, services: Services) -> HTMLResponse:
    """Show one page of the queue."""
    query = QueueQuery.read(request)
    fetch = partial(services.store.alerts, query.where)
    page = page_of(fetch, query.cursor, ROWS, queue_place)
    counts = services.store.alert_counts()
    book = services.rulebooks.current
    renderer: Renderer = request.app.state.renderer
    subjects: Subjects = request.app.state.subjects
    return renderer.page(
        request,
        "queue.html",
        query=query,
        rows=[
            row_of(alert, rule_in(book, alert.rule), subjects.of(alert, services.store))
            for alert in page.items
        ],
        levels=_facets(query, "level", counts, [level.value for level in Level]),
        states=_facets(query, "state", counts, [state.value for state in AlertState]),
        waiting=sum(counts.get(state.value, 0) for state in _OPEN_STATES),
        rules=book.rules,
        next_address=None if page.next is None else query.address(cursor=page.next),
    )


def row_of(alert: Alert, rule: Rule | None, about: About) -> Row:
    """Put together what a row shows."""
    says = alert.summary if rule is None else without_title(alert.summary, rule.title)
    return Row(alert, says, rule, about)


def without_title(summary: str, title: str) -> str:
    """Leave out the rule's title where a summary repeats it."""
    _, found, rest = summary.partition(title)
    rest = rest.lstrip(":, ")
    return rest[:1].upper() + rest[1:] if found and rest else summary


def _facets(
    query: QueueQuery, field: str, counts: Mapping[str, int], names: list[str]
) -> list[Facet]:
    picked = query.filters().get(field)
    return [
        Facet(
            name,
            counts.get(name, 0),
            query.address(**{field: None if name == picked else name}),
            name == picked,
        )
        for name in names
    ]
