"""What is about people outside: a consultation, hearings, a meeting with action points."""

from datetime import timedelta

from sqlalchemy import select

from tests.build import LISTENING
from workflow.models import Input
from workflow.rules.inputs import wish
from workflow.services.answering import sponsoring
from workflow.services.outside import (
    action_points,
    consultations,
    hearings,
    inputs,
    meetings,
    transmittals,
)
from workflow.services.outside.inputs import Said
from workflow.services.outside.meetings import Comer
from workflow.services.pledging import roadmaps

UNNAMED = "UNNAMED-STAKEHOLDER"
"""The name and organization of somebody who is to be named to nobody, the office included."""

UNSAID = "UNSAID-AT-THE-MEETING"
"""A note of the office before the summary is circulated; only the office knows it."""


def make(build, world, pledge, agencies, secret_words) -> None:
    """Add it to a pledge whose round runs; the first agency has taken an input up, unsent."""
    session, office = build.session, build.coordinator()
    consultation = consultations.start(
        session,
        office,
        pledge_id=pledge.id,
        title="What do you say?",
        question="Tell us.",
        closes_at=build.now + timedelta(days=8),
        open_to_all=True,
    )
    world.add(pledge, consultation_id=consultation.id)
    words = Said(
        text="Ask the children.",
        wish=wish("nobody", publish=True),
        block_id=LISTENING,
        name=UNNAMED,
        organization=UNNAMED,
        email=f"{UNNAMED}@example.org",
    )
    inputs.from_anybody(session, address=consultation.address, said=words, connection="x")
    found = session.scalars(select(Input).order_by(Input.id.desc())).first()
    consultations.judge(session, office, input_id=found.id, admit=True)
    world.add(pledge, input_id=found.id)
    hearing = hearings.add(
        session,
        office,
        consultation_id=consultation.id,
        title="A hearing",
        place="Geneva",
        audience="everybody",
        starts_at=build.now + timedelta(days=2),
        zone="Europe/Zurich",
        public=True,
    )
    world.add(pledge, hearing_id=hearing.id)
    _meeting(build, world, pledge, agencies)
    _sent(build, world, pledge)
    sponsoring.sponsor(
        session,
        build.focal_point(agencies[0]),
        input_id=found.id,
        block_id=LISTENING,
        text=secret_words,
        seen=_draft_number(build, agencies[0]),
        reason=secret_words,
    )


def _meeting(build, world, pledge, agencies) -> None:
    session, office = build.session, build.coordinator()
    meeting = meetings.call(
        session,
        office,
        pledge_id=pledge.id,
        body="Executive Committee",
        level="Principals",
        starts_at=build.now,
        ends_at=build.now + timedelta(hours=1),
        zone="UTC",
        place="virtual",
    )
    world.add(pledge, meeting_id=meeting.id)
    comers = [Comer(f"Head of {one}", build.agency(one).id) for one in agencies]
    meetings.add_participants(session, office, meeting_id=meeting.id, comers=comers)
    meetings.add_note(session, office, meeting_id=meeting.id, text=UNSAID)
    point = action_points.add(
        session, office, meeting_id=meeting.id, text="Final revisions.", owners=["members"]
    )
    world.add(pledge, action_point_id=point.id)
    for one in point.obligations:
        world.add(pledge, owner=one.agency.acronym, obligation_id=one.id)


def _sent(build, world, pledge) -> None:
    session, office = build.session, build.coordinator()
    for asked_by in ("The co-facilitators", "A mission"):
        kept = transmittals.keep_request(
            session,
            office,
            pledge_id=pledge.id,
            kind="language",
            asked_by=asked_by,
            words="Wording, please.",
        )
        world.add(pledge, support_id=kept.id)
    sent = transmittals.send(
        session,
        office,
        pledge_id=pledge.id,
        to_name="The co-facilitators",
        to_email="co@mission.example",
        subject="The text",
        message="One voice.",
        seen=pledge.latest.sha256,
    )
    world.add(pledge, transmittal_id=sent.id)
    roadmaps.plan(
        session,
        office,
        pledge_id=pledge.id,
        event="The forum",
        event_at=build.now + timedelta(days=60),
        zone="America/New_York",
        lines=["Zero draft | 5 working days"],
    )


def _draft_number(build, agency) -> int:
    from workflow.services.answering import drafts, sponsoring

    pledge_round = sponsoring.open_round(build.session, build.last_round().pledge_id)
    found = drafts.find(build.session, pledge_round.id, build.agency(agency).id)
    return found.number if found else 0
