"""``POST /v1/screen``: look names up in the lists, and keep what was asked of which version."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from monitor.domain.people import Right
from monitor.errors import NotAllowed
from monitor.screening.compare import SCHEMAS
from monitor.service.screening import NAME_MAX, QUESTIONS_MAX, Question
from monitor.web.api.bodies import SAID
from monitor.web.api.schemas import Shape
from monitor.web.auth import Caller, Needs, Services
from monitor.web.deps import SCREEN_READ
from monitor.web.problems import Problem
from monitor.web.queries import Day

_asker = Needs(SCREEN_READ, Right.READ)
router = APIRouter(prefix="/v1/screen", tags=["screening"])


class NumberIn(Shape):
    """A number of the bearer; ``scheme`` as in the event contract, or ``imo``."""

    scheme: Annotated[str, Field(pattern=r"^[a-z_]{2,20}$")]
    value: Annotated[str, Field(min_length=1, max_length=200, pattern=SAID)]


class QueryIn(Shape):
    """One name with what is known of its bearer."""

    name: Annotated[str, Field(min_length=1, max_length=NAME_MAX, pattern=SAID)]
    schema_: Annotated[
        str | None,
        Field(alias="schema", max_length=40, json_schema_extra={"enum": [*SCHEMAS, None]}),
    ] = None
    birth_date: Day | None = None
    country: Annotated[str | None, Field(pattern=r"^[A-Z]{2}$")] = None
    identifiers: Annotated[tuple[NumberIn, ...], Field(max_length=20, strict=False)] = ()
    as_of: Day | None = None

    def question(self) -> Question:
        """Give it to the service."""
        return Question(
            name=self.name,
            schema=self.schema_,
            birth_date=self.birth_date,
            country=self.country,
            identifiers=tuple((each.scheme, each.value) for each in self.identifiers),
            as_of=self.as_of,
        )


class QueriesIn(Shape):
    """Many names at once."""

    queries: Annotated[list[QueryIn], Field(min_length=1, max_length=QUESTIONS_MAX)]


class MatchOut(Shape):
    """An entry that a name or number may be, with why, and what holds since when."""

    list: str
    ref: str
    type: str
    name: str
    listed_name: str
    score: str
    match: bool
    certain: bool
    set_aside: bool
    informs_only: bool
    why: "tuple[str, ...]"
    in_force: "tuple[str, ...]"
    measures: "tuple[dict[str, Any], ...]"
    aliases: "tuple[str, ...]"
    birth_dates: "tuple[str, ...]"
    nationalities: "tuple[str, ...]"
    countries: "tuple[str, ...]"
    identifiers: "tuple[dict[str, str], ...]"


class ResultOut(Shape):
    """The answer to one name; ``lists`` is the digest of all that was searched."""

    asked: dict[str, Any]
    as_of: date
    lists: str
    versions: dict[str, str]
    lists_as_known: Literal["then", "now"]
    matches: list[MatchOut]


class ScreeningOut(Shape):
    """The answers, in the order of the questions."""

    object: Literal["screening"] = "screening"
    results: list[ResultOut]


@router.post("", summary="Search the lists for one name or many")
def screen(
    services: Services, caller: Annotated[Caller, Depends(_asker)], body: QueryIn | QueriesIn
) -> ScreeningOut:
    """Search all lists; the likeliest entries come first, what speaks against one is said."""
    queries = body.queries if isinstance(body, QueriesIn) else [body]
    try:
        found = services.screening.search.ask(
            [query.question() for query in queries], caller.id, "api"
        )
    except NotAllowed as refused:
        raise Problem(422, str(refused), code="invalid_query", param="body") from None
    return ScreeningOut(results=[ResultOut.model_validate(each.to_json()) for each in found])
