"""The Celery app: one task for each kind of job, and one for the sweep.

Every number here was measured on real faults: with late acknowledgement a killed worker still
loses messages and a poisoned one loops for ever, so tasks are acknowledged at once and the table
of jobs is what lasts. There is no countdown and no eta: a due time is a column.
"""

import logging
import os
import threading
from dataclasses import dataclass, field
from typing import Any

from celery import Celery, signals
from celery.beat import Scheduler

from worker import tasks
from worker.post import post_for
from worker.tasks import Tools
from worker.tick import Tick
from workflow import db, jobs
from workflow.settings import Settings

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5.0
EXPIRES = 30
"""Seconds after which a bell that nobody heard is thrown away; the sweep has been there."""

THREADS = 4


class MemoryScheduler(Scheduler):
    """A beat without a file: its one entry does not need to remember when it last ran."""


@dataclass
class Shop:
    """What one process works with; made when it is first needed, after any fork."""

    settings: Settings
    made: dict[int, tuple[Tools, Tick]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def tools(self) -> Tools:
        """The tools of this process."""
        return self._own()[0]

    @property
    def tick(self) -> Tick:
        """The tick of this process."""
        return self._own()[1]

    def _own(self) -> tuple[Tools, Tick]:
        # A forked child must not use the connections of its parent, nor close them.
        with self.lock:
            if os.getpid() not in self.made:
                self.made[os.getpid()] = make_tools(self.settings)
            return self.made[os.getpid()]


def make_tools(settings: Settings) -> tuple[Tools, Tick]:
    """Make the tools and the tick that hears what the tools themselves ring for."""
    sessions = db.sessions(db.connect(settings.database_url))
    tools = Tools(sessions=sessions, post=post_for(settings), keep_links=settings.demo)
    tick = Tick(tools)
    sessions.configure(info={**settings.told_to_services, "ring": tick.wake})
    return tools, tick


def create_worker(settings: Settings) -> tuple[Celery, Shop]:
    """Make the Celery app with its tasks. There can be one in a process, and it is the default.

    The pool of threads finds tasks through the default app only: another one would accept them
    and then do nothing, without a word.
    """
    app = Celery("onevoice", broker=settings.broker_url)
    app.conf.update(configuration(settings))
    shop = Shop(settings)
    for kind in jobs.KINDS:
        _register(app, shop, kind)

    @app.task(name=jobs.SWEEP, shared=False)
    def sweep() -> None:
        tasks.sweep(shop.tools)

    app.set_default()
    return app, shop


def _register(app: Celery, shop: Shop, kind: str) -> None:
    @app.task(name=kind, shared=False)
    def drain() -> None:
        tasks.drain(shop.tools, kind)


def configuration(settings: Settings) -> dict[str, Any]:
    """Return the settings of Celery; the comments say what happens otherwise."""
    return {
        "task_ignore_result": True,
        "task_acks_late": False,
        # Threads share one connection pool and one tick, and a SIGKILL takes all of them at once.
        "worker_pool": "threads",
        "worker_concurrency": THREADS,
        # In memory every poll of the queue fetches one message; more at once are much quicker.
        "worker_prefetch_multiplier": 16 if settings.embedded else 1,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "worker_enable_remote_control": not settings.embedded,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": not settings.embedded,
        "broker_connection_timeout": 1,
        "broker_connection_retry": True,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        # `False` would mean six seconds of Celery's own retrying.
        "task_publish_retry_policy": {
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0.1,
            "interval_max": 0.2,
        },
        # Without the timeouts a frozen broker holds its callers for ever.
        "broker_transport_options": (
            {"polling_interval": 0.02}
            if settings.embedded
            else {
                "socket_connect_timeout": 1,
                "socket_timeout": 2,
                "socket_keepalive": True,
                "visibility_timeout": 3600,
            }
        ),
        "beat_scheduler": "worker.app:MemoryScheduler",
        "beat_max_loop_interval": 5,
        "beat_schedule": {
            jobs.SWEEP: {
                "task": jobs.SWEEP,
                "schedule": SWEEP_SECONDS,
                "options": {"expires": EXPIRES, "ignore_result": True},
            }
        },
    }


def tick_with_worker(shop: Shop) -> None:
    """Start the tick when a worker starts, before it has found its broker, and stop it after.

    A worker that is told to end would otherwise go on until the last mail of a long queue.
    """

    def start(**_: object) -> None:
        shop.tick.start()

    def take_nothing_new(**_: object) -> None:
        shop.tools.stopping.set()

    def stop(**_: object) -> None:
        shop.tick.stop()

    signals.worker_init.connect(start, weak=False)
    signals.worker_shutting_down.connect(take_nothing_new, weak=False)
    signals.worker_shutdown.connect(stop, weak=False)
