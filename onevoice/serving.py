"""`onevoice serve`: the whole service in one process."""

import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import click
from waitress.server import create_server

from onevoice import home
from webapp.app import create_app
from worker import embedded
from worker.intake import intake_for
from workflow import db, migrations
from workflow.settings import Settings

THREADS = 8
STANDARD_PORT = 8080


@dataclass(frozen=True)
class Address:
    """Where people find the service."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address to type into a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{self.port}"  # noqa: S104  only compared


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=STANDARD_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--home", "folder", type=click.Path(path_type=Path), help="Keep everything here.")
def serve_command(host: str, port: int, folder: Path | None) -> None:
    """Start the service: web, worker and clock, with what the settings say."""
    began = time.monotonic()
    place, given = home.read(folder)
    address = Address(host, port)
    refuse_taken(address)
    ready = place.prepare(with_address(given, address))
    place.hold()
    migrate(ready)
    serve(ready, address, lambda: _tell(ready, address, began))


def with_address(given: Settings, address: Address) -> Settings:
    """Let the links in mails lead here, unless the settings know better."""
    if given.base_url != Settings().base_url:
        return given
    return replace(given, base_url=address.url)


def refuse_taken(address: Address) -> None:
    """Say at once that the port is taken, and not after everything else is done."""
    try:
        with socket.create_server((address.host, address.port)):
            pass
    except OSError as error:
        message = f"{address.url} cannot be used: {error.strerror}. Choose another --port."
        raise click.ClickException(message) from error


def migrate(given: Settings) -> None:
    """Bring the database to the newest shape."""
    engine = db.connect(given.database_url)
    migrations.upgrade(engine)
    engine.dispose()


def serve(given: Settings, address: Address, tell: Callable[[], None]) -> None:
    """Serve until somebody ends it with Ctrl-C or SIGTERM; then finish what was begun.

    With a broker of its own the worker is another program; without one it runs in here.
    """
    # Both by ourselves: whoever starts this in the background of a shell hands on that SIGINT is
    # to be ignored, and Python then leaves it so.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _end)
    worker = embedded.start(given) if given.embedded else None
    intake = intake_for(given, worker.sessions) if worker else None
    try:
        if intake:
            intake.start()
        app = create_app(given, sessions=worker.sessions if worker else None)
        server = create_server(
            app, host=address.host, port=address.port, threads=THREADS, ident=None
        )
        tell()
        server.run()
        server.close()
    finally:
        if intake:
            intake.stop()
        if worker:
            worker.stop()


def _end(_signal: int, _frame: object) -> None:
    sys.exit(0)


def _tell(given: Settings, address: Address, began: float) -> None:
    mails = f"mails go to {given.mail_folder}" if not given.smtp_url else "mails go out by SMTP"
    click.echo(f"Onevoice is ready after {time.monotonic() - began:.1f} s: {address.url}")
    click.echo(f"Data: {db_place(given)}; {mails}. Ctrl-C ends it.")
    if not given.embedded:
        click.echo("Work is done by another program: celery --app=worker.run worker")


def db_place(given: Settings) -> str:
    """Name the database without its password."""
    return db.connect(given.database_url).url.render_as_string(hide_password=True)
