"""`onevoice demo`: the whole service with a story in it, to look around."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from onevoice import serving
from onevoice.home import Home
from onevoice.serving import STANDARD_PORT, Address
from workflow import db, settings, story
from workflow.models import Person, Version
from workflow.services.proving import packaging
from workflow.settings import Settings

WORDS: Mapping[str, str] = {
    "zero": "the zero draft, before anybody was asked",
    "round1": "round 1 is open, most answers are in",
    "rev1": "round 1 is decided and Rev.1 published",
    "round2": "round 2 is open on Rev.1",
    "silence": "the text is under silence",
    "locked": "the text is final and locked",
    "after": "the text was corrected beside it, and one agency gave notice that it leaves",
}


@click.command("demo")
@click.option("--neutral", is_flag=True, help="Agency A to I instead of real names.")
@click.option(
    "--until",
    type=click.Choice(list(story.STEPS)),
    default="round1",
    show_default=True,
    help="How far to tell the story.",
)
@click.option("--package", type=click.Path(path_type=Path), help="Write the sealed package here.")
@click.option("--no-serve", is_flag=True, help="Tell the story and stop.")
@click.option("--keep", is_flag=True, help="Go on with the demo of last time.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=STANDARD_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--home", "folder", type=click.Path(path_type=Path), help="Keep everything here.")
@click.option("--password", help="The same password for every account, for scripts.")
def demo_command(
    *,
    neutral: bool,
    until: str,
    package: Path | None,
    no_serve: bool,
    keep: bool,
    host: str,
    port: int,
    folder: Path | None,
    password: str | None,
) -> None:
    """Start everything on this machine with the demo story loaded, and say how to sign in.

    The organizations are real, everything they say and do in it is invented.
    """
    if package and until not in {"locked", "after"}:
        raise click.UsageError("A package is sealed once the text is locked: --until locked.")
    began = time.monotonic()
    address = Address(host, port)
    place = Home((folder or settings.HOME) / "demo")
    given = _settings(place, address, neutral=neutral)
    place.hold()
    if not no_serve:
        serving.refuse_taken(address)
    if not keep:
        _empty(place)
    given = place.prepare(given)
    serving.migrate(given)
    told = None if keep and _told_before(given) else _tell(given, until, password)
    if package:
        _write_package(given, package)
    lines = list(_lines(told, address, serves=not no_serve))
    if no_serve:
        click.echo("\n".join(lines))
        return

    def tell() -> None:
        click.echo("\n".join(lines))
        click.echo(f"Ready after {time.monotonic() - began:.1f} s. Ctrl-C ends it.")

    serving.serve(given, address, tell)


def _settings(place: Home, address: Address, *, neutral: bool) -> Settings:
    """Take nothing from the environment but the secret: a demo never touches a real service."""
    return replace(
        Settings(),
        secret_key=settings.read().secret_key,
        database_url=f"sqlite:///{place.folder}/demo.db",
        mail_folder=f"{place.folder}/mails",
        base_url=address.url,
        demo=True,
        neutral=neutral,
    )


def _empty(place: Home) -> None:
    for pattern in ("demo.db*", "mails/*.eml"):
        for path in place.folder.glob(pattern):
            path.unlink()


def _told_before(given: Settings) -> bool:
    engine = db.connect(given.database_url)
    with db.sessions(engine)() as session:
        db.promise_to_read(session)
        found = session.scalar(select(Person.id).limit(1)) is not None
    engine.dispose()
    return found


def _tell(given: Settings, until: str, password: str | None) -> story.Told:
    engine = db.connect(given.database_url)
    sessions = _sessions(given, engine)
    told = story.play(sessions, until=until, neutral=given.neutral, password=password)
    engine.dispose()
    return told


def _write_package(given: Settings, file: Path) -> None:
    """Write what a member of the story's pledge can download."""
    engine = db.connect(given.database_url)
    sessions = _sessions(given, engine)
    with sessions() as session:
        db.promise_to_read(session)
        pledge_id = session.scalars(select(Version.pledge_id).where(Version.locked_at.is_not(None)))
        made = packaging.make(session, pledge_id=pledge_id.one(), members=True)
    engine.dispose()
    file.write_bytes(made.data)
    click.echo(f"{file}: {len(made.data):,} bytes, sealed.")


def _sessions(given: Settings, engine: Engine) -> sessionmaker[Session]:
    sessions = db.sessions(engine)
    sessions.configure(info={**sessions.kw["info"], **given.told_to_services})
    return sessions


def _lines(told: story.Told | None, address: Address, *, serves: bool) -> Iterator[str]:
    if told is None:
        yield "The demo of last time goes on; the passwords are the same."
    else:
        yield f"{told.title}: {WORDS.get(told.step, told.step)}."
        yield told.disclaimer
        yield ""
        width = max(len(account.email) for account in told.accounts)
        for account in told.accounts:
            yield f"  {account.email:<{width}}  {', '.join(account.roles)}"
        yield ""
        yield f"The password of all of them: {told.password}"
    if serves:
        yield ""
        yield f"Open {address.url}/ to sign in, {address.url}/demo/mails to read everybody's mails."
