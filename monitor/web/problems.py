"""The one error shape: ``application/problem+json``, or a plain page where a person browses."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.errors import StoreError

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:sanctions-monitor:problem:"
PROGRAM_PATHS = ("/v1/", "/healthz", "/readyz", "/static/")
NOT_SIGNED_IN = "not_signed_in"
"""The code whose answer leads a browser to sign-in."""
_CODES = {
    400: "bad_request",
    401: NOT_SIGNED_IN,
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    421: "wrong_host",
    422: "unusable_parameter",
    500: "internal_error",
    503: "store_unavailable",
}
_RETRY_SECONDS = "5"
_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_OF_FILES = "GET, HEAD"
_STORE_DETAIL = "The store cannot be reached or written just now. Try again in a few seconds."
_INTERNAL_DETAIL = (
    "Something failed on our side. The log has the details under this request_id; what was "
    "answered as durable before is durable."
)


class Problem(Exception):
    """An error answer.

    Attributes:
        status: The HTTP status.
        code: What a program tests for; stable.
        detail: What a person reads: what is wrong, what is allowed, what to do.
        param: The parameter, header or key that is at fault.
        headers: Further headers of the answer.
        more: Further members, such as how many lines are durable.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str | None = None,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code if code is not None else code_of(status)
        self.detail = detail
        self.param = param
        self.headers = dict(headers or {})
        self.more = dict(more or {})


def code_of(status: int) -> str:
    """Give the code of a status that no one named more closely."""
    return _CODES.get(status, f"http_{status}")


def not_found(what: str, param: str) -> Problem:
    """Say that nothing is kept under a name; the name itself is not repeated."""
    return Problem(404, f"There is no {what} of this name.", param=param)


def store_unavailable() -> Problem:
    """Say that the store cannot be used now."""
    return Problem(503, _STORE_DETAIL, headers={"Retry-After": _RETRY_SECONDS})


def body_of(problem: Problem, request_id: str) -> dict[str, Any]:
    """Give the members of the error shape, always all of them."""
    return {
        "type": f"{TYPE_PREFIX}{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "param": problem.param,
        "request_id": request_id,
        **problem.more,
    }


def request_id_of(scope: Scope) -> str:
    """Give the id that the shield put on this request."""
    return str(scope.get("state", {}).get("request_id", ""))


def respond(request: Request, problem: Problem) -> Response:
    """Answer a problem: JSON for programs, a page where the client asks for HTML."""
    body = body_of(problem, request_id_of(request.scope))
    if problem.code == NOT_SIGNED_IN and request.method == "GET" and _wants_page(request):
        onward = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?{urlencode({'next': onward})}", 303)
    if _wants_page(request):
        page: Response = request.app.state.render_error(request, body)
    else:
        page = JSONResponse(body, problem.status, media_type=MEDIA_TYPE)
    page.headers.update(problem.headers)
    return page


def _wants_page(request: Request) -> bool:
    if request.url.path.startswith(PROGRAM_PATHS):
        return False
    return "text/html" in request.headers.get("accept", "")


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return await run_in_threadpool(respond, request, error)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = _allowed(request)
    problem = Problem(
        error.status_code, _detail_of(error.status_code, headers, error.detail), headers=headers
    )
    return await run_in_threadpool(respond, request, problem)


def _allowed(request: Request) -> str:
    """Name the methods of an address; the route that refused knows only its own."""
    asked = {"type": "http", "path": request.scope["path"], "root_path": "", "headers": []}
    routes = [route for route in request.app.router.routes if not isinstance(route, Mount)]
    taken = [
        method
        for method in _METHODS
        if any(route.matches({**asked, "method": method})[0] is Match.FULL for route in routes)
    ]
    return ", ".join(taken) or _OF_FILES


def _detail_of(status: int, headers: Mapping[str, str], said: str) -> str:
    match status:
        case 404:
            return "There is nothing at this address."
        case 405:
            return f"This address does not take that method; it takes {headers['Allow']}."
        case _:
            return said


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = [str(step) for step in first["loc"]]
    param = place[-1] if place else None
    message = str(first["msg"])
    problem = Problem(422, f"{param}: {message}.", param=param)
    return await run_in_threadpool(respond, request, problem)


async def _on_store(request: Request, error: Exception) -> Response:
    _log.error("the store failed: %s (%s)", error, request_id_of(request.scope))
    return await run_in_threadpool(respond, request, store_unavailable())


def install_problems(app: FastAPI) -> None:
    """Answer every error of an app in the one shape."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(StoreError, _on_store)


class CatchAll:
    """The outermost net: a failure nobody foresaw is logged with its id and answered as 500."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer what escapes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            _log.info("the client left before its answer (%s)", request_id_of(scope))
        except Exception:
            _log.exception("a request failed (%s)", request_id_of(scope))
            if started:
                raise
            body = body_of(Problem(500, _INTERNAL_DETAIL), request_id_of(scope))
            answer = JSONResponse(body, 500, media_type=MEDIA_TYPE)
            await answer(scope, receive, send)
