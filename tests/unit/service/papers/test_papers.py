from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from monitor.domain.audit import Deed
from monitor.domain.ports.audit import AuditFilter
from monitor.domain.ports.drafts import DraftKind
from monitor.service.papers.committee import duties, fitting
from monitor.service.papers.drafting import NothingToReportError
from monitor.service.papers.goaml import (
    ReportingEntity,
    ReportingEntityError,
    faults_of,
    goaml_report,
    read_entity,
)
from monitor.service.papers.goaml_parties import latin
from monitor.service.papers.paper import Paper, drawable
from tests.unit.service.papers.conftest import ENTITY, OFFICER, Desk, korean_coal, payment
from tests.worlds import COAL_RULE, NOW, coal, petroleum, shipped


def words_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    # The reader gives letters of the second font with a zero byte before each.
    text = " ".join(page.extract_text() for page in pages).replace("\0", "")
    return re.sub(r"\s+", " ", text)


def deeds(desk: Desk, action: str) -> list[Deed]:
    asked = AuditFilter(action=action)
    return [one.deed for one in desk.world.store.audit.entries(asked, None, 99)]


# --- one alert on paper --------------------------------------------------------------------------


def test_an_alert_on_paper_says_what_its_page_says(desk: Desk) -> None:
    desk.world.take(korean_coal())
    (alert,) = desk.world.alerts(rule=COAL_RULE)
    said = words_of(desk.drafting.paper(alert.id, OFFICER))
    for part in (
        alert.summary[:40], "S/RES/2371 (2017), paragraph 8", "from 2017-08-05", "HS 2701 is coal",
        "Exemptions that could apply", "Would prove it:", "Time line", shipped().book.digest[:40],
        "Page 1 of", "Made 2026-11-22 09:00:00 UTC by us_1",
    ):  # fmt: skip
        assert part in said, part
    assert [deed.subject for deed in deeds(desk, "alert.print")] == [alert.id]


def test_letters_of_every_script_stand_on_paper_or_their_codes_do(desk: Desk) -> None:
    desk.world.take(korean_coal())
    (alert,) = desk.world.alerts(rule=COAL_RULE)
    said = words_of(desk.drafting.paper(alert.id, OFFICER))
    for part in ("조선석탄무역회사", "朝鮮煤炭貿易會社", "Корейская компания", "[U+1F6A2]"):
        assert part in said, part
    assert drawable("a\u202eb\x00") == "a\\u202eb\\u0000"


def test_the_same_alert_at_the_same_time_is_the_same_paper(desk: Desk) -> None:
    desk.world.take(korean_coal())
    (alert,) = desk.world.alerts(rule=COAL_RULE)
    first = desk.drafting.paper(alert.id, OFFICER)
    assert desk.drafting.paper(alert.id, OFFICER) == first
    desk.world.clock.move(timedelta(seconds=1))
    assert desk.drafting.paper(alert.id, OFFICER) != first


def test_a_limit_stands_on_paper_as_it_was(desk: Desk) -> None:
    desk.world.take(petroleum("a", 400_000))
    (alert,) = desk.world.alerts(text="75", rule="dprk.2397.05.refined-petroleum-limit")[:1]
    said = words_of(desk.drafting.paper(alert.id, OFFICER))
    assert "400,000 barrel (80.0 %)" in said or "400,000 bbl (80.0 %)" in said
    assert "Remaining" in said


def test_a_long_table_goes_on_over_pages_with_its_head() -> None:
    paper = Paper("Long", NOW, "us_1")
    paper.table(("Left", "Right"), [(str(n), "x" * 90) for n in range(120)], (50, 50))
    reader = PdfReader(io.BytesIO(paper.bytes()))
    assert len(reader.pages) > 2
    assert all("Left" in page.extract_text() for page in reader.pages)


def test_an_alert_that_is_not_there_has_no_paper(desk: Desk) -> None:
    with pytest.raises(NothingToReportError, match="al_nothing"):
        desk.drafting.paper("al_nothing", OFFICER)
    with pytest.raises(NothingToReportError, match="no case"):
        desk.drafting.draft("case_nothing", DraftKind.COMMITTEE, OFFICER)


# --- the report to the Committee -----------------------------------------------------------------


def test_a_report_to_the_committee_says_what_is_known_and_marks_the_rest(desk: Desk) -> None:
    desk.world.take(korean_coal())
    (alert,) = desk.world.alerts(rule=COAL_RULE)
    draft = desk.drafting.draft(alert.id, DraftKind.COMMITTEE, OFFICER)
    assert [file.name for file in draft.files] == ["report.md", "report.pdf"]
    _, content = desk.drafting.file(alert.id, DraftKind.COMMITTEE, 1, "report.md")
    said = content.decode()
    for part in (
        "established pursuant to resolution 1718 (2006)", "S/RES/2371 (2017), paragraph 8",
        "S/RES/2397 (2017), paragraph 17", "IMO 9999993", "조선석탄무역회사", "HS 270112",
        "2019-03-14", "[TO FILL IN: name of the State]", "[TO FILL IN: inspection, seizure",
        "HS 2701 is coal", shipped().book.digest, "Draft, not sent",
    ):  # fmt: skip
        assert part in said, part
    assert said.count("[TO FILL IN:") == 9
    _, pdf = desk.drafting.file(alert.id, DraftKind.COMMITTEE, 1, "report.pdf")
    assert "TO FILL IN: name of the State" in words_of(pdf)


def test_words_of_an_event_are_no_markup_in_a_report(desk: Desk) -> None:
    hostile = "x | **y** <script>alert(1)</script> [a](javascript:b)"
    desk.world.take(coal("h", vessel={"name": hostile, "flag": "TG"}))
    (alert,) = desk.world.alerts(rule=COAL_RULE)
    desk.drafting.draft(alert.id, DraftKind.COMMITTEE, OFFICER)
    said = desk.drafting.file(alert.id, DraftKind.COMMITTEE, 1, "report.md")[1].decode()
    assert "<script>" not in said
    assert "**y**" not in said
    assert "\\<script\\>" in said


def test_the_duties_to_report_follow_from_the_paragraphs(desk: Desk) -> None:
    desk.world.take(coal())
    general = [duty.provision for duty in duties() if not duty.after]
    assert {duty.provision for duty in fitting(desk.dossiers(rule=COAL_RULE))} >= set(general)
    desk.world.take(petroleum("a", 400_000))
    limits = desk.dossiers(rule="dprk.2397.05.refined-petroleum-limit")
    assert "2397:5" in {duty.provision for duty in fitting(limits)}
    known = shipped().book.coverage
    assert known is not None
    cited = {cite for one in known.provisions.values() for cite in one.cites}
    numbers = {cite.partition("(")[0] for cite in cited}
    assert {short.partition("(")[0] for duty in duties() for short in duty.after} <= numbers


def test_versions_of_a_draft_are_kept_with_who_made_them(desk: Desk) -> None:
    desk.world.take(coal())
    (alert,) = desk.world.alerts(rule=COAL_RULE)
    first = desk.drafting.draft(alert.id, DraftKind.COMMITTEE, OFFICER)
    desk.world.clock.move(timedelta(hours=1))
    second = desk.drafting.draft(alert.id, DraftKind.COMMITTEE, OFFICER)
    other = desk.drafting.draft(alert.id, DraftKind.SUSPICION, OFFICER)
    assert (first.number, second.number, other.number) == (1, 2, 1)
    assert desk.drafting.of(alert.id) == [other, second, first]
    assert first.files[0].digest != second.files[0].digest
    old = desk.drafting.file(alert.id, DraftKind.COMMITTEE, 1, "report.pdf")
    assert old[0].size == len(old[1])
    lines = [one for one in desk.world.store.alert_entries(alert.id) if one.action == "draft"]
    assert [line.by for line in lines] == ["us_1"] * 3
    assert [deed.subject for deed in deeds(desk, "draft.make")] == [alert.id] * 3
    with pytest.raises(NothingToReportError):
        desk.drafting.file(alert.id, DraftKind.COMMITTEE, 3, "report.pdf")


# --- goAML ---------------------------------------------------------------------------------------


def test_a_payment_becomes_a_valid_transaction(desk: Desk) -> None:
    local = payment(amount={"amount": "1200.50", "currency": "EUR"})
    desk.world.take(local)
    dossiers = desk.dossiers(source="bank")
    assert dossiers
    made = goaml_report(dossiers, "al_1", NOW, ENTITY)
    assert (made.is_valid, made.to_fill_in) == (True, ()), made.faults
    text = made.xml.decode()
    for part in (
        "<rentity_id>7</rentity_id>", "<report_code>STR</report_code>",
        "<amount_local>1200.50</amount_local>", "<transmode_code>SWIFT</transmode_code>",
        "<swift>EXAMDEFF</swift>", "<iban>DE89370400440532013000</iban>",
        "<to_country>KP</to_country>", "as reported: 조선무역은행",
    ):  # fmt: skip
        assert part in text, part
    assert text.count("<transaction>") == 1


def test_what_is_missing_is_marked_and_makes_the_draft_not_valid_yet(desk: Desk) -> None:
    desk.world.take(payment())
    made = goaml_report(desk.dossiers(source="bank"), "al_1", NOW, ReportingEntity())
    assert not made.is_valid
    assert any("rentity_id" in what for what in made.to_fill_in)
    assert any("amount_local" in what for what in made.to_fill_in)
    text = made.xml.decode()
    assert "<!-- TO FILL IN: rentity_id" in text
    assert "<foreign_amount>1200.50</foreign_amount>" in text


def test_anything_else_becomes_a_valid_activity(desk: Desk) -> None:
    desk.world.take(korean_coal())
    made = goaml_report(desk.dossiers(rule=COAL_RULE), "al_1", NOW, ENTITY)
    assert (made.is_valid, made.to_fill_in) == (True, ()), made.faults
    text = made.xml.decode()
    for part in (
        "<report_code>SAR</report_code>", "<incorporation_number>R-1</incorporation_number>",
        "HS 270112. COAL IN BULK", "<registration_number>IMO 9999993</registration_number>",
    ):  # fmt: skip
        assert part in text, part
    assert "<transaction>" not in text


def test_hostile_words_stay_words_in_xml(desk: Desk) -> None:
    desk.world.take(payment(purpose="coal of DPRK ]]> <!DOCTYPE x> & \u202e -- \x7f"))
    made = goaml_report(desk.dossiers(source="bank"), "al_1", NOW, ENTITY)
    text = made.xml.decode()
    assert "<!DOCTYPE" not in text
    assert "\u202e" not in text
    assert "&lt;!DOCTYPE x&gt;" in text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("<report/>", "rentity_id"),
        ("<reports/>", "reports"),
        ("<report><rentity_id>0</rentity_id></report>", "minInclusive"),
    ],
)
def test_the_schema_refuses_what_is_wrong(wrong: str, says: str) -> None:
    faults = faults_of(wrong.encode())
    assert any(says in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Example Trading LLC", "Example Trading LLC"),
        ("Müller & Söhne GmbH", "Muller Sohne GmbH"),
        ("Ким Чхоль", "Kim Chhol"),
        ("!!!", ""),
    ],
)
def test_names_are_written_in_letters_that_units_accept(name: str, plain: str) -> None:
    assert latin(name, 100) == plain
    assert re.fullmatch(r"[a-zA-Z0-9 .'-]+", latin("조선무역은행", 100))


def test_the_reporting_entity_is_read_and_faults_are_named() -> None:
    entity = read_entity('rentity_id = 7\ncurrency_local = "EUR"\n[funds_codes]\nwire = "ELCFT"')
    assert (entity.rentity_id, entity.funds_codes) == (7, {"wire": "ELCFT"})
    for wrong in ("rentity_id = 0", 'colour = "red"', "x = ", 'currency_local = "euro"'):
        with pytest.raises(ReportingEntityError):
            read_entity(wrong)
