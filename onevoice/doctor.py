"""`onevoice doctor`: look at everything the service stands on, and say what to do."""

import shutil
import smtplib
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click
import redis
from sqlalchemy import Engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from onevoice import home
from worker import post
from worker.intake import intake_for
from workflow import clock, db, migrations
from workflow.errors import MailNotTakenIn, Refused
from workflow.models import Job, Pledge
from workflow.rules.retries import JobState
from workflow.services.proving import sealing
from workflow.services.upkeep import work
from workflow.settings import Settings

CLOCK_SECONDS = 2.0
FREE_MEGABYTES = 500
SECRET_LENGTH = 32
LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing, and what to do where it is not well."""

    thing: str
    words: str
    advice: str = ""

    @property
    def well(self) -> bool:
        """What needs no advice is well."""
        return not self.advice


Check = Callable[[Settings, Engine], Finding]


@click.command("doctor")
@click.option("--home", "folder", type=click.Path(path_type=Path), help="As for serve.")
@click.option("--again", is_flag=True, help="Give jobs that were given up another start.")
def doctor_command(folder: Path | None, *, again: bool) -> None:
    """Check database, migrations, records, jobs, broker, mail, clock, disk and secret.

    Ends with 0 if all is well, 1 if something needs a hand.
    """
    place, given = home.read(folder)
    given = place.prepare(given)
    engine = db.connect(given.database_url)
    if again:
        with db.transaction(db.sessions(engine)) as session:
            click.echo(f"{work.try_again(session)} jobs get another start.")
    findings = list(examine(given, engine))
    for finding in findings:
        click.echo(f"{'ok ' if finding.well else 'BAD'}  {finding.thing:<11} {finding.words}")
        if not finding.well:
            click.echo(f"     {'':<11} -> {finding.advice}")
    sys.exit(0 if all(finding.well for finding in findings) else 1)


def examine(given: Settings, engine: Engine) -> Iterator[Finding]:
    """Look at one thing after the other; what cannot even be looked at is a finding too."""
    for check in (_database, _clock, _broker, _mail, _replies, _disk, _secret):
        yield _finding(check, given, engine)
    migrated = _finding(_migrations, given, engine)
    yield migrated
    if migrated.well:
        yield _finding(_records, given, engine)
        yield _finding(_jobs, given, engine)


def _finding(check: Check, given: Settings, engine: Engine) -> Finding:
    try:
        return check(given, engine)
    except (SQLAlchemyError, Refused, OSError) as error:
        words = f"{type(error).__name__}: {str(error).splitlines()[0]}"
        return Finding(check.__name__.strip("_"), words, "First mend what is named above.")


def _database(given: Settings, engine: Engine) -> Finding:
    name = engine.url.render_as_string(hide_password=True)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        advice = "Is it running, and is ONEVOICE_DATABASE_URL right?"
        return Finding("database", f"{name}: {type(error).__name__}", advice)
    if engine.dialect.name == "sqlite" and not given.embedded:
        advice = "Several programs need PostgreSQL; set ONEVOICE_DATABASE_URL."
        return Finding("database", f"{name} with a broker of its own", advice)
    return Finding("database", name)


def _migrations(_given: Settings, engine: Engine) -> Finding:
    present, newest = migrations.present(engine), migrations.newest()
    words = f"at {present or 'nothing'}, newest is {newest}"
    return Finding("migrations", words, "" if present == newest else "Run `onevoice migrate`.")


def _records(_given: Settings, engine: Engine) -> Finding:
    entries = pledges = 0
    with db.sessions(engine)() as session:
        db.promise_to_read(session)
        for pledge in session.scalars(select(Pledge)):
            pledges += 1
            try:
                entries += sealing.verify(session, pledge.id)
            except Refused as broken:
                words = f"of pledge {pledge.id}: {broken}"
                advice = "Keep this database as it is, and compare it with a backup."
                return Finding("records", words, advice)
    return Finding("records", f"{entries} entries of {pledges} pledges in order")


def _jobs(_given: Settings, engine: Engine) -> Finding:
    with db.sessions(engine)() as session:
        db.promise_to_read(session)
        counts = work.count_by_state(session)
        lost = session.scalars(select(Job).where(Job.state == JobState.GIVEN_UP.value).limit(3))
        why = "; ".join(f"{job.kind} {job.target}: {job.problem}" for job in lost)
        late = work.due_kinds(session, left_for=LATE)
    told = ", ".join(f"{number} {state}" for state, number in sorted(counts.items())) or "none yet"
    if late:
        advice = f"{', '.join(late)} wait for more than five minutes. Is a worker running?"
        return Finding("jobs", told, advice)
    advice = f"{why} When the cause is mended, run `onevoice doctor --again`."
    return Finding("jobs", told, advice if why else "")


def _clock(_given: Settings, engine: Engine) -> Finding:
    with db.sessions(engine)() as session:
        db.promise_to_read(session)
        apart = abs((db.now(session) - clock.system()).total_seconds())
    words = f"{apart:.1f} s between this machine and the database"
    advice = "Deadlines follow the database; let both ask the same time server (NTP)."
    return Finding("clock", words, advice if apart > CLOCK_SECONDS else "")


def _broker(given: Settings, _engine: Engine) -> Finding:
    if given.embedded:
        return Finding("broker", "in memory, inside the one process")
    name = make_url(given.broker_url).render_as_string(hide_password=True)
    began = time.monotonic()
    try:
        with redis.Redis.from_url(
            given.broker_url, socket_timeout=2, socket_connect_timeout=2
        ) as client:
            client.ping()
    except redis.RedisError as error:
        advice = "Work goes on without it, some seconds later each time. Is it running?"
        return Finding("broker", f"{name}: {type(error).__name__}", advice)
    return Finding("broker", f"{name} answers in {1000 * (time.monotonic() - began):.0f} ms")


def _mail(given: Settings, _engine: Engine) -> Finding:
    if not given.smtp_url:
        return Finding("mail", f"mails are put into {given.mail_folder}")
    server = post.read_url(given.smtp_url)
    name = f"{server.hostname}:{server.port or ''}".rstrip(":")
    try:
        line = post.call_up(server)
        line.quit()
    except (OSError, smtplib.SMTPException) as error:
        advice = "Mails wait in the outbox and are tried for a day. Is ONEVOICE_SMTP_URL right?"
        return Finding("mail", f"{name}: {type(error).__name__}: {error}", advice)
    return Finding("mail", f"{name} answers")


def _replies(given: Settings, engine: Engine) -> Finding:
    intake = intake_for(given, db.sessions(engine))
    if intake is None:
        return Finding("replies", "are not read; ONEVOICE_MAIL_IN_URL is not set")
    try:
        return Finding("replies", intake.knock())
    except MailNotTakenIn as closed:
        advice = "Is ONEVOICE_MAIL_IN_URL right, and does `onevoice receive` run?"
        return Finding("replies", str(closed), advice)


def _disk(_given: Settings, engine: Engine) -> Finding:
    if engine.dialect.name != "sqlite":
        words = "that of the database is not seen from here; look at it where PostgreSQL runs"
        return Finding("disk", words)
    folder = Path(engine.url.database or ".").parent
    free = shutil.disk_usage(folder).free // 1_000_000
    advice = "Make room: a full disk stops every write."
    return Finding("disk", f"{free:,} MB free", advice if free < FREE_MEGABYTES else "")


def _secret(given: Settings, _engine: Engine) -> Finding:
    short = len(given.secret_key) < SECRET_LENGTH
    advice = f"Set ONEVOICE_SECRET_KEY to at least {SECRET_LENGTH} random characters."
    return Finding("secret", f"{len(given.secret_key)} characters", advice if short else "")
