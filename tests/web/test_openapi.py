"""The document of the API is true: schemathesis asks every operation what it promises.

The run is the one of ``schemathesis run``: values at the edges of every schema, wrong types, methods
that are not there, missing and wrong keys, and random requests that reuse what answers gave.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import schemathesis
from fastapi import FastAPI
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.specs.openapi.schemas import OpenApiSchema

from alerts.store import SqlStore
from monitor.bootstrap import Wiring
from monitor.domain.scopes import SCOPES
from monitor.web.app import create_app
from tests.web.conftest import Client, MovingClock, coal, coffee, make_key, services_over

EXAMPLES = 8
EXAMPLES_IN_SOAK = 300
ADDRESS = "/v1/openapi.json"
# The tool looks at a real address before it starts; this one refuses everywhere. All else is in-process.
NOBODY = "http://localhost:9"

pytestmark = pytest.mark.timeout(1_200)


class Excuse(NamedTuple):
    """A refusal that the document cannot announce; every other failure of the check still counts."""

    check: str
    operation: str
    said: str
    reason: str


POSITIVE = "positive_data_acceptance"
EXCUSES = (
    Excuse(
        POSITIVE, "GET .*", '"param":"cursor"',
        "A cursor is opaque: only one that the same list gave is taken, which no schema can say.",
    ),
    Excuse(
        POSITIVE, r"POST /v1/alerts/(bulk|\{alert_id\}/assign)", '"code":"words_missing"',
        "Who works alerts changes from day to day, and which field an action needs stands with "
        "the action.",
    ),
    Excuse(
        POSITIVE, "POST /v1/(alerts|cases|suppressions|views).*", '"code":"words_missing"',
        "What is blank says nothing, how far ahead an instant may lie depends on today and on the "
        "alert's level, what a close needs depends on its disposition.",
    ),
    Excuse(
        POSITIVE, r"POST /v1/alerts/\{alert_id\}/attachments", '"param":"file"',
        "The type of a document is told from its bytes.",
    ),
    Excuse(
        POSITIVE, "POST /v1/clearances", '"code":"not_clearable"',
        "It must name a stored event, somebody in it and a listed entry, and end after today.",
    ),
    Excuse(
        POSITIVE, "POST /v1/screen", '"code":"invalid_query"',
        "Countries and kinds of number are code lists, and which number a bearer has depends on "
        "its kind.",
    ),
    Excuse(
        "negative_data_rejection", "POST /v1/events", '"status":"rejected"',
        "The contract: whatever is posted is kept and answered line by line, 202 also where an "
        "event was rejected.",
    ),
)  # fmt: skip


class Served(NamedTuple):
    """An app over a store with some alerts, and the secret of a key that may do everything."""

    app: FastAPI
    secret: str

    def program(self) -> Client:
        """Give a client that carries the key."""
        client = Client(self.app)
        client.headers = {"Authorization": f"Bearer {self.secret}"}
        return client


@pytest.fixture
def served(wiring: Wiring, store: SqlStore, clock: MovingClock) -> Served:
    """The real engine over a store of its own, with two alerts and an event that nobody minds."""
    services = services_over(wiring, store, clock)
    app = create_app(services, desk_token=None, hosts={"localhost", "testserver"})
    served = Served(app, make_key(services, *SCOPES))
    for event in (coal(), coal("coal-2"), coffee()):
        assert served.program().post("/v1/events", json=event).status_code == 202
    return served


def document_of(served: Served, examples: int, *, seed: int | None) -> OpenApiSchema:
    """Load the document as the app gives it."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "base-url": NOBODY,
            "headers": {"Authorization": f"Bearer {served.secret}"},
            "continue-on-failure": True,
            "generation": {
                "max-examples": examples,
                "deterministic": seed is not None,
                "no-shrink": True,
            },
            # The document has no links to follow.
            "phases": {"stateful": {"enabled": False}},
        }
    )
    return schemathesis.openapi.from_asgi(ADDRESS, served.app, config=config)


def faults_of(schema: OpenApiSchema) -> tuple[set[str], list[str]]:
    """Run every check on every operation; give what was asked and what is not excused."""
    asked: set[str] = set()
    faults: list[str] = []
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished():
                if event.recorder.interactions:
                    asked.add(event.recorder.label)
                faults.extend(_unexcused(event.recorder))
            case events.NonFatalError() | events.FatalError():
                faults.append(repr(event))
    return asked, faults


def _unexcused(recorder: ScenarioRecorder) -> Iterator[str]:
    for case_id, checks in recorder.checks.items():
        answer = recorder.interactions[case_id].response
        text = "" if answer is None else answer.content.decode(errors="replace")
        for check in checks:
            if check.failure_info is not None and not _is_excused(check.name, recorder.label, text):
                case = recorder.cases[case_id].value
                yield (
                    f"{recorder.label}: {check.name}: {check.failure_info.failure.message}\n"
                    f"  {case.method} {case.formatted_path} {case.query} {case.body!r:.300}\n"
                    f"  {None if answer is None else answer.status_code} {text:.300}"
                )


def _is_excused(check: str, label: str, text: str) -> bool:
    return any(
        excuse.check == check and re.fullmatch(excuse.operation, label) and excuse.said in text
        for excuse in EXCUSES
    )


def operations_of(schema: OpenApiSchema) -> set[str]:
    """Name every operation of the document."""
    found = (result.ok() for result in schema.get_all_operations() if isinstance(result, Ok))
    return {operation.label for operation in found}


def test_every_operation_keeps_what_the_document_says(served: Served) -> None:
    schema = document_of(served, EXAMPLES, seed=1718)
    asked, faults = faults_of(schema)
    assert asked == operations_of(schema)
    assert not faults, "\n\n".join(faults)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_every_operation_keeps_what_the_document_says_at_length(served: Served) -> None:
    _, faults = faults_of(document_of(served, EXAMPLES_IN_SOAK, seed=None))
    assert not faults, "\n\n".join(faults)
