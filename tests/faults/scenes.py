"""Faults while mails are delivered: each is played small in a test, and in full by a benchmark.

python benchmarks/faults.py
"""

import random
import signal
import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from tests.build import CAST, Build
from tests.faults.clock import SteppingClock
from tests.faults.relay import Relay
from tests.faults.service import Service, wait_until
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey
from workflow import db
from workflow.models import Event, Mail, Person, Round
from workflow.services.mailing import mail

HOUR = timedelta(hours=1)


def write_mails(
    sessions: sessionmaker[Session], number: int, names: Sequence[str] = ("well",)
) -> None:
    """Put mails to so many people into the outbox, in one transaction; names take turns."""
    with db.transaction(sessions) as session:
        at = db.now(session)
        for n in range(number):
            email = f"{names[n % len(names)]}{n}@agencies.test"
            person = Person(email=email, name=f"Person {n}", created_at=at)
            session.add(person)
            session.flush()
            mail.write(session, "sign-in-link", key=f"mail:{n}", person=person)


def wait_for_mails(sessions: sessionmaker[Session], seconds: float) -> float:
    """Wait until every mail has left or never will; return how long it took."""

    def none_left() -> bool:
        with sessions() as session:
            found = session.query(Mail).filter(Mail.sent_at.is_(None), Mail.failed_at.is_(None))
            return found.count() == 0

    return wait_until(none_left, seconds, "all mails leave")


def kill(service: Service, sink: Relay, chance: random.Random, *, times: int) -> list[int]:
    """Kill the one who works, each time after another; return how many mails it had in hand."""
    found = []
    for _ in range(times):
        victim = service.workers.popleft()
        wait_until(lambda v=victim: v.ready and sink.in_hand, 60, "a worker works")
        time.sleep(chance.uniform(0, 0.3))
        found.append(sink.in_hand)
        victim.kill()
        service.start_quickly()
    return found


def kill_any(service: Service, chance: random.Random, *, times: int) -> None:
    """Kill one of those who work or wait, each time after another."""
    for _ in range(times):
        victim = service.workers.popleft()
        wait_until(lambda v=victim: v.ready, 60, "a worker starts")
        time.sleep(chance.uniform(0, 0.5))
        victim.kill()
        service.start_quickly()


def flush(valkey: Valkey, chance: random.Random, *, times: int) -> None:
    """Empty the broker at random moments."""
    for _ in range(times):
        time.sleep(chance.uniform(0, 0.3))
        valkey.flush()


def restart(postgres: Postgres, chance: random.Random, *, times: int) -> None:
    """Restart the database at random moments, politely and not."""
    for number in range(times):
        time.sleep(chance.uniform(0.2, 1))
        postgres.restart((signal.SIGINT, signal.SIGQUIT)[number % 2])


def open_rounds(sessions: sessionmaker[Session]) -> tuple[int, int]:
    """Open a round that is over since a day, and one that runs for half an hour; nobody answers."""
    with db.transaction(sessions) as session:
        build = Build(session)
        true = build.now
        build.at(true - timedelta(days=8))
        over = build.round(build.pledge(), days=7)
        build.round_the_clock()
        build.at(true)
        runs = build.round(build.pledge(title="Another"), days=0.5 / 24)
        return over.id, runs.id


def step_back(
    clock: SteppingClock, sessions: sessionmaker[Session], over: int, runs: int, *, mails: int
) -> None:
    """Set the clock back an hour while mails leave, let the hour pass, and then half an hour."""
    wait_until(lambda: reminded(sessions, over) == len(CAST), 60, "all are reminded")
    write_mails(sessions, mails)
    clock.step(-HOUR)
    time.sleep(2.5)
    assert _state(sessions, runs) == "open", "a round was closed an hour early"
    assert _state(sessions, over) == "consolidating", "a round was opened again"
    clock.step(timedelta(0))
    wait_for_mails(sessions, 120)
    assert _state(sessions, runs) == "open"
    clock.step(0.6 * HOUR)
    wait_until(lambda: _state(sessions, runs) == "consolidating", 60, "the round is closed")


def only_once(sessions: sessionmaker[Session], over: int) -> None:
    """Rounds were closed once, and everybody was told once that it is overdue."""
    with sessions() as session:
        told = [event.kind for event in session.query(Event)]
    assert told.count("round closed") == 2
    assert reminded(sessions, over) == len(CAST)


def reminded(sessions: sessionmaker[Session], round_id: int) -> int:
    with sessions() as session:
        return session.query(Mail).filter_by(letter="nudge-overdue", round_id=round_id).count()


def _state(sessions: sessionmaker[Session], round_id: int) -> str:
    with sessions() as session:
        return str(session.get_one(Round, round_id).state)
