"""What the web asks for, the worker can do."""

import ast

import pytest

from tests.house.sources import modules, name, tree
from worker import tasks
from worker.app import configuration
from workflow import jobs
from workflow.settings import Settings


def test_every_kind_of_job_has_somebody_who_does_it():
    assert {*tasks.DUTIES, jobs.DELIVER_MAIL, jobs.STAMP_SEAL} == set(jobs.KINDS)


@pytest.mark.parametrize("broker", ["memory://localhost", "redis://broker:6379/0"])
def test_only_tasks_that_exist_are_rung_for_by_the_clock(broker):
    schedule = configuration(Settings(broker_url=broker))["beat_schedule"]

    assert {entry["task"] for entry in schedule.values()} <= {*jobs.KINDS, jobs.SWEEP}


def test_no_task_waits_in_the_broker():
    # A due time is a column of the job.
    waiting = {
        name(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and {keyword.arg for keyword in node.keywords} & {"eta", "countdown"}
    }

    assert waiting == set()
