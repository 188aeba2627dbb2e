"""What all tests share: no network but loopback, and a project of their own to work in."""

import ipaddress
import os
import shutil
import socket
from pathlib import Path

import hypothesis
import pytest

# What passes here passes there, however busy the machine is. `make soak` tries other inputs each time.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def no_network_but_loopback(monkeypatch):
    """A test that reaches for the world outside fails, instead of failing some day without it."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6} and not ipaddress.ip_address(address[0]).is_loopback:
            pytest.fail(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def nothing_is_remembered_from_elsewhere(tmp_path_factory, monkeypatch):
    """A machine that starts anew: what it keeps for later lies in a folder of the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the project's settings, schemas and archive, as the current folder, on a fixed day."""
    root = tmp_path / "project"
    for name in ("datapackage", "schemas"):
        shutil.copytree(CHECKOUT / name, root / name)
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # 2026-11-23T00:00:00Z
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    return root
