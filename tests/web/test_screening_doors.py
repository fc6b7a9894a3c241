"""Looking names up, clearing matches and reading what list changes did: by page and by program."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from alerts.store import SqlStore
from monitor.domain.people import Role
from monitor.domain.ports.rescreens import Effect, Rescreen, RescreenLine
from monitor.web.deps import AppServices
from tests.web.conftest import JSON, NDJSON, Client, csrf_token, make_key, submit

NAMESAKE = "NAMCHONGANG TRADING CORPORATION"


def pay(event_id: str, **party: Any) -> bytes:
    event = {
        "source": "web-test",
        "event_id": event_id,
        "kind": "payment",
        "occurred_on": "2019-03-14",
        "amount": {"amount": "12000", "currency": "USD"},
        "parties": [
            {"role": "debtor", "name": "EXAMPLE BUYER", "country": "MY"},
            {"role": "creditor", "name": NAMESAKE, **party},
        ],
    }
    return json.dumps(event).encode()


def post(client: Client, path: str, body: object) -> Any:
    return client.post(path, content=json.dumps(body).encode(), headers=JSON)


@pytest.fixture
def stored(program: Client) -> str:
    assert program.post("/v1/events", content=pay("p-1", country="MY"), headers=NDJSON).status_code
    return "p-1"


def give(client: Client, **fields: Any) -> Any:
    """Send the form of the page as it is filled in."""
    token = csrf_token(client)
    return client.post("/clearances", data={"csrf_token": token, **clearing(**fields)})


def clearing(**fields: Any) -> dict[str, Any]:
    return {
        "source": "web-test",
        "event_id": "p-1",
        "path": "parties/1",
        "list": "un-sc",
        "ref": "KPe.004",
        "reason": "registered elsewhere since 1962",
        **fields,
    }


class TestScreening:
    def test_one_name_gives_entries_with_measures_and_reasons(self, program: Client) -> None:
        answer = post(program, "/v1/screen", {"name": NAMESAKE, "country": "KP"})
        assert answer.status_code == 200
        (result,) = answer.json()["results"]
        best = result["matches"][0]
        assert (best["list"], best["certain"], best["set_aside"]) == ("un-sc", True, False)
        assert best["in_force"] == ["asset_freeze"]
        assert best["measures"][0]["listed_on"] == "2009-07-16"
        assert any("country KP agrees" in why for why in best["why"])
        assert result["versions"]

    def test_many_names_are_answered_in_their_order(self, program: Client) -> None:
        queries = [{"name": NAMESAKE}, {"name": "EXAMPLE NOBODY"}, {"name": "9361407"}]
        results = post(program, "/v1/screen", {"queries": queries}).json()["results"]
        assert [result["asked"]["name"] for result in results] == [q["name"] for q in queries]
        assert results[2]["matches"][0]["certain"]

    def test_another_birth_date_is_set_aside_and_says_why(self, program: Client) -> None:
        body = {"name": "YUN HO-JIN", "schema": "Person", "birth_date": "1980-01-01"}
        (match, *_) = post(program, "/v1/screen", body).json()["results"][0]["matches"]
        assert match["set_aside"]
        assert any("1980-01-01" in why for why in match["why"])

    def test_before_the_listing_nothing_was_in_force(self, program: Client) -> None:
        body = {"name": NAMESAKE, "country": "KP", "as_of": "2009-07-15"}
        best = post(program, "/v1/screen", body).json()["results"][0]["matches"][0]
        assert best["in_force"] == []
        assert best["set_aside"]

    @pytest.mark.parametrize(
        "body",
        [
            {"name": ""},
            {"name": "A", "schema": "Spaceship"},
            {"queries": []},
            {"queries": [{"name": "A"}] * 101},
            {"name": "A", "identifiers": [{"scheme": "unheard_of", "value": "1"}]},
        ],
    )
    def test_what_cannot_be_asked_is_refused(self, program: Client, body: Any) -> None:
        answer = post(program, "/v1/screen", body)
        assert answer.status_code == 422
        assert answer.headers["content-type"].startswith("application/problem+json")

    def test_what_was_asked_of_which_version_is_kept(
        self, program: Client, store: SqlStore, services: AppServices
    ) -> None:
        post(program, "/v1/screen", {"name": NAMESAKE})
        (record,) = store.screenings.newest()
        assert (record.door, record.asked) == ("api", {"name": NAMESAKE})
        assert record.lists == services.lists.digest
        assert record.found[0]["ref"] == "KPe.004"

    def test_the_page_shows_why_and_since_when_without_script(self, officer: Client) -> None:
        assert "Screen a name" in officer.get("/screen").text
        page = officer.get("/screen", params={"name": NAMESAKE, "country": "kp"}).text
        assert "since 2009-07-16" in page
        assert "country KP agrees" in page
        assert "KPe.004" in page
        assert "certain" in page

    def test_a_name_in_another_script_is_shown_inert(self, officer: Client) -> None:
        page = officer.get("/screen", params={"name": "<script>김정은</script>"}).text
        assert "<script>김" not in page

    def test_a_wrong_day_is_told_in_words(self, officer: Client) -> None:
        answer = officer.get("/screen", params={"name": "A", "birth_date": "tomorrow"})
        assert answer.status_code == 422
        assert "is no day" in answer.text

    def test_the_page_links_alerts_of_the_entry(self, officer: Client, program: Client) -> None:
        program.post("/v1/events", content=pay("p-2", country="KP"), headers=NDJSON)
        page = officer.get("/screen", params={"name": NAMESAKE}).text
        assert "/alerts/al_" in page or "Alerts:" not in page


class TestClearances:
    def test_a_program_proposes_and_a_person_confirms(
        self, program: Client, stored: str, browser_of: Callable[..., Client]
    ) -> None:
        given = post(program, "/v1/clearances", clearing())
        assert given.status_code == 201, given.text
        assert given.json()["state"] == "waiting"
        clearance = given.json()["id"]
        assert program.post(f"/v1/clearances/{clearance}/confirm").status_code == 403
        officer = browser_of("officer1", Role.OFFICER)
        assert submit(officer, f"/clearances/{clearance}/confirm").status_code == 303
        (shown,) = program.get("/v1/clearances").json()["data"]
        assert (shown["state"], shown["confirmed_by"]) == ("in_force", "officer1")

    def test_an_officer_gives_one_by_the_page(
        self, stored: str, browser_of: Callable[..., Client], program: Client
    ) -> None:
        officer = browser_of("officer1", Role.OFFICER)
        assert give(officer).status_code == 303
        page = officer.get("/clearances").text
        assert "registered elsewhere since 1962" in page
        assert NAMESAKE in page
        (shown,) = program.get("/v1/clearances", params={"ref": "KPe.004"}).json()["data"]
        assert (shown["by"], shown["state"]) == ("officer1", "in_force")

    def test_a_fault_keeps_what_was_typed(
        self, stored: str, browser_of: Callable[..., Client]
    ) -> None:
        officer = browser_of("officer1", Role.OFFICER)
        answer = give(officer, ref="KPe.999")
        assert answer.status_code == 422
        assert "no entry" in answer.text
        assert "registered elsewhere since 1962" in answer.text

    def test_an_auditor_reads_and_changes_nothing(
        self, stored: str, browser_of: Callable[..., Client]
    ) -> None:
        auditor = browser_of("auditor1", Role.AUDITOR)
        assert "Remember that two" not in auditor.get("/clearances").text
        assert give(auditor).status_code == 403

    def test_revoking_needs_a_reason_and_is_final(self, program: Client, stored: str) -> None:
        clearance = post(program, "/v1/clearances", clearing()).json()["id"]
        assert post(program, f"/v1/clearances/{clearance}/revoke", {}).status_code == 422
        body = {"reason": "the registry says otherwise"}
        ended = post(program, f"/v1/clearances/{clearance}/revoke", body)
        assert ended.json()["state"] == "revoked"
        assert post(program, f"/v1/clearances/{clearance}/revoke", body).status_code == 409
        assert post(program, "/v1/clearances/cl_none/revoke", body).status_code == 404

    def test_clearances_are_listed_by_cursor(self, program: Client, stored: str) -> None:
        for number in range(3):
            post(program, "/v1/clearances", clearing(reason=f"reason {number}"))
        first = program.get("/v1/clearances", params={"limit": 2}).json()
        assert [each["reason"] for each in first["data"]] == ["reason 2", "reason 1"]
        rest = program.get("/v1/clearances", params={"cursor": first["next"]}).json()
        assert ([each["reason"] for each in rest["data"]], rest["has_more"]) == (
            ["reason 0"],
            False,
        )

    def test_the_event_page_leads_to_the_form(self, officer: Client, stored: str) -> None:
        page = officer.get("/events/web-test/p-1").text
        assert "Not the same?" in page
        assert "who=parties%2F1" in page

    def test_a_key_without_the_scope_is_refused(
        self, client: Client, services: AppServices
    ) -> None:
        client.headers = {"Authorization": f"Bearer {make_key(services, 'alerts:read')}"}
        assert post(client, "/v1/clearances", clearing()).status_code == 403
        assert post(client, "/v1/screen", {"name": "A"}).status_code == 403


class TestChanges:
    def test_what_a_change_did_is_shown_line_by_line(
        self, officer: Client, store: SqlStore
    ) -> None:
        assert "No list has changed" in officer.get("/lists/changes").text
        at = datetime(2026, 3, 1, tzinfo=UTC)
        opened = store.rescreens.open(
            Rescreen("rs_1", "c", "un-sc", None, "sha256:a", "lists <b>", at, at)
        )
        line = RescreenLine(
            at, Effect.OPENED, None, "web-test", "p<1>", "a.rule", "listed since 2018-03-30"
        )
        with store.unit() as unit:
            unit.save_rescreen(opened, [line])
        overview = officer.get("/lists/changes").text
        assert "not finished" in overview
        assert "lists &lt;b&gt;" in overview
        page = officer.get("/lists/changes/rs_1").text
        assert 'listed since <span class="day">2018-03-30</span>' in page
        assert "p&lt;1&gt;" in page
        assert officer.get("/lists/changes/rs_none").status_code == 404
