"""Bring a database to the newest schema, by the migrations that an administrator runs."""

from workflow import db, migrations


def migrate(url: str) -> None:
    engine = db.connect(url)
    migrations.upgrade(engine)
    engine.dispose()
