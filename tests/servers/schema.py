"""Bring a database to the newest schema, by the migrations that an administrator runs."""

from pathlib import Path

MIGRATIONS = Path(__file__).parents[2] / "workflow" / "migrations"


def migrate(url: str) -> None:
    if not (MIGRATIONS / "env.py").exists():
        _create(url)
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, "head")


def _create(url: str) -> None:
    from workflow import db, models

    engine = db.connect(url)
    assert models
    db.Model.metadata.create_all(engine)
    engine.dispose()
