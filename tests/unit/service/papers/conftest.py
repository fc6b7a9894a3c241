"""A world of events, and the papers about its alerts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from alerts.store import SqlStore
from monitor.domain.people import Person, Role
from monitor.rulebook.book import RuleBook
from monitor.service.audit import Audit
from monitor.service.papers.dossier import Dossier, dossier_of
from monitor.service.papers.drafting import Drafting
from monitor.service.papers.goaml import ReportingEntity
from tests.worlds import MovingClock, World, coal, shipped, world_over

OFFICER = Person("us_1", "Officer One", frozenset({Role.OFFICER}))
ENTITY = ReportingEntity(
    rentity_id=7,
    currency_local="EUR",
    indicators=("DPRK",),
    transmode_codes={"wire": "SWIFT"},
    funds_codes={"wire": "ELCFT"},
    item_type="GOODS",
)


class Shelf:
    """The shipped rulebook and no other."""

    @property
    def current(self) -> RuleBook:
        return shipped().book

    def by_digest(self, digest: str) -> RuleBook | None:
        return shipped().book if digest == shipped().book.digest else None


@dataclass
class Desk:
    """A world with papers."""

    world: World
    drafting: Drafting

    def dossiers(self, **where: Any) -> list[Dossier]:
        return [dossier_of(one, self.world.store, Shelf()) for one in self.world.alerts(**where)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore.open(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    yield opened
    opened.close()


@pytest.fixture
def desk(store: SqlStore) -> Desk:
    clock = MovingClock()
    world = world_over(store, clock, shipped().engine)
    drafting = Drafting(store, Shelf(), Audit(store.audit, clock), clock, ENTITY)
    return Desk(world, drafting)


def korean_coal(**changes: Any) -> dict[str, Any]:
    """Coal with names in several scripts and a letter that no font has."""
    return coal(
        "석탄-1",
        parties=[
            {
                "role": "consignor",
                "name": "조선석탄무역회사",
                "other_names": ["朝鮮煤炭貿易會社", "Корейская компания"],
                "country": "KP",
                "identifiers": [{"scheme": "registration", "value": "R-1"}],
            },
            {"role": "consignee", "name": "Example Trading LLC", "country": "VN"},
        ],
        vessel={"name": "SYNTHETIC SHIP 조선호", "imo": "9999993", "flag": "TG"},
        notes="\U0001f6a2 | **bold** <b>&",
        **changes,
    )


def payment(event_id: str = "p-1", **changes: Any) -> dict[str, Any]:
    """A payment for coal of the DPRK."""
    event: dict[str, Any] = {
        "source": "bank",
        "event_id": event_id,
        "kind": "payment",
        "occurred_on": "2019-03-14",
        "amount": {"amount": "1200.50", "currency": "USD"},
        "method": "wire",
        "purpose": "coal from Nampo, DPRK",
        "parties": [
            {
                "role": "debtor", "name": "Example Trading LLC", "country": "VN",
                "identifiers": [{"scheme": "iban", "value": "DE89370400440532013000"}],
            },
            {"role": "debtor_agent", "name": "Example Bank", "identifiers": [{"scheme": "bic", "value": "EXAMDEFF"}]},
            {"role": "creditor", "name": "조선무역은행", "type": "organization", "country": "KP"},
        ],
    }  # fmt: skip
    return {**event, **changes}
