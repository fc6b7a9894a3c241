"""Keeps a JSON body from filling the memory: FastAPI reads one before it asks who sends it.

Events are read as they come (``POST /v1/events``), and files and forms have limits of their own.
"""

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BYTES_MAX = 1_048_576
_STREAMED = "/v1/events"


class BodyLimit:
    """Stops reading a JSON body that is too long; the answer is 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body counted."""
        if scope["type"] != "http" or scope["path"] == _STREAMED or not _is_json(scope):
            await self._app(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > BYTES_MAX:
                raise HTTPException(413, f"A body here is at most {BYTES_MAX} bytes long.")
            return message

        await self._app(scope, counted, send)


def _is_json(scope: Scope) -> bool:
    # FastAPI takes a body without a type for JSON too.
    given = Headers(scope=scope).get("content-type", "application/json")
    return "json" in given.lower()
