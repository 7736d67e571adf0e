"""Nobody gets a mail every hour: what can wait is told together, whole, and never too late."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from tests.build import Build
from workflow import db
from workflow.models import Job, Mail
from workflow.rules.permissions import CLOCK
from workflow.services.mailing import folding, mail
from workflow.services.mailing.pacing import FOLDED, IN_WORKING_HOURS, SPACED, WAITING
from workflow.services.rounds import planning

APART = timedelta(hours=4)
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
"""A Tuesday."""

pytestmark = pytest.mark.databases("sqlite")


class Desk:
    """Somebody of ILO to whom mails about one pledge are written."""

    def __init__(self, session):
        self.session, self.build = session, Build(session)
        self.build.at(AT)
        self.pledge = self.build.pledge()
        self.person = self.build.person(agency="ILO")
        self.number = 0

    def write(self, letter="specific-pledge-returned", *, title=None, ends=None):
        self.number += 1
        title = title or f"Matter {self.number}"
        own = SimpleNamespace(title=title, number=1, agency=self.build.agency("ILO"))
        return mail.write(
            self.session,
            letter,
            key=f"{letter}:{self.number}",
            person=self.person,
            pledge=self.pledge,
            agency=None if letter in IN_WORKING_HOURS else self.build.agency("ILO"),
            own=own,
            deadline=ends,
            why="Too short.",
            revision=SimpleNamespace(changes=[], submitted_at=self.build.now, standing="on time"),
        )

    def clock(self):
        """Do what is due, as the worker does; return what leaves now."""
        for mail_id in folding.due(self.session):
            folding.send(self.session, CLOCK, mail_id=mail_id)
        rows = self.session.query(Mail).filter_by(person_id=self.person.id, held=False)
        left = rows.filter(Mail.sent_at.is_(None)).order_by(Mail.id).all()
        for row in left:
            mail.mark_sent(self.session, row.id)
        self.session.expire_all()
        return left


@pytest.fixture
def desk(session):
    return Desk(session)


def test_the_first_leaves_at_once_and_what_follows_comes_in_one_mail_with_all_its_words(desk):
    desk.write(title="The first")
    assert "The first" in desk.clock()[0].text
    for title in ("<b>Water</b>", "Schools for all who want to learn and have no way to get there"):
        desk.build.later(hours=1)
        desk.write(title=title)
        assert desk.clock() == []

    desk.build.later(hours=1, minutes=59)
    assert desk.clock() == []
    desk.build.later(minutes=1)
    [folded] = desk.clock()

    assert folded.letter == FOLDED
    assert folded.subject == "News (2): A common pledge"
    words = " ".join(folded.text.replace("\n>", " ").split())
    assert "> The office gave back the specific pledge of ILO:" in folded.text
    assert "Schools for all who want to learn and have no way to get there" in words
    assert folded.text.count("Too short.") == 2
    assert folded.text.count("Dear ") == 1
    assert "<b>Water" not in folded.html
    assert "http://localhost/" in folded.text
    assert desk.clock() == []


def test_one_alone_goes_as_it_was_written(desk):
    desk.write()
    desk.clock()
    second = desk.write(title="Alone")

    desk.build.later(hours=4)

    [letter] = desk.clock()
    assert letter.id == second
    assert letter.letter == "specific-pledge-returned"


@pytest.mark.parametrize("letter", ["nudge-t1", "silence-started", "rivals-found", "locked"])
def test_what_is_urgent_never_waits(desk, letter):
    assert letter not in SPACED


def test_a_receipt_never_waits_and_makes_nothing_wait(desk):
    for _ in range(3):
        desk.write("receipt")
    desk.write()

    assert len(desk.clock()) == 4


def test_other_pledges_and_other_people_do_not_count(desk):
    desk.write()
    desk.pledge = desk.build.pledge(title="Another")
    desk.write()
    desk.person = desk.build.person(agency="WHO")
    desk.write()

    assert desk.session.query(Mail).filter_by(held=True).count() == 0


def test_nothing_waits_past_the_deadline_it_speaks_of_and_takes_along_what_waits(desk):
    desk.write()
    desk.write()
    desk.clock()
    desk.write(ends=desk.build.now + timedelta(hours=3))

    [folded] = desk.clock()

    assert folded.letter == FOLDED
    assert "(2)" in folded.subject


def test_a_digest_does_not_wait_past_the_deadline_it_speaks_of(desk):
    desk.person.digest = True
    soon = desk.write("cleared", ends=desk.build.now + timedelta(hours=20))
    late = desk.write("cleared", ends=desk.build.now + timedelta(days=3))

    assert not desk.session.get(Mail, soon).held
    assert desk.session.get(Mail, late).held


def test_the_office_hears_in_its_working_hours_also_when_it_waited(desk):
    desk.person = desk.build.person(desk.build.coordinator().role)
    desk.build.at(datetime(2026, 11, 3, 20, tzinfo=UTC))
    desk.write("transmittal-reply")
    waits = desk.write("all-in")

    until = desk.session.get(Mail, waits).waits_until
    assert until == datetime(2026, 11, 4, 13, 30, tzinfo=UTC)


def test_it_has_a_job_of_its_own_and_the_plan_finds_what_was_left_lying(desk):
    desk.write()
    waits = desk.write()
    [job] = desk.session.query(Job).filter_by(kind="send-folded")
    assert (job.target, job.due_at) == (waits, AT + APART)

    for hours in (4, 2):
        desk.build.later(hours=hours)
        for _ in range(2):
            planning.plan(desk.session)

    assert desk.session.query(Job).filter_by(kind="send-folded").count() == 2


steps = st.lists(
    st.tuples(
        st.sampled_from(["wait", "wait", "news", "news", "receipt", "deadline"]),
        st.integers(1, 400),
    ),
    min_size=2,
    max_size=14,
)


class History(Desk):
    """What was written and what has arrived: when, and of which matters it tells."""

    def __init__(self, session):
        super().__init__(session)
        self.written, self.ends, self.went = {}, {}, []

    def do(self, what, minutes):
        if what == "wait":
            self.wait(timedelta(minutes=minutes))
        elif what == "receipt":
            self.write("receipt")
        else:
            title = f"Matter {self.number + 1}."
            ends = self.build.now + timedelta(minutes=minutes) if what == "deadline" else None
            self.write(title=title, ends=ends)
            self.written[self.number], self.ends[self.number] = self.build.now, ends
        self.leave()

    def wait(self, time):
        until = self.build.now + time
        rows = self.session.query(Mail.waits_until).filter(*WAITING, Mail.waits_until <= until)
        while moments := [at for (at,) in rows]:
            self.build.at(max(self.build.now, min(moments)))
            self.leave()
        self.build.at(until)

    def leave(self):
        for one in self.clock():
            told = [int(number) for number in re.findall(r"Matter (\d+)\.", one.text)]
            if one.letter != "receipt":
                self.went.append((self.build.now, told))


@bounds(max_examples=40, suppress_health_check=list(HealthCheck))
@given(history=steps)
def test_whatever_is_written_keeps_its_distance_and_arrives_whole_and_in_time(engine, history):
    with db.sessions(engine)() as session:
        story = History(session)
        for what, minutes in (*history, ("wait", 400)):
            story.do(what, minutes)
        session.rollback()
    assert sorted(number for _, told in story.went for number in told) == sorted(story.written)
    for at, told in story.went:
        for number in told:
            assert at - story.written[number] <= APART
            assert story.ends[number] is None or at < story.ends[number]
    for (before, _), (after, told) in pairwise(story.went):
        pressing = any(
            story.ends[number] is not None and story.ends[number] <= before + APART
            for number in told
        )
        assert after - before >= APART or pressing
