"""The worker's own clock: it looks for work by itself, whatever the broker does.

A bell that rings inside this process (`wake`) needs no broker at all. Each kind of job has threads
of its own here, so a slow mail server does not hold up a merge. While work keeps lying, each look
adds a thread, up to what helps: mails wait for a mail server most of the time, merges for nothing.
"""

import itertools
import logging
import threading
from datetime import timedelta

from worker import tasks
from worker.tasks import Tools
from workflow import jobs

log = logging.getLogger(__name__)

SECONDS = 2.0
"""How long work lies at most before this worker sees it."""

STOP_SECONDS = 20.0

LANES = {jobs.DELIVER_MAIL: 4}
"""Threads for a kind of job; one is enough for what only waits for our own database."""


class Tick:
    """A thread that wakes up every few seconds, or when it is rung for."""

    def __init__(self, tools: Tools, *, seconds: float = SECONDS) -> None:
        """Make it; `start` starts it."""
        self.tools, self.seconds = tools, seconds
        self._rung: set[str] = set()
        self._lock = threading.Lock()
        self._awake = threading.Event()
        self._busy: dict[str, list[threading.Thread]] = {}
        self._thread = threading.Thread(target=self._run, name="tick", daemon=True)

    def start(self) -> None:
        """Begin to look, at once and then every few seconds."""
        self._thread.start()

    def wake(self, kind: str) -> None:
        """Look at this kind of job now; returns at once."""
        with self._lock:
            self._rung.add(kind)
        self._awake.set()

    def stop(self) -> None:
        """Take nothing new, and wait for what is being done."""
        self.tools.stopping.set()
        self._awake.set()
        _wait_for(self._thread)
        for thread in itertools.chain(*self._busy.values()):
            _wait_for(thread)

    def _run(self) -> None:
        while not self.tools.stopping.is_set():
            try:
                self._look()
            except Exception as error:  # noqa: BLE001  the database may be away; it comes back
                log.warning("The tick could not look for work: %s", type(error).__name__)
            rung = self._awake.wait(self.seconds)
            self._awake.clear()
            if rung and not self.tools.stopping.is_set():
                self._begin_rung()

    def _look(self) -> None:
        tasks.plan(self.tools)
        for kind in tasks.lying(self.tools):
            self._begin(kind)

    def _begin_rung(self) -> None:
        with self._lock:
            rung, self._rung = self._rung, set()
        if rung:
            for kind in tasks.lying(self.tools, timedelta(0)):
                if kind in rung:
                    self._begin(kind)

    def _begin(self, kind: str) -> None:
        lanes = [thread for thread in self._busy.get(kind, []) if thread.is_alive()]
        self._busy[kind] = lanes
        if len(lanes) < LANES.get(kind, 1):
            thread = threading.Thread(target=self._drain, args=(kind,), name=kind, daemon=True)
            lanes.append(thread)
            thread.start()

    def _drain(self, kind: str) -> None:
        try:
            tasks.drain(self.tools, kind)
        except Exception as error:  # noqa: BLE001  the jobs are still there, and so is the tick
            log.warning("Draining %s stopped: %s", kind, type(error).__name__)


def _wait_for(thread: threading.Thread) -> None:
    if thread.is_alive():
        thread.join(STOP_SECONDS)
