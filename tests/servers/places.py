"""Where servers keep their files, and whom they run as."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

TEMPORARY = Path("/tmp")
OWNER = "owner"


class NotThere(Exception):
    """A part that the tests need is missing on this machine; the text says what to do."""


def package(name: str) -> Path | None:
    """Find the folder of an installed package without running any of its code."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def first_on_path(*names: str) -> Path | None:
    return next((Path(found) for name in names if (found := shutil.which(name))), None)


def clear_leftovers() -> None:
    """End the servers of test runs that were killed, and remove their folders."""
    for owner in TEMPORARY.glob(f"onevoice-*/{OWNER}"):
        with contextlib.suppress(OSError, ValueError):
            if owner.stat().st_uid == os.geteuid() and not alive(int(owner.read_text())):
                for process in living_in(owner.parent):
                    os.kill(process, signal.SIGKILL)
                shutil.rmtree(owner.parent, ignore_errors=True)


def alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def living_in(folder: Path) -> list[int]:
    """Return the processes whose working directory is this folder or below it."""
    found = []
    for cwd in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if cwd.readlink().is_relative_to(folder):
                found.append(int(cwd.parent.name))
    return found


@contextlib.contextmanager
def private_folder(purpose: str) -> Iterator[Path]:
    """Make a short-named folder (sockets have short paths) that only its owner can open."""
    clear_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=f"onevoice-{purpose}-", dir=TEMPORARY))
    (folder / OWNER).write_text(str(os.getpid()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def other_user() -> dict[str, object]:
    """Say as whom to run a server that refuses to run as root: as nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def give_to_other_user(*paths: Path) -> None:
    user = other_user()
    if user:
        for path in paths:
            os.chown(path, user["user"], user["group"])


def open_to_all(path: Path) -> bool:
    """Tell whether any user can reach this path through all the folders above it."""
    folders = [*path.resolve().parents]
    return all(folder.stat().st_mode & 0o001 for folder in folders)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(ready: Callable[[], bool], process: subprocess.Popen, log: Path, what: str) -> None:
    """Wait until a server answers; if it does not, fail with what it wrote."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if ready():
            return
        time.sleep(0.01)
    raise NotThere(f"{what} did not start. It said:\n{log.read_text(errors='replace')[-2000:]}")


def stop(process: subprocess.Popen, how: signal.Signals = signal.SIGTERM) -> None:
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
