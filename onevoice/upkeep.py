"""`onevoice migrate`, `backup` and `restore`."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic.util import CommandError
from sqlalchemy import Engine

from onevoice import home
from workflow import db, migrations
from workflow.services.upkeep import backup

FOLDER = click.option(
    "--home", "folder", type=click.Path(path_type=Path), help="Where serve keeps everything."
)


@click.command("migrate")
@FOLDER
def migrate_command(folder: Path | None) -> None:
    """Bring the database to the newest shape. Running it twice changes nothing."""
    with _engine(folder) as engine:
        before = migrations.present(engine)
        migrations.upgrade(engine)
        after = migrations.present(engine)
    click.echo(f"The database is at {after}" + (f" (was {before})." if before != after else "."))


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@FOLDER
def backup_command(file: Path, folder: Path | None) -> None:
    """Write everything into FILE, also while the service runs. Keep it safe: it holds all texts."""
    if file.exists():
        raise click.UsageError(f"{file} is there already.")
    partial = file.with_name(f".{file.name}.partial")
    rows = -2
    with _engine(folder) as engine, db.sessions(engine)() as session:
        backup.one_moment(session)
        partial.touch(mode=0o600)
        with gzip.open(partial, "wt", encoding="utf-8", newline="\n") as out:
            for line in backup.dump(session, revision=migrations.present(engine) or ""):
                out.write(line)
                rows += 1
    partial.replace(file)
    click.echo(f"{file}: {rows} rows, {file.stat().st_size:,} bytes.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@FOLDER
def restore_command(file: Path, folder: Path | None) -> None:
    """Bring the backup in FILE into an empty database, and check every record in it."""
    revision = backup.check(_lines(file))
    with _engine(folder) as engine:
        _make_tables(engine, revision)
        with db.transaction(db.sessions(engine)) as session:
            rows = backup.load(session, _lines(file))
            entries = backup.verify_records(session)
        migrations.upgrade(engine)
    click.echo(f"Restored {rows} rows; all {entries} entries of the records are in order.")


def _make_tables(engine: Engine, revision: str) -> None:
    """Make the tables as they were when the backup was taken; its rows fit no others."""
    try:
        migrations.upgrade(engine, revision)
    except CommandError as unknown:
        words = f"The backup is of a newer release ({revision}). Restore it with that one."
        raise click.UsageError(words) from unknown
    present = migrations.present(engine)
    if present != revision:
        words = f"The database has tables of {present} and the backup is of {revision}."
        raise click.UsageError(f"{words} Restore it into a database without tables.")


def _lines(file: Path) -> Iterator[str]:
    with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
        yield from lines


@contextmanager
def _engine(folder: Path | None) -> Iterator[Engine]:
    place, given = home.read(folder)
    engine = db.connect(place.prepare(given).database_url)
    try:
        yield engine
    finally:
        engine.dispose()
