"""What a message says: plain text for people, the same facts as data for programs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from monitor.domain.alert import Alert
from monitor.domain.finding import Level
from monitor.service.notify.plan import Channel, Plan, Trigger

LISTED_MAX: Final = 20

_ONE: Mapping[Trigger, str] = {
    Trigger.OPENED: "New {level} alert",
    Trigger.REOPENED: "Alert came back",
    Trigger.DUE_SOON: "Alert is due soon",
    Trigger.OVERDUE: "Alert is overdue",
    Trigger.ESCALATED: "Alert was escalated",
    Trigger.CLOSED: "Alert was closed",
}
_MANY: Mapping[Trigger, str] = {
    Trigger.OPENED: "{count} new alerts",
    Trigger.REOPENED: "{count} alerts came back",
    Trigger.DUE_SOON: "{count} alerts are due soon",
    Trigger.OVERDUE: "{count} alerts are overdue",
    Trigger.ESCALATED: "{count} alerts were escalated",
    Trigger.CLOSED: "{count} alerts were closed",
}
_OPEN_QUEUE = "/"


def minute(at: datetime) -> str:
    """Write an instant to the minute, in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def about_alert(trigger: Trigger, alert: Alert, channel: Channel, plan: Plan) -> dict[str, object]:
    """Say what happened to one alert."""
    title = f"{_ONE[trigger].format(level=alert.level.value)}: {_law(alert)}"
    lines = [
        f"{title}.",
        "",
        f"Alert:   {alert.id}",
        f"Level:   {alert.level.value}",
        f"Verdict: {alert.verdict.value}",
        f"Rule:    {alert.rule}",
    ]
    if alert.is_open:
        lines.append(f"Due:     {minute(alert.due_at)}")
    if alert.disposition is not None and not alert.is_open:
        lines.append(f"Closed:  {alert.disposition.value.replace('_', ' ')}")
    if channel.names:
        lines += ["", alert.summary]
    lines += ["", plan.address(f"/alerts/{alert.id}")]
    return {
        "title": title,
        "text": "\n".join(lines),
        "type": f"alert.{trigger.value}",
        "data": {"alert": alert_data(alert, channel, plan)},
    }


def about_alerts(
    trigger: Trigger, alerts: Sequence[Alert], channel: Channel, plan: Plan
) -> dict[str, object]:
    """Say what happened to many alerts at once, so that a large intake is no flood of mail."""
    title = _MANY[trigger].format(count=len(alerts))
    levels = _levels(alerts)
    listed = sorted(alerts, key=lambda alert: (alert.level.rank, alert.due_at))[:LISTED_MAX]
    lines = [f"{title}: {_counted(levels)}.", ""]
    lines += [f"{alert.level.value:8} {_law(alert)}  {alert.id}" for alert in listed]
    if more := len(alerts) - len(listed):
        lines.append(f"… and {more} more")
    lines += ["", plan.address(_OPEN_QUEUE)]
    return {
        "title": title,
        "text": "\n".join(lines),
        "type": f"alerts.{trigger.value}",
        "data": {
            "count": len(alerts),
            "levels": levels,
            "alerts": [alert_data(alert, channel, plan) for alert in listed],
        },
    }


def plain(
    kind: str, title: str, lines: Sequence[str], data: Mapping[str, object], link: str
) -> dict[str, object]:
    """Say something that is about no alert."""
    text = "\n".join([f"{title}.", "", *lines, "", link])
    return {"title": title, "text": text, "type": kind, "data": dict(data)}


def alert_data(alert: Alert, channel: Channel, plan: Plan) -> dict[str, object]:
    """Give the facts of an alert that may go out on a channel."""
    data: dict[str, object] = {
        "id": alert.id,
        "level": alert.level.value,
        "verdict": alert.verdict.value,
        "state": alert.state.value,
        "rule": alert.rule,
        "provisions": list(alert.provisions),
        "opened_at": alert.opened_at.isoformat(),
        "due_at": alert.due_at.isoformat(),
        "disposition": None if alert.disposition is None else alert.disposition.value,
        "url": plan.address(f"/alerts/{alert.id}"),
    }
    if channel.names:
        data["summary"] = alert.summary
    return data


def _law(alert: Alert) -> str:
    """Name the paragraph and the matter; a rule's id says both without naming anybody."""
    matter = alert.rule.rsplit(".", 1)[-1].replace("-", " ")
    return f"{alert.provisions[0]} {matter}" if alert.provisions else matter


def _levels(alerts: Sequence[Alert]) -> dict[str, int]:
    counts = Counter(alert.level for alert in alerts)
    return {level.value: counts[level] for level in Level if counts[level]}


def _counted(levels: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {level}" for level, count in levels.items())
