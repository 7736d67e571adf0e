"""People at work while things break: every action that was acknowledged is written down."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from tests.build import CAST, Build
from workflow import db
from workflow.errors import Conflict
from workflow.models import Round
from workflow.rules.permissions import Role
from workflow.services.joining import locking, silence

WORDS = {
    "IOM": "We will listen to all migrants before we decide.",
    "ILO": "We will listen to migrant workers before we decide.",
    "WHO": "We will listen to migrants and their families before we decide.",
}


@dataclass
class Load:
    """What people did, and was answered with "done"."""

    sessions: sessionmaker[Session]
    revisions: list[int] = field(default_factory=list)
    rounds: list[int] = field(default_factory=list)
    silences: list[int] = field(default_factory=list)
    locked: list[int] = field(default_factory=list)
    slowest: float = 0.0
    refused: int = 0

    def __str__(self) -> str:
        return (
            f"{len(self.revisions)} answers in {len(self.rounds)} rounds, "
            f"{len(self.silences)} silences, {len(self.locked)} locks, "
            f"slowest {self.slowest:.2f} s, tried again {self.refused} times"
        )

    def answer_a_round(self) -> None:
        """Three agencies answer a round; the worker merges and sends receipts."""

        def open_it(build: Build) -> int:
            return build.round(build.pledge(), days=9).id

        round_id = self._do(open_it)
        self.rounds.append(round_id)
        for agency in CAST:
            self.revisions.append(self._do(lambda build, a=agency: _answer(build, round_id, a)))

    def end_a_silence(self) -> None:
        """A silence whose time is over; the worker agrees the text and tells everybody."""

        def start(build: Build) -> int:
            ends_at = build.now
            build.at(ends_at - timedelta(days=30))
            pledge = build.pledge()
            for agency in CAST:
                build.person(Role.PRINCIPAL, agency)
            return silence.start(
                build.session, build.coordinator(), pledge_id=pledge.id, ends_at=ends_at
            ).id

        self.silences.append(self._do(start))

    def lock_a_text(self) -> None:
        """Two people lock a text; the worker tells everybody."""

        def request(build: Build) -> tuple[int, str]:
            version = build.pledge().latest
            asked = locking.request(
                build.session, build.coordinator(), version_id=version.id, seen=version.sha256
            )
            return asked.id, version.sha256

        request_id, sha256 = self._do(request)

        def confirm(build: Build) -> int:
            other = build.actor(Role.STAFF)
            return locking.confirm(build.session, other, request_id=request_id, typed=sha256[:8]).id

        self.locked.append(self._do(confirm))

    def one_of_each(self) -> None:
        self.answer_a_round()
        self.end_a_silence()
        self.lock_a_text()

    def _do(self, action: Callable[[Build], Any]) -> Any:
        """Do it as a request does, and again if the database was away."""
        while True:
            began = time.monotonic()
            try:
                with db.transaction(self.sessions) as session:
                    done = action(Build(session))
            except (DBAPIError, Conflict):
                self.refused += 1
                time.sleep(0.1)
                continue
            self.slowest = max(self.slowest, time.monotonic() - began)
            return done


@dataclass
class Crowd:
    """A thread that acts until it is told to stop."""

    load: Load
    pause: float = 0.05
    stopping: threading.Event = field(default_factory=threading.Event)
    trouble: list[BaseException] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self._run, name="crowd")
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join()
        if self.trouble:
            raise self.trouble[0]

    def _run(self) -> None:
        try:
            while not self.stopping.wait(self.pause):
                self.load.one_of_each()
        except BaseException as trouble:  # noqa: BLE001  told to the test
            self.trouble.append(trouble)


def _answer(build: Build, round_id: int, agency: str) -> int:
    round_ = build.session.get_one(Round, round_id)
    return build.revision(agency, {"b3": WORDS[agency]}, round_=round_).id
