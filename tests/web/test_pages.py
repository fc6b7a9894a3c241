"""The pages over real judgements; what comes from outside never acts."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest

from monitor.web.deps import AppServices
from tests.web.conftest import Client, coal, coffee
from tests.web.test_alerts_api import crude, post

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</bdi></td></table><h1 id=main>owned</h1>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#x3c;i&#x3e;",
    "]]><!--<svg onload=alert(1)>-->",
    "\u202egnp.exe\u202c \u2066isolate\u2069",
    "zero\u200bwidth\ufeff\u00adjoin",
    "Pyоngyаng mixed",
    "a" + "\u0301" * 200,
    "W" * 900,
    "line\nbreak\ttab",
    "\x07\x1b[31mterminal",
]
_TAGS = """
    html head meta title link body a header div img nav main p h1 h2 h3 section ul ol li b span form
    label input select option button table caption thead tbody tr th td time bdi br article dl dt dd
    code strong desc details g summary footer svg rect line text pre fieldset legend textarea kbd
    path circle
"""
ALLOWED_TAGS = frozenset(_TAGS.split())


class Page(HTMLParser):
    """Reads a page and complains about anything that could act."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.open_labels = 0
        self.in_script = False
        self.unlabelled: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script":
            # The one script is a file of ours, without a word of its own in the page.
            assert [*given] == ["src", "defer"]
            assert str(given["src"]).startswith("/static/desk.js?v=")
            self.in_script = True
            return
        self.tags.append(tag)
        assert tag in ALLOWED_TAGS, tag
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            assert name != "style", "the policy blocks inline style"
            if name in {"href", "src", "action"}:
                self.links.append(value or "")
        if "id" in given:
            self.ids.append(given["id"] or "")
        self.open_labels += tag == "label"
        if (
            tag in {"input", "select", "textarea"}
            and given.get("type") != "hidden"
            and not self.open_labels
        ):
            self.unlabelled.append(str(given))

    def handle_endtag(self, tag: str) -> None:
        self.open_labels -= tag == "label"
        self.in_script = self.in_script and tag != "script"

    def handle_data(self, data: str) -> None:
        assert not self.in_script
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def read(officer: Client, path: str, status: int = 200) -> Page:
    response = officer.get(path)
    assert response.status_code == status, response.text
    page = Page(response.text)
    for link in page.links:
        assert link == "#main" or link.startswith("/"), f"{link} leads outside"
        assert not link.startswith("//")
    assert page.ids.count("main") == 1
    assert page.tags.count("h1") == 1
    assert page.tags.count("main") == 1
    assert page.unlabelled == []
    return page


def first_alert(program: Client, query: str = "") -> str:
    found: str = program.get(f"/v1/alerts?{query}").json()["data"][0]["id"]
    return found


def hostile_coal(text: str, number: int) -> dict[str, Any]:
    return {
        **crude(number),
        "event_id": f"hostile {number} {text[:60]}",
        "notes": text,
        "reference": text,
        "parties": [
            {"role": "consignee", "name": text, "other_names": [text], "address": text}
        ],
        "goods": [{"hs_code": "2701", "description": text, "origin_country": "KP"}],
        "extensions": {text[:50]: [text, {"<i>": text}]},
    }  # fmt: skip


def test_an_empty_queue_says_so(officer: Client) -> None:
    assert "The queue is empty." in read(officer, "/").text


def test_the_queue_shows_what_waits(officer: Client, program: Client) -> None:
    post(program, coal(), coffee())
    page = read(officer, "/")
    assert "1 alert waits for a person." in page.text
    assert "COAL IN BULK from Nampo (KP) to VN aboard SYNTHETIC SHIP 1" in page.text
    for said in ("2371:8", "Coal supplied from the DPRK", "2019-03-14", "in 4 h", "1×"):
        assert said in page.text


def test_filters_live_in_the_address_and_can_be_taken_off(officer: Client, program: Client) -> None:
    post(program, *(crude(number) for number in range(3)))
    page = read(officer, "/?level=critical&q=SHIP+1&rule=&provision=&source=&show=open")
    assert page.text.count("aboard SYNTHETIC SHIP") == 1
    assert "/?q=SHIP+1" in page.links
    assert "/?level=critical" in page.links
    nothing = read(officer, "/?level=medium")
    assert "No alert fits these filters." in nothing.text


@pytest.mark.parametrize("query", ["level=urgent", "state=x", "cursor=x", "provision=8"])
def test_a_filter_that_is_none_is_a_plain_page(officer: Client, query: str) -> None:
    read(officer, f"/?{query}", 422)


def test_the_queue_is_paged(officer: Client, program: Client) -> None:
    post(program, *(crude(number) for number in range(28)))
    first = officer.get("/").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = officer.get(following[1].replace("&amp;", "&")).text
    ids = [set(re.findall(r"/alerts/(al_\w+)", html)) for html in (first, second)]
    assert [len(found) for found in ids] == [25, 3]
    assert not ids[0] & ids[1]


def test_the_alert_page_quotes_law_evidence_and_exemptions(
    officer: Client, program: Client
) -> None:
    post(program, coal())
    page = read(officer, f"/alerts/{first_alert(program)}")
    for said in (
        "S/RES/2371 (2017), paragraph 8",
        "from 2017-08-05 until further notice",
        "no lawyer has reviewed it",
        "goods/0/hs_code",
        "HS 2701 is coal",
        "leaves DPRK",
        "Exemptions that could apply",
        "Not claimed",
        "What would prove it",
        "What would clear it",
        "Hold where the law allows",
        "The event as it was reported",
        "Time line",
    ):
        assert said in page.text, said


def test_the_alert_page_of_a_corrected_event_shows_both_versions(
    officer: Client, program: Client
) -> None:
    post(program, coal(), coal(notes="corrected"))
    alert_id = first_alert(program)
    page = read(officer, f"/alerts/{alert_id}")
    assert "the event was corrected since" in page.text
    assert "Versions of the event" in page.text
    assert "superseded" in read(officer, f"/alerts/{alert_id}?finding=1").text
    read(officer, f"/alerts/{alert_id}?finding=2", 404)


def test_other_alerts_of_the_same_event_are_linked(officer: Client, program: Client) -> None:
    goods = [
        {"hs_code": "2701", "origin_country": "KP"},
        {"hs_code": "030617", "origin_country": "KP"},
    ]
    post(program, coal(goods=goods))
    first, second = program.get("/v1/alerts").json()["data"][:2]
    assert f"/alerts/{second['id']}" in read(officer, f"/alerts/{first['id']}").links


def test_a_limit_alert_shows_what_was_used_and_left(officer: Client, program: Client) -> None:
    report = {
        "source": "committee", "event_id": "r-1", "kind": "committee_report",
        "occurred_on": "2024-06-30", "commodity": "refined_petroleum", "supplier_country": "RU",
        "period": {"from": "2024-06-01", "to": "2024-06-30"}, "product": "diesel",
        "quantity": {"value": "400000", "unit": "bbl"},
    }  # fmt: skip
    post(program, report)
    page = read(officer, f"/alerts/{first_alert(program)}")
    assert "400,000 barrels (80.0 %)" in page.text
    assert "100,000 barrels" in page.text
    limits = read(officer, "/limits?on=2024-07-01")
    assert "400,000 barrels" in limits.text
    assert "at 90 %" in limits.text


def test_an_operational_alert_has_a_page(
    officer: Client, program: Client, services: AppServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object) -> None:
        raise RuntimeError("<b>a rule went wrong</b>")

    monkeypatch.setattr(services.intakes.engine, "judge", explode)  # type: ignore[attr-defined]
    post(program, coal())
    monkeypatch.undo()
    assert (
        "about the machine, not about the law"
        in read(officer, f"/alerts/{first_alert(program)}").text
    )
    assert "could not be judged" in read(officer, "/").text
    assert "unjudged" in read(officer, "/events/web-test/coal-1").text


def test_an_alert_of_a_rule_that_is_gone_has_a_page(
    officer: Client, program: Client, services: AppServices
) -> None:
    from dataclasses import replace

    post(program, coal())
    alert = services.store.alert(first_alert(program))
    assert alert is not None
    gone = replace(alert, id="al_gone", group_key="gone", rule="dprk.2000.01.gone")
    with services.store.unit() as unit:
        unit.save_alerts([gone], [], [])
    assert services.store.alert("al_gone") is not None
    assert "is not in the rulebook in use" in read(officer, "/alerts/al_gone").text
    assert "dprk.2000.01.gone" in read(officer, "/").text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_on_every_page(officer: Client, program: Client, text: str) -> None:
    post(program, hostile_coal(text.replace("\x07", "").replace("\x1b", "") or "x", 1))
    bad = {"source": text[:60], "event_id": text[:150], "kind": text, "occurred_on": text}
    program.post("/v1/events", json=bad)
    paths = {"/", "/rejected", f"/alerts/{first_alert(program)}"}
    paths |= {
        link
        for path in tuple(paths)
        for link in read(officer, path).links
        if urlsplit(link).path.startswith("/events/")
    }
    assert any(path.startswith("/events/") for path in paths)
    for path in paths:
        page = read(officer, path)
        html = officer.get(path).text
        assert page.tags.count("img") == 1, "only the mark of the page itself"
        assert "script" not in page.tags
        for hidden in "\u202e\u202c\u2066\u2069\u200b\ufeff\u00ad\x07\x1b":
            assert hidden not in html


def test_the_words_of_a_hostile_search_are_inert(officer: Client) -> None:
    page = read(officer, "/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "script" not in page.tags


def test_a_long_event_is_cut_and_says_so(officer: Client, program: Client) -> None:
    lines = [{"hs_code": "2701", "origin_country": "KP"}, *[{"hs_code": "090121"}] * 3_000]
    post(program, coal(goods=lines))
    html = officer.get(f"/alerts/{first_alert(program)}").text
    assert "more items are not shown here" in html
    assert len(html) < 120_000


def test_every_rule_has_a_page(officer: Client, services: AppServices) -> None:
    index = read(officer, "/rules")
    for rule in services.rulebooks.current.rules:
        assert f"/rules/{rule.id}" in index.links
        page = read(officer, f"/rules/{rule.id}")
        assert rule.title in page.text
        assert "The law over time" in page.text
    read(officer, "/rules/none", 404)


def test_limits_of_a_day_without_any_say_so(officer: Client) -> None:
    assert "No limit has a window" in read(officer, "/limits?on=1990-01-01").text
    read(officer, "/limits?on=x", 422)
    read(officer, "/limits?on=2024-02-30")


def test_rejected_inputs_are_shown_with_their_reasons(officer: Client, program: Client) -> None:
    assert "No input was rejected." in read(officer, "/rejected").text
    program.post("/v1/events", json={**coffee(), "goods": [{"hs_code": "x"}]})
    page = read(officer, "/rejected")
    assert "goods/0/hs_code" in page.text


def test_the_footer_says_what_is_loaded(officer: Client, services: AppServices) -> None:
    page = read(officer, "/")
    book = services.rulebooks.current
    assert f"{book.version}, {len(book.rules)} rules" in page.text
    assert book.digest.removeprefix("sha256:")[:12] in page.text
    assert str(services.lists.as_of) in page.text


def test_the_sheet_and_the_mark_come_from_here_and_name_nothing_outside(officer: Client) -> None:
    sheet = officer.get("/static/desk.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text
    assert officer.get("/static/icon.svg").headers["content-type"] == "image/svg+xml"
