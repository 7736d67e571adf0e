"""What the judge says somebody should have got, where two things happen at one moment."""

from datetime import UTC, datetime, timedelta

import pytest

from onevoice.simulation.facts import Facts, RoundFacts
from onevoice.simulation.owed import Heard, Owed, Waited
from onevoice.simulation.places import Somebody
from workflow.rules.calendars import Calendar
from workflow.rules.deadlines import Nudge
from workflow.rules.permissions import Actor, Role

AGENCY = 7
OPENED = datetime(2026, 4, 16, 8, tzinfo=UTC)
DEADLINE = datetime(2026, 4, 24, 10, tzinfo=UTC)
"""A Friday, on which nobody works in Cairo."""
FRIDAY = datetime(2026, 4, 24, 12, 30, tzinfo=UTC)
SUNDAY, MONDAY, TUESDAY = (datetime(2026, 4, day, 5, 30, tzinfo=UTC) for day in (26, 27, 28))
"""Half past eight in Cairo."""
CAIRO = Calendar("Cairo", "Africa/Cairo", days=(6, 0, 1, 2, 3))


@pytest.fixture
def escalated():
    """When the principal's office was owed its question, by who was told that it is overdue."""
    round_ = RoundFacts(1, 1, "Europe/Zurich", OPENED, [(OPENED, DEADLINE)])
    principal = Somebody(Actor(1, "Principal", Role.PRINCIPAL, AGENCY), "p@agencies.test", CAIRO)

    def moments(*overdue, heard=()):
        end = DEADLINE + timedelta(days=30)
        owed = Owed(Facts(), round_, AGENCY, principal, False, heard, overdue, end)
        found = [at for nudge, at, _ in owed.reminders() if nudge == Nudge.ESCALATION]
        return [at.replace(second=0) for at in found]

    return moments


def test_a_working_day_after_all_were_told_the_principals_office_is_asked(escalated):
    assert escalated(Waited(FRIDAY, FRIDAY))[0] == MONDAY


def test_it_is_not_asked_in_the_minute_in_which_the_last_of_its_people_is_told(escalated):
    """The mail of Sunday was held back by an outage, and by the night after it."""
    first = escalated(Waited(FRIDAY, FRIDAY), Waited(SUNDAY, MONDAY))[0]

    assert first == TUESDAY


def test_nor_while_somebody_has_still_to_be_told(escalated):
    first = escalated(Waited(FRIDAY, FRIDAY), Waited(SUNDAY, TUESDAY))[0]

    assert first == TUESDAY + timedelta(days=1)


def test_once_it_was_asked_nothing_more_is_owed(escalated):
    soon = MONDAY + timedelta(seconds=20)
    asked = Heard(Nudge.ESCALATION, soon, soon, soon, by_hand=False)

    assert escalated(Waited(FRIDAY, FRIDAY), heard=[asked]) == [MONDAY]
