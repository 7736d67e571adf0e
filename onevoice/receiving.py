"""`onevoice receive`: take in the mails that answer ours."""

import signal
import threading

import click

from worker.intake import intake_for
from workflow import db
from workflow import settings as settings_of
from workflow.errors import MailNotTakenIn


@click.command("receive")
@click.option("--check", is_flag=True, help="Only see whether mail can come in, and end.")
def receive_command(*, check: bool) -> None:
    """Listen for mail, or look into a mailbox, as ONEVOICE_MAIL_IN_URL says."""
    given = settings_of.read()
    sessions = db.sessions(db.connect(given.database_url))
    sessions.configure(info={**sessions.kw["info"], **given.told_to_services})
    intake = intake_for(given, sessions)
    if intake is None:
        raise click.ClickException("Set ONEVOICE_MAIL_IN_URL first; docs/operating.md says how.")
    if check:
        try:
            click.echo(intake.knock())
        except MailNotTakenIn as closed:
            raise click.ClickException(str(closed)) from closed
        return
    ended = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: ended.set())
    intake.start()
    click.echo("Mail is taken in. Ctrl-C ends it.")
    ended.wait()
    intake.stop()
