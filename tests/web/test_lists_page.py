"""The page of the lists: fresh, stale, refused and not loaded, each in words."""

import gzip
from datetime import timedelta

from alerts.store import SqlStore
from feeds.lists.reader import FileReader
from monitor.bootstrap import Wiring
from monitor.service.lists import Arrival, ListImport
from tests.unit.feeds.lists.test_unsc import consolidated
from tests.web.conftest import Client, MovingClock


def test_the_shipped_lists_are_shown_with_their_age(officer: Client) -> None:
    page = officer.get("/lists").text
    assert "came with the program" in page
    assert "stale: older than 14 days" in page
    assert "not loaded" in page
    assert "No file was taken in yet" in page


def test_every_file_that_came_in_is_shown_with_what_became_of_it(
    officer: Client, store: SqlStore, clock: MovingClock, wiring: Wiring
) -> None:
    shipped = wiring.shelf.shipped_parts()
    importer = ListImport(store, store.lists, FileReader(), clock, shipped)
    known = wiring.catalogue.find("un-sc")
    few = gzip.compress(consolidated())
    importer.take(known, {"few.xml.gz": few}, Arrival("few.xml.gz", "some<b>one"))
    clock.instant += timedelta(minutes=1)
    importer.take(
        known, {"few.xml.gz": few}, Arrival("few.xml.gz", "her", accepted_because="Checked.")
    )
    page = officer.get("/lists").text
    assert "fewer than 400 are not believed" in page
    assert "Checked." in page
    assert "some&lt;b&gt;one" in page
    assert page.index("Checked.") < page.index("fewer than 400"), "the last comes first"


def test_the_page_needs_a_session(client: Client) -> None:
    assert "Freshness" not in client.get("/lists").text
