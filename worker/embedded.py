"""The worker inside the web process, for one machine: the same tasks, a broker in memory.

`start` gives sessions whose commits ring this worker; the web is made with them. So one process
is the whole service, and one signal ends it: first the web, then the worker.
"""

import logging
import threading
from dataclasses import dataclass

from celery import Celery
from celery.worker import WorkController
from sqlalchemy.orm import Session, sessionmaker

from worker.app import EXPIRES, Shop, create_worker
from workflow import db
from workflow.services.upkeep import work
from workflow.settings import Settings

log = logging.getLogger(__name__)

START_SECONDS = 20.0
STOP_SECONDS = 20.0


class _Controller(WorkController):
    """A worker that says when it listens; Celery's own signal comes only from its program."""

    ready: threading.Event

    def on_consumer_ready(self, consumer: object) -> None:  # noqa: ARG002  the interface of Celery
        self.ready.set()


@dataclass
class Embedded:
    """A running worker."""

    sessions: sessionmaker[Session]
    """Sessions for the web, whose commits ring this worker."""

    app: Celery
    shop: Shop
    controller: _Controller
    thread: threading.Thread

    def stop(self) -> None:
        """Let what is being done be finished, and end."""
        self.shop.tick.stop()
        self.controller.stop()
        self.thread.join(STOP_SECONDS)


def start(settings: Settings, *, alone: bool = True) -> Embedded:
    """Start the worker and return when it listens.

    `alone` means that no other process works on this database, as on one machine. Then whatever
    was being worked on belongs to a process that died, and is taken up at once.
    """
    app, shop = create_worker(settings)
    if alone:
        with db.transaction(shop.tools.sessions) as session:
            freed = work.free_leases(session)
        if freed:
            log.info("Took up %s jobs that were left in the middle.", freed)
    controller = _Controller(app=app, hostname="embedded@localhost", **_QUIET)
    controller.ready = threading.Event()
    thread = threading.Thread(target=controller.start, name="worker", daemon=True)
    thread.start()
    if not controller.ready.wait(START_SECONDS):
        raise RuntimeError("the embedded worker did not start")
    shop.tick.start()
    return Embedded(_sessions(shop, app), app, shop, controller, thread)


_QUIET = {
    "without_gossip": True,
    "without_mingle": True,
    "without_heartbeat": True,
    "loglevel": logging.WARNING,
}


def _sessions(shop: Shop, app: Celery) -> sessionmaker[Session]:
    own = shop.tools.sessions

    def ring(kind: str) -> None:
        app.send_task(kind, ignore_result=True, expires=EXPIRES)

    info = {**own.kw["info"], "ring": ring}
    return sessionmaker(own.kw["bind"], expire_on_commit=False, info=info)
