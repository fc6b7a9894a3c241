from __future__ import annotations

import base64

import pytest

from monitor.domain.finding import Level
from monitor.service.notify.plan import (
    Plan,
    PlanError,
    Trigger,
    read_plan,
    secret_of,
    signing_secret,
)
from tests.unit.service.notify.conftest import PLAN

GOOD = "whsec_" + base64.b64encode(b"k" * 24).decode()


def test_a_plan_is_read() -> None:
    plan = read_plan(PLAN)
    officers, siem = plan.channels
    assert (officers.least, officers.names) == (Level.HIGH, False)
    assert Trigger.FEED_SILENT in siem.triggers
    assert plan.feeds["customs-ru"].total_seconds() == 36 * 3600
    assert plan.address("/alerts/al_1") == "https://desk.example.org/alerts/al_1"


def test_an_empty_plan_tells_nobody_anything() -> None:
    assert read_plan("") == Plan()


WEBHOOK = '[[channel]]\nname = "a"\nkind = "webhook"\nsecret_env = "S"\nurl = '


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = ", "no TOML"),
        ("colour = 1", "colour"),
        ('[[channel]]\nname = "a"\nkind = "pigeon"', "kind"),
        ('[[channel]]\nname = "a"\nkind = "email"', "needs 'to'"),
        ('[[channel]]\nname = "a"\nkind = "email"\nto = ["a@example.org"]', "[mail] server"),
        ('[[channel]]\nname = "a"\nkind = "email"\nto = ["a\\nb@example.org"]', "channel.0.to.0"),
        (WEBHOOK + '"ftp://example.org"', "https"),
        (WEBHOOK + '"http://example.org/x"', "plain http only"),
        (WEBHOOK + '"https://user:pass@example.org/x"', "no user or password"),
        (WEBHOOK + '"https://example.org/x#y"', "no fragment"),
        (WEBHOOK + '"https://example.org/x"\nsecret_file = "f"', "secret once"),
        (f'{WEBHOOK}"https://example.org/x"\n{WEBHOOK}"https://example.org/y"', "same name"),
        ('[[digest]]\nname="d"\nchannel="x"\nrole="officer"\nat=07:00:00', "no channel 'x'"),
        ('[[digest]]\nname="d"\nchannel="x"\nrole="officer"\nat=07:00:00\nzone="Mars"', "Mars"),
        ('[feeds]\na = "soon"', "36h or 2d"),
        (
            '[mail]\nhost="h"\nsender="a@b"\nsecurity="none"\nuser="u"\npassword_env="P"',
            "without TLS",
        ),
        ('[mail]\nhost="h"\nsender="a@b"\nuser="u"', "password once"),
    ],
)
def test_a_broken_plan_names_its_fault(text: str, says: str) -> None:
    with pytest.raises(PlanError) as told:
        read_plan(text)
    assert says in str(told.value)


def test_plain_http_is_for_this_machine_only() -> None:
    assert read_plan(WEBHOOK + '"http://127.0.0.1:9/x"').channels[0].url == "http://127.0.0.1:9/x"


@pytest.mark.parametrize(
    "text", ["", "secret", "whsec_!!", "whsec_c2hvcnQ=", GOOD.removeprefix("whsec_")]
)
def test_a_signing_secret_must_be_strong_and_in_its_form(text: str) -> None:
    (channel,) = read_plan(WEBHOOK + '"https://example.org/x"').channels
    with pytest.raises(PlanError):
        signing_secret(channel, lambda _kind, _place: text)


def test_a_secret_is_read_from_the_place_that_is_named() -> None:
    (channel,) = read_plan(WEBHOOK + '"https://example.org/x"').channels
    asked: list[tuple[str, str]] = []

    def read(kind: str, place: str) -> str:
        asked.append((kind, place))
        return f"{GOOD}\n"

    assert signing_secret(channel, read) == b"k" * 24
    assert (
        secret_of("/run/secrets/x", None, lambda kind, place: f"{kind} {place}")
        == "file /run/secrets/x"
    )
    assert asked == [("env", "S")]
