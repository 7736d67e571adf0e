"""The real programs of the service, started as an administrator starts them, and killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORKER = ("worker", "--concurrency=2", "--loglevel=INFO", "--without-gossip", "--without-mingle")
QUICK = (*WORKER, "--without-heartbeat")


@dataclass
class Program:
    """One running `celery --app=worker.run ...`."""

    pid: int
    log: Path

    @property
    def ready(self) -> bool:
        return b" ready." in self.log.read_bytes()

    @property
    def alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """Kill it as a machine does that runs out of memory: at once and without a word."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


@dataclass
class Service:
    """Workers and schedulers on one database, one broker and one mail server."""

    environment: dict[str, str]
    folder: Path
    workers: deque[Program] = field(default_factory=deque)
    processes: list[subprocess.Popen] = field(default_factory=list)
    nursery: subprocess.Popen | None = None
    started: int = 0

    def start_worker(self) -> Program:
        """Start `celery --app=worker.run worker`."""
        program = self._start(*WORKER)
        self.workers.append(program)
        return program

    def start_quickly(self) -> Program:
        """Start the same program without loading its modules again."""
        if self.nursery is None:
            self.nursery = self._open("tests.faults.nursery", QUICK, stdout=subprocess.PIPE)
        log = self._log("worker")
        self.nursery.stdin.write(f"{log}\n".encode())
        self.nursery.stdin.flush()
        program = Program(int(self.nursery.stdout.readline()), log)
        self.workers.append(program)
        return program

    def start_beat(self) -> Program:
        schedule = self.folder / f"beat-{self.started}"
        return self._start("beat", f"--schedule={schedule}", "--loglevel=INFO")

    def wait_ready(self) -> None:
        wait_until(lambda: all(worker.ready for worker in self.workers), 60, "workers start")

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.nursery is not None:
            for program in self.workers:
                program.kill()
            self.nursery.stdin.close()
            self.nursery.stdout.close()
            self.nursery.wait()

    def _start(self, *words: str) -> Program:
        log = self._log(words[0])
        with log.open("wb") as output:
            process = self._open("celery", ("--app=worker.run", *words), stdout=output)
        self.processes.append(process)
        return Program(process.pid, log)

    def _open(self, module: str, words: tuple[str, ...], stdout) -> subprocess.Popen:
        words = words if module == "celery" else ("--app=worker.run", *words)
        return subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env={**os.environ, **self.environment},
            cwd=ROOT,
            stdin=subprocess.PIPE if module != "celery" else subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT if module == "celery" else None,
            start_new_session=True,
        )

    def _log(self, name: str) -> Path:
        self.started += 1
        log = self.folder / f"{name}-{self.started}.log"
        log.touch()
        return log


def wait_until(true: Callable[[], object], seconds: float, what: str) -> float:
    """Wait for something that has to happen; return how long it took."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - began
