"""The web application: routes, guards and error shape put together."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.sessions import SessionMiddleware

import monitor
from monitor.service.sessions import LASTS
from monitor.web.api import (
    alerts,
    audit,
    clearances,
    coverage,
    documents,
    drafts,
    events,
    exports,
    figures,
    health,
    intake,
    limits,
    matters,
    rules,
    screen,
    work,
)
from monitor.web.api.schemas import ProblemOut
from monitor.web.body_limit import BodyLimit
from monitor.web.csrf import FormTokens
from monitor.web.deps import AppServices, Site
from monitor.web.desk import Desk
from monitor.web.idempotency import IdempotencyKeys
from monitor.web.pages import routes
from monitor.web.pages.render import Renderer
from monitor.web.problems import MEDIA_TYPE, CatchAll, install_problems
from monitor.web.shield import LOOPBACK_HOSTS, Shield
from monitor.web.work import WorkDoor, install_refusals

STATIC = Path(__file__).parent / "static"
COOKIE = "sanctions_monitor"
UVICORN_OPTIONS: Mapping[str, Any] = {
    # No banner; and no log of addresses: the one-time token stands in one.
    "server_header": False,
    "access_log": False,
    "proxy_headers": False,
    "lifespan": "off",
    "ws": "none",
    "timeout_keep_alive": 15,
    "timeout_graceful_shutdown": 10,
}
_DESCRIPTION = (
    "Report events, read alerts, limits and rules. Every error is `application/problem+json`."
)
_API = (
    intake.router, events.router, drafts.papers, drafts.router, alerts.router, limits.router, rules.router, coverage.router,
    health.router, audit.router, exports.router, figures.router, work.router, work.facets_router, documents.router,
    screen.router, clearances.router,
    matters.cases, matters.suppressions, matters.views,
)  # fmt: skip


def create_app(
    services: AppServices,
    *,
    desk_token: str | None,
    hosts: Collection[str] = LOOPBACK_HOSTS,
) -> FastAPI:
    """Build the application.

    Args:
        services: What it calls.
        desk_token: The token of the one-time link that opens the desk; ``None`` shuts the desk,
            and the API stays. Make one with :func:`monitor.web.desk.new_token`; the link is
            ``/desk?token=<token>``.
        hosts: The names under which it answers, without port.
    """
    app = FastAPI(
        title="sanctions-monitor",
        version=monitor.__version__,
        description=_DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses={"4XX": _problem("Why it was refused."), "5XX": _problem("Why it failed.")},
    )
    renderer = Renderer(services)
    app.state.services = services
    app.state.desk = Desk(desk_token)
    app.state.form_tokens = FormTokens(services.site.secret)
    app.state.idempotency = IdempotencyKeys(services.clock)
    app.state.renderer = renderer
    app.state.work = WorkDoor(services)
    app.state.render_error = renderer.error
    for router in _API:
        app.include_router(router)
    app.add_api_route("/v1/openapi.json", _openapi, include_in_schema=False)
    app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    install_problems(app)
    install_refusals(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(SessionMiddleware, **_cookie(services.site))
    app.add_middleware(CatchAll)
    app.add_middleware(
        Shield, hosts={*hosts, *_public_host(services.site)}, secure=services.site.secure
    )
    return app


def _openapi(request: Request) -> JSONResponse:
    """Give the description of the API; pages are not part of it."""
    document: dict[str, Any] = request.app.openapi()
    schemas = document["components"]["schemas"]
    schemas.setdefault(ProblemOut.__name__, ProblemOut.model_json_schema())
    return JSONResponse(document)


def _problem(said: str) -> dict[str, Any]:
    """Describe an error answer; the shape itself stands once in the document."""
    shape = {"$ref": f"#/components/schemas/{ProblemOut.__name__}"}
    return {"description": said, "content": {MEDIA_TYPE: {"schema": shape}}}


def _cookie(site: Site) -> dict[str, Any]:
    """Say how the session's cookie is set; over TLS no other host of the domain can set one."""
    return {
        "secret_key": site.secret,
        "session_cookie": f"__Host-{COOKIE}" if site.secure else COOKIE,
        "max_age": int(LASTS.total_seconds()),
        # Lax, not strict: a link in a reminder must open the alert. No GET changes anything.
        "same_site": "lax",
        "https_only": site.secure,
    }


def _public_host(site: Site) -> set[str]:
    """Give the name under which others reach the desk."""
    name = None if site.public_url is None else urlsplit(site.public_url).hostname
    return set() if name is None else {name}
