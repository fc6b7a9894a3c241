"""Forms that only this site can send: a signed token of the session in every form that changes.

The session's cookie is ``SameSite=Lax`` already; the token and the look at where a request comes
from hold where a browser does not.
"""

import hmac
import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.datastructures import FormData

from monitor.service.sessions import LASTS
from monitor.web.problems import Problem

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
SESSION = "sid"
"""Where the signed cookie holds the session's secret."""
_BEFORE = "form"
_FORM_BYTES_MAX = 262_144
_FIELDS_MAX = 2_000
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class FormTokens:
    """Makes and checks the tokens of forms; each is good for one session and one day's work."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="sanctions-monitor.form")

    def token(self, request: Request) -> str:
        """Give a token for a form on a page; before sign-in it is tied to the browser."""
        bound = _bound_to(request)
        if bound is None:
            bound = request.session[_BEFORE] = secrets.token_urlsafe(16)
        return self._signer.dumps(bound)

    def is_good(self, request: Request, token: str | None) -> bool:
        """Tell whether a token was made for the session that a request comes with."""
        bound = _bound_to(request)
        if bound is None or not token:
            return False
        try:
            said = self._signer.loads(token, max_age=int(LASTS.total_seconds()))
        except BadData:
            return False
        return isinstance(said, str) and hmac.compare_digest(said.encode(), bound.encode())


def _bound_to(request: Request) -> str | None:
    # The secret itself never stands in a page, so what a form shows is no key to the session.
    secret = request.session.get(SESSION)
    if secret is not None:
        return hmac.new(str(secret).encode(), b"form", "sha256").hexdigest()
    bound = request.session.get(_BEFORE)
    return None if bound is None else str(bound)


def tokens_of(request: Request) -> FormTokens:
    """Give the form tokens that the app was built with."""
    tokens: FormTokens = request.app.state.form_tokens
    return tokens


def require_token(request: Request, token: str | None) -> None:
    """Let a change pass that a page of this site sent.

    Raises:
        Problem: it came from elsewhere, or the form is of another session.
    """
    if _is_foreign(request) or not tokens_of(request).is_good(request, token):
        raise Problem(
            403,
            "This form is out of date, or it was not sent from a page of this desk. Nothing was "
            "changed. Go back, load the page again, and send it once more.",
            code="form_not_ours",
            param=FIELD,
        )


def _is_foreign(request: Request) -> bool:
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("origin")
    # Behind a proxy that names another host to us, browsers name the public address.
    ours = {request.headers.get("host"), urlsplit(_public_url(request)).netloc or None}
    return origin is not None and (urlsplit(origin).netloc or None) not in ours - {None}


def _public_url(request: Request) -> str:
    return request.app.state.services.site.public_url or ""


class CheckedFormReader:
    """A dependency that gives the fields of a form whose token is good.

    Put it behind the dependency that demands a right, and take no ``Form`` parameters: FastAPI
    reads those before any dependency, so a stranger could make the desk store a body.
    """

    def __init__(self, bytes_max: int = _FORM_BYTES_MAX) -> None:
        self._bytes_max = bytes_max

    async def __call__(self, request: Request) -> FormData:
        """Read and check the form."""
        self._require_size(request)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in _FORM_TYPES:
            raise Problem(415, "Send the form as the page sends it.", param="Content-Type")
        form = await request.form(max_fields=_FIELDS_MAX, max_part_size=self._bytes_max)
        given = form.get(FIELD)
        token = request.headers.get(HEADER) or (given if isinstance(given, str) else None)
        require_token(request, token)
        return form

    def _require_size(self, request: Request) -> None:
        given = request.headers.get("content-length", "")
        if not given.isdecimal():
            raise Problem(411, "A form says how long it is.", param="Content-Length")
        if int(given) > self._bytes_max:
            raise Problem(413, f"A form here is at most {self._bytes_max} bytes long.")


csrf_checked = CheckedFormReader()
"""Forms without files."""
CheckedForm = Annotated[FormData, Depends(csrf_checked)]
