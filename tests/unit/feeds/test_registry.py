"""Formats register through one call, and a key belongs to one package."""

import sys
import types
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from feeds.base import FeedFormat, RawRecord
from feeds.ndjson import NDJSON
from feeds.registry import ENTRY_POINT_GROUP, FormatRegistry, load_formats
from monitor.errors import FeedError


def no_records(stream: Any) -> Iterator[RawRecord]:
    yield from ()


CSV = FeedFormat("csv", "Comma-separated values", no_records, lambda head: b"," in head)


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> str:
    module = types.ModuleType("synthetic_plugin")
    module.CSV = CSV  # type: ignore[attr-defined]
    module.NDJSON = NDJSON  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "synthetic_plugin", module)
    return "synthetic_plugin"


class _Package:
    name = "synthetic-feeds"


def offered(name: str, value: str) -> EntryPoint:
    entry = EntryPoint(name=name, value=value, group=ENTRY_POINT_GROUP)
    vars(entry).update(dist=_Package())
    return entry


def test_the_built_in_formats_are_there_without_any_plugin() -> None:
    registry = load_formats([])
    assert registry.names() == ("ndjson",)
    assert registry.format("ndjson") is NDJSON


def test_what_packages_offer_is_found() -> None:
    assert "ndjson" in load_formats().names()


def test_a_plugin_adds_a_format(plugin: str) -> None:
    registry = load_formats([offered("csv", f"{plugin}:CSV")])
    assert registry.names() == ("csv", "ndjson")


def test_a_taken_key_names_both_packages(plugin: str) -> None:
    with pytest.raises(FeedError, match=r"'ndjson'.*'sanctions-monitor'.*'synthetic-feeds'"):
        load_formats([offered("ndjson", f"{plugin}:NDJSON")])


def test_an_entry_point_must_give_a_format_of_its_key(plugin: str) -> None:
    with pytest.raises(FeedError, match="'mt' of 'synthetic-feeds' must give"):
        load_formats([offered("mt", f"{plugin}:CSV")])


def test_an_unknown_key_is_answered_with_the_known_ones() -> None:
    with pytest.raises(FeedError, match="no feed format 'edi'; there are: ndjson"):
        load_formats([]).format("edi")


def test_the_format_is_told_from_the_first_bytes(plugin: str) -> None:
    registry = load_formats([offered("csv", f"{plugin}:CSV")])
    assert registry.detect(b'{"source"').key == "ndjson"
    assert registry.detect(b"a,b").key == "csv"
    with pytest.raises(FeedError, match="more than one: csv, ndjson"):
        registry.detect(b'{"a":1,')
    with pytest.raises(FeedError, match="none that is known"):
        registry.detect(b"<x>")


def test_an_empty_registry_knows_nothing() -> None:
    assert FormatRegistry().names() == ()
