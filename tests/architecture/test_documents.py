"""Documents and configuration say what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LOCKS = ("build", "dev", "runtime", "yardstick")
HASHED = re.compile(r"^[a-z0-9][a-z0-9._-]*==\S+( ; [^\\]+)? \\$")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_generated_documents_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr


# --- the lock files ---


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place_to_download_from(name: str) -> None:
    text = read(f"requirements/{name}.lock")
    assert not re.search(r"://|^-|@ |(?:^|\s)/\w|\.whl|file:|index", text, re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_by_hash(name: str) -> None:
    lines = read(f"requirements/{name}.lock").splitlines()
    starts = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert starts
    assert [line for line in starts if not HASHED.match(line)] == []


def test_the_locks_agree_with_each_other_and_with_the_project() -> None:
    pins = {
        name: dict(
            re.findall(r"^([a-z0-9._-]+)==(\S+)", read(f"requirements/{name}.lock"), re.MULTILINE)
        )
        for name in LOCKS
    }
    assert pins["runtime"].items() <= pins["dev"].items()
    shared = pins["build"].keys() & pins["dev"].keys()
    assert {name: pins["build"][name] for name in shared} == {
        name: pins["dev"][name] for name in shared
    }
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = {re.split(r"[\[<>=;]", line)[0] for line in project["dependencies"]}
    assert wanted <= pins["runtime"].keys()


# --- make and CI ---


def targets() -> dict[str, str | None]:
    """Every target that a person can name, with its help text."""
    makefile = read("Makefile")
    named = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    told = dict(re.findall(r"^([a-z][a-z-]*):[^\n]*## (.+)$", makefile, re.MULTILINE))
    return {name: told.get(name) for line in named for name in line.split()}


def test_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, check=True, text=True)
    # The two halves of a target that people call as a whole need no line of their own.
    for name, text in targets().items():
        assert name.endswith("-check") or (
            text and re.search(rf"^  {name} +\S", shown.stdout, re.MULTILINE)
        ), name


def test_make_offers_the_tasks_that_the_project_promises() -> None:
    promised = (
        "run test check bench soak fmt lint types imports rules golden help setup clean wheel docs"
    )
    assert set(promised.split()) <= targets().keys()


def test_ci_runs_the_same_targets_as_a_person() -> None:
    script = read(".ci/run")
    assert "make test" in script
    assert re.search(r"^make (--keep-going )?check ", script, re.MULTILINE)
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


# --- the containers, which cannot be started where the tests run ---


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load(read("docker-compose.yml"))


def test_compose_has_the_desk_the_scheduler_and_the_database(compose: Any) -> None:
    assert set(compose["services"]) == {"app", "scheduler", "postgres"}


@pytest.mark.parametrize("name", ["app", "scheduler"])
def test_our_containers_have_no_rights_they_do_not_need(compose: Any, name: str) -> None:
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service["user"].startswith("0")


def test_the_desk_is_published_on_loopback_only(compose: Any) -> None:
    published = [
        port for service in compose["services"].values() for port in service.get("ports", [])
    ]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)
    # `serve` listens on loopback unless it is told otherwise, and refuses to be told so.
    assert compose["services"]["app"]["network_mode"] == "host"
    assert "--host" not in compose["services"]["app"]["command"]


def test_no_password_stands_in_a_setting(compose: Any) -> None:
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            assert "PASSWORD" not in name or name.endswith("_FILE"), name
            assert not re.search(r"://[^/@]*:[^/@]*@", value), name
        assert service["secrets"] == ["database_password"]


def test_the_volumes_and_secrets_that_services_use_are_declared(compose: Any) -> None:
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service["volumes"]
    }
    assert used == set(compose["volumes"])
    assert {name for service in compose["services"].values() for name in service["secrets"]} == set(
        compose["secrets"]
    )


def test_the_image_copies_only_what_the_context_lets_in() -> None:
    allowed = [line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")]
    copied = re.findall(r"^COPY (?!--from)(.+)$", read("Dockerfile"), re.MULTILINE)
    for line in copied:
        for source in line.split()[:-1]:
            assert source == "." or any(Path(source).match(pattern) for pattern in allowed), source
    assert all(list(ROOT.glob(pattern)) for pattern in allowed)
