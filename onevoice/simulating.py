"""`onevoice simulate`: play a year of rounds on a simulated clock, and judge every mail."""

import json
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlalchemy import select

from onevoice.simulation import ingredients, places, relay
from onevoice.simulation.judge import Judge, Verdict, Written
from onevoice.simulation.plot import Plot
from onevoice.simulation.relay import Relay
from onevoice.simulation.year import Clock, Year
from worker.post import post_for
from worker.tasks import Tools
from workflow import db, migrations
from workflow.models import Mail
from workflow.services.mailing.mail import message_id
from workflow.settings import Settings

BEGINS = datetime(2026, 1, 5, 8, tzinfo=UTC)
MONTH = timedelta(days=365) / 12
CYCLE = timedelta(days=22)
"""About how long a pledge takes from one round to the next."""
HOST = "onevoice.test"
SHOWN = 20
"""Broken rules that are printed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be played."""

    rounds: int
    agencies: int
    months: int
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a simulated year."""

    asked: Asked
    opened: int
    per_person: Counter[str]
    letters: Counter[str]
    judge: Judge
    verdict: Verdict
    facts: dict[str, int]
    seconds: float


@click.command("simulate")
@click.option("--rounds", default=20, show_default=True, type=click.IntRange(1, 5000))
@click.option("--agencies", default=9, show_default=True, type=click.IntRange(1, 500))
@click.option("--months", default=3, show_default=True, type=click.IntRange(1, 24))
@click.option("--seed", default=1, show_default=True, help="Another one is another year.")
@click.option("--database-url", help="An empty database; else SQLite in a folder of its own.")
@click.option("--json", "as_json", is_flag=True, help="Say it to a program.")
def simulate_command(
    rounds: int, agencies: int, months: int, seed: int, database_url: str | None, *, as_json: bool
) -> None:
    """Play rounds on a simulated clock and judge every mail.

    Ends with 0 if every rule held, 1 if one broke.
    """
    # That a mail server is down is part of the play.
    logging.getLogger("worker").setLevel(logging.CRITICAL)
    outcome = play(Asked(rounds, agencies, months, seed), database_url)
    click.echo(_as_json(outcome) if as_json else _told(outcome))
    sys.exit(1 if outcome.verdict.broken else 0)


def play(asked: Asked, database_url: str | None = None) -> Outcome:
    """Play a year with the real services, database, worker and a real mail server."""
    began, clock, chance = time.monotonic(), Clock(BEGINS), random.Random(asked.seed)  # noqa: S311  a game
    end = BEGINS + asked.months * MONTH
    with _database(database_url) as url, relay.running(clock) as server:
        year = _year(url, server, clock, end, asked)
        plot = Plot(year, chance, asked.rounds)
        plot.begin(tracks=max(1, round(asked.rounds * CYCLE / (end - BEGINS - 10 * MONTH / 30))))
        with _progress(asked) as watch:
            year.run(watch)
        return _judged(asked, year, server, time.monotonic() - began)


def _year(url: str, server: Relay, clock: Clock, end: datetime, asked: Asked) -> Year:
    engine = db.connect(url)
    migrations.upgrade(engine)
    settings = replace(
        Settings(), smtp_url=server.url, mail_from=f"office@{HOST}", base_url=f"http://{HOST}"
    )
    sessions = db.sessions(engine, clock=clock)
    sessions.configure(info={"clock": clock, "ring": None, **settings.told_to_services})
    with db.transaction(sessions) as session:
        cast = places.enter(
            session,
            agencies=asked.agencies,
            years=range(BEGINS.year, end.year + 1),
            chance=random.Random(asked.seed + 1),  # noqa: S311  a game
        )
    tools = Tools(sessions, post_for(settings))
    return Year(tools, server, cast, clock=clock, end=end, host=HOST)


def _judged(asked: Asked, year: Year, server: Relay, seconds: float) -> Outcome:
    with year.sessions() as session:
        written = [
            Written(
                message_id=message_id(row.key, HOST),
                key=row.key,
                letter=row.letter,
                person_id=row.person_id or 0,
                agency_id=row.agency_id,
                round_id=row.round_id,
                pledge_id=row.pledge_id,
                written_at=row.written_at,
                sent=row.sent_at is not None,
                held=row.held,
                problem=row.problem,
                waits_until=row.waits_until,
            )
            for row in session.scalars(select(Mail))
        ]
    facts = year.facts
    judge = Judge(
        facts, year.cast, written, server.mails, server.lost_acknowledgements, year.clock()
    )
    by_id = {row.message_id: row for row in written}
    return Outcome(
        asked=asked,
        opened=len(facts.rounds),
        per_person=Counter(mail.to for mail in server.mails),
        letters=Counter(by_id[m.message_id].letter for m in server.mails if m.message_id in by_id),
        judge=judge,
        verdict=judge.judge(),
        facts={
            "lost acknowledgements": server.lost_acknowledgements,
            **ingredients.count(facts, year.cast),
        },
        seconds=seconds,
    )


def _told(outcome: Outcome) -> str:
    asked, mails = outcome.asked, sum(outcome.per_person.values())
    counts = sorted(outcome.per_person.values())
    lines = [
        (
            f"{outcome.opened} rounds, {asked.agencies} agencies, {asked.months} months,"
            f" played in {outcome.seconds:.0f} s (seed {asked.seed})."
        ),
        ", ".join(f"{number} {what}" for what, number in outcome.facts.items()) + ".",
        (
            f"{mails} mails to {len(counts)} people;"
            f" fewest {counts[0]}, middle {counts[len(counts) // 2]}, most {counts[-1]}."
        ),
        "",
        *(f"{number:>8}  {letter}" for letter, number in outcome.letters.most_common()),
        "",
        "Mails per person:",
        *(f"{number:>8}  {who}" for who, number in sorted(outcome.per_person.items())),
        "",
        *(f"{number:>8} times tried: {rule}" for rule, number in outcome.verdict.tried.items()),
        "",
    ]
    broken = outcome.verdict.broken
    lines += [f"BROKEN {one}" for one in broken[:SHOWN]]
    lines.append(f"{len(broken)} rules broken." if broken else "No rule was broken.")
    return "\n".join(lines)


def _as_json(outcome: Outcome) -> str:
    return json.dumps(
        {
            "rounds": outcome.opened,
            "agencies": outcome.asked.agencies,
            "months": outcome.asked.months,
            "seed": outcome.asked.seed,
            "seconds": round(outcome.seconds, 1),
            "happened": outcome.facts,
            "letters": outcome.letters,
            "mails": outcome.per_person,
            "tried": outcome.verdict.tried,
            "broken": outcome.verdict.broken,
        },
        indent=2,
    )


@contextmanager
def _database(url: str | None) -> Iterator[str]:
    """Lend a database that lives in memory where the machine has room for that."""
    if url:
        yield url
        return
    quick = Path("/dev/shm")  # noqa: S108  a folder of its own is made in it
    with tempfile.TemporaryDirectory(dir=quick if quick.is_dir() else None) as folder:
        yield f"sqlite:///{folder}/year.db"


@contextmanager
def _progress(asked: Asked) -> Iterator[Callable[[datetime], None]]:
    if not sys.stderr.isatty():
        yield lambda _now: None
        return
    with click.progressbar(length=int(asked.months * MONTH.days), file=sys.stderr) as bar:
        yield lambda _now: bar.update(1)
