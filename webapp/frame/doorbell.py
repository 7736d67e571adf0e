"""The doorbell: tell the worker that something waits.

The rows are the truth and the sweep finds them anyway, so a bell that does not ring is no harm.
It must only never make a person wait: the producer gives up within a second, and after a failure
it stays quiet for a while instead of trying the dead broker on every request.
"""

import logging
import threading
import time

from celery import Celery

from workflow.db import Ring

log = logging.getLogger(__name__)

QUIET_SECONDS = 5.0
"""How long not to try again after the broker did not answer."""

_CONNECT_SECONDS = 0.5
_ANSWER_SECONDS = 0.5


def ring_with(broker_url: str) -> Ring:
    """Return a bell that sends the task named like the job, and swallows every trouble."""
    app = _producer(broker_url)
    quiet_until = 0.0
    one_at_a_time = threading.Lock()

    def ring(kind: str) -> None:
        nonlocal quiet_until
        if time.monotonic() < quiet_until or not one_at_a_time.acquire(blocking=False):
            return
        try:
            app.send_task(kind, ignore_result=True, expires=30)
        except Exception as error:  # noqa: BLE001  whatever it is, the sweep finds the row
            quiet_until = time.monotonic() + QUIET_SECONDS
            log.warning("The broker does not answer (%s); the sweep will do.", type(error).__name__)
        finally:
            one_at_a_time.release()

    return ring


def _producer(broker_url: str) -> Celery:
    app = Celery("onevoice-bell", broker=broker_url, set_as_current=False)
    app.conf.update(
        broker_connection_timeout=_CONNECT_SECONDS,
        broker_connection_retry=False,
        broker_transport_options={
            "socket_connect_timeout": _CONNECT_SECONDS,
            "socket_timeout": _ANSWER_SECONDS,
            "max_retries": 0,
        },
        # Switched off, a lost broker would be tried for six seconds (celery's own fallback).
        task_publish_retry_policy={
            "max_retries": 0,
            "interval_start": 0,
            "interval_step": 0,
            "interval_max": 0,
        },
        task_ignore_result=True,
    )
    return app
