"""The doorbell never makes a person wait."""

import time

import pytest

from webapp.frame.doorbell import ring_with


def seconds(ring) -> float:
    start = time.monotonic()
    ring("merge-round")
    return time.monotonic() - start


def test_a_bell_is_heard(broker_url):
    from celery import Celery

    ring_with(broker_url)("merge-round")

    with Celery(broker=broker_url).connection() as connection:
        heard = connection.SimpleQueue("celery").get(timeout=5)
    assert heard.headers["task"] == "merge-round"


def test_a_frozen_broker_costs_less_than_a_second_and_then_nothing(valkey, broker_url):
    ring = ring_with(broker_url)
    ring("merge-round")
    valkey.freeze()
    try:
        assert seconds(ring) < 1
        assert all(seconds(ring) < 0.05 for _ in range(20))
    finally:
        valkey.thaw()


@pytest.mark.parametrize(
    "address", ["redis://127.0.0.1:1/0", "redis://no-such-host.invalid/0", "nonsense://"]
)
def test_a_broker_that_is_not_there_is_no_harm(address):
    ring = ring_with(address)
    assert seconds(ring) < 1
    assert seconds(ring) < 0.05
