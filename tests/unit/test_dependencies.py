"""What is installed is pinned and hashed, and is what `pyproject.toml` asks for."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt", *ROOT.glob("tests/contract/requirements-*.txt")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pinned(lock: Path) -> dict[str, list[str]]:
    """The entries of a lock file by name: one, or one for each platform."""
    found: dict[str, list[str]] = {}
    for entry in lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        found.setdefault(canonicalize_name(re.split(r"[=\[ ]", entry, maxsplit=1)[0]), []).append(entry)
    return found


def requirement(entry: str) -> Requirement:
    """The name, extras and version of an entry."""
    return Requirement(entry.partition(" ")[0])


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_one_version_and_its_hashes(lock: Path) -> None:
    entries = [entry for entries in pinned(lock).values() for entry in entries]
    assert entries
    assert not [entry for entry in entries if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_place_to_install_from(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in text


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("requirements.txt", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["build"]),
        ("requirements-dev.txt", PROJECT["optional-dependencies"]["dev"]),
    ],
)
def test_what_the_project_asks_for_is_pinned_in_a_version_that_fits(lock: str, asked: list[str]) -> None:
    entries = pinned(ROOT / lock)
    for asks in map(Requirement, asked):
        for entry in entries[canonicalize_name(asks.name)]:
            assert all(asks.specifier.contains(pin.version) for pin in requirement(entry).specifier), entry


def test_the_same_package_has_the_same_version_for_users_and_developers() -> None:
    users, developers = (
        {name: {requirement(entry).specifier for entry in entries} for name, entries in pinned(lock).items()}
        for lock in LOCKS[:2]
    )
    shared = users.keys() & developers.keys()
    assert shared
    assert {name: users[name] for name in shared} == {name: developers[name] for name in shared}


def test_extras_are_pinned_with_their_package_or_pip_before_24_takes_a_newer_one_without_a_hash() -> None:
    entries = pinned(ROOT / "requirements-dev.txt")
    wanted = {
        (canonicalize_name(asks.name), extra)
        for installed in distributions()
        if canonicalize_name(installed.metadata["Name"]) in entries
        for asks in map(Requirement, installed.requires or [])
        if asks.marker is None or asks.marker.evaluate({"extra": ""})
        for extra in asks.extras
    }
    assert ("coverage", "toml") in wanted
    assert not [(name, extra) for name, extra in wanted if extra not in requirement(entries[name][0]).extras]


def test_what_npm_brings_is_pinned_and_hashed_and_names_no_place_to_install_from() -> None:
    lock = (ROOT / "tests/contract/nu/package-lock.json").read_text(encoding="utf-8")
    packages = {name: facts for name, facts in json.loads(lock)["packages"].items() if name}
    assert packages
    assert all(facts["integrity"].startswith("sha512-") for facts in packages.values())
    assert "://" not in lock


def test_nothing_is_installed_but_by_its_hash() -> None:
    installs = [line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if "pip install" in line]
    assert installs
    assert not [line for line in installs if "--require-hashes" not in line and "--no-index" not in line]


def test_the_oldest_python_is_the_same_wherever_it_is_told():
    """Ruff holds the code against its target: what a newer Python brought is an error of style."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    major, minor = config["project"]["requires-python"].removeprefix(">=").split(".")
    assert config["tool"]["ruff"]["target-version"] == f"py{major}{minor}"
    assert f"sys.version_info < ({major}, {minor})" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize(("asked", "code"), [("3.12", 2), ("3.11", 0), (None, 0)])
def test_an_environment_of_another_python_than_the_one_named_is_not_used(tmp_path, asked, code):
    shutil.copy(ROOT / "Makefile", tmp_path)
    for place, version in {".venv/bin/python": "3.11", "named": asked, "python3": "3.13"}.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / place).chmod(0o755)
    named = ["PYTHON=./named"] if asked else []
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    environment.pop("PYTHON", None)
    make = ["make", "--no-print-directory", "same-python", *named]
    done = subprocess.run(make, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert ("is of Python 3.11, not 3.12" in done.stdout) == bool(code)
