"""Papers by page and by API: an alert as PDF, drafts of reports, and who may make them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi import FastAPI
from lxml import html

from monitor.domain.ports import AlertFilter
from monitor.domain.ports.audit import AuditFilter
from monitor.web.deps import AppServices
from tests.web.conftest import NDJSON, Client, coal, make_key


@pytest.fixture
def alert_id(program: Client, services: AppServices) -> str:
    """An alert about coal."""
    program.post("/v1/events", content=json.dumps(coal()), headers=NDJSON)
    return services.store.alerts(AlertFilter(rule="dprk.2371.08.coal-export"), None, 1)[0].id


def parsed(text: str) -> Any:
    return html.fromstring(text)


def test_an_alert_is_taken_out_as_pdf_and_that_is_recorded(
    officer: Client, program: Client, services: AppServices, alert_id: str
) -> None:
    for client, path in (
        (officer, f"/alerts/{alert_id}.pdf"),
        (program, f"/v1/alerts/{alert_id}.pdf"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"] == f'attachment; filename="{alert_id}.pdf"'
        assert answer.content.startswith(b"%PDF-")
    asked = AuditFilter(action="alert.print")
    assert len(services.access.audit.store.entries(asked, None, 9)) == 2
    assert officer.get("/alerts/al_nothing.pdf").status_code == 404
    assert program.get("/v1/alerts/al_nothing.pdf").status_code == 404


def test_an_officer_drafts_reports_on_a_page(officer: Client, alert_id: str) -> None:
    page = parsed(officer.get(f"/alerts/{alert_id}").text)
    assert page.xpath(f"//a[@href='/drafts/{alert_id}']")
    empty = parsed(officer.get(f"/drafts/{alert_id}").text)
    assert "No report was drafted yet." in empty.text_content()
    for form in empty.xpath("//main//form"):
        fields = {field.get("name"): field.get("value") for field in form.iter("input")}
        assert officer.post(f"/drafts/{alert_id}", data=fields).status_code == 303
    listed = parsed(officer.get(f"/drafts/{alert_id}").text)
    links = [link.get("href") for link in listed.xpath("//main//table//a")]
    assert len(links) == 5
    for link in links:
        answer = officer.get(link)
        assert answer.status_code == 200
        assert "attachment" in answer.headers["content-disposition"]
    assert officer.post(f"/drafts/{alert_id}", data={"kind": "committee"}).status_code == 403
    assert officer.get("/drafts/al_nothing").status_code == 404
    assert officer.get(f"/drafts/{alert_id}/committee/9/report.md").status_code == 404


def test_a_program_drafts_reports_once_under_one_key(program: Client, alert_id: str) -> None:
    body = {"about": alert_id, "kind": "suspicion"}
    headers = {"Idempotency-Key": "k-1"}
    first = program.post("/v1/drafts", json=body, headers=headers)
    again = program.post("/v1/drafts", json=body, headers=headers)
    assert (first.status_code, again.json()) == (201, first.json())
    assert first.json()["version"] == 1
    other = program.post("/v1/drafts", json={**body, "kind": "committee"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    second = program.post("/v1/drafts", json=body).json()
    assert second["version"] == 2
    listed = program.get(f"/v1/drafts/{alert_id}").json()["data"]
    assert [draft["version"] for draft in listed] == [2, 1]
    for file in second["files"]:
        answer = program.get(file["href"])
        assert (answer.status_code, len(answer.content)) == (200, file["size"])
    assert program.post("/v1/drafts", json={**body, "about": "al_nothing"}).status_code == 404
    assert program.post("/v1/drafts", json={**body, "kind": "letter"}).status_code == 422


def test_papers_need_their_rights(app: FastAPI, services: AppServices, alert_id: str) -> None:
    reader = Client(app)
    reader.headers = {"Authorization": f"Bearer {make_key(services, 'alerts:read', 'cases:read')}"}
    assert reader.get(f"/v1/alerts/{alert_id}.pdf").status_code == 403
    assert reader.get(f"/v1/drafts/{alert_id}").status_code == 200
    body = {"about": alert_id, "kind": "committee"}
    assert reader.post("/v1/drafts", json=body).status_code == 403
    stranger = Client(app)
    assert stranger.get(f"/alerts/{alert_id}.pdf").status_code == 401
    assert stranger.get(f"/drafts/{alert_id}").status_code == 401
