"""Fetches lists from their publishers: conditionally, within limits, and from no other host."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from monitor.domain.listing import KnownList
from monitor.domain.ports.list_sources import Fetched
from monitor.errors import FeedAborted

_AGENT = "sanctions-monitor (list refresh)"
_REDIRECTS_MAX = 5
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How long a fetch may take.

    Attributes:
        connect_seconds: Until the server answers a connection.
        idle_seconds: Between two pieces of an answer.
        whole_seconds: For all of it.
    """

    connect_seconds: float = 15
    idle_seconds: float = 60
    whole_seconds: float = 900


class HttpFetcher:
    """Fetches by HTTPS; plain HTTP only from this machine."""

    def __init__(
        self,
        limits: FetchLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._clock = clock

    def fetch(self, known: KnownList, url: str, etag: str, last_modified: str) -> Fetched:
        """Fetch a list where it is not the one of last time.

        A redirect is followed by HTTPS, or to the very host and port, and to no host but the
        address's own and those that the catalogue names.

        Raises:
            FeedAborted: it could not be fetched; the message says why.
        """
        headers = {"User-Agent": _AGENT, "Accept": "*/*"}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        limits = self._limits
        timeout = httpx.Timeout(limits.idle_seconds, connect=limits.connect_seconds)
        ends = self._clock() + limits.whole_seconds
        try:
            with httpx.Client(timeout=timeout, follow_redirects=False, trust_env=True) as client:
                return self._follow(client, known, url, headers, ends)
        except httpx.InvalidURL as error:
            raise FeedAborted(f"'{url}' is no address: {error}") from None
        except httpx.TimeoutException:
            raise FeedAborted(f"{_host(url)} did not answer in time") from None
        except httpx.HTTPError as error:
            raise FeedAborted(f"{_host(url)} could not be read: {error}") from None

    def _follow(
        self, client: httpx.Client, known: KnownList, url: str, headers: dict[str, str], ends: float
    ) -> Fetched:
        at = url
        for _ in range(_REDIRECTS_MAX + 1):
            with client.stream("GET", at, headers=headers) as answer:
                if answer.has_redirect_location:
                    at = self._next(known, url, at, answer)
                    continue
                return self._taken(known, url, answer, ends)
        raise FeedAborted(f"{_host(url)} redirects more than {_REDIRECTS_MAX} times")

    def _next(self, known: KnownList, url: str, at: str, answer: httpx.Response) -> str:
        target = str(httpx.URL(at).join(answer.headers.get("location", "")))
        parts = urlsplit(target)
        same_place = (parts.scheme, parts.netloc) == urlsplit(url)[:2]
        allowed = {urlsplit(url).netloc, *known.redirect_hosts}
        if not same_place and parts.scheme != "https":
            raise FeedAborted(
                f"{_host(url)} redirects to '{parts.scheme}', and only https is followed"
            )
        if parts.netloc not in allowed:
            raise FeedAborted(
                f"{_host(url)} redirects to '{parts.netloc}', which the catalogue does not name"
            )
        return target

    def _taken(self, known: KnownList, url: str, answer: httpx.Response, ends: float) -> Fetched:
        etag = answer.headers.get("etag", "")
        modified = answer.headers.get("last-modified", "")
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return Fetched(None, url, etag, modified)
        if answer.status_code != httpx.codes.OK:
            raise FeedAborted(f"{_host(url)} answered {answer.status_code}")
        pieces: list[bytes] = []
        size = 0
        for piece in answer.iter_bytes(_CHUNK):
            size += len(piece)
            if size > known.bytes_max:
                raise FeedAborted(f"{_host(url)} sends more than {known.bytes_max:,} bytes")
            if self._clock() > ends:
                raise FeedAborted(f"{_host(url)} did not send all of the file in time")
            pieces.append(piece)
        return Fetched(b"".join(pieces), url, etag, modified, _day(modified))


def _day(modified: str) -> date | None:
    try:
        return parsedate_to_datetime(modified).date() if modified else None
    except ValueError:
        return None


def _host(url: str) -> str:
    # Without path and query: addresses carry tokens.
    return urlsplit(url).netloc or url
