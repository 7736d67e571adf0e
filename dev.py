#!/usr/bin/env python3
"""Everything a developer or a visitor starts, on a machine with Python 3.11 and nothing else.

    python3 dev.py demo      the whole product on this machine, with a story in it
    python3 dev.py test      the whole suite; arguments go to pytest
    python3 dev.py check     style, types, layers
    python3 dev.py setup     only prepare .venv (again, if it was prepared before)
    python3 dev.py run ...   any onevoice command, for example: run merge base.txt ILO=ilo.txt
    python3 dev.py lock      write the lock files anew after a change of pyproject.toml

The first start prepares .venv from the lock files; later starts see by a stamp that nothing has
changed and begin at once (tools/environment.py).
"""

from __future__ import annotations

import concurrent.futures
import os
import subprocess
import sys
from pathlib import Path

from tools.environment import (
    BIN,
    LOCKS,
    PYTHON,
    ROOT,
    STAMP,
    Stop,
    environment,
    find_uv,
    prepare,
    use_new_python,
)


def main(arguments: list[str]) -> int:
    """Do one command and return its exit code."""
    commands = {
        "demo": lambda rest: start("onevoice", "demo", *rest),
        "run": lambda rest: start("onevoice", *rest),
        "test": test,
        "check": check,
        "setup": setup,
        "lock": lock,
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 0 if arguments[:1] in (["help"], ["--help"], ["-h"]) else 2
    os.environ.setdefault("PATH", "/usr/local/bin:/usr/bin:/bin")
    try:
        use_new_python()
        return commands[arguments[0]](arguments[1:])
    except Stop as missing:
        print(f"\n{missing}", file=sys.stderr)
    except subprocess.CalledProcessError as failed:
        program = Path(str(failed.cmd[0])).name
        print(f"\n{program} failed ({failed.returncode}); see above.", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 2


def start(program: str, *arguments: str) -> int:
    """Become a program of the environment, so that signals reach it and nothing is in between."""
    prepare("run")
    sys.stdout.flush()
    os.execv(BIN / program, [program, *arguments])


def setup(rest: list[str]) -> int:
    """Prepare the environment anew, even if the stamp says that all is well."""
    STAMP.unlink(missing_ok=True)
    prepare("run" if rest == ["run"] else "test")
    return 0


def test(rest: list[str]) -> int:
    """Run the whole suite on every core."""
    prepare("test")
    subprocess.run([PYTHON, "-m", "tests.servers.chromium"], cwd=ROOT, check=False)
    several = [] if any(word.startswith(("-n", "--pdb")) for word in rest) else ["-n", cores()]
    return subprocess.run(
        [PYTHON, "-m", "pytest", *several, "--dist", "worksteal", *rest], cwd=ROOT, check=False
    ).returncode


def cores() -> str:
    """Say how many tests run side by side: at least two, for half of them wait for servers."""
    return str(min(8, max(2, len(os.sched_getaffinity(0)))))


def check(rest: list[str]) -> int:
    """Check style, types and layers, side by side, and show what each complains about."""
    prepare("test")
    tools = {
        "style": ["ruff", "check", "."],
        "format": ["ruff", "format", "--check", "."],
        "types": ["mypy"],
        "layers": ["lint-imports", "--no-logo"],
    }
    if rest == ["--fix"]:
        subprocess.run([BIN / "ruff", "check", "--fix", "."], cwd=ROOT, check=False)
        subprocess.run([BIN / "ruff", "format", "."], cwd=ROOT, check=False)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        results = dict(zip(tools, pool.map(look, tools.values()), strict=True))
    for name, (code, said) in results.items():
        print(f"{name:8} {'ok' if code == 0 else 'FAILED'}")
        if code:
            print(said)
    return int(any(code for code, _ in results.values()))


def look(command: list[str]) -> tuple[int, str]:
    """Run one tool of the environment and keep what it says."""
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def lock(rest: list[str]) -> int:
    """Resolve what pyproject.toml asks for; `--upgrade` takes what is newest."""
    prepare("run")
    uv = find_uv()
    if uv is None:
        raise Stop("Writing lock files needs uv: https://docs.astral.sh/uv/")
    # A lock names versions and hashes, and no addresses: each machine has its own registry.
    common = [uv, "pip", "compile", "-q", "--universal", "--python-version", "3.11"]
    common += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]
    common += ["--no-annotate", *rest, "pyproject.toml"]
    build_and_test = ["--group", "build", "--group", "test"]
    for arguments in (
        [*build_and_test, "-o", LOCKS["test"]],
        ["--group", "build", "-c", LOCKS["test"], "-o", LOCKS["run"]],
    ):
        subprocess.run([*common, *arguments], cwd=ROOT, env=environment([]), check=True)
    node = [*common[:-1], "--group", "node", "-o", "requirements-node.txt"]
    subprocess.run(node, cwd=ROOT, env=environment([]), check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
