"""How often work is tried again."""

from datetime import timedelta

from workflow.rules.retries import MOST_ATTEMPTS, exhausted, pause_after


def pauses(*, patient: bool) -> list[timedelta]:
    found = []
    while (pause := pause_after(len(found) + 1, patient=patient)) is not None:
        found.append(pause)
    return found


def test_a_job_is_tried_five_times_within_minutes():
    assert pauses(patient=False) == [timedelta(seconds=s) for s in (2, 10, 60, 300)]
    assert MOST_ATTEMPTS == 5


def test_a_mail_is_tried_for_a_day():
    waits = pauses(patient=True)

    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert waits[-1] == timedelta(hours=1)
    assert timedelta(hours=23) < sum(waits, timedelta()) < timedelta(hours=26)


def test_a_job_whose_workers_died_each_time_is_exhausted():
    assert [exhausted(n, patient=False) for n in (1, 5, 6)] == [False, False, True]
    assert not exhausted(6, patient=True)
