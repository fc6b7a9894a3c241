"""``/sign-in/provider``: the way to the OpenID provider and back."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from monitor.errors import NotAllowed
from monitor.web.auth import Services, visitor_of
from monitor.web.deps import AppServices
from monitor.web.oidc import Provider
from monitor.web.pages.people import base_address
from monitor.web.pages.sign_in import begin_in, own_address
from monitor.web.problems import Problem

_ONWARD = "onward"

router = APIRouter(prefix="/sign-in/provider", include_in_schema=False)


def _provider(services: AppServices) -> Provider:
    if services.site.provider is None:
        raise Problem(404, "There is nothing at this address.")
    return services.site.provider


@router.get("")
async def go_to_provider(
    request: Request,
    services: Services,
    onward: Annotated[str, Query(alias="next", max_length=1_000)] = "/",
) -> RedirectResponse:
    """Send the browser to the provider."""
    provider = _provider(services)
    request.session[_ONWARD] = own_address(onward)
    try:
        return await provider.redirect(request, f"{base_address(request, services)}{_BACK}")
    except NotAllowed as refused:
        raise _refusal(502, refused) from refused


_BACK = "/sign-in/provider/return"


@router.get("/return")
async def come_back(request: Request, services: Services) -> RedirectResponse:
    """Take what the provider says and begin a session."""
    provider = _provider(services)
    onward = own_address(str(request.session.get(_ONWARD, "/")))
    try:
        said = await provider.vouch(request)
        secret = await run_in_threadpool(
            services.access.sign_in.by_provider, said, visitor_of(request)
        )
    except NotAllowed as refused:
        raise _refusal(403, refused) from refused
    begin_in(request, secret)
    return RedirectResponse(onward, 303)


def _refusal(status: int, refused: NotAllowed) -> Problem:
    said = str(refused)
    return Problem(status, f"{said[:1].upper()}{said[1:]}.", code="provider_refused")
