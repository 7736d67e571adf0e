"""Faults at full size on a real PostgreSQL, broker and mail server, and the real worker.

    .venv/bin/python benchmarks/faults.py [--mails 500] [--kills 50] [--seed 1] [--only kills,relay]

    kills      the worker is killed with SIGKILL at random moments while it delivers
    work       the same amid answers, merges, silences, locks and their mails
    broker     the broker is emptied at random moments
    relay      the mail server is busy (451), refuses (550), hangs at an address or at the end
    database   PostgreSQL is restarted, politely and not
    beats      two schedulers and two workers, with a reminder due in every round
    clock      the clock of the database is set back an hour

Each must lose nothing. A mail may come twice only where an acknowledgement was lost with a worker
or a line, and then the second copy is the same to the byte: counted here, and checked. Ends with 1
if anything else was found.
"""

import argparse
import contextlib
import logging
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from tests.build import CAST, Build
from tests.faults import scenes, truth
from tests.faults.clock import stepping
from tests.faults.load import Crowd, Load
from tests.faults.relay import Relay
from tests.faults.service import Service, wait_until
from tests.servers.postgres import Postgres, postgres
from tests.servers.schema import migrate
from tests.servers.smtp import smtp_sink
from tests.servers.valkey import Valkey, valkey
from webapp.frame import doorbell
from workflow import db
from workflow.models import Event, Mail

PATIENCE = 300
ROUNDS = 20
WORKERS = 2


@dataclass
class Stage:
    """What a scene is played on; the database is its own."""

    database: Postgres
    broker: Valkey
    sink: Relay
    service: Service
    engine: Engine
    url: str
    chance: random.Random
    mails: int
    kills: int

    @property
    def sessions(self) -> sessionmaker[Session]:
        """Sessions for looking at what became of it."""
        return db.sessions(self.engine)

    def begin(self, workers: int = WORKERS, *, quickly: bool = False) -> None:
        """Start workers and wait until they listen."""
        for _ in range(workers):
            if quickly:
                self.service.start_quickly()
            else:
                self.service.start_worker()
        self.service.wait_ready()


def kills(stage: Stage) -> str:
    """Kill the worker while it delivers; the next one goes on."""
    stage.sink.pause = 0.1
    scenes.write_mails(stage.sessions, stage.mails)
    stage.begin(1, quickly=True)
    in_hand = scenes.kill(stage.service, stage.sink, stage.chance, times=stage.kills)
    amid = sum(number > 0 for number in in_hand)
    return f"{stage.kills} kills, {amid} of them with {sum(in_hand)} mails in hand"


def work(stage: Stage) -> str:
    """Kill workers while people answer rounds, end silences and lock texts."""
    stage.begin(workers=3, quickly=True)
    load = Load(db.sessions(stage.engine, ring=doorbell.ring_with(stage.broker.url)))
    for _ in range(4):
        load.one_of_each()
    with Crowd(load, pause=0.2):
        scenes.kill_any(stage.service, stage.chance, times=stage.kills)
    truth.wait_for_rest(stage.sessions, PATIENCE)
    with stage.sessions() as session:
        truth.nothing_lost(session, load)
    return f"{stage.kills} kills; {load}"


def broker(stage: Stage) -> str:
    """Empty the broker while mails leave."""
    stage.begin()
    scenes.write_mails(stage.sessions, stage.mails)
    scenes.flush(stage.broker, stage.chance, times=stage.kills)
    return f"emptied {stage.kills} times"


def relay(stage: Stage) -> str:
    """Treat some people badly: of twenty one is busy, one gone, one hangs and one is mute."""
    stage.begin()
    names = ["busy", "gone", "hangs", "mute", *["well"] * 16]
    scenes.write_mails(stage.sessions, stage.mails, names)
    scenes.wait_for_mails(stage.sessions, PATIENCE)
    with stage.sessions() as session:
        gone = [row for row in session.query(Mail) if row.address.startswith("gone")]
    assert all(row.failed_at and "550" in row.problem for row in gone), "a refusal is not shown"
    part = stage.mails // len(names)
    return f"{part} each busy, hanging and mute; {len(gone)} refused for good and shown"


def database(stage: Stage) -> str:
    """Restart the database while mails leave."""
    stage.begin()
    scenes.write_mails(stage.sessions, stage.mails)
    times = max(1, stage.kills // 5)
    scenes.restart(stage.database, stage.chance, times=times)
    return f"restarted {times} times"


def beats(stage: Stage) -> str:
    """Let two schedulers and two workers find the same rounds over and the same people silent."""
    with db.transaction(stage.sessions) as session:
        build = Build(session)
        build.at(build.now - timedelta(days=8))
        for number in range(ROUNDS):
            build.round(build.pledge(title=f"Pledge {number}"), days=7)
        build.round_the_clock()
    for _ in range(2):
        stage.service.start_beat()
    stage.begin()
    people = ROUNDS * len(CAST)

    def overdue() -> int:
        with stage.sessions() as session:
            return session.query(Mail).filter_by(letter="nudge-overdue").count()

    wait_until(lambda: overdue() >= people, PATIENCE, "all are reminded")
    with stage.sessions() as session:
        told = [event.kind for event in session.query(Event)]
    assert (overdue(), told.count("round closed")) == (people, ROUNDS)
    return f"{ROUNDS} rounds closed once each, {people} people reminded once each"


def clock(stage: Stage) -> str:
    """Set the clock of the database back an hour while mails leave."""
    with stepping(stage.url) as hands:
        over, runs = scenes.open_rounds(stage.sessions)
        stage.begin()
        scenes.step_back(hands, stage.sessions, over, runs, mails=stage.mails)
        truth.wait_for_rest(stage.sessions, PATIENCE)
        scenes.only_once(stage.sessions, over)
        stage.service.stop()
        stage.engine.dispose()
    return "set back 1 h; 2 rounds closed once each, none early"


SCENES: dict[str, Callable[[Stage], str]] = {
    one.__name__: one for one in (kills, work, broker, relay, database, beats, clock)
}


def main() -> None:
    """Play the scenes one after another and tell what came of each."""
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("--mails", type=int, default=500)
    given.add_argument("--kills", type=int, default=50)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--only", default=",".join(SCENES))
    asked = given.parse_args()
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    good = [_play(name, asked) for name in asked.only.split(",")]
    sys.exit(0 if all(good) else 1)


def _play(name: str, asked: argparse.Namespace) -> bool:
    with _stage(asked) as stage:
        began = time.monotonic()
        try:
            told = SCENES[name](stage)
            scenes.wait_for_mails(stage.sessions, PATIENCE)
            with stage.sessions() as session:
                written = session.query(Mail).count()
                twice = truth.all_mails_arrived(session, stage.sink, but="gone")
        except AssertionError as problem:
            print(f"{name:9} BROKEN: {problem}", flush=True)
            return False
        took = time.monotonic() - began
    print(
        f"{name:9} {written:4} mails, 0 lost, {len(twice)} twice and equal;"
        f" {told}; {took:.0f} s (seed {asked.seed})",
        flush=True,
    )
    return True


@contextlib.contextmanager
def _stage(asked: argparse.Namespace) -> Iterator[Stage]:
    with (
        postgres() as server,
        valkey() as bell,
        smtp_sink(Relay) as sink,
        tempfile.TemporaryDirectory() as folder,
    ):
        url = server.url(server.create())
        migrate(url)
        engine = db.connect(url)
        service = Service(
            environment={
                "ONEVOICE_DATABASE_URL": url,
                "ONEVOICE_BROKER_URL": bell.url,
                "ONEVOICE_SECRET_KEY": "a secret of the benchmark, long enough",
                "ONEVOICE_SMTP_URL": sink.url,
                "ONEVOICE_MAIL_FROM": f"office@{truth.HOST}",
                "ONEVOICE_BASE_URL": f"http://{truth.HOST}",
            },
            folder=Path(folder),
        )
        chance = random.Random(asked.seed)
        try:
            yield Stage(
                server,
                bell,
                sink,
                service,
                engine,
                url,
                chance,
                asked.mails,
                asked.kills,
            )
        finally:
            service.stop()
            engine.dispose()


if __name__ == "__main__":
    main()
