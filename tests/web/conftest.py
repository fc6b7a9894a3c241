"""The web door over the real engine and a real store, asked through ASGI; no server is started.

The rulebook, the lists and the compiled engine are made once for the session and never changed;
each test gets its own empty store, its own clock and its own app.
"""

import asyncio
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import random
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from alerts.db import make_engine
from alerts.store import SqlStore
from monitor.bootstrap import Wiring
from monitor.domain.people import Person, Role
from monitor.domain.scopes import SCOPES
from monitor.rulebook.book import RuleBook, load_rulebook_from_files
from monitor.service.access import Access
from monitor.service.audit import Audit
from monitor.service.clearances import Clearings, LiveClearances
from monitor.service.dashboard import Dashboard
from monitor.service.ingest import Ingest
from monitor.service.limits import Limits
from monitor.service.list_shelf import ListShelf
from monitor.service.list_status import ListStatuses
from monitor.service.notify.notifier import Notifier
from monitor.service.notify.plan import Plan
from monitor.service.out import Out
from monitor.service.papers.drafting import Drafting
from monitor.service.papers.goaml import ReportingEntity
from monitor.service.passwords import Passwords
from monitor.service.people import TERMINAL
from monitor.service.provenance import Provenance, unpack_rulebook
from monitor.service.screening import ListsKnown, Screening
from monitor.settings import Settings
from monitor.shipped import Runbooks
from monitor.web.app import create_app
from monitor.web.deps import AppServices

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
NDJSON = {"Content-Type": "application/x-ndjson"}
JSON = {"Content-Type": "application/json"}


class MovingClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.instant = NOW

    def now(self) -> datetime:
        return self.instant

    def move(self, by: timedelta) -> None:
        self.instant += by


@dataclass(frozen=True)
class BookShelf:
    """The rulebook in use, and those that a store keeps."""

    current: RuleBook
    store: SqlStore

    def by_digest(self, digest: str) -> RuleBook | None:
        try:
            return load_rulebook_from_files(unpack_rulebook(self.store.blob(digest)))
        except KeyError:
            return None


@dataclass(frozen=True)
class LoadedLists:
    """What is said of the lists."""

    digest: str
    as_of: date | None
    statuses: ListStatuses


class Client:
    """Asks an app; cookies stay from one request to the next."""

    def __init__(self, app: FastAPI, base_url: str = "http://localhost:8000") -> None:
        self.app = app
        self.base_url = base_url
        self.cookies = httpx.Cookies()
        self.headers: dict[str, str] = {}

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._request(method, path, options))

    async def _request(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        headers = {**self.headers, **options.pop("headers", {})}
        async with httpx.AsyncClient(
            transport=transport, base_url=self.base_url, cookies=self.cookies
        ) as client:
            response = await client.request(method, path, headers=headers, **options)
            self.cookies = client.cookies
            return response

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)


def answers(response: httpx.Response) -> list[dict[str, Any]]:
    """The lines of an NDJSON answer."""
    return [json.loads(line) for line in response.text.splitlines()]


def coal(event_id: str = "coal-1", **changes: Any) -> dict[str, Any]:
    """A shipment of coal from the DPRK, which every edition of the rules flags."""
    event: dict[str, Any] = {
        "source": "web-test",
        "event_id": event_id,
        "kind": "shipment",
        "occurred_on": "2019-03-14",
        "goods": [{"hs_code": "270112", "description": "COAL IN BULK", "origin_country": "KP"}],
        "route": {
            "loading": {"country": "KP", "locode": "KPNAM", "name": "Nampo"},
            "discharge": {"country": "VN"},
        },
        "vessel": {"name": "SYNTHETIC SHIP 1", "flag": "TG"},
    }
    return {**event, **changes}


def coffee(event_id: str = "coffee-1") -> dict[str, Any]:
    """A shipment that nobody minds."""
    return {
        "source": "web-test",
        "event_id": event_id,
        "kind": "shipment",
        "occurred_on": "2019-03-14",
        "goods": [{"hs_code": "090121"}],
        "route": {"loading": {"country": "BR"}, "discharge": {"country": "DE"}},
    }


@pytest.fixture(scope="session")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Wiring:
    """The shipped rulebook and lists; its store is never opened."""
    return Wiring(Settings(data=tmp_path_factory.mktemp("unused")))


@pytest.fixture
def clock() -> MovingClock:
    """The app's clock."""
    return MovingClock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file that is copied and never opened again."""
    path = tmp_path_factory.mktemp("empty") / "store.sqlite3"
    SqlStore.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def store(empty_database: Path, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty store."""
    path = tmp_path / "store.sqlite3"
    shutil.copy(empty_database, path)
    store = SqlStore(make_engine(f"sqlite:///{path}"))
    yield store
    store.close()


def quick_passwords() -> Passwords:
    """Passwords whose hashes are made with the least that the library takes."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def statuses_of(wiring: Wiring, store: SqlStore, clock: MovingClock) -> ListStatuses:
    """How fresh the lists of a store are."""
    shelf = wiring.shelf
    return ListStatuses(
        wiring.catalogue, ListShelf(shelf.shipped, shelf.shipped_content, store.lists), clock
    )


class ScreeningDesk:
    """Looking names up and clearing matches, over the store of a test."""

    def __init__(self, wiring: Wiring, store: SqlStore, clock: MovingClock) -> None:
        known = ListsKnown(wiring.lists, wiring.lists_in_use.digests, are_of_then=False)
        self.search = Screening(lambda _day: known, clock, store.screenings)
        self.live = LiveClearances(lambda: store.clearances, clock)
        entries = wiring.lists.entries
        self.clearings = Clearings(store.clearances, store, lambda: entries, clock, self.live)
        self.rescreens = store.rescreens


def services_over(wiring: Wiring, store: SqlStore, clock: MovingClock) -> AppServices:
    """Everything that the web door calls, for real, over a store."""
    provenance = Provenance(wiring.kept_for(wiring.book, wiring.lists))
    return AppServices(
        store=store,
        intakes=Ingest(store, wiring.engine, provenance, clock, "test"),
        limits=Limits(store, wiring.book),
        rulebooks=BookShelf(wiring.book, store),
        lists=LoadedLists(
            wiring.lists.digest, wiring.lists_as_of, statuses_of(wiring, store, clock)
        ),
        runbooks=Runbooks(),
        clock=clock,
        out=Out(
            Dashboard(store, Limits(store, wiring.book), clock, {}),
            Notifier(store, Plan(), {}, clock, random),
            Drafting(
                store,
                BookShelf(wiring.book, store),
                Audit(store.audit, clock),
                clock,
                ReportingEntity(),
            ),
            store.exports,
        ),
        screening=ScreeningDesk(wiring, store, clock),
        access=Access(store.people, store.audit, store.keys, clock, quick_passwords()),
    )


@pytest.fixture
def services(wiring: Wiring, store: SqlStore, clock: MovingClock) -> AppServices:
    """What the web door calls, over the store of this test."""
    return services_over(wiring, store, clock)


@pytest.fixture
def app(services: AppServices) -> FastAPI:
    """The application, with a desk that a link opens."""
    return create_app(services, desk_token="one-time-token")


@pytest.fixture
def client(app: FastAPI) -> Client:
    """A client without key and without session."""
    return Client(app)


@pytest.fixture
def secret(services: AppServices) -> str:
    """The secret of a key with every scope."""
    return make_key(services, *SCOPES)


def make_key(services: AppServices, *scopes: str) -> str:
    """A key's secret."""
    return services.access.keys.create(TERMINAL, "test feed", scopes)[1]


@pytest.fixture
def program(app: FastAPI, secret: str) -> Client:
    """A program with a key that may do everything."""
    client = Client(app)
    client.headers = {"Authorization": f"Bearer {secret}"}
    return client


@pytest.fixture
def officer(app: FastAPI) -> Client:
    """A browser in which the desk is open."""
    client = Client(app)
    client.headers = {"Accept": "text/html"}
    client.get("/desk?token=one-time-token")
    return client


PASSWORD = "a quiet harbour at dawn"


def add_person(services: AppServices, user_name: str, *roles: Role) -> Person:
    """A person who can sign in with ``PASSWORD``."""
    person = Person(user_name, user_name.title(), frozenset(roles))
    services.access.people.add(TERMINAL, person, both_duties=True)
    services.access.people.set_password(TERMINAL, user_name, PASSWORD)
    return person


def csrf_token(client: Client, path: str = "/account") -> str:
    """The token that the forms of a page carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found is not None, path
    return found[1]


def submit(client: Client, path: str, **fields: Any) -> httpx.Response:
    """Send a form as a page of the desk would; the client must be signed in."""
    return client.post(path, data={"csrf_token": csrf_token(client), **fields})


def signed_in_as(app: FastAPI, user_name: str, password: str = PASSWORD) -> Client:
    """A browser in which somebody signed in by password."""
    client = Client(app)
    client.headers = {"Accept": "text/html"}
    fields = {"user_name": user_name, "password": password, "next": "/"}
    token = csrf_token(client, "/sign-in")
    answer = client.post("/sign-in", data={"csrf_token": token, **fields})
    assert answer.status_code == 303, answer.text
    return client


@pytest.fixture
def browser_of(app: FastAPI, services: AppServices) -> Callable[..., Client]:
    """Makes a person with roles and gives the browser in which they are signed in."""

    def browser(user_name: str, *roles: Role) -> Client:
        add_person(services, user_name, *roles)
        return signed_in_as(app, user_name)

    return browser
