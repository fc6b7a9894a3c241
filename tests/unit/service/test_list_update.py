"""Lists are fetched from a real server in this process: conditionally, within limits, from no other host."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from alerts.db import make_engine
from alerts.store import SqlStore
from feeds.lists.fetch import FetchLimits, HttpFetcher
from feeds.lists.reader import FileReader
from monitor.domain.listing import KnownList
from monitor.domain.ports import AlertFilter
from monitor.domain.ports.lists import SnapshotStatus
from monitor.errors import RuleError
from monitor.rulebook.list_catalogue import ListCatalogue
from monitor.screening.snapshot import read_snapshot
from monitor.service.list_shelf import ListShelf
from monitor.service.list_status import ListStatuses, refreshing
from monitor.service.list_update import ListUpdate, Updated, update_job
from monitor.service.list_watch import ListWatch
from monitor.service.lists import ListImport
from tests.unit.service.test_lists import SHIPPED, Clock, content, entry, many

DAY = date(2026, 2, 27)
FILE = content(DAY, *(entry(ref) for ref in many(20)))
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Publisher:
    """A server that answers as a test wants, and remembers what it was asked."""

    port: int = 0
    answer: Answer | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/lists/un.ndjson?token=secret"

    def known(self, **changes: object) -> KnownList:
        made = KnownList(
            "un-sc", "un-sc", "Example list", "Example", ("ndjson",), ("DPRK",), url=self.url
        )
        return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    found = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append({name.lower(): value for name, value in self.headers.items()})
            assert found.answer is not None
            found.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "store.sqlite3"
    SqlStore.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def store(tmp_path: Path, migrated: Path) -> Iterator[SqlStore]:
    shutil.copy(migrated, tmp_path / "store.sqlite3")
    made = SqlStore(make_engine(f"sqlite:///{tmp_path / 'store.sqlite3'}"))
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def update(store: SqlStore, clock: Clock) -> ListUpdate:
    return updating(store, clock, FetchLimits())


def updating(store: SqlStore, clock: Clock, limits: FetchLimits) -> ListUpdate:
    importer = ListImport(store, store.lists, FileReader(), clock)
    return ListUpdate(importer, HttpFetcher(limits), store.lists, clock)


def gives(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def fetch(update: ListUpdate, known: KnownList) -> Updated:
    (done,) = update.update([known], "somebody")
    return done


def test_a_new_file_is_taken_in_and_the_next_request_is_conditional(
    publisher: Publisher, update: ListUpdate, store: SqlStore
) -> None:
    publisher.answer = gives(FILE, ETag='"v1"', Last_Modified="Fri, 27 Feb 2026 10:00:00 GMT")
    assert fetch(update, publisher.known()).outcome == "taken"
    given = store.lists.current()["un-sc"].given
    assert given.source == f"http://127.0.0.1:{publisher.port}/lists/un.ndjson", "without its token"
    assert (given.etag, given.imported_by) == ('"v1"', "somebody")
    publisher.answer = gives(b"", 304)
    assert fetch(update, publisher.known()) == Updated("un-sc", "unchanged")
    assert publisher.asked[1]["if-none-match"] == '"v1"'
    assert publisher.asked[1]["if-modified-since"] == "Fri, 27 Feb 2026 10:00:00 GMT"
    assert len(store.lists.history()) == 1


def test_another_address_is_asked_without_conditions(
    publisher: Publisher, update: ListUpdate
) -> None:
    publisher.answer = gives(FILE, ETag='"v1"')
    fetch(update, publisher.known())
    assert fetch(update, publisher.known(url=publisher.url + "&again")).outcome == "same"
    assert "if-none-match" not in publisher.asked[1]


def test_a_fault_is_told_and_the_time_of_the_last_success_stays(
    publisher: Publisher, update: ListUpdate, store: SqlStore, clock: Clock
) -> None:
    publisher.answer = gives(FILE, ETag='"v1"')
    fetch(update, publisher.known())
    worked = clock.instant
    clock.instant += timedelta(hours=6)
    publisher.answer = gives(b"broken", 500)
    done = fetch(update, publisher.known())
    assert (done.outcome, done.detail) == ("failed", f"127.0.0.1:{publisher.port} answered 500")
    check = store.lists.checks()["un-sc"]
    assert (check.checked_at, check.succeeded_at) == (clock.instant, worked)
    assert (check.error, check.etag) == (done.detail, '"v1"')
    publisher.answer = gives(b"", 304)
    fetch(update, publisher.known())
    assert store.lists.checks()["un-sc"].error == ""


def test_a_file_that_is_cut_off_is_not_taken(
    publisher: Publisher, update: ListUpdate, store: SqlStore
) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(FILE)))
        request.end_headers()
        request.wfile.write(FILE[:500])
        request.close_connection = True

    publisher.answer = answer
    done = fetch(update, publisher.known())
    assert done.outcome == "failed"
    assert "could not be read" in done.detail
    assert store.lists.history() == []


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"<!DOCTYPE html><html>Down for maintenance</html>", "a web page, not a list"),
        (b"", "the file is empty"),
        (b"\x1f\x8b damaged", "the packed file is damaged"),
    ],
)
def test_what_is_no_list_is_refused_kept_as_it_came_and_told(
    body: bytes, detail: str, publisher: Publisher, update: ListUpdate, store: SqlStore
) -> None:
    publisher.answer = gives(body)
    done = fetch(update, publisher.known())
    assert done.is_fault
    assert detail in done.detail
    (kept,) = store.lists.history()
    assert kept.given.status is SnapshotStatus.REFUSED
    assert store.lists.blob(kept.given.raw_digest) == body
    assert store.lists.current() == {}
    (alert,) = store.alerts(AlertFilter(rule="operational.lists"), None, 10)
    assert detail in alert.summary


def test_a_file_beyond_the_limit_is_not_read_to_its_end(
    publisher: Publisher, update: ListUpdate
) -> None:
    publisher.answer = gives(FILE)
    done = fetch(update, publisher.known(bytes_max=100))
    assert done.detail.endswith("sends more than 100 bytes")


def test_a_server_that_does_not_answer_is_left(
    publisher: Publisher, store: SqlStore, clock: Clock
) -> None:
    let_go = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        let_go.wait(10)
        request.close_connection = True

    publisher.answer = answer
    done = fetch(updating(store, clock, FetchLimits(idle_seconds=0.2)), publisher.known())
    let_go.set()
    assert done.detail == f"127.0.0.1:{publisher.port} did not answer in time"


def test_a_file_that_takes_too_long_is_left(
    publisher: Publisher, store: SqlStore, clock: Clock
) -> None:
    publisher.answer = gives(FILE)
    seconds = iter((0.0, 5.0, 5.0, 5.0))
    importer = ListImport(store, store.lists, FileReader(), clock)
    fetcher = HttpFetcher(FetchLimits(whole_seconds=1), lambda: next(seconds))
    done = fetch(ListUpdate(importer, fetcher, store.lists, clock), publisher.known())
    assert done.detail.endswith("did not send all of the file in time")


@pytest.mark.parametrize(
    ("location", "detail"),
    [
        ("http://example.org/list", "only https is followed"),
        (
            "https://example.org/list",
            "redirects to 'example.org', which the catalogue does not name",
        ),
        ("file:///etc/hostname", "redirects to 'file', and only https is followed"),
    ],
)
def test_a_redirect_elsewhere_is_not_followed(
    location: str, detail: str, publisher: Publisher, update: ListUpdate
) -> None:
    publisher.answer = gives(b"", 302, Location=location)
    assert detail in fetch(update, publisher.known()).detail
    assert len(publisher.asked) == 1


def test_a_redirect_on_the_same_server_is_followed_but_not_for_ever(
    publisher: Publisher, update: ListUpdate
) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        moved = request.path.startswith("/lists/")
        (gives(b"", 302, Location="/moved") if moved else gives(FILE))(request)

    publisher.answer = answer
    assert fetch(update, publisher.known()).outcome == "taken"
    publisher.answer = gives(b"", 302, Location="/lists/again")
    assert "redirects more than 5 times" in fetch(update, publisher.known()).detail


def test_a_list_that_lost_half_is_refused_and_looked_at_again(
    publisher: Publisher, update: ListUpdate, store: SqlStore
) -> None:
    publisher.answer = gives(FILE, ETag='"v1"')
    fetch(update, publisher.known())
    publisher.answer = gives(content(DAY, entry("KPi.000")), ETag='"v2"')
    for _ in range(2):
        done = fetch(update, publisher.known())
        assert (done.outcome, done.is_fault) == ("refused", True)
    assert publisher.asked[2]["if-none-match"] == '"v1"'
    assert store.lists.checks()["un-sc"].error.startswith("refused: entries: 1 are left of 20")
    assert len(store.lists.history()) == 2


def test_one_list_that_fails_does_not_stop_the_next(
    publisher: Publisher, update: ListUpdate
) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        (gives(b"", 500) if "broken" in request.path else gives(FILE))(request)

    publisher.answer = answer
    broken = publisher.known(id="eu-fsf", url=publisher.url.replace("un", "broken"))
    unnamed = publisher.known(id="uk-ofsi", url=None)
    done = update.update([broken, unnamed, publisher.known()], "somebody")
    assert [(each.list_id, each.outcome) for each in done] == [
        ("eu-fsf", "failed"),
        ("un-sc", "taken"),
    ]


def test_the_job_fetches_what_the_settings_name_and_status_says_when_next(
    publisher: Publisher, update: ListUpdate, store: SqlStore, clock: Clock
) -> None:
    publisher.answer = gives(FILE)
    catalogue = ListCatalogue(
        {"un-sc": publisher.known(), "ofac-sdn": publisher.known(id="ofac-sdn", url=None)}
    )
    shelf = ListShelf(read_snapshot(SHIPPED), SHIPPED, store.lists)
    watch = ListWatch(shelf, shelf.in_use(), lambda _: None)
    assert update_job(update, catalogue, refreshing(catalogue, (), 6), watch) is None
    turns = refreshing(catalogue, ("all",), 6)
    job = update_job(update, catalogue, turns, watch)
    assert job is not None
    assert (job.every, job.work()) == (timedelta(hours=6), "un-sc taken")
    statuses = ListStatuses(catalogue, shelf, clock, turns)
    un, ofac = statuses.all()[0], statuses.all()[-1]
    assert (un.published_on, un.age_days, un.is_stale) == (DAY, 2, False)
    assert un.next_at == datetime(2026, 3, 1, 18, tzinfo=UTC)
    assert (ofac.is_loaded, ofac.next_at) == (False, None)
    clock.instant += timedelta(days=30)
    assert statuses.stale() == ("un-sc",)
    with pytest.raises(RuleError, match="'ofac-sdn' cannot be fetched"):
        refreshing(catalogue, ("ofac-sdn",), 6)
    with pytest.raises(RuleError, match="no list 'un' is known"):
        refreshing(catalogue, ("un",), 6)
