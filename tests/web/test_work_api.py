"""Working the queue through the API: what is done, what is refused, and how it is told."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from monitor.domain.people import Role
from monitor.web.deps import AppServices
from tests.web.conftest import Client, MovingClock, csrf_token, make_key
from tests.web.test_alerts_api import crude, post

WEEK = "2026-11-29T09:00:00+00:00"


def alerts(program: Client, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = program.get(f"/v1/alerts?{query}").json()["data"]
    return found


def act(client: Client, alert_id: str, action: str, key: str = "", **body: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/v1/alerts/{alert_id}/{action}", json=body, headers=headers)


@pytest.fixture
def alert_id(program: Client) -> str:
    post(program, crude(1))
    found: str = alerts(program)[0]["id"]
    return found


def test_an_alert_goes_its_way_by_the_api(program: Client, alert_id: str) -> None:
    done = act(program, alert_id, "assign", version=1).json()
    assert (done["action"], done["alert"]["state"], done["alert"]["version"]) == (
        "assign", "assigned", 2,
    )  # fmt: skip
    assert act(program, alert_id, "review", version=2).json()["alert"]["state"] == "in_review"
    note = act(program, alert_id, "note", text="called the port")
    assert note.json()["alert"]["version"] == 3
    done = act(
        program, alert_id, "close", version=3, disposition="false_positive", reason="not coal"
    ).json()
    assert done["action"] == "propose_close"
    assert done["alert"]["close_proposed_by"]
    notes = program.get(f"/v1/alerts/{alert_id}/notes").json()["data"]
    assert [item["text"] for item in notes] == ["called the port"]
    timeline = program.get(f"/v1/alerts/{alert_id}").json()["timeline"]
    assert [line["action"] for line in timeline] == [
        "open", "assign", "review", "note", "propose_close",
    ]  # fmt: skip


def test_who_comes_second_is_told_who_was_first_and_when(program: Client, alert_id: str) -> None:
    act(program, alert_id, "assign", version=1)
    late = act(program, alert_id, "escalate", version=1, reason="unsure")
    body = late.json()
    assert (late.status_code, body["code"], body["param"]) == (409, "changed_meanwhile", "version")
    assert body["changed_by"].startswith("key_")
    assert body["changed_at"] == "2026-11-22T09:00:00+00:00"
    assert body["version"] == 2
    assert late.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("action", "body", "refusal"),
    [
        ("escalate", {"version": 1}, (422, "unusable_parameter")),
        ("escalate", {"version": 1, "reason": "  "}, (422, "words_missing")),
        ("assign", {}, (422, "unusable_parameter")),
        ("assign", {"version": 1, "too": "ana"}, (422, "unusable_parameter")),
        ("assign", {"version": 1, "to": "nobody"}, (422, "words_missing")),
        ("reopen", {"version": 1, "reason": "x"}, (409, "wrong_state")),
        ("wake", {"version": 1}, (409, "wrong_state")),
        ("decline", {"version": 1, "reason": "x"}, (409, "wrong_state")),
        ("snooze", {"version": 1, "reason": "x", "until": "2026-11-22T08:00:00Z"}, (422, "words_missing")),
        ("snooze", {"version": 1, "reason": "x", "until": "2026-11-22T10:00:00"}, (422, "unusable_parameter")),
        ("close", {"version": 1, "reason": "x", "disposition": "exempt"}, (422, "words_missing")),
        ("close", {"version": 1, "reason": "x", "disposition": "reported"}, (422, "words_missing")),
        ("close", {"version": 1, "reason": "x", "disposition": "bored"}, (422, "unusable_parameter")),
        ("note", {"text": "nul\u0000"}, (422, "unusable_parameter")),
        ("note", {"text": ""}, (422, "unusable_parameter")),
        ("suppress", {"until": WEEK, "reason": "x"}, (403, "not_allowed")),
        ("paint", {"version": 1}, (404, "not_found")),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_with_its_reason(
    program: Client, alert_id: str, action: str, body: dict[str, Any], refusal: tuple[int, str]
) -> None:
    answer = act(program, alert_id, action, **body)
    assert (answer.status_code, answer.json()["code"]) == refusal
    assert alerts(program)[0]["version"] == 1


def test_the_same_key_does_it_once_and_another_body_is_refused(
    app: FastAPI, services: AppServices, program: Client, alert_id: str
) -> None:
    first = act(program, alert_id, "note", key="k-1", text="called the port")
    again = act(program, alert_id, "note", key="k-1", text="called the port")
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    other = act(program, alert_id, "note", key="k-1", text="something else")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert len(program.get(f"/v1/alerts/{alert_id}/notes").json()["data"]) == 1


def test_scopes_and_rights_are_held(
    app: FastAPI, services: AppServices, alert_id: str, browser_of: Any
) -> None:
    reader = Client(app)
    reader.headers = {"Authorization": f"Bearer {make_key(services, 'alerts:read')}"}
    assert act(reader, alert_id, "assign", version=1).status_code == 403
    assert act(Client(app), alert_id, "assign", version=1).status_code == 401
    auditor = browser_of("aud", Role.AUDITOR)
    auditor.headers = {"X-CSRF-Token": csrf_token(auditor)}
    assert act(auditor, alert_id, "assign", version=1).status_code == 403
    officer = browser_of("ana", Role.OFFICER)
    officer.headers = {}
    assert act(officer, alert_id, "assign", version=1).status_code == 403
    officer.headers = {"X-CSRF-Token": csrf_token(officer)}
    assert act(officer, alert_id, "assign", version=1).json()["alert"]["assignee"] == "ana"


def test_only_who_has_an_alert_or_supervises_gives_it_away(
    program: Client, alert_id: str, browser_of: Any
) -> None:
    ana, bo = browser_of("ana", Role.OFFICER), browser_of("bo", Role.OFFICER)
    browser_of("aud", Role.AUDITOR)
    for person in (ana, bo):
        person.headers = {"X-CSRF-Token": csrf_token(person)}
    assert act(ana, alert_id, "assign", version=1, to="bo").json()["code"] == "not_allowed"
    assert act(program, alert_id, "assign", version=1, to="aud").json()["param"] == "to"
    assert act(ana, alert_id, "assign", version=1).status_code == 200
    assert act(ana, alert_id, "assign", version=2, to="bo").json()["alert"]["assignee"] == "bo"


def test_two_people_close_and_a_key_is_not_the_second(
    program: Client, alert_id: str, browser_of: Any
) -> None:
    decision = {"disposition": "true_match", "reason": "the number is the same"}
    ana, bo = browser_of("ana", Role.OFFICER), browser_of("bo", Role.OFFICER)
    for person in (ana, bo):
        person.headers = {"X-CSRF-Token": csrf_token(person)}
    assert act(ana, alert_id, "close", version=1, **decision).json()["action"] == "propose_close"
    for second in (ana, program):
        assert act(second, alert_id, "close", version=2, **decision).status_code == 409
    assert act(bo, alert_id, "close", version=2, **decision).json()["alert"]["state"] == "closed"


def test_the_next_alert_is_held_and_an_empty_queue_says_so(program: Client) -> None:
    post(program, crude(1), crude(2))
    taken = program.post("/v1/alerts/take-next?level=critical").json()
    assert taken["held_until"] == "2026-11-22T09:15:00Z"
    assert taken["alert"]["state"] == "new"
    assert program.post("/v1/alerts/take-next").json()["alert"]["id"] == taken["alert"]["id"]
    act(program, taken["alert"]["id"], "review", version=1)
    following = program.post("/v1/alerts/take-next").json()["alert"]["id"]
    assert following != taken["alert"]["id"]
    act(program, following, "review", version=1)
    none = program.post("/v1/alerts/take-next").json()
    assert none == {"object": "taken", "held_until": None, "alert": None}


def test_many_are_changed_by_one_request(program: Client) -> None:
    post(program, *(crude(number) for number in range(6)))
    ids = [alert["id"] for alert in alerts(program)]
    body = {
        "action": "close",
        "alerts": [{"id": alert_id, "version": 1} for alert_id in ids] + [{"id": "al_none"}],
        "disposition": "false_positive",
        "reason": "a test feed",
    }
    done = program.post("/v1/alerts/bulk", json=body).json()
    assert (done["done"], done["refused"]) == (6, 1)
    assert {one["action"] for one in done["outcomes"] if one["done"]} == {"propose_close"}
    assert done["outcomes"][-1]["code"] == "not_found"
    again = program.post("/v1/alerts/bulk", json={**body, "disposition": None})
    assert (again.status_code, again.json()["param"]) == (422, "disposition")
    assert program.post("/v1/alerts/bulk", json={**body, "alerts": []}).status_code == 422


def test_documents_are_told_by_their_bytes_and_come_back_whole(
    program: Client, alert_id: str
) -> None:
    path = f"/v1/alerts/{alert_id}/attachments"
    content = b"%PDF-1.7\nsynthetic"
    kept = program.post(f"{path}?name=../../approval.exe&note=letter", content=content)
    assert kept.status_code == 201, kept.text
    item = kept.json()
    assert (item["name"], item["media_type"]) == ("approval.exe.pdf", "application/pdf")
    back = program.get(f"{path}/{item['id']}/content")
    assert back.content == content
    assert back.headers["content-disposition"].startswith("attachment;")
    assert back.headers["x-content-type-options"] == "nosniff"
    assert back.headers["content-type"] == "application/octet-stream"
    assert program.get(f"{path}").json()["data"] == [item]
    for bad in (b"", b"<html><script>alert(1)</script>\x00", b"PK\x03\x04 no zip", b"MZ\x90\x00"):
        refused = program.post(f"{path}?name=x.pdf", content=bad)
        assert (refused.status_code, refused.json()["param"]) == (422, "file")
    large = program.post(f"{path}?name=x.txt", content=b"a" * (10 * 1_048_576 + 1))
    assert large.status_code == 413
    assert program.get(f"/v1/alerts/al_other/attachments/{item['id']}/content").status_code == 404


def test_cases_join_alerts_and_are_closed_together(program: Client) -> None:
    post(program, crude(1), crude(2))
    ids = [alert["id"] for alert in alerts(program)]
    case = program.post("/v1/cases", json={"title": "Coal", "alerts": ids[:1]}).json()
    path = f"/v1/cases/{case['id']}"
    assert program.post(f"{path}/link", json={"alert": ids[1]}).json()["alerts"] == 2
    assert program.post(f"{path}/unlink", json={"alert": ids[0]}).json()["alerts"] == 1
    assert [item["id"] for item in alerts(program, f"case={case['id']}")] == [ids[1]]
    program.post(f"{path}/note", json={"text": "asked the port"})
    version = program.post(f"{path}/assign", json={"owner": "bo"}).json()["version"]
    body = {"version": version, "disposition": "true_match", "reason": "one cargo"}
    closed = program.post(f"{path}/close", json=body).json()
    assert closed["outcomes"][0]["action"] == "propose_close"
    stale = program.post(f"{path}/close", json=body)
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    read = program.get(path).json()
    assert (read["state"], read["owner"]) == ("open", "bo")
    assert [line["action"] for line in read["timeline"]] == [
        "open", "link", "link", "unlink", "note", "assign", "propose_close",
    ]  # fmt: skip
    assert program.get("/v1/cases?open=true").json()["data"][0]["id"] == case["id"]
    assert program.get("/v1/cases/case_none").status_code == 404
    assert program.post("/v1/cases/case_none/note", json={"text": "x"}).status_code == 404


def test_suppressions_are_made_listed_and_lifted(
    program: Client, alert_id: str, browser_of: Any, clock: MovingClock
) -> None:
    eve = browser_of("eve", Role.SUPERVISOR)
    eve.headers = {"X-CSRF-Token": csrf_token(eve)}
    made = act(eve, alert_id, "suppress", until=WEEK, reason="one cargo, checked")
    assert made.status_code == 201, made.text
    listed = program.get(f"/v1/suppressions?alert={alert_id}").json()["data"]
    assert listed == [made.json()]
    path = f"/v1/suppressions/{made.json()['id']}"
    assert program.get(f"{path}/repeats").json()["data"] == []
    clock.move(timedelta(minutes=1))
    lifted = program.post(f"{path}/lift", json={"reason": "it ended"}).json()
    assert lifted["lifted_at"] == "2026-11-22T09:01:00Z"
    assert program.post("/v1/suppressions/sp_x/lift", json={"reason": "x"}).status_code == 404


def test_views_are_kept_by_name(program: Client) -> None:
    made = program.post("/v1/views", json={"name": "Late", "query": "overdue=true"})
    assert made.status_code == 201
    assert program.get("/v1/views").json()["data"] == [made.json()]
    shared = program.post("/v1/views", json={"name": "All", "shared": True})
    assert shared.status_code == 403
    assert program.request("DELETE", f"/v1/views/{made.json()['id']}").status_code == 204
    assert program.request("DELETE", f"/v1/views/{made.json()['id']}").status_code == 404


def test_facets_count_and_the_list_sorts(program: Client) -> None:
    post(program, *(crude(number) for number in range(3)), crude(9, source="another-feed"))
    counts = program.get("/v1/facets?open=true&source=web-test").json()
    assert (counts["total"], counts["waiting"]) == (3, 4)
    assert counts["facets"]["source"] == {"web-test": 3, "another-feed": 1}
    for order in ("level", "evidence", "deadline", "age"):
        first = program.get(f"/v1/alerts?sort={order}&limit=3").json()
        rest = program.get(f"/v1/alerts?sort={order}&limit=3&cursor={first['next']}").json()
        assert len({item["id"] for item in first["data"] + rest["data"]}) == 4
    level = program.get("/v1/alerts?limit=3").json()["next"]
    wrong = program.get(f"/v1/alerts?sort=evidence&cursor={level}")
    assert (wrong.status_code, wrong.json()["param"]) == (422, "cursor")


def test_the_description_names_every_action(program: Client) -> None:
    paths = program.get("/v1/openapi.json").json()["paths"]
    for action in (
        "assign", "review", "escalate", "close", "decline", "reopen", "snooze", "wake", "note",
        "suppress",
    ):  # fmt: skip
        operation = paths[f"/v1/alerts/{{alert_id}}/{action}"]["post"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert schema["$ref"].endswith("In")
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert names == {"alert_id", "Idempotency-Key"}
