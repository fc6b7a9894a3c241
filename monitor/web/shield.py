"""What every answer carries and every request must pass: headers, a request id, a known host."""

import ipaddress
import secrets
from collections.abc import Collection, Mapping

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.web.problems import MEDIA_TYPE, Problem, body_of

# Loopback addresses are always answered as well: no other site can own one.
LOOPBACK_HOSTS = frozenset({"localhost"})

# Nothing may be loaded but our own style sheets, images and the one script file: nothing inline, no
# frame, no form that posts elsewhere. A hostile text that slipped through escaping does nothing.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": a browser then calls the origin of our own forms null.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# A browser that came by TLS once never asks in the open again.
_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}


class Shield:
    """Puts the id and the headers on every answer and refuses a foreign ``Host``.

    A page on another site can make a browser send requests to a loopback port under a name that
    it owns (DNS rebinding); such a request names that host, and goes no further.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], *, secure: bool = False) -> None:
        self._app = app
        self._headers = {**_HEADERS, **_OVER_TLS} if secure else _HEADERS
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on under its id, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = f"rq_{secrets.token_hex(12)}"
        scope.setdefault("state", {})["request_id"] = request_id

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                _mark(MutableHeaders(scope=message), request_id, self._headers)
            await send(message)

        if self._knows(Headers(scope=scope).getlist("host")):
            await self._app(_as_get(scope), receive, marked)
            return
        problem = Problem(
            421,
            "This server does not answer under that host name. Use the address that it printed.",
            param="Host",
        )
        answer = JSONResponse(body_of(problem, request_id), 421, media_type=MEDIA_TYPE)
        await answer(scope, receive, marked)

    def _knows(self, hosts: list[str]) -> bool:
        if len(hosts) != 1:
            return False
        name = _name_of(hosts[0])
        return name in self._hosts or _is_loopback(name)


def _mark(headers: MutableHeaders, request_id: str, always: Mapping[str, str]) -> None:
    headers["X-Request-ID"] = request_id
    headers.setdefault("Cache-Control", "no-store")
    for name, value in always.items():
        headers[name] = value
    del headers["Server"]


def _as_get(scope: Scope) -> Scope:
    """Answer HEAD as GET, whose body the server leaves out; the one-time link takes GET only."""
    if scope["method"] == "HEAD" and scope["path"] != "/desk":
        return {**scope, "method": "GET"}
    return scope


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _name_of(host: str) -> str:
    """Leave out the port: ``localhost:8080`` is ``localhost``, ``[::1]:8080`` is ``[::1]``."""
    host = host.lower().rstrip(".")
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
