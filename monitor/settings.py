"""What the environment says, read once and passed in; the only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from platformdirs import user_data_path

DATA = "SANCTIONS_MONITOR_DATA"
DATABASE_URL = "SANCTIONS_MONITOR_DATABASE_URL"
RULES = "SANCTIONS_MONITOR_RULES"
SIGNING_KEY = "SANCTIONS_MONITOR_SIGNING_KEY"
NOTIFY = "SANCTIONS_MONITOR_NOTIFY"
REPORTING = "SANCTIONS_MONITOR_REPORTING"
LOG_LEVEL = "SANCTIONS_MONITOR_LOG_LEVEL"
LOG_FORMAT = "SANCTIONS_MONITOR_LOG_FORMAT"
PUBLIC_URL = "SANCTIONS_MONITOR_PUBLIC_URL"
TRUSTED_PROXIES = "SANCTIONS_MONITOR_TRUSTED_PROXIES"
OIDC_ISSUER = "SANCTIONS_MONITOR_OIDC_ISSUER"
OIDC_CLIENT_ID = "SANCTIONS_MONITOR_OIDC_CLIENT_ID"
OIDC_CLIENT_SECRET = "SANCTIONS_MONITOR_OIDC_CLIENT_SECRET"  # noqa: S105 - a name
OIDC_NAME = "SANCTIONS_MONITOR_OIDC_NAME"
OIDC_ROLES_CLAIM = "SANCTIONS_MONITOR_OIDC_ROLES_CLAIM"
OIDC_ROLES = "SANCTIONS_MONITOR_OIDC_ROLES"
LISTS_UPDATE = "SANCTIONS_MONITOR_LISTS_UPDATE"
LISTS_EVERY_HOURS = "SANCTIONS_MONITOR_LISTS_EVERY_HOURS"
_APP = "sanctions-monitor"
_STORE_FILE = "monitor.sqlite3"
_EVERY_HOURS = 6


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The OpenID provider that people may sign in at.

    Attributes:
        issuer: Its address, under which its description is found.
        client_id: Our name there.
        client_secret: Our secret there; none for a public client.
        name: What the link on the sign-in page says.
        roles_claim: The claim that names a person's groups; without it roles are given here.
        roles: Which group stands for which role, as ``group=role`` parted by commas.
    """

    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    name: str = "your organisation"
    roles_claim: str | None = None
    roles: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are, and how to log.

    Attributes:
        data: The folder of the embedded store.
        database_url: A PostgreSQL in place of the embedded store, also where a folder is named.
        rules: A rulebook folder in place of the shipped one.
        log_level: The least severe level that is written.
        log_format: ``text`` for people or ``json`` for machines.
        signing_key: Signs cookies and forms in place of the key in the data folder; processes on
            several machines need the same one.
        public_url: The address that browsers use where others reach the desk, with ``https``.
        trusted_proxies: The addresses of proxies whose word on a visitor's address is taken.
        oidc: The OpenID provider, if there is one.
        notify: The file that says who is told what; without one nobody is.
        reporting: The file that describes the reporting entity, for drafts in goAML.
        lists_update: The lists that ``serve`` and ``scheduler`` fetch from their publishers by the
            clock, or ``all`` that have an address; without it nothing is fetched.
        lists_every_hours: How often that is.
    """

    data: Path
    database_url: str | None = None
    rules: Path | None = None
    log_level: str = "WARNING"
    log_format: str = "text"
    signing_key: str | None = field(default=None, repr=False)
    public_url: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    oidc: OidcSettings | None = None
    notify: Path | None = None
    reporting: Path | None = None
    lists_update: tuple[str, ...] = ()
    lists_every_hours: int = _EVERY_HOURS

    @property
    def store_url(self) -> str:
        """The SQLAlchemy address of the store."""
        # Quoted, or a folder with % or ? in its name would open another file.
        return self.database_url or f"sqlite:///{quote(str(self.data.absolute() / _STORE_FILE))}"

    @property
    def has_store(self) -> bool:
        """Tell whether there is a store to read from, without making one."""
        return self.database_url is not None or (self.data / _STORE_FILE).is_file()

    def with_options(
        self, data: Path | None = None, rules: Path | None = None, database_url: str | None = None
    ) -> "Settings":
        """Let what the command line says stand above the environment."""
        return replace(
            self,
            data=data or self.data,
            rules=rules or self.rules,
            database_url=database_url or self.database_url,
        )


def read_secret(kind: str, place: str) -> str:
    """Give what stands in a ``file`` or in the ``env``ironment; nothing where there is none."""
    if kind == "env":
        return os.environ.get(place, "")
    try:
        return Path(place).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; an empty value is as good as none."""
    found = os.environ if environment is None else environment
    data = found.get(DATA)
    rules = found.get(RULES)
    notify, reporting = found.get(NOTIFY), found.get(REPORTING)
    return Settings(
        data=Path(data) if data else user_data_path(_APP, appauthor=False),
        database_url=found.get(DATABASE_URL) or None,
        rules=Path(rules) if rules else None,
        log_level=(found.get(LOG_LEVEL) or "WARNING").upper(),
        log_format=(found.get(LOG_FORMAT) or "text").lower(),
        signing_key=found.get(SIGNING_KEY) or None,
        public_url=(found.get(PUBLIC_URL) or "").rstrip("/") or None,
        trusted_proxies=_listed(found.get(TRUSTED_PROXIES)),
        oidc=_read_oidc(found),
        notify=Path(notify) if notify else None,
        reporting=Path(reporting) if reporting else None,
        lists_update=_listed(found.get(LISTS_UPDATE)),
        lists_every_hours=_hours(found.get(LISTS_EVERY_HOURS)),
    )


def _listed(value: str | None) -> tuple[str, ...]:
    return tuple(item for part in (value or "").split(",") if (item := part.strip()))


def _read_oidc(found: Mapping[str, str]) -> OidcSettings | None:
    issuer, client_id = found.get(OIDC_ISSUER), found.get(OIDC_CLIENT_ID)
    if not issuer or not client_id:
        return None
    return OidcSettings(
        issuer=issuer,
        client_id=client_id,
        client_secret=found.get(OIDC_CLIENT_SECRET) or None,
        name=found.get(OIDC_NAME) or "your organisation",
        roles_claim=found.get(OIDC_ROLES_CLAIM) or None,
        roles=found.get(OIDC_ROLES) or "",
    )


def _hours(value: str | None) -> int:
    """Read how many hours lie between two times; what is no such number is as good as none."""
    return int(value) if value and value.isdigit() and int(value) > 0 else _EVERY_HOURS
