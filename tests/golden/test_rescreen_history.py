"""Three lists of the Council over a stored history: what opened, came back, stayed, and why."""

import gzip
from pathlib import Path

import pytest

from monitor.domain.ports import AlertFilter
from monitor.domain.ports.rescreens import RescreenLine
from monitor.service.lists import Outcome
from tests.golden import rescreen_history as story

pytestmark = pytest.mark.skipif(
    not story.are_there(), reason="the Council's lists of the shared data are not here"
)
FREEZE, BAN = "dprk.1718.08.asset-freeze", "dprk.1718.08.travel-ban"
TOLD = "screening.listed-since"


class Told:
    """The history after all three lists, and what each of the later two did."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.first = story.take_in(folder, story.DAYS[0])
        self.alerts_at_intake = story.store_events(folder)
        self.second = story.take_in(folder, story.DAYS[1])
        story.close_reported(folder, story.CLOSED)
        self.third = story.take_in(folder, story.DAYS[2])

    def lines(self, step: story.Step) -> list[RescreenLine]:
        wiring = story.wiring_in(self.folder)
        try:
            (followed,) = step.followed
            return list(wiring.store.rescreens.lines(followed.id))
        finally:
            wiring.close()

    def effects(self, step: story.Step) -> dict[tuple[str, str], str]:
        return {(line.event_id, line.rule): line.effect.value for line in self.lines(step)}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return Told(tmp_path_factory.mktemp("history"))


def test_at_intake_only_the_old_listings_are_known(told: Told) -> None:
    assert told.alerts_at_intake == len(story.BEFORE_2017)


def test_what_was_listed_since_opens_from_its_day_on_and_not_before(told: Told) -> None:
    effects = told.effects(told.second)
    for number in range(1, len(story.FIRMS) + 1):
        assert effects[f"firm-{number}-day", FREEZE] == "opened"
        assert effects[f"firm-{number}-after", FREEZE] == "joined"
        for early in ("long-before", "before"):
            assert (f"firm-{number}-{early}", FREEZE) not in effects
            assert effects[f"firm-{number}-{early}", TOLD] == "told"


def test_every_effect_says_since_when_and_which_entry(told: Told) -> None:
    reasons = {line.event_id: line.because for line in told.lines(told.second)}
    assert reasons["firm-1-day"].startswith("listed since 2017-08-05: KPe.047 FOREIGN TRADE BANK")
    assert reasons["firm-4-day"].startswith("listed since 2018-03-30: KPe.073 SHEN ZHONG")
    # An entry of another regime that resembles a name only informs, and is no reason.
    assert "IQe" not in reasons["firm-3-day"]


def test_owners_principals_and_numbers_are_followed(told: Told) -> None:
    effects = told.effects(told.second)
    assert effects["owned-80", FREEZE] == "joined"
    assert effects["owned-20", FREEZE] == "opened"
    assert effects["acting-for", FREEZE] == "opened"


def test_another_birth_date_is_another_person_until_the_list_corrects_it(told: Told) -> None:
    second, third = told.effects(told.second), told.effects(told.third)
    assert second["person-2-after", BAN] == "opened"
    assert ("person-2-namesake", BAN) not in second
    # KPi.055 was listed with the 8th of November and is listed with the 7th since 2023.
    assert ("person-1-after", BAN) not in second
    assert third["person-1-after", BAN] == "opened"
    assert third["person-1-before", TOLD] == "told"
    assert not [key for key in (*second, *third) if "namesake" in key[0] and key[1] == BAN]


def test_a_closed_alert_comes_back_when_the_list_gives_what_decides(told: Told) -> None:
    third = told.effects(told.third)
    assert third["firm-1-after", FREEZE] == "stayed"
    lines = [line for line in told.lines(told.third) if line.event_id == "by-number"]
    assert {(line.effect.value, line.rule) for line in lines} >= {
        ("reopened", FREEZE),
        ("gone", FREEZE),
    }
    assert all("bic FTBDKPPY" in line.because for line in lines)


def test_ordinary_trade_is_never_judged_again(told: Told) -> None:
    (followed,) = told.second.followed
    assert followed.counts["seen"] == sum(1 for _ in story.history())
    assert followed.counts["judged"] < followed.counts["seen"]
    assert not [key for key in told.effects(told.second) if key[0].startswith("ordinary")]


def test_the_alert_itself_says_why_it_is_there(told: Told) -> None:
    wiring = story.wiring_in(told.folder)
    try:
        (alert,) = wiring.store.alerts(AlertFilter(text="person-3-after"), None, 10)
        notes = [
            entry.note
            for entry in wiring.store.alert_entries(alert.id)
            if entry.action == "list_change"
        ]
        assert notes
        assert notes[0].startswith("listed since 2018-03-30: KPi.080 TSANG YUNG YUAN")
    finally:
        wiring.close()


def test_the_run_repeated_adds_nothing(told: Told) -> None:
    before = story.state_of(told.folder)
    for day in story.DAYS:
        step = story.take_in(told.folder, day)
        assert (step.taken.outcome, list(step.followed)) == (Outcome.SAME, [])
    assert story.state_of(told.folder) == before


def test_a_truncated_list_is_refused_and_leaves_everything_as_it_was(told: Told) -> None:
    before = story.state_of(told.folder)
    whole = gzip.decompress(story.file_of(story.DAYS[2]).read_bytes()).decode()
    head, middle, rest = whole.partition("<INDIVIDUALS>")
    people = rest.split("</INDIVIDUAL>")
    ending = "</INDIVIDUALS>" + rest.partition("</INDIVIDUALS>")[2]
    short = head + middle + "</INDIVIDUAL>".join(people[:40]) + "</INDIVIDUAL>" + ending
    step = story.take_in(told.folder, story.DAYS[2], short.encode())
    assert step.taken.outcome is Outcome.REFUSED
    assert list(step.followed) == []
    after = story.state_of(told.folder)
    assert [each for each in after if each in before] == before
    # The refusal itself is told, and nothing else is new.
    assert len(after) == len(before) + 1
