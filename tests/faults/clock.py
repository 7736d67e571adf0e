"""The clock of a database, which can be set back while everything runs.

The service asks the database what time it is. Here the database has a function of its own under
the name that is asked for, found before the one of PostgreSQL.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy.engine import make_url

from tests.servers.postgres import plain

OWN = """
CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
AS $$ SELECT pg_catalog.clock_timestamp() + make_interval(secs => {seconds}) $$
"""


@dataclass
class SteppingClock:
    """`step` says how far from the true time the clock shall be."""

    url: str

    def step(self, away: timedelta) -> None:
        self.run(SQL(OWN).format(seconds=away.total_seconds()))

    def run(self, statement: SQL | Composed) -> None:
        with psycopg.connect(plain(self.url), autocommit=True) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def stepping(url: str) -> Iterator[SteppingClock]:
    """Give a database this clock; connections that are open already do not see it."""
    name, clock = Identifier(make_url(url).database), SteppingClock(url)
    clock.step(timedelta(0))
    clock.run(SQL("ALTER DATABASE {} SET search_path = public, pg_catalog").format(name))
    try:
        yield clock
    finally:
        clock.run(SQL("ALTER DATABASE {} RESET search_path").format(name))
        clock.run(SQL("DROP FUNCTION public.clock_timestamp"))
