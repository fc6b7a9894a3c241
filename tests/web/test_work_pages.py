"""The forms of the desk without any script: each does one thing, and refuses what it must."""

import re
from typing import Any

import pytest

from monitor.domain.people import Role
from monitor.service.work.reminders import gather_words
from monitor.web.deps import AppServices
from tests.web.conftest import Client, csrf_token, submit
from tests.web.test_alerts_api import crude, post
from tests.web.test_pages import HOSTILE, first_alert, read

REASON = "the hull number is another one"


@pytest.fixture
def ana(browser_of: Any) -> Client:
    browser: Client = browser_of("ana", Role.OFFICER)
    return browser


@pytest.fixture
def bo(browser_of: Any) -> Client:
    browser: Client = browser_of("bo", Role.OFFICER)
    return browser


@pytest.fixture
def alert_id(program: Client) -> str:
    post(program, crude(1))
    return first_alert(program)


def stored(services: AppServices, alert_id: str) -> Any:
    return services.store.alert(alert_id)


def do(client: Client, alert_id: str, action: str, version: int = 1, **fields: str) -> str:
    """Send a form of the alert page; give the address it leads to."""
    answer = submit(client, f"/alerts/{alert_id}/{action}", version=str(version), **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_an_alert_goes_its_way_by_forms_alone(
    ana: Client, bo: Client, services: AppServices, alert_id: str
) -> None:
    assert do(ana, alert_id, "assign") == f"/alerts/{alert_id}?done=assign"
    do(ana, alert_id, "review", 2)
    do(ana, alert_id, "note", text="asked the port")
    done = do(ana, alert_id, "close", 3, disposition="false_positive", reason=REASON)
    page = read(ana, done)
    assert "Proposed. A second person must confirm before it is closed." in page.text
    assert "You proposed it, so a second person must confirm." in page.text
    own = submit(ana, f"/alerts/{alert_id}/close", version="4", disposition="false_positive",
                 reason=REASON)  # fmt: skip
    assert own.status_code == 409
    seen = read(bo, f"/alerts/{alert_id}")
    assert f"Ana proposes to close this as false positive : {REASON}" in seen.text or (
        "ana proposes to close this" in seen.text
    )
    do(bo, alert_id, "close", 4, disposition="false_positive", reason="checked the register")
    closed = read(bo, f"/alerts/{alert_id}")
    assert "false positive: checked the register" in closed.text
    assert [line.action for line in services.store.alert_entries(alert_id)] == [
        "open", "assign", "review", "note", "propose_close", "close",
    ]  # fmt: skip
    do(bo, alert_id, "reopen", 5, reason="a new document came in")
    assert stored(services, alert_id).is_open


def test_who_sends_an_old_form_is_told_who_changed_what_and_led_back(
    ana: Client, bo: Client, alert_id: str
) -> None:
    do(ana, alert_id, "assign")
    late = submit(bo, f"/alerts/{alert_id}/assign", version="1")
    assert late.status_code == 409
    assert "was changed by ana at 2026-11-22 09:00:00 UTC, after you looked at it" in late.text
    assert f'href="/alerts/{alert_id}"' in late.text


@pytest.mark.parametrize(
    ("action", "fields", "says"),
    [
        ("close", {"disposition": "false_positive"}, "a reason is needed"),
        ("close", {"reason": REASON}, "hoose how it ends"),
        ("close", {"disposition": "exempt", "reason": REASON}, "exemption needs its document"),
        ("close", {"disposition": "reported", "reason": REASON}, "needs the number of the report"),
        ("escalate", {}, "reason is needed"),
        ("snooze", {"reason": "waiting"}, "hoose for how long"),
        ("snooze", {"reason": "waiting", "hours": "9000"}, "hoose for how long"),
        ("snooze", {"reason": "waiting", "hours": "24"}, "may sleep until"),
        ("suppress", {"reason": "why", "hours": "24"}, "needs the right to supervise"),
        ("attach", {}, "hoose a document first"),
        ("link", {}, "case needs a title"),
        ("reopen", {"reason": "x"}, "cannot be put to"),
    ],
)
def test_what_lacks_its_words_is_refused_and_changes_nothing(
    ana: Client, program: Client, action: str, fields: dict[str, str], says: str
) -> None:
    post(program, crude(1))
    alert_id = first_alert(program)
    path = f"/alerts/{alert_id}/{action}"
    if action == "attach":
        answer = ana.post(path, data={"csrf_token": csrf_token(ana)}, files={"x": b""})
    else:
        answer = submit(ana, path, version="1", **fields)
    assert answer.status_code in {403, 409, 422}
    assert says.casefold() in answer.text.replace("&#39;", "'").casefold()
    assert f'href="/alerts/{alert_id}"' in answer.text
    detail = program.get(f"/v1/alerts/{alert_id}").json()
    assert (detail["version"], len(detail["timeline"])) == (1, 1)


def test_no_form_works_without_its_token_or_its_right(
    ana: Client, browser_of: Any, client: Client, services: AppServices, alert_id: str
) -> None:
    paths = [
        *(f"/alerts/{alert_id}/{action}" for action in (
            "assign", "review", "escalate", "close", "decline", "reopen", "snooze", "wake", "note",
            "suppress", "attach", "link",
        )),
        "/queue/take-next", "/queue/bulk", "/views", "/views/vw_1/forget", "/cases",
        "/cases/case_1/note", "/suppressions/sp_1/lift",
    ]  # fmt: skip
    auditor = browser_of("aud", Role.AUDITOR)
    for path in paths:
        assert ana.post(path, data={"version": "1", "reason": "x"}).status_code == 403, path
        assert submit(auditor, path, version="1", reason="x").status_code == 403, path
        assert client.post(path, data={"version": "1"}).status_code == 401, path
        assert ana.get(path).status_code in {404, 405, 200, 422}
    assert stored(services, alert_id).revision == 1


def test_an_auditor_sees_everything_and_no_form(browser_of: Any, alert_id: str) -> None:
    auditor = browser_of("aud", Role.AUDITOR)
    for path in ("/", f"/alerts/{alert_id}", "/cases", "/suppressions"):
        html = auditor.get(path).text
        posts = set(re.findall(r'method="post" action="([^"]+)"', html))
        assert posts == {"/sign-out"}, path


def test_the_next_alert_is_held_and_shown(ana: Client, bo: Client, program: Client) -> None:
    post(program, crude(1), crude(2))
    taken = submit(ana, "/queue/take-next", level="critical").headers["location"]
    assert taken.endswith("?done=take")
    assert "Held for you until 2026-11-22 09:15 UTC" in read(ana, taken).text
    other = submit(bo, "/queue/take-next").headers["location"]
    assert other.partition("?")[0] != taken.partition("?")[0]
    held = taken.partition("?")[0]
    assert "ana holds this alert" in read(bo, held).text
    refused = submit(bo, f"{held}/assign", version="1")
    assert refused.status_code == 409
    assert submit(bo, "/queue/take-next", level="low").headers["location"] == other
    do(bo, other.split("/")[2].partition("?")[0], "assign")
    empty = submit(bo, "/queue/take-next", level="low").headers["location"]
    assert empty == "/?level=low&none=1"
    assert "Nobody's alert waits under these filters." in read(bo, empty).text


def test_many_alerts_are_picked_and_each_says_what_came_of_it(
    ana: Client, program: Client, services: AppServices
) -> None:
    post(program, *(crude(number) for number in range(3)))
    picks = re.findall(r'name="pick" value="([^"]+)"', ana.get("/").text)
    do(ana, picks[0].partition("~")[0], "assign")
    fields = {"action": "close", "disposition": "false_positive", "reason": "a test feed"}
    answer = submit(ana, "/queue/bulk", pick=picks, f_level="critical", **fields)
    assert answer.status_code == 200
    page = " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
    assert "2 of 3 done" in page
    assert "was changed by ana" in page
    assert 'href="/?level=critical"' in answer.text
    assert submit(ana, "/queue/bulk", action="assign").status_code == 422
    assert submit(ana, "/queue/bulk", pick=picks[1:], action="snooze").status_code == 422


def test_snoozed_alerts_leave_the_queue_and_are_counted(ana: Client, alert_id: str) -> None:
    do(ana, alert_id, "snooze", hours="4", reason="asked the bank")
    queue = read(ana, "/")
    assert "1 alert sleeps and will come back." in queue.text
    assert f"/alerts/{alert_id}" not in queue.links
    assert f"/alerts/{alert_id}" in read(ana, "/?show=snoozed").links
    do(ana, alert_id, "wake", 2)
    assert f"/alerts/{alert_id}" in read(ana, "/").links


def test_suppressions_are_shown_and_lifted(
    browser_of: Any, alert_id: str, services: AppServices
) -> None:
    eve = browser_of("eve", Role.SUPERVISOR)
    other = submit(eve, f"/alerts/{alert_id}/suppress", hours="168", reason="x", subject="nobody")
    assert other.status_code == 422
    do(eve, alert_id, "suppress", hours="168", reason="one cargo")
    assert "1 suppression keeps repeats from opening alerts." in read(eve, "/").text
    listed = read(eve, "/suppressions")
    assert "eve: one cargo" in listed.text
    (held,) = services.store.work.suppressions(alert_id=None, after=None, limit=9)
    assert held.subject == stored(services, alert_id).group_key
    submit(eve, f"/suppressions/{held.id}/lift", reason="the cargo arrived")
    assert "lifted 2026-11-22 09:00 by eve: the cargo arrived" in read(eve, "/suppressions").text


def test_a_document_is_attached_and_comes_back_as_a_download(
    ana: Client, alert_id: str, services: AppServices
) -> None:
    content = b"%PDF-1.7\nsynthetic"
    answer = ana.post(
        f"/alerts/{alert_id}/attach",
        data={"csrf_token": csrf_token(ana), "note": "the approval"},
        files={"file": ("<script>.html", content, "text/html")},
    )
    assert answer.status_code == 303, answer.text
    page = read(ana, f"/alerts/{alert_id}")
    link = next(link for link in page.links if "/files/" in link)
    back = ana.get(link)
    assert back.content == content
    assert back.headers["content-type"] == "application/octet-stream"
    assert back.headers["content-disposition"].startswith("attachment; filename*=UTF-8''_script_")
    refused = ana.post(
        f"/alerts/{alert_id}/attach",
        data={"csrf_token": csrf_token(ana)},
        files={"file": ("page.pdf", b"MZ\x90\x00\x03", "application/pdf")},
    )
    assert refused.status_code == 422
    assert "documents of this type are not taken" in refused.text.casefold()


def test_a_case_is_opened_from_an_alert_and_closed_by_two(
    ana: Client, bo: Client, alert_id: str, services: AppServices
) -> None:
    do(ana, alert_id, "link", title="Coal in March")
    (case,) = services.store.work.cases_of(alert_id)
    assert "Coal in March" in read(ana, f"/alerts/{alert_id}").text
    assert "1 open of 1" in read(ana, "/cases").text
    path = f"/cases/{case.id}"
    submit(ana, f"{path}/note", text="asked the port")
    for person in (ana, bo):
        version = re.search(r'name="version" value="(\d+)"', person.get(path).text)
        assert version is not None
        done = submit(person, f"{path}/close", version=version[1], disposition="true_match",
                      reason="one cargo")  # fmt: skip
        assert done.status_code == 303, done.text
    assert "closed" in read(ana, path).text
    assert not stored(services, alert_id).is_open
    assert "No case is open." in read(ana, "/cases").text
    assert submit(ana, f"{path}/paint").status_code == 404
    assert ana.get("/cases/case_none").status_code == 404


def test_filters_are_kept_as_a_view(ana: Client, services: AppServices, alert_id: str) -> None:
    saved = submit(ana, "/views", name="Late & critical", f_level="critical", f_sort="age")
    assert saved.headers["location"] == "/?sort=age&level=critical"
    (view,) = services.store.work.views("ana", None, 9)
    assert f"/?{view.query}" in read(ana, "/").links
    submit(ana, f"/views/{view.id}/forget")
    assert services.store.work.views("ana", None, 9) == []


def test_facets_lead_to_what_they_count(ana: Client, program: Client) -> None:
    post(program, *(crude(number) for number in range(3)), crude(9, source="another-feed"))
    page = read(ana, "/")
    assert {"/?level=critical", "/?state=new", "/?assignee=nobody", "/?source=another-feed"} <= {
        *page.links
    }
    narrowed = read(ana, "/?source=another-feed&sort=deadline")
    assert "1 fits the filters." in narrowed.text
    assert narrowed.text.count("aboard SYNTHETIC SHIP") == 1


def test_the_pulse_says_when_the_queue_has_changed(ana: Client, program: Client) -> None:
    before = ana.get("/queue/pulse").json()["change"]
    post(program, crude(1))
    assert ana.get("/queue/pulse").json()["change"] > before
    assert Client(ana.app).get("/queue/pulse").status_code == 401


def test_other_alerts_about_the_same_ship_and_party_are_shown(
    ana: Client, program: Client, services: AppServices
) -> None:
    party = [{"role": "consignee", "name": "EXAMPLE TRADING LLC"}]
    post(program, crude(1, parties=party), crude(2, parties=party), crude(3))
    gather_words(services.store)
    page = read(ana, f"/alerts/{first_alert(program, 'q=SHIP+1')}")
    assert "Other alerts about the same" in page.text
    assert "party EXAMPLE TRADING LLC" in page.text
    assert page.text.count("SYNTHETIC SHIP 2") == 1
    assert "SYNTHETIC SHIP 3" not in page.text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_officers_write_is_inert(
    browser_of: Any, services: AppServices, alert_id: str, text: str
) -> None:
    eve = browser_of("eve", Role.SUPERVISOR, Role.OFFICER)
    said = text.replace("\x00", "")
    do(eve, alert_id, "note", text=said)
    do(eve, alert_id, "escalate", reason=said)
    do(eve, alert_id, "suppress", hours="24", reason=said)
    do(eve, alert_id, "link", title=said[:200])
    submit(eve, "/views", name=said[:60], f_level="critical")
    (case,) = services.store.work.cases_of(alert_id)
    for path in ("/", f"/alerts/{alert_id}", "/cases", f"/cases/{case.id}", "/suppressions"):
        page = read(eve, path)
        assert page.tags.count("img") == 1
        for hidden in "\u202e\u202c\u2066\u2069\u200b\ufeff\u00ad\x07\x1b":
            assert hidden not in eve.get(path).text
