"""The lock files name versions and hashes, and no place to get them from."""

import json
import re

import pytest

from tests.house.sources import ROOT, project

PYTHON = ("requirements.txt", "requirements-test.txt", "requirements-node.txt")
NPM = ("frontend/package-lock.json", "tests/browser/package-lock.json")


@pytest.mark.parametrize("lock", [*PYTHON, *NPM])
def test_a_lock_carries_no_address_and_no_local_path(lock):
    text = (ROOT / lock).read_text()

    assert "://" not in re.sub(r'"url": "https://(opencollective|github)[^"]*"', "", text)
    assert not re.search(r"file:|^-|@ |\"resolved\"|\.\./", text, re.MULTILINE)


@pytest.mark.parametrize("lock", PYTHON)
def test_a_lock_pins_every_package_by_hash(lock):
    entries = _entries(lock)

    assert entries
    for entry in entries.values():
        assert "==" in entry
        assert "--hash=sha256:" in entry


@pytest.mark.parametrize("lock", NPM)
def test_an_npm_lock_pins_every_package_by_hash(lock):
    packages = json.loads((ROOT / lock).read_text())["packages"]

    assert all("integrity" in entry for place, entry in packages.items() if place)


def test_the_locks_agree_with_each_other_and_with_what_the_project_asks_for():
    run, test = _entries("requirements.txt"), _entries("requirements-test.txt")
    asked = project()["project"]["dependencies"]
    groups = project()["dependency-groups"]

    assert run.items() <= test.items()
    assert {_name(one) for one in [*asked, *groups["build"]]} <= run.keys()
    assert {_name(one) for one in groups["test"]} <= test.keys()
    assert {_name(one) for one in groups["node"]} <= _entries("requirements-node.txt").keys()


def test_no_lock_that_records_addresses_is_kept():
    assert not (ROOT / "poetry.lock").exists()
    assert "/uv.lock" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_wheel_of_node_is_the_one_that_is_locked():
    import hatch_build

    assert project()["dependency-groups"]["node"] == [hatch_build.NODE_WHEEL]


def _entries(lock):
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    return {_name(entry): entry for entry in entries}


def _name(requirement):
    return re.match(r"[A-Za-z0-9._-]+", requirement).group(0).lower().replace("_", "-")
