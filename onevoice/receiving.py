"""`onevoice receive`: take in the mails that answer ours."""

import signal
import threading

import click

from worker.intake import intake_for
from workflow import db
from workflow import settings as settings_of


@click.command("receive")
def receive_command() -> None:
    """Listen for mail, or look into a mailbox, as ONEVOICE_MAIL_IN_URL says."""
    given = settings_of.read()
    sessions = db.sessions(db.connect(given.database_url))
    sessions.configure(info={**sessions.kw["info"], **given.told_to_services})
    intake = intake_for(given, sessions)
    if intake is None:
        raise click.ClickException("Set ONEVOICE_MAIL_IN_URL first; docs/time.md says how.")
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    intake.start()
    click.echo("Mail is taken in. Ctrl-C ends it.")
    try:
        ended.wait()
    except KeyboardInterrupt:
        pass
    finally:
        intake.stop()
