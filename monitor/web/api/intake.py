"""``POST /v1/events``: one event or a stream of any length, durable before it is answered."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from typing import IO, Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from monitor.errors import StoreError
from monitor.web.api.schemas import AnswerLine
from monitor.web.auth import Caller, Needs, services_of
from monitor.web.deps import EVENTS_WRITE, Intake, IntakeLimits
from monitor.web.idempotency import HEADER, KEY_CHARS_MAX, Body, IdempotencyKeys
from monitor.web.lines import Line, LineSplitter
from monitor.web.problems import Problem

NDJSON = "application/x-ndjson"
JSON = "application/json"
_COPY_BYTES = 65_536
_RETRY_SECONDS = "5"

router = APIRouter(prefix="/v1", tags=["events"])


@router.post(
    "/events",
    status_code=202,
    response_class=Response,
    summary="Report events",
    responses={
        202: {
            "description": "One line an event, in input order; all of it is durable.",
            "content": {NDJSON: {"schema": AnswerLine.model_json_schema()}},
        }
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": {"type": "object", "description": "One event."}},
                NDJSON: {"schema": {"type": "string", "description": "One event a line."}},
            },
        }
    },
)
async def post_events(
    request: Request,
    caller: Annotated[Caller, Depends(Needs(EVENTS_WRITE))],
    idempotency_key: Annotated[
        str | None,
        Header(
            alias=HEADER,
            min_length=1,
            max_length=KEY_CHARS_MAX,
            pattern=r"^[\x20-\x7e]+$",
            description="The same key with the same body may be sent again for a day.",
        ),
    ] = None,
) -> Response:
    """Store and judge events; rejected ones are kept for re-drive and answered as such."""
    services = services_of(request)
    limits = services.intake_limits
    batches = _batches_of(request, limits)
    keys: IdempotencyKeys = request.app.state.idempotency
    with keys.body(caller.id, idempotency_key) as body:
        intake = await run_in_threadpool(services.intakes.begin, f"api:{caller.name}")
        answers = await _Run(intake, body, limits).drain(batches)
    return _streamed(answers)


class _Run:
    """Takes one body in, batch by batch, and writes the answers aside."""

    def __init__(self, intake: Intake, body: Body, limits: IntakeLimits) -> None:
        self._intake = intake
        self._body = body
        self._durable = 0
        self._answers: IO[bytes] = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - given away
            max_size=limits.answer_bytes_in_memory
        )

    async def drain(self, batches: AsyncIterator[list[Line]]) -> IO[bytes]:
        """Take everything in and give the answers; a broken stream says how far it came."""
        try:
            async for batch in batches:
                await run_in_threadpool(self._take, batch)
            self._body.close()
        except BaseException as error:
            self._answers.close()
            if isinstance(error, Problem) and self._durable:
                raise self._with_progress(error) from error
            if isinstance(error, StoreError):
                raise self._with_progress(_store_failed()) from error
            raise
        finally:
            await run_in_threadpool(self._intake.finish)
        return self._answers

    def _take(self, batch: list[Line]) -> None:
        self._body.admit(batch)
        for answer in self._intake.take(batch):
            line = json.dumps(answer.to_json(), ensure_ascii=False, separators=(",", ":"))
            self._answers.write(line.encode() + b"\n")
        self._durable += len(batch)

    def _with_progress(self, error: Problem) -> Problem:
        noun = "line is" if self._durable == 1 else "lines are"
        return Problem(
            error.status,
            f"{error.detail} {self._durable} {noun} durable, in input order. Sending the whole "
            "body again is safe: what is stored is answered as a duplicate.",
            code=error.code,
            param=error.param,
            headers=error.headers,
            more={"durable_lines": self._durable},
        )


def _store_failed() -> Problem:
    return Problem(
        503,
        "The store failed while the events were taken in.",
        headers={"Retry-After": _RETRY_SECONDS},
    )


def _batches_of(request: Request, limits: IntakeLimits) -> AsyncIterator[list[Line]]:
    """Choose how to read the body by its type.

    Raises:
        Problem: the type or an encoding is none that is read here.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(
            415, "A compressed body is not read. Send it as it is.", param="Content-Encoding"
        )
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    match media_type:
        case "application/json":
            return _one_event(request, limits)
        case "application/x-ndjson" | "application/ndjson":
            return _many_events(request, limits)
        case _:
            raise Problem(
                415,
                f"Send one event as {JSON} or a stream of them as {NDJSON}.",
                param="Content-Type",
            )


async def _one_event(request: Request, limits: IntakeLimits) -> AsyncIterator[list[Line]]:
    body = bytearray()
    async for chunk in _chunks(request, limits):
        body += chunk
        if len(body) > limits.line_bytes_max:
            raise Problem(413, f"One event is at most {limits.line_bytes_max} bytes long.")
    if not body.strip():
        raise Problem(400, "The body is empty; one event is one JSON object.")
    yield [(1, bytes(body))]


async def _many_events(request: Request, limits: IntakeLimits) -> AsyncIterator[list[Line]]:
    splitter = LineSplitter(limits.line_bytes_max)
    batch: list[Line] = []
    held = 0
    async for chunk in _chunks(request, limits):
        for line in splitter.feed(chunk):
            batch.append(line)
            held += len(line[1])
            if len(batch) >= limits.batch_lines or held >= limits.batch_bytes:
                yield batch
                batch, held = [], 0
    batch.extend(splitter.close())
    if batch:
        yield batch


async def _chunks(request: Request, limits: IntakeLimits) -> AsyncIterator[bytes]:
    """Read the body as it comes; a client that falls silent is let go."""
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(limits.idle_seconds_max):
                chunk = await anext(stream, None)
        except TimeoutError:
            raise Problem(
                408,
                f"Nothing came for {limits.idle_seconds_max} seconds.",
                headers={"Connection": "close"},
            ) from None
        if chunk is None:
            return
        yield chunk


def _streamed(answers: IO[bytes]) -> Response:
    length = answers.tell()
    answers.seek(0)

    def pieces() -> Iterator[bytes]:
        with answers:
            while piece := answers.read(_COPY_BYTES):
                yield piece

    headers = {"Content-Length": str(length)}
    return StreamingResponse(pieces(), status_code=202, media_type=NDJSON, headers=headers)
