import gzip
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from monitor.errors import StoreError
from monitor.web.app import create_app
from monitor.web.deps import Answer, AppServices, Intake, IntakeLimits
from tests.hostile_inputs import good
from tests.web.conftest import JSON, NDJSON, Client, answers, coal, coffee


def ndjson(*events: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(event).encode() + b"\n" for event in events)


def test_one_event_is_answered_when_it_is_durable(program: Client, services: AppServices) -> None:
    response = program.post("/v1/events", json=coal())
    assert response.status_code == 202
    assert response.headers["content-type"] == "application/x-ndjson"
    assert answers(response) == [
        {
            "source": "web-test",
            "event_id": "coal-1",
            "status": "accepted",
            "outcome": "flagged",
            "errors": [],
        }
    ]
    assert services.store.alert_counts()["new"] == 1


def test_a_stream_is_answered_in_its_order_with_rejects_between(program: Client) -> None:
    body = ndjson(coffee("a"), {"source": "web-test", "event_id": "b", "kind": "shipment"})
    body += b"no json\n\n" + ndjson(coal("c"), coffee("a"))
    response = program.post("/v1/events", content=body, headers=NDJSON)
    assert response.status_code == 202
    lines = answers(response)
    assert [(line["event_id"], line["status"], line["outcome"]) for line in lines] == [
        ("a", "accepted", "clear"),
        ("b", "rejected", "rejected"),
        (None, "rejected", "rejected"),
        ("c", "accepted", "flagged"),
        ("a", "duplicate", "clear"),
    ]
    assert lines[1]["errors"][0]["path"] == "occurred_on"
    assert lines[2]["line"] == 3


def test_a_batch_may_end_anywhere(services: AppServices, secret: str) -> None:
    small = replace(services, intake_limits=IntakeLimits(batch_lines=3, batch_bytes=900))
    client = Client(create_app(small, desk_token=None))
    events = [coffee(f"e-{number}") for number in range(20)]
    response = client.post(
        "/v1/events",
        content=ndjson(*events),
        headers={**NDJSON, "Authorization": f"Bearer {secret}"},
    )
    assert [line["event_id"] for line in answers(response)] == [e["event_id"] for e in events]


def test_a_correction_is_a_further_version(program: Client) -> None:
    program.post("/v1/events", json=coal())
    response = program.post("/v1/events", json=coal(vessel={"name": "SYNTHETIC SHIP 2"}))
    assert answers(response)[0]["status"] == "correction"
    event = program.get("/v1/events/web-test/coal-1").json()
    assert [version["version"] for version in event["versions"]] == [1, 2]
    assert [version["superseded"] for version in event["versions"]] == [True, False]
    assert event["versions"][1]["judgement"]["outcome"] == "flagged"


def test_a_line_over_the_limit_rejects_that_line_alone(program: Client) -> None:
    huge = json.dumps({**good("huge"), "notes": "x" * 1_100_000}).encode()
    response = program.post("/v1/events", content=huge + b"\n" + ndjson(coffee()), headers=NDJSON)
    rejected, accepted = answers(response)
    assert rejected["errors"] == [{"path": "", "message": "the event is larger than 1048576 bytes"}]
    assert accepted["status"] == "accepted"


def test_one_event_over_the_limit_is_refused_whole(program: Client) -> None:
    response = program.post("/v1/events", content=b"[" * 1_048_577, headers=JSON)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_an_empty_stream_is_taken_and_an_empty_event_is_not(program: Client) -> None:
    stream = program.post("/v1/events", content=b"\n\n", headers=NDJSON)
    assert (stream.status_code, stream.content) == (202, b"")
    assert program.post("/v1/events", content=b" ", headers=JSON).status_code == 400


@pytest.mark.parametrize("content_type", ["text/csv", "application/xml", "", "application/jsonx"])
def test_another_content_type_is_refused(program: Client, content_type: str) -> None:
    response = program.post("/v1/events", content=b"{}", headers={"Content-Type": content_type})
    assert (response.status_code, response.json()["param"]) == (415, "Content-Type")


def test_a_compressed_body_is_refused(program: Client) -> None:
    body = gzip.compress(ndjson(coffee()))
    response = program.post(
        "/v1/events", content=body, headers={**NDJSON, "Content-Encoding": "gzip"}
    )
    assert (response.status_code, response.json()["param"]) == (415, "Content-Encoding")


def test_a_type_with_a_parameter_is_the_same_type(program: Client) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    response = program.post("/v1/events", content=json.dumps(coffee()), headers=headers)
    assert response.status_code == 202


def test_the_same_idempotency_key_takes_the_same_body_only(program: Client) -> None:
    headers = {**JSON, "Idempotency-Key": "post-1"}
    first = program.post("/v1/events", content=json.dumps(coffee()), headers=headers)
    again = program.post("/v1/events", content=json.dumps(coffee()), headers=headers)
    other = program.post("/v1/events", content=json.dumps(coffee("x")), headers=headers)
    assert [first.status_code, again.status_code, other.status_code] == [202, 202, 409]
    assert answers(again)[0]["status"] == "duplicate"
    assert other.json()["code"] == "idempotency_key_reused"
    assert program.get("/v1/events/web-test/x").status_code == 404


class FailingIntakes:
    """Takes the batches that a test allows, then the store is gone."""

    def __init__(self, services: AppServices, good_batches: int) -> None:
        self._services = services
        self._left = good_batches
        self.finished = 0

    def begin(self, origin: str) -> "FailingIntake":
        return FailingIntake(self, self._services.intakes.begin(origin))

    def spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise StoreError("the disk is full")


class FailingIntake:
    def __init__(self, intakes: FailingIntakes, real: Intake) -> None:
        self._intakes = intakes
        self._real = real

    def take(self, lines: Sequence[tuple[int, bytes]]) -> Sequence[Answer]:
        self._intakes.spend()
        return self._real.take(lines)

    def finish(self) -> None:
        self._intakes.finished += 1
        self._real.finish()


def test_a_store_that_fails_midway_says_how_much_is_durable(
    services: AppServices, secret: str
) -> None:
    failing = FailingIntakes(services, good_batches=2)
    limits = IntakeLimits(batch_lines=10)
    app = create_app(replace(services, intakes=failing, intake_limits=limits), desk_token=None)
    client = Client(app)
    client.headers = {"Authorization": f"Bearer {secret}"}
    body = ndjson(*(coffee(f"e-{number}") for number in range(35)))
    response = client.post("/v1/events", content=body, headers=NDJSON)
    assert response.status_code == 503
    problem = response.json()
    assert problem["code"] == "store_unavailable"
    assert problem["durable_lines"] == 20
    assert "20 lines are durable" in problem["detail"]
    assert response.headers["retry-after"]
    assert failing.finished == 1

    whole = Client(create_app(services, desk_token=None))
    whole.headers = client.headers
    again = answers(whole.post("/v1/events", content=body, headers=NDJSON))
    assert [line["status"] for line in again] == ["duplicate"] * 20 + ["accepted"] * 15


def test_a_client_that_falls_silent_is_let_go(services: AppServices, secret: str) -> None:
    impatient = replace(services, intake_limits=IntakeLimits(batch_lines=1, idle_seconds_max=0))
    client = Client(create_app(impatient, desk_token=None))
    never = threading.Event()

    async def slowly() -> Any:
        import asyncio

        yield ndjson(coffee())
        await asyncio.sleep(3)
        never.set()

    response = client.post(
        "/v1/events",
        content=slowly(),
        headers={**NDJSON, "Authorization": f"Bearer {secret}"},
    )
    assert response.status_code == 408
    assert not never.is_set()


def test_answers_larger_than_memory_are_spooled(services: AppServices, secret: str) -> None:
    tight = replace(services, intake_limits=IntakeLimits(answer_bytes_in_memory=100))
    client = Client(create_app(tight, desk_token=None))

    def events() -> Iterator[bytes]:
        for number in range(40):
            yield ndjson(coffee(f"e-{number}"))

    response = client.post(
        "/v1/events",
        content=b"".join(events()),
        headers={**NDJSON, "Authorization": f"Bearer {secret}"},
    )
    assert len(answers(response)) == 40
    assert int(response.headers["content-length"]) == len(response.content)
