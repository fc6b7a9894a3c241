"""A real server on loopback: streams of any length, and clients that misbehave on the wire."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from monitor.domain.ports import EventKey
from monitor.web.app import UVICORN_OPTIONS
from monitor.web.deps import AppServices
from tests.web.conftest import NDJSON, answers, coal, coffee

EVENTS = 5_000


class LocalServer(uvicorn.Server):
    """A server in a thread, on a port that the machine picks."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(uvicorn.Config(app, log_level="warning", **UVICORN_OPTIONS))
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self._thread = threading.Thread(target=self.run, args=([self.socket],), daemon=True)

    def __enter__(self) -> "LocalServer":
        self._thread.start()
        while not self.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.should_exit = True
        self._thread.join(timeout=20)
        self.socket.close()


@pytest.fixture
def server(app: FastAPI) -> Iterator[LocalServer]:
    with LocalServer(app) as running:
        yield running


@pytest.fixture
def wire(server: LocalServer, secret: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {secret}"}
    address = f"http://127.0.0.1:{server.port}"
    with httpx.Client(base_url=address, headers=headers, timeout=120) as client:
        yield client


def line(number: int) -> bytes:
    """Every tenth line is broken in one of three ways, every fiftieth is flagged."""
    match number % 50:
        case 10:
            return b"\x00\xff not json\n"
        case 20:
            return json.dumps({**coffee(f"e-{number}"), "colour": "red"}).encode() + b"\r\n"
        case 30:
            return (
                json.dumps({**coffee(f"e-{number}"), "occurred_on": "2023-02-30"}).encode() + b"\n"
            )
        case 0:
            return json.dumps(coal(f"e-{number}")).encode() + b"\n"
        case _:
            return json.dumps(coffee(f"e-{number}")).encode() + b"\n"


def test_a_long_stream_is_taken_in_while_it_comes_and_answered_in_order(
    wire: httpx.Client, services: AppServices
) -> None:
    early: list[bool] = []

    def stream() -> Iterator[bytes]:
        for number in range(EVENTS):
            yield line(number)
            if number == EVENTS - 500:
                early.append(_is_stored(services, EventKey("web-test", "e-1")))

    response = wire.post("/v1/events", content=stream(), headers=NDJSON)
    assert response.status_code == 202
    assert early == [True], "the first batches are durable long before the stream ends"
    found = answers(response)
    assert len(found) == EVENTS
    for number, answer in enumerate(found):
        kind = number % 50
        if kind in {10, 20, 30}:
            assert answer["status"] == "rejected"
            assert answer["line"] == number + 1
            assert answer["errors"]
        else:
            assert answer["event_id"] == f"e-{number}"
            assert answer["status"] == "accepted"
            assert answer["outcome"] == ("flagged" if kind == 0 else "clear")
    assert len(services.store.rejections(10_000)) == EVENTS * 3 // 50


def _is_stored(services: AppServices, key: EventKey) -> bool:
    for _ in range(500):
        if services.store.event_versions(key):
            return True
        time.sleep(0.02)
    return False


def test_sending_a_stream_again_adds_nothing(wire: httpx.Client, services: AppServices) -> None:
    body = b"".join(line(number) for number in range(300))
    wire.post("/v1/events", content=body, headers=NDJSON)
    counts = services.store.alert_counts()
    again = answers(wire.post("/v1/events", content=body, headers=NDJSON))
    assert {answer["status"] for answer in again} == {"duplicate", "rejected"}
    assert services.store.alert_counts() == counts


def test_no_banner_on_the_wire(wire: httpx.Client) -> None:
    response = wire.get("/healthz")
    assert "server" not in response.headers
    assert response.headers["x-request-id"]


def test_a_stranger_is_refused_before_sending_it_all(server: LocalServer) -> None:
    head = (
        b"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
        b"Content-Length: 100000000\r\n\r\n"
    )
    status, body = _raw(server, head + b"{}\n" * 100)
    assert status == 401
    assert body["code"] == "missing_key"


def test_a_client_that_hangs_up_midway_harms_nobody(
    server: LocalServer, wire: httpx.Client, services: AppServices, secret: str
) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(
            b"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            b"Authorization: Bearer " + secret.encode() + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        body = b"".join(line(number) for number in range(700))
        connection.sendall(b"%x\r\n%s\r\n" % (len(body), body))
        assert _is_stored(services, EventKey("web-test", "e-1"))
    assert wire.get("/healthz").status_code == 200
    # The whole first batch was durable; what was not acknowledged may simply be sent again.
    whole = b"".join(line(number) for number in range(700))
    found = answers(wire.post("/v1/events", content=whole, headers=NDJSON))
    assert [answer["status"] for answer in found[1:10]] == ["duplicate"] * 9
    assert found[699]["status"] in {"accepted", "duplicate"}


def test_streams_side_by_side_are_each_answered_in_order(
    server: LocalServer, secret: str, services: AppServices
) -> None:
    results: dict[int, list[dict[str, Any]]] = {}

    def send(feed: int) -> None:
        body = b"".join(
            json.dumps(coffee(f"{feed}-{number}")).encode() + b"\n" for number in range(600)
        )
        response = httpx.post(
            f"http://127.0.0.1:{server.port}/v1/events",
            content=body,
            headers={**NDJSON, "Authorization": f"Bearer {secret}"},
            timeout=60,
        )
        results[feed] = answers(response)

    threads = [threading.Thread(target=send, args=(feed,)) for feed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for feed in range(4):
        wanted = [f"{feed}-{number}" for number in range(600)]
        assert [answer["event_id"] for answer in results[feed]] == wanted


def _raw(server: LocalServer, request: bytes) -> tuple[int, dict[str, Any]]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer or not answer.rstrip().endswith(b"}"):
            piece = connection.recv(65_536)
            if not piece:
                break
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), json.loads(body)
