"""`dev.py` explains what is missing, and begins at once when nothing is."""

import shutil
import subprocess
import sys
import time

import pytest

import dev
from tests.house.sources import ROOT
from tools import environment

BARE = {"PATH": "/usr/local/bin:/usr/bin:/bin"}


def run(*arguments, folder=ROOT, env=BARE, python=sys.executable):
    return subprocess.run(
        [python, folder / "dev.py", *arguments],
        cwd="/",
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def copy(tmp_path):
    """A checkout without an environment."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    shutil.copytree(ROOT / "frontend" / "src", tmp_path / "frontend" / "src")
    names = [*environment.LOCKS.values(), "requirements-node.txt", "pyproject.toml"]
    names += ["hatch_build.py", "frontend/package-lock.json", "frontend/build.mjs", "dev.py"]
    for name in names:
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def test_without_a_command_it_shows_the_commands():
    done = run()

    assert done.returncode == 2
    assert "python3 dev.py demo" in done.stdout
    assert run("--help").returncode == 0


def test_without_pip_and_uv_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(environment, "works", lambda _command: False)
    monkeypatch.setattr(environment, "find_uv", lambda: None)

    with pytest.raises(environment.Stop, match="apt-get install python3-venv"):
        environment.find_uv_or_pip()


def test_a_python_that_is_too_old_is_named(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setenv("PATH", "")

    with pytest.raises(environment.Stop, match=r"needs Python 3\.11 or newer; this is 3\.9"):
        environment.use_new_python()


def test_a_failing_installer_is_named_instead_of_a_traceback(monkeypatch, capsys):
    def fail(_level):
        raise subprocess.CalledProcessError(1, [environment.BIN / "uv", "pip", "install"])

    monkeypatch.setattr(dev, "prepare", fail)

    assert dev.main(["setup"]) == 2
    assert "uv failed (1)" in capsys.readouterr().err


def test_when_uv_fails_pip_has_a_try(monkeypatch, tmp_path):
    tried = []

    def install(installer, arguments, _env):
        tried.append((installer[0], arguments[0]))
        if installer == ["uv"]:
            raise subprocess.CalledProcessError(1, installer)

    monkeypatch.setattr(environment, "find_uv_or_pip", lambda: ["uv"])
    monkeypatch.setattr(environment, "find_pip", lambda: ["pip", "-m", "pip"])
    monkeypatch.setattr(environment, "pip_install", install)
    monkeypatch.setattr(environment, "node_on_path", lambda _env: True)

    environment.install("run")

    first = "--require-hashes"
    assert tried == [("uv", first), ("pip", first), ("pip", "--no-deps")]


def test_a_stamp_of_other_files_does_not_count(copy, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", copy)
    monkeypatch.setattr(environment, "STAMP", copy / "stamp")
    assert not environment.stamped("run")

    (copy / "stamp").write_text(f"run {environment.wanted()}")
    assert environment.stamped("run")
    assert not environment.stamped("test")

    (copy / "requirements.txt").write_text("\n")
    assert not environment.stamped("run")


def test_looking_at_the_stamp_takes_no_time():
    begun = time.process_time()
    environment.wanted()

    assert time.process_time() - begun < 0.2


def test_settings_made_for_pip_reach_uv(monkeypatch):
    for name in environment.UV_NAMES.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://registry.example/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "/wheels /more")

    if environment.works([sys.executable, "-m", "pip", "--version"]):
        found = environment.environment([sys.executable, "-m", "pip", "install"])
        assert found["UV_DEFAULT_INDEX"] == "https://registry.example/simple"
        assert found["UV_FIND_LINKS"] == "/wheels,/more"


def test_one_package_can_be_cut_out_of_a_lock():
    locked = (ROOT / "requirements.txt").read_text()
    entry = environment.entry_of("uv", locked)

    assert entry.startswith("uv==")
    assert entry.count("--hash") > 5
    assert environment.entry_of("no-such", locked) == ""
