"""Joining and closing in the same instant: one outcome, and whoever was second is told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.build import REPORTING, Build
from tests.services.joining.test_commitments import clear, draft
from tests.services.joining.test_consent_at_once import at_once
from workflow import db
from workflow.errors import Overtaken, Refused
from workflow.models import (
    Corrigendum,
    LockRequest,
    OnBehalf,
    Pledge,
    SetAside,
    Silence,
    SpecificPledge,
    Version,
)
from workflow.queries.rounds.unconfirmed import FILE
from workflow.rules.permissions import CLOCK, Role
from workflow.services.answering import files
from workflow.services.deciding import publishing, setting_aside
from workflow.services.joining import commitments, corrections, locking, on_behalf, silence
from workflow.services.proving import record

TIMES = 4
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
END = MONDAY + timedelta(days=7)


class Meeting:
    """A pledge on which two people are about to do something, and what they do."""

    def __init__(self, build: Build, number: int) -> None:
        self.build, self.session = build, build.session
        for agency in ("IOM", "ILO", "WHO"):
            build.principal(agency)
        self.pledge = build.pledge(title=f"Pledge {number}")
        self.version = self.pledge.latest
        self.two = [build.actor(Role.STAFF, name=name) for name in ("Ada", "Bo")]
        self.id, self.sha256 = self.version.id, self.version.sha256

    def locked(self) -> None:
        asked = locking.request(
            self.session, self.build.coordinator(), version_id=self.id, seen=self.sha256
        )
        locking.confirm(self.session, self.two[0], request_id=asked.id, typed=self.sha256[:8])

    def both(self, act, *args):
        """Both do the same, each in their own name."""
        return [(MONDAY, lambda s, who=who: act(s, who, *args)) for who in self.two]


def ask_for_the_lock(at: Meeting):
    return at.both(
        lambda s, who: locking.request(s, who, version_id=at.id, seen=at.sha256)
    ), LockRequest


def confirm_or_decline_the_lock(at: Meeting):
    asked = locking.request(at.session, at.build.coordinator(), version_id=at.id, seen=at.sha256)
    ada, bo = at.two
    number, typed = asked.id, at.sha256[:8]
    return [
        (MONDAY, lambda s: locking.confirm(s, ada, request_id=number, typed=typed)),
        (MONDAY, lambda s: locking.decline(s, bo, request_id=number, reason="Wait.")),
    ], LockRequest


def start_silence(at: Meeting):
    return at.both(
        lambda s, who: silence.start(s, who, pledge_id=at.pledge_id, ends_at=END)
    ), Silence


def stop_silence(at: Meeting):
    running = silence.start(at.session, at.two[0], pledge_id=at.pledge.id, ends_at=END).id
    return at.both(lambda s, who: silence.stop(s, who, silence_id=running, reason="No.")), Silence


def take_an_objection_back(at: Meeting):
    running = silence.start(at.session, at.two[0], pledge_id=at.pledge.id, ends_at=END)
    principal = at.build.principal("ILO")
    raised = silence.object_(
        at.session, principal, silence_id=running.id, block_id=REPORTING, reason="No."
    ).id
    act = [(MONDAY, lambda s: silence.take_back(s, principal, objection_id=raised))] * 2
    return act, Silence


def open_a_correction(at: Meeting):
    number = proposed(at)
    return at.both(
        lambda s, who: corrections.open_to_objections(s, who, corrigendum_id=number, ends_at=END)
    ), Corrigendum


def issue_or_object_to_a_correction(at: Meeting):
    number = proposed(at)
    corrections.open_to_objections(at.session, at.two[0], corrigendum_id=number, ends_at=END)
    ilo, late = at.build.focal_point("ILO"), END - timedelta(milliseconds=1)
    return [
        (END, lambda s: corrections.issue(s, CLOCK, corrigendum_id=number) or too_late()),
        (late, lambda s: corrections.object_(s, ilo, corrigendum_id=number, reason="No.")),
    ], Corrigendum


def refuse_or_keep_a_correction(at: Meeting):
    number, (ada, bo) = proposed(at), at.two
    return [
        (MONDAY, lambda s: corrections.refuse(s, ada, corrigendum_id=number, reason="No.")),
        (MONDAY, lambda s: corrections.keep(s, bo, corrigendum_id=number, reason="Later.")),
    ], Corrigendum


def write_an_answer_down(at: Meeting):
    ilo = at.build.agency("ILO").id
    return at.both(lambda s, who: written(s, who, at, ilo)), OnBehalf


def confirm_or_refuse_what_was_written_down(at: Meeting):
    row = written(at.session, at.two[0], at, at.build.agency("ILO").id).id
    ilo = at.build.principal("ILO")
    return [
        (MONDAY, lambda s: on_behalf.confirm(s, ilo, on_behalf_id=row, seen=at.sha256)),
        (MONDAY, lambda s: on_behalf.refuse(s, ilo, on_behalf_id=row)),
    ], OnBehalf


def register_a_specific_pledge(at: Meeting):
    own = draft(at.session, at.build, at.pledge)
    clear(at.session, at.build, own)
    number = own.id
    return at.both(
        lambda s, who: commitments.register(s, who, specific_pledge_id=number)
    ), SpecificPledge


def publish_a_version(at: Meeting):
    round_ = at.build.round(at.pledge)
    at.build.revision("ILO", {REPORTING: "We will report twice a year."}, round_=round_)
    at.build.close(round_), at.build.merge(round_)
    at.build.decide_all(round_)
    number = round_.id
    seen = publishing.preview(at.session, at.two[0], round_id=number).sha256
    return at.both(lambda s, who: publishing.publish(s, who, round_id=number, seen=seen)), Version


def leave_a_file_out(at: Meeting):
    round_ = at.build.round(at.pledge)
    file = files.receive(
        at.session,
        at.build.focal_point("ILO"),
        round_id=round_.id,
        name="a.docx",
        format_="docx",
        data=b"bytes",
    ).id
    return at.both(
        lambda s, who: setting_aside.set_aside(s, who, kind=FILE, number=file, reason="Twice.")
    ), SetAside


def proposed(at: Meeting) -> int:
    at.locked()
    return corrections.propose(
        at.session,
        at.two[0],
        version_id=at.id,
        block_id=REPORTING,
        old="report once a year",
        new="report, once a year,",
        reason="Spelling.",
    ).id


def written(session, who, at, agency_id):
    return on_behalf.write_down(
        session,
        who,
        version_id=at.id,
        seen=at.sha256,
        agency_id=agency_id,
        answer="joins",
        said="By telephone.",
    )


def too_late():
    """The clock is refused nothing: it finds that there is nothing to issue."""
    return Overtaken(detail="There was an objection. ")


RACES = [
    ask_for_the_lock,
    confirm_or_decline_the_lock,
    start_silence,
    stop_silence,
    take_an_objection_back,
    open_a_correction,
    issue_or_object_to_a_correction,
    refuse_or_keep_a_correction,
    write_an_answer_down,
    confirm_or_refuse_what_was_written_down,
    register_a_specific_pledge,
    publish_a_version,
    leave_a_file_out,
]


@pytest.mark.parametrize("race", RACES)
def test_of_two_in_the_same_instant_one_is_done_and_the_other_is_told(sessions, race):
    engine = sessions.kw["bind"]
    for number in range(TIMES):
        with db.transaction(sessions) as session:
            build = Build(session)
            build.at(MONDAY)
            at = Meeting(build, number)
            at.pledge_id = at.pledge.id
            steps, table = race(at)
            session.flush()
            before = record.verify(session, at.pledge_id)
            session.info.pop("clock")

        came = at_once(engine, *steps)

        refused = [one for one in came if isinstance(one, Refused)]
        assert len(refused) == 1, came
        assert None not in came
        with sessions() as session:
            assert record.verify(session, at.pledge_id) > before
            assert session.scalars(select(table)).all()
            assert session.get_one(Pledge, at.pledge_id).head_seq > before


def test_two_that_are_registered_at_once_get_numbers_of_their_own(sessions):
    with db.transaction(sessions) as session:
        build = Build(session)
        build.at(MONDAY)
        at = Meeting(build, 0)
        both = [draft(session, build, at.pledge, agency=name) for name in ("ILO", "IOM")]
        for own, agency in zip(both, ("ILO", "IOM"), strict=True):
            commitments.clear(
                session,
                build.principal(agency),
                specific_pledge_id=own.id,
                seen=own.changed_at.isoformat(),
            )
        ids, people = [own.id for own in both], at.two
        session.info.pop("clock")

    at_once(
        sessions.kw["bind"],
        *(
            (MONDAY, lambda s, w=who, n=number: commitments.register(s, w, specific_pledge_id=n))
            for who, number in zip(people, ids, strict=True)
        ),
    )

    with sessions() as session:
        assert sorted(session.scalars(select(SpecificPledge.number))) == [1, 2]
