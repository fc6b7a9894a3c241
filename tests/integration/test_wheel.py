"""The wheel has everything that the checkout has at run time, and works without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("monitor", "feeds", "alerts")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--no-index",
            "--wheel-dir",
            str(folder),
            str(ROOT),
        ],
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def committed(folder: str) -> Iterator[str]:
    listed = subprocess.run(
        ["git", "ls-files", folder], cwd=ROOT, capture_output=True, check=True, text=True
    )
    # A file that somebody is just moving is still listed.
    return (name for name in listed.stdout.split() if (ROOT / name).exists())


def test_the_wheel_holds_every_file_of_the_packages(installed: Path) -> None:
    missing = [
        name
        for package in PACKAGES
        for name in committed(package)
        if not (installed / name).is_file()
    ]
    assert missing == []


def test_the_wheel_carries_the_rule_files_inside_the_package(installed: Path) -> None:
    for name in committed("rules"):
        shipped = installed / "monitor" / "_rules" / name.removeprefix("rules/")
        assert shipped.read_bytes() == (ROOT / name).read_bytes(), name
    assert not (installed / "rules").exists()


def test_the_wheel_holds_nothing_else(installed: Path) -> None:
    found = {path.name for path in installed.iterdir()}
    assert {name for name in found if not name.endswith(".dist-info")} == set(PACKAGES)


def test_the_installed_packages_import_from_an_empty_folder(
    installed: Path, tmp_path: Path
) -> None:
    program = """
import pathlib, sys
import alerts, feeds, monitor, monitor.engine.rete
home = pathlib.Path(sys.argv[1])
for package in (alerts, feeds, monitor):
    assert home in pathlib.Path(package.__file__).parents, package.__file__
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(installed)],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
