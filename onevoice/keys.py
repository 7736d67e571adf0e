"""`onevoice keys`: the keys that sign records and locked texts, and a new one in time."""

import secrets
from pathlib import Path

import click
from sqlalchemy.orm import Session

from onevoice import home
from workflow import db
from workflow.files.seal import Signer
from workflow.services.proving import keys


@click.command("keys")
@click.option("--home", "folder", type=click.Path(path_type=Path), help="As for serve.")
@click.option(
    "--rotate",
    "file",
    is_flag=False,
    flag_value=Path(),
    type=click.Path(path_type=Path),
    help="Make a new key, vouched for by the one in use; written to this file, or to the home.",
)
def keys_command(folder: Path | None, file: Path | None) -> None:
    """Show the public keys of this service, or replace the one in use.

    After a rotation the service has to be started again with the new key. The old private key is
    no longer needed, and safest destroyed; what it signed stays valid.
    """
    place, given = home.read(folder)
    given = place.prepare(given)
    engine = db.connect(given.database_url)
    sessions = db.sessions(engine)
    sessions.configure(info={keys.SEED: given.signing_key})
    with db.transaction(sessions) as session:
        if file is not None:
            _rotate(session, place.folder / "signing_key" if file == Path() else file)
        for key in keys.every(session):
            until = f" until {key.retired_at:%Y-%m-%d %H:%M}" if key.retired_at else ", in use"
            click.echo(f"{key.name}  {key.public}  from {key.made_at:%Y-%m-%d %H:%M}{until}")
    engine.dispose()


def _rotate(session: Session, file: Path) -> None:
    seed = secrets.token_hex(32)
    keys.rotate(session, Signer(seed))
    partial = file.with_name(f".{file.name}.new")
    partial.touch(mode=0o600)
    partial.write_text(seed + "\n", encoding="utf-8")
    partial.replace(file)
    click.echo(f"The new key is in {file}. Start the service again with it.", err=True)
