"""The desk's use cases as the web door holds them, and its refusals as answers."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel

from monitor.domain.alert import NotAllowedInStateError, WordsMissingError
from monitor.domain.people import Right
from monitor.errors import MonitorError, NotAllowed
from monitor.service.work.asking import (
    Asked,
    ChangedMeanwhile,
    HeldByAnother,
    KeyReused,
    NotThere,
)
from monitor.service.work.desk import Desk
from monitor.service.work.facets import Facets
from monitor.service.work.matters import Matters
from monitor.web.auth import Caller, Needs
from monitor.web.deps import AppServices
from monitor.web.idempotency import HEADER, KEY_CHARS_MAX
from monitor.web.problems import Problem, respond

_REFUSALS = (MonitorError, NotAllowedInStateError, WordsMissingError)
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias=HEADER,
        min_length=1,
        max_length=KEY_CHARS_MAX,
        pattern=r"^[\x20-\x7e]+$",
        description="The same key with the same body does a thing once, for two days.",
    ),
]


class WorkDoor:
    """What the pages and the API call to work alerts."""

    def __init__(self, services: AppServices) -> None:
        self.desk = Desk(services.store, services.clock, services.access.audit)
        self.matters = Matters(self.desk)
        self.facets = Facets(services.store)


def work_of(request: Request) -> WorkDoor:
    """Give the desk's use cases that the app was built with."""
    door: WorkDoor = request.app.state.work
    return door


Work = Annotated[WorkDoor, Depends(work_of)]


class Asking:
    """Who asks for a change through the API, and under which idempotency key."""

    def __init__(self, request: Request, caller: Caller, key: str | None) -> None:
        self._request = request
        self._caller = caller
        self._key = key

    def with_body(self, body: BaseModel) -> Asked:
        """Give who asks; the key stands for this address and this body."""
        return self.with_bytes(body.model_dump_json().encode())

    def with_bytes(self, body: bytes = b"") -> Asked:
        """Give who asks; the key stands for this address, its query and these bytes."""
        url = self._request.url
        place = f"{self._request.method} {url.path}?{url.query}\n".encode()
        digest = hashlib.sha256(place + body).hexdigest()
        return Asked(self._caller.person, self._caller.is_program, self._key, digest)


def asking(scope: str) -> Callable[..., Asking]:
    """Make a dependency that lets pass who may change something, and carries their key."""
    needs = Needs(scope, Right.WORK)

    def who_asks(
        request: Request,
        caller: Annotated[Caller, Depends(needs)],
        key: IdempotencyKey = None,
    ) -> Asking:
        return Asking(request, caller, key)

    return who_asks


def require_worker(services: AppServices, person_id: str | None) -> None:
    """Hold that an alert is given to somebody who can work it.

    Raises:
        WordsMissingError: there is nobody of that name, or they may not work alerts.
    """
    if person_id is None:
        return
    try:
        account = services.access.people.account(person_id)
    except NotAllowed as unknown:
        raise WordsMissingError("to", str(unknown)) from None
    if account.disabled_at is not None or not account.person.may(Right.WORK):
        raise WordsMissingError("to", f"'{person_id}' cannot work alerts")


def problem_of(error: Exception, back: str | None = None) -> Problem | None:
    """Turn a refusal into an answer; ``None`` for what is no refusal of the desk."""
    more: dict[str, Any] = {} if back is None else {"back": back}
    match error:
        case NotThere():
            return Problem(404, f"There is no {error.what} of this name.", more=more)
        case ChangedMeanwhile():
            at = None if error.at is None else error.at.isoformat()
            told = {"changed_by": error.by, "changed_at": at, "version": error.revision}
            return Problem(
                409, _sentence(error), code="changed_meanwhile", param="version", more=more | told
            )
        case HeldByAnother():
            told = {"held_by": error.holder, "held_until": error.until.isoformat()}
            return Problem(409, _sentence(error), code="held_by_another", more=more | told)
        case KeyReused():
            return Problem(
                409, _sentence(error), code="idempotency_key_reused", param=HEADER, more=more
            )
        case NotAllowedInStateError():
            return Problem(409, _sentence(error), code="wrong_state", more=more)
        case WordsMissingError():
            return Problem(
                422, _sentence(error), code="words_missing", param=error.field, more=more
            )
        case NotAllowed():
            return Problem(403, _sentence(error), code="not_allowed", more=more)
        case _:
            return None


def _sentence(error: Exception) -> str:
    said = str(error)
    return f"{said[:1].upper()}{said[1:]}."


@contextmanager
def leading_back(path: str) -> Iterator[None]:
    """Let the page of a refusal lead back to where the form stood."""
    try:
        yield
    except _REFUSALS as error:
        problem = problem_of(error, path)
        if problem is None:
            raise
        raise problem from error


def install_refusals(app: FastAPI) -> None:
    """Answer the desk's refusals in the one error shape."""
    for kind in (
        NotThere, ChangedMeanwhile, HeldByAnother, KeyReused, NotAllowed,
        NotAllowedInStateError, WordsMissingError,
    ):  # fmt: skip
        app.add_exception_handler(kind, _on_refusal)


async def _on_refusal(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    assert problem is not None
    return respond(request, problem)
