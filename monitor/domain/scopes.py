"""What a key may do: one table of scopes, each with what it opens."""

from collections.abc import Mapping

SCOPES: Mapping[str, str] = {
    "events:write": "report events",
    "alerts:read": "list and read alerts and the events behind them",
    "alerts:write": "work alerts: assign, note, close; a key is nobody's second pair of eyes",
    "cases:read": "list and read cases and their drafts of reports",
    "cases:write": "open, change and close cases",
    "exports:read": "take alerts, cases and reports out as files",
    "figures:read": "read the figures that the dashboards draw",
    "limits:read": "read limits and what is used of them",
    "rules:read": "read rules, paragraphs and coverage",
    "screen:read": "search the lists for a name",
    "clearances:read": "read which matches people cleared, and why",
    "clearances:write": "propose and revoke clearances; a person confirms",
    "lists:read": "see which lists are loaded and what they say",
    "lists:write": "load lists",
    "replays:write": "judge a past window again",
    "audit:read": "read the record of what people did",
}
