"""A history of events around the days of listings, and what three lists of the Council make of it.

The names and references are the Council's; the other sides are made up. Run it for the table:
``python -m tests.golden.rescreen_history``.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from monitor.bootstrap import Wiring
from monitor.domain.alert import Disposition, close
from monitor.domain.ports import AlertFilter, EventKey
from monitor.domain.ports.rescreens import Rescreen
from monitor.service.ingest import Line
from monitor.service.lists import Arrival, Outcome, Taken
from monitor.settings import Settings

FILES = Path(__file__).parents[3] / "shared" / "data" / "unsc"
DAYS = ("2017-07-03", "2018-10-29", "2026-02-27")
LIST = "un-sc"
CLOSED = "firm-1-day"
"""Reported and closed between the two later lists; that of 2026 gives the bank's identifier."""
BEFORE_2017 = ("NAMCHONGANG TRADING CORPORATION", "TANCHON COMMERCIAL BANK")
FIRMS: Mapping[str, tuple[str, str]] = {
    "FOREIGN TRADE BANK (FTB)": ("2017-08-05", "KP"),
    "MANSUDAE OVERSEAS PROJECT GROUP OF COMPANIES": ("2017-08-05", "KP"),
    "KOREAN NATIONAL INSURANCE COMPANY (KNIC)": ("2017-08-05", "KP"),
    "SHEN ZHONG INTERNATIONAL SHIPPING": ("2018-03-30", "HK"),
    "SHANGHAI DONGFENG SHIPPING CO LTD": ("2018-03-30", "CN"),
    "YUK TUNG ENERGY PTE LTD": ("2018-03-30", "SG"),
}
PERSONS: Mapping[str, tuple[str, str]] = {
    "HAN JANG SU": ("2017-08-05", "1969-11-07"),
    "RI CHUN HWAN": ("2017-12-22", "1957-08-21"),
    "TSANG YUNG YUAN": ("2018-03-30", "1957-10-20"),
}


@dataclass(frozen=True)
class Step:
    """One import: the file's day, what came of it, and what it did to the stored events."""

    day: str
    taken: Taken
    followed: Sequence[Rescreen]


def file_of(day: str) -> Path:
    return FILES / f"UN_consolidated.{day}.xml.gz"


def are_there() -> bool:
    return all(file_of(day).is_file() for day in DAYS)


def payment(event_id: str, day: date, *parties: dict[str, Any]) -> dict[str, Any]:
    buyer = {"role": "debtor", "name": "EXAMPLE BUYER", "country": "MY"}
    return {
        "source": "bank-example",
        "event_id": event_id,
        "kind": "payment",
        "occurred_on": day.isoformat(),
        "amount": {"amount": "12000", "currency": "USD"},
        "parties": [buyer, *parties],
    }


def journey(event_id: str, day: date, **person: Any) -> dict[str, Any]:
    return {
        "source": "border-example",
        "event_id": event_id,
        "kind": "engagement",
        "activity": "travel",
        "occurred_on": day.isoformat(),
        "place": {"country": "RU"},
        "parties": [{"role": "other", "type": "person", **person}],
    }


def history() -> Iterator[dict[str, Any]]:
    """Events before, on and after listing days, of firms, persons, owners and principals."""
    for number, (name, (listed, country)) in enumerate(FIRMS.items(), start=1):
        on = date.fromisoformat(listed)
        firm = {"role": "creditor", "name": name, "type": "organization", "country": country}
        for tag, apart in (("long-before", -400), ("before", -20), ("day", 0), ("after", 90)):
            yield payment(f"firm-{number}-{tag}", on + timedelta(days=apart), firm)
    for number, (name, (listed, birth)) in enumerate(PERSONS.items(), start=1):
        on = date.fromisoformat(listed)
        for tag, apart in (("before", -5), ("after", 30)):
            yield journey(
                f"person-{number}-{tag}", on + timedelta(days=apart), name=name, birth_date=birth
            )
        yield journey(
            f"person-{number}-namesake", on + timedelta(days=40), name=name, birth_date="1999-01-01"
        )
    later = date(2019, 3, 14)
    for number, name in enumerate(BEFORE_2017, start=1):
        listed_long = {"role": "creditor", "name": name, "type": "organization", "country": "KP"}
        yield payment(f"known-{number}", later, listed_long)
    ship = {"name": "SHEN ZHONG INTERNATIONAL SHIPPING", "country": "HK", "share_percent": "80"}
    holding = {"role": "creditor", "name": "EXAMPLE HOLDING", "country": "HK", "owners": [ship]}
    yield payment("owned-80", later, holding)
    small = {**holding, "owners": [{**ship, "share_percent": "20"}]}
    yield payment("owned-20", later, small)
    yield payment(
        "acting-for",
        later,
        {"role": "creditor", "name": "EXAMPLE FRONT", "country": "VG", "acting_for": ship["name"]},
    )
    bank = {"scheme": "bic", "value": "FTBDKPPY"}
    yield payment(
        "by-number",
        later,
        {"role": "creditor_agent", "name": "F.T.B.", "country": "KP", "identifiers": [bank]},
    )
    namesake = {"role": "creditor", "name": "FIRST OIL JV CO LTD", "country": "NO"}
    yield payment("namesake-firm", later, namesake)
    for number in range(3):
        seller = {"role": "creditor", "name": f"EXAMPLE SELLER {number}", "country": "DE"}
        yield payment(f"ordinary-{number}", later, seller)


def wiring_in(folder: Path) -> Wiring:
    return Wiring(Settings(data=folder))


def take_in(folder: Path, day: str, content: bytes | None = None) -> Step:
    """Import one list as the command does, in a process of its own as far as wiring goes."""
    wiring = wiring_in(folder)
    try:
        raw = content if content is not None else file_of(day).read_bytes()
        arrival = Arrival(source=file_of(day).name, by="tests")
        taken = wiring.list_import.take(
            wiring.catalogue.find(LIST), {file_of(day).name: raw}, arrival
        )
        followed: Sequence[Rescreen] = ()
        if taken.outcome is not Outcome.REFUSED:
            wiring.list_watch.look()
            followed = wiring.screening.rescreening.catch_up("lists import")
        return Step(day, taken, followed)
    finally:
        wiring.close()


def store_events(folder: Path) -> int:
    wiring = wiring_in(folder)
    try:
        lines = [
            Line(number, json.dumps(event).encode()) for number, event in enumerate(history(), 1)
        ]
        return wiring.ingest.run(lines, "history").alerts
    finally:
        wiring.close()


def close_reported(folder: Path, event_id: str) -> None:
    """Let two officers close the alerts of an event as reported."""
    wiring = wiring_in(folder)
    try:
        found = wiring.store.rescreens.alerts_of(EventKey("bank-example", event_id), 1)
        with wiring.store.unit() as unit:
            for alert_id, _ in found:
                alert = unit.alert(alert_id)
                assert alert is not None
                proposed = close(alert, "first", Disposition.REPORTED, "told the Committee", "1")
                closed = close(proposed, "second", Disposition.REPORTED, "told the Committee", "1")
                unit.save_alerts([closed], [], [])
    finally:
        wiring.close()


def state_of(folder: Path) -> list[tuple[object, ...]]:
    """Everything of the alerts that a second run must not change."""
    wiring = wiring_in(folder)
    try:
        store = wiring.store
        return [
            (alert, tuple(store.alert_entries(alert.id)))
            for alert in store.alerts(AlertFilter(), None, 1_000)
        ]
    finally:
        wiring.close()


def table(folder: Path, step: Step) -> Iterator[str]:
    """What one import did, as lines of a Markdown table."""
    wiring = wiring_in(folder)
    try:
        for rescreen in step.followed:
            counts = ", ".join(f"{name} {count}" for name, count in rescreen.counts.items())
            yield f"**{step.day}** ({counts})"
            yield ""
            yield "| effect | event | rule | why |"
            yield "| --- | --- | --- | --- |"
            for line in wiring.store.rescreens.lines(rescreen.id):
                because = line.because.replace("|", "/")
                yield f"| {line.effect.value} | {line.event_id} | {line.rule} | {because} |"
    finally:
        wiring.close()


def main() -> int:
    if not are_there():
        print("the lists of the shared data are not here")
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        take_in(folder, DAYS[0])
        print(f"{store_events(folder)} alerts at intake, under the list of {DAYS[0]}\n")
        for day in DAYS[1:]:
            if day == DAYS[2]:
                close_reported(folder, CLOSED)
            step = take_in(folder, day)
            print("\n".join(table(folder, step)))
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
