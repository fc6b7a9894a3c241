from __future__ import annotations

from pathlib import Path

import pytest

from monitor.settings import DATA, DATABASE_URL, LOG_FORMAT, LOG_LEVEL, RULES, read_settings


def test_without_anything_the_store_lives_in_the_users_data_folder() -> None:
    settings = read_settings({})
    assert settings.data.name == "sanctions-monitor"
    assert settings.data.is_absolute()
    assert settings.store_url.startswith("sqlite:////")
    assert settings.rules is None


def test_the_environment_names_every_place() -> None:
    settings = read_settings(
        {DATA: "/d", RULES: "/r", DATABASE_URL: "postgresql://h/b", LOG_LEVEL: "info",
         LOG_FORMAT: "JSON"}
    )  # fmt: skip
    assert (settings.data, settings.rules) == (Path("/d"), Path("/r"))
    assert settings.store_url == "postgresql://h/b"
    assert (settings.log_level, settings.log_format) == ("INFO", "json")


@pytest.mark.parametrize("name", [DATA, RULES, DATABASE_URL, LOG_LEVEL, LOG_FORMAT])
def test_an_empty_value_is_as_good_as_none(name: str) -> None:
    assert read_settings({name: ""}) == read_settings({})


def test_the_command_line_stands_above_the_environment() -> None:
    settings = read_settings({DATA: "/d", RULES: "/r", DATABASE_URL: "postgresql://h/b"})
    said = settings.with_options(Path("/x"), Path("/y"), "postgresql://other/b")
    assert (said.data, said.rules) == (Path("/x"), Path("/y"))
    assert said.database_url == "postgresql://other/b"
    assert settings.with_options() == settings


def test_a_store_is_there_once_its_file_is(tmp_path: Path) -> None:
    names = {DATA: str(tmp_path)}
    assert not read_settings(names).has_store
    Path(read_settings(names).store_url.removeprefix("sqlite:///")).touch()
    assert read_settings(names).has_store
    assert read_settings({DATABASE_URL: "postgresql://h/b"}).has_store
