"""The environment in .venv: made from the lock files, once, and seen to be right by its stamp.

uv installs about four times faster than pip, so it is used when it is there or can be had; pip
alone is enough. This module runs on the bare Python of a machine, before anything is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STAMP = VENV / "onevoice.stamp"
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# What uv calls the settings that an administrator may have made for pip.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
}
LOCKS = {"run": "requirements.txt", "test": "requirements-test.txt"}
NO_PIP = """This Python has neither pip nor ensurepip, and uv is not installed either.
On Debian and Ubuntu this helps:  apt-get install python3-venv"""


class Stop(Exception):
    """Something is missing that a person has to bring; the text says what."""


def use_new_python() -> None:
    """Go on with a newer Python if this one is too old and another is installed."""
    if sys.version_info >= OLDEST:
        return
    for name in NEWER:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    have = ".".join(str(part) for part in sys.version_info[:2])
    raise Stop(f"Onevoice needs Python 3.11 or newer; this is {have}, and there is no other here.")


def prepare(level: str) -> None:
    """Make .venv what the lock files say, unless it is already."""
    if stamped(level):
        return
    with (ROOT / "dev.py").open() as mutex:  # two terminals may start at the same moment
        fcntl.flock(mutex, fcntl.LOCK_EX)
        if stamped(level):
            return
        begun = time.monotonic()
        say("Setting up .venv, once; this takes about half a minute.")
        STAMP.unlink(missing_ok=True)
        make_venv()
        install(level)
        STAMP.write_text(f"{level} {wanted()}")
        say(f"Set up in {time.monotonic() - begun:.0f} s.")


def stamped(level: str) -> bool:
    """Tell whether .venv was made for at least this level from just these files."""
    with contextlib.suppress(OSError, ValueError):
        done, content = STAMP.read_text().split()
        return content == wanted() and level in (done, "run")
    return False


def wanted() -> str:
    """Hash everything that decides what is in .venv, and where it is."""
    frontend = (path for path in (ROOT / "frontend" / "src").rglob("*") if path.is_file())
    names = [*LOCKS.values(), "requirements-node.txt", "pyproject.toml", "hatch_build.py"]
    names += ["frontend/package-lock.json", "frontend/build.mjs"]
    total = hashlib.sha256(f"{ROOT}".encode())
    for path in sorted([*(ROOT / name for name in names), *frontend]):
        total.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return total.hexdigest()


def make_venv() -> None:
    """Make an empty environment, or keep the one that works."""
    home = f"{VENV}"
    ask = "import sys; print(sys.prefix); sys.exit(sys.version_info < (3, 11))"
    with contextlib.suppress(OSError):
        said = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=False)
        if said.returncode == 0 and said.stdout.strip() == home:
            return
    try:
        # pip comes later and only where it is needed: Debian ships venv without it.
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV], check=True)
    except subprocess.CalledProcessError as error:
        raise Stop(
            "Python could not make a virtual environment; on Debian and Ubuntu this helps: "
            "apt-get install python3-venv"
        ) from error


def install(level: str) -> None:
    """Install the locked packages, then the project itself, which builds the front end."""
    locked = ["-r", LOCKS[level]]
    installer = find_uv_or_pip()
    env = environment(installer)
    try:
        pip_install(installer, ["--require-hashes", *locked], env)
    except subprocess.CalledProcessError:
        if is_pip(installer):
            raise
        say("uv could not install the packages; trying pip, which takes longer.")
        installer = find_pip() or installer
        pip_install(installer, ["--require-hashes", *locked], env)
    if not node_on_path(env):
        with contextlib.suppress(subprocess.CalledProcessError):
            pip_install(installer, ["--require-hashes", "-r", "requirements-node.txt"], env)
    pip_install(installer, ["--no-deps", "--no-build-isolation", "-e", "."], env)
    if not (ROOT / "webapp/static/built/.fingerprint").exists():
        say(
            "The npm registry could not be reached, so the pages use their plain files. "
            "Everything works; `python3 dev.py setup` tries again."
        )


def pip_install(installer: list[str], arguments: list[str], env: dict[str, str]) -> None:
    quiet = ["-q"] if is_pip(installer) or not sys.stderr.isatty() else []
    subprocess.run([*installer, *quiet, *arguments], cwd=ROOT, env=env, check=True)


def is_pip(installer: list[str]) -> bool:
    return "-m" in installer


def find_uv_or_pip() -> list[str]:
    """Return the start of the install command: uv if there is one or pip can fetch one."""
    uv = find_uv()
    if uv:
        return [uv, "pip", "install", "--python", str(PYTHON)]
    pip = find_pip()
    if pip is None:
        raise Stop(NO_PIP)
    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder) / "uv.txt"
        only_uv.write_text(entry_of("uv", (ROOT / LOCKS["run"]).read_text()))
        with contextlib.suppress(subprocess.CalledProcessError):
            pip_install(pip, ["--require-hashes", "-r", str(only_uv)], environment(pip))
    uv = find_uv()
    return [uv, "pip", "install", "--python", str(PYTHON)] if uv else pip


def entry_of(name: str, locked: str) -> str:
    """Cut one package with its hashes out of a lock file."""
    found = re.search(rf"^{name}==.*(?:\n    .*)*", locked, re.MULTILINE)
    return found.group(0) if found else ""


def find_uv() -> str | None:
    """Find a uv that runs; the name alone may be a stub."""
    for candidate in (BIN / "uv", shutil.which("uv")):
        if candidate and Path(candidate).exists():
            said = subprocess.run([candidate, "--version"], capture_output=True, check=False)
            if said.returncode == 0:
                return str(candidate)
    return None


def find_pip() -> list[str] | None:
    """Find a pip for .venv: its own, one from ensurepip, or the system's from outside."""
    inside = [str(PYTHON), "-m", "pip"]
    if works([*inside, "--version"]) or works([str(PYTHON), "-m", "ensurepip"]):
        return [*inside, "install"]
    outside = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return [*outside, "install"] if works([*outside, "--version"]) else None


def works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def node_on_path(env: dict[str, str]) -> bool:
    """Ask the build itself, so that there is one opinion about which node is new enough."""
    ask = "import hatch_build, sys; sys.exit(hatch_build.node_on_path() is None)"
    return subprocess.run([PYTHON, "-c", ask], cwd=ROOT, env=env, check=False).returncode == 0


def environment(installer: list[str]) -> dict[str, str]:
    """Return the environment for installers: certificates and registries of this machine.

    Behind a company's own certificate authority, uv, node and older pips look at the system's
    certificates only when told to. uv does not read pip's settings, so it is given them.
    """
    env = dict(os.environ)
    env.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", UV_NO_PROGRESS="1")
    settings = pip_settings(installer)
    if CERTIFICATES.exists():
        env.setdefault("UV_SYSTEM_CERTS", "1")
        env.setdefault("NODE_EXTRA_CA_CERTS", str(CERTIFICATES))
        if "cert" not in settings:
            env.setdefault("PIP_CERT", str(CERTIFICATES))
    for name, value in settings.items():
        if name in UV_NAMES:
            between = "," if name == "find-links" else " "
            env.setdefault(UV_NAMES[name], between.join(value.split()))
    # The hashes say what may come in, so it does not matter which registry has it.
    env.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return env


def pip_settings(installer: list[str]) -> dict[str, str]:
    """Read what the administrator set for pip, in its files or in the environment."""
    pip = installer[:-1] if is_pip(installer) else [sys.executable, "-m", "pip"]
    said = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False)
    found = re.findall(r"^(global|install|:env:)\.([a-z-]+)='(.*)'$", said.stdout, re.MULTILINE)
    found.sort(key=lambda one: ("global", "install", ":env:").index(one[0]))  # the last one wins
    return {name: value.replace("\\n", " ") for _, name, value in found}


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
