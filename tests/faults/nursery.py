"""Starts workers quickly: loads the code once, then forks a program for each line it reads.

Each one runs what `celery --app=worker.run worker ...` runs, in a session of its own; only the
second of loading Python's modules is saved, which sixty restarts would take a minute for.

    python -m tests.faults.nursery < lines of "log file", each answered with a process id
"""

import os
import signal
import sys
from pathlib import Path

import celery.__main__
import celery.apps.worker
import celery.concurrency.thread
import celery.worker.consumer
import kombu.transport.redis
import psycopg
import sqlalchemy.dialects.postgresql.psycopg

import worker.app

LOADED = (
    celery.__main__,
    celery.apps.worker,
    celery.concurrency.thread,
    celery.worker.consumer,
    kombu.transport.redis,
    psycopg,
    sqlalchemy.dialects.postgresql.psycopg,
    worker.app,
)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        log = Path(line.strip())
        child = os.fork()
        if child == 0:
            _run(log)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _run(log: Path) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    celery.__main__.main()
    os._exit(0)


if __name__ == "__main__":
    main()
