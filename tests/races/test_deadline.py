"""Deadlines at which many send at once: what was acknowledged is in the merge.

Whoever came too late is told so, and their text is still there as a draft.
"""

import random
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.build import LISTENING, Build, edited
from workflow import db
from workflow.errors import RoundClosed
from workflow.models import Draft, Revision, Round
from workflow.queries.answering import visible
from workflow.rules.drafting import pack
from workflow.rules.permissions import CLOCK
from workflow.services.answering import drafts, revisions
from workflow.services.deciding import merging
from workflow.services.rounds import rounds

RACES = 200
AGENCIES = [f"A{n}" for n in range(12)]
WAITS = threading.Event()
"""Never set: waiting for it is a pause."""


def prepared(sessions, number, agencies=AGENCIES):
    """A round on which all agencies have a draft ready; its deadline is about to pass."""
    with sessions() as session:
        build = Build(session)
        round_ = build.round(build.pledge(title=f"Race {number}", agencies=agencies))
        people = [build.focal_point(agency) for agency in agencies]
        for person, agency in zip(people, agencies, strict=True):
            text = f"We will listen to {agency} before we decide."
            blocks = edited(round_.version.blocks, {LISTENING: text}, {}, {})
            session.add(
                Draft(
                    round_id=round_.id,
                    agency_id=person.agency_id,
                    number=1,
                    blocks=pack(blocks),
                    saved_by=person.person_id,
                    saved_at=build.now,
                )
            )
        session.commit()
        return round_.id, people


def sending(round_id, person, pause):
    def act(session):
        WAITS.wait(pause)
        return revisions.submit(session, person, round_id=round_id, seen=1).id

    return act


def closing(round_id, office, *, early):
    def act(session):
        if early:
            WAITS.wait(0.1)
            return rounds.close(session, office, round_id=round_id, reason="Now.")
        while not rounds.close(session, CLOCK, round_id=round_id):
            session.rollback()
            WAITS.wait(0.005)
        return True

    return act


def raced(sessions, crowd, number, chance):
    """Run one race; return who was acknowledged (agency -> revision) and who was refused."""
    round_id, people = prepared(sessions, number)
    early = number % 4 == 0
    with sessions() as session:
        office = Build(session).coordinator()
        if not early:
            soon = Build(session).now + timedelta(milliseconds=150)
            session.execute(
                update(Round).where(Round.id == round_id).values(deadline_at=soon, courtesy=0)
            )
        session.commit()
    acts = [sending(round_id, person, chance.uniform(0, 0.3)) for person in people]
    found = crowd.at_once([*acts, closing(round_id, office, early=early)])
    assert found.pop() is True
    sent = {p.agency_id: r for p, r in zip(people, found, strict=True) if isinstance(r, int)}
    refused = [
        p.agency_id for p, r in zip(people, found, strict=True) if isinstance(r, RoundClosed)
    ]
    assert len(sent) + len(refused) == len(AGENCIES), found
    return round_id, sent, refused


def in_or_late(round_id, person, pause):
    """Send, and return the moment by the clock of the database, and whether it is in."""

    def act(session):
        WAITS.wait(pause)
        try:
            revision = revisions.submit(session, person, round_id=round_id, seen=1)
        except RoundClosed:
            session.rollback()
            return db.now(session), False
        return revision.submitted_at, True

    return act


@pytest.mark.slow
def test_in_the_last_and_the_first_second_each_of_forty_is_in_or_told_it_is_late(sessions, crowd):
    round_id, people = prepared(sessions, 0, [f"A{n}" for n in range(40)])
    together, pauses = crowd(len(people)), [n / 20 for n in range(40)]
    with db.transaction(sessions) as session:
        deadline = Build(session).now + timedelta(seconds=1)
        session.execute(
            update(Round).where(Round.id == round_id).values(deadline_at=deadline, courtesy=0)
        )

    found = together.at_once(
        [in_or_late(round_id, person, pause) for person, pause in zip(people, pauses, strict=True)]
    )

    assert all(is_in == (at <= deadline) for at, is_in in found)
    assert min(sum(is_in for _, is_in in found), sum(not is_in for _, is_in in found)) >= 5
    assert all(abs(at - deadline) < timedelta(seconds=5) for at, _ in found)
    with sessions() as session:
        kept = session.scalars(select(Revision).where(Revision.round_id == round_id)).all()
        assert len(kept) == sum(is_in for _, is_in in found)
        assert all(drafts.find(session, round_id, person.agency_id) for person in people)


@pytest.mark.slow
def test_at_two_hundred_deadlines_nothing_acknowledged_is_missing_and_nothing_refused_is_lost(
    sessions, crowd
):
    chance, together = random.Random(1), crowd(len(AGENCIES) + 1)
    acknowledged = late = missing = lost = 0
    for number in range(RACES):
        round_id, sent, refused = raced(sessions, together, number, chance)
        with sessions() as session:
            merging.merge_round(session, CLOCK, round_id=round_id)
            merged = {
                support.change.revision_id
                for passage in visible.passages(session, round_id)
                for wording in passage.wordings
                for support in wording.supports
            }
            stored = set(session.scalars(select(Revision.id).where(Revision.round_id == round_id)))
            missing += len(set(sent.values()) ^ merged) + len(set(sent.values()) ^ stored)
            lost += sum(drafts.find(session, round_id, agency_id) is None for agency_id in refused)
            acknowledged, late = acknowledged + len(sent), late + len(refused)
            session.commit()

    assert (missing, lost) == (0, 0)
    assert acknowledged + late == RACES * len(AGENCIES)
    assert min(acknowledged, late) > RACES
