"""Who is told what, and how: the file that an administrator writes, checked before anything runs."""

import base64
import binascii
import tomllib
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from monitor.domain.finding import Level
from monitor.domain.people import Role
from monitor.errors import MonitorError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SECRET_BYTES_MIN = 24
_SECRET_PREFIX = "whsec_"  # noqa: S105 - how such secrets begin, and none itself


class PlanError(MonitorError):
    """Says what is wrong with the plan of notifications; nothing is sent with a broken one."""


class Trigger(StrEnum):
    """What makes a message."""

    OPENED = "opened"
    REOPENED = "reopened"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    CLOSED = "closed"
    LIST_REFUSED = "list_refused"
    FEED_SILENT = "feed_silent"
    DIGEST = "digest"
    TEST = "test"


ReadSecret = Callable[[str, str], str]
"""Gives a secret by the kind of its place, ``file`` or ``env``, and the place's name."""

_Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
_Address = Annotated[str, StringConstraints(pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+$", max_length=254)]


def _span(value: object) -> object:
    """Read ``36h`` or ``2d``."""
    if isinstance(value, str) and value[:-1].isdigit() and value[-1:] in {"h", "d"}:
        return timedelta(hours=int(value[:-1]) * (24 if value.endswith("d") else 1))
    msg = "write a span as hours or days, such as 36h or 2d"
    raise ValueError(msg)


_Span = Annotated[timedelta, BeforeValidator(_span)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MailServer(_Part):
    """The server that takes mail; the password stands in a file or in the environment."""

    host: str
    port: int = Field(default=587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: _Address
    user: str | None = None
    password_file: str | None = None
    password_env: str | None = None

    @model_validator(mode="after")
    def _no_password_in_the_open(self) -> Self:
        if self.security == "none" and self.user is not None:
            msg = "a password is not sent without TLS: set security to starttls or tls"
            raise ValueError(msg)
        if self.user is not None and (self.password_file is None) == (self.password_env is None):
            msg = "name the place of the password once: password_file or password_env"
            raise ValueError(msg)
        return self


class Channel(_Part):
    """One way to somebody.

    Attributes:
        triggers: What is told there; digests name their channel themselves.
        least: Of alerts, only this level and more urgent ones.
        names: Whether summaries go out, which may name people, companies and ships. Without it a
            message says which rule and which paragraph, and where to look.
    """

    name: _Name
    triggers: frozenset[Trigger] = frozenset()
    least: Level = Level.HIGH
    names: bool = False
    kind: Literal["email", "webhook"]
    to: tuple[_Address, ...] = ()
    url: str | None = None
    secret_file: str | None = None
    secret_env: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "email":
            _require(bool(self.to), "an e-mail channel needs 'to'")
            _require(self.url is None, "an e-mail channel has no 'url'")
            return self
        _require(not self.to, "a webhook channel has no 'to'")
        _require(self.url is not None, "a webhook channel needs 'url'")
        _check_url(self.url or "")
        both = (self.secret_file is None) == (self.secret_env is None)
        _require(not both, "name the place of the secret once: secret_file or secret_env")
        return self


class DigestPlan(_Part):
    """A summary at a set time for people of one role."""

    name: _Name
    channel: _Name
    role: Role
    every: Literal[
        "day", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = "day"
    at: time
    zone: str = "UTC"

    @model_validator(mode="after")
    def _zone_exists(self) -> Self:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            msg = f"there is no time zone '{self.zone}': write one such as Asia/Seoul"
            raise ValueError(msg) from None
        return self


class Plan(_Part):
    """Everything that is configured of notifications; an empty one tells nobody anything."""

    desk_url: str = ""
    attempts_max: int = Field(default=10, ge=1, le=30)
    mail: MailServer | None = None
    channels: tuple[Channel, ...] = Field(default=(), alias="channel")
    digests: tuple[DigestPlan, ...] = Field(default=(), alias="digest")
    feeds: Mapping[str, _Span] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        names = [channel.name for channel in self.channels]
        _require(len(set(names)) == len(names), "two channels have the same name")
        mailing = any(channel.kind == "email" for channel in self.channels)
        _require(self.mail is not None or not mailing, "e-mail needs a [mail] server")
        for digest in self.digests:
            _require(digest.channel in names, f"there is no channel '{digest.channel}'")
        return self

    def channel(self, name: str) -> Channel | None:
        """Give a channel by its name."""
        return next((channel for channel in self.channels if channel.name == name), None)

    def address(self, path: str) -> str:
        """Give the address of a page of the desk, or the path alone where no desk is named."""
        return f"{self.desk_url.rstrip('/')}{path}"


def read_plan(content: str) -> Plan:
    """Read the file of notifications.

    Raises:
        PlanError: names every fault with its place.
    """
    try:
        return Plan.model_validate(tomllib.loads(content))
    except tomllib.TOMLDecodeError as error:
        msg = f"the file of notifications is no TOML: {error}"
        raise PlanError(msg) from None
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'the file'}: "
            f"{str(fault['msg']).removeprefix('Value error, ')}"
            for fault in error.errors()
        )
        msg = f"the file of notifications cannot be used: {faults}"
        raise PlanError(msg) from None


def signing_secret(channel: Channel, read: ReadSecret) -> bytes:
    """Give the key that a channel's messages are signed with.

    Raises:
        PlanError: there is none, or it is no ``whsec_`` secret of at least 24 bytes.
    """
    text = secret_of(channel.secret_file, channel.secret_env, read)
    try:
        key = base64.b64decode(text.removeprefix(_SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not text.startswith(_SECRET_PREFIX) or len(key) < _SECRET_BYTES_MIN:
        msg = (
            f"the secret of channel '{channel.name}' must be '{_SECRET_PREFIX}' and at least "
            f"{_SECRET_BYTES_MIN} bytes in base64"
        )
        raise PlanError(msg)
    return key


def secret_of(file: str | None, env: str | None, read: ReadSecret) -> str:
    """Read a secret from the one place that is named.

    Raises:
        PlanError: nothing is there.
    """
    kind, place = ("file", file) if file is not None else ("env", env or "")
    found = read(kind, str(place)).strip()
    if not found:
        msg = f"there is no secret in the {kind} '{place}'"
        raise PlanError(msg)
    return found


def _require(holds: bool, message: str) -> None:  # noqa: FBT001 - reads as the sentence it is
    if not holds:
        raise ValueError(message)


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    _require(parts.scheme in {"https", "http"} and bool(parts.hostname), "url: write https://…")
    _require(parts.username is None, "url: no user or password in it")
    _require(not parts.fragment, "url: no fragment in it")
    local = parts.hostname in _LOOPBACK
    _require(parts.scheme == "https" or local, "url: plain http only to this machine itself")
