"""A consultation as tests set it up, and the few steps that most of them take."""

from datetime import timedelta

from sqlalchemy import select

from tests.build import LISTENING
from workflow.models import Input
from workflow.rules.inputs import wish
from workflow.services.answering import revisions, sponsoring
from workflow.services.outside import consultations, inputs
from workflow.services.outside.inputs import Said


def start(build, pledge, **more):
    return consultations.start(
        build.session,
        build.coordinator(),
        pledge_id=pledge.id,
        title="What do you say?",
        question="Tell us.",
        closes_at=build.now + timedelta(days=10),
        **more,
    )


def said(text="Please add children.", identity="public", publish=True, **more):
    return Said(text=text, wish=wish(identity, publish=publish), **more)


def send(build, asked, words=None, connection="203.0.113.7"):
    words = words or said()
    token = inputs.from_anybody(
        build.session, address=asked.address, said=words, connection=connection
    )
    inputs.count(build.session, connection=connection)
    return token


def last_input(build) -> Input:
    return build.session.scalars(select(Input).order_by(Input.id.desc())).first()


def admitted(build, asked, words=None) -> Input:
    send(build, asked, words)
    found = last_input(build)
    consultations.judge(build.session, build.coordinator(), input_id=found.id, admit=True)
    return found


def sponsor(build, found, text="We will listen to migrants and children before we decide."):
    return sponsoring.sponsor(
        build.session,
        build.focal_point("ILO"),
        input_id=found.id,
        block_id=LISTENING,
        text=text,
        seen=0,
    )


def publish(build):
    round_ = build.last_round()
    revisions.submit(build.session, build.focal_point("ILO"), round_id=round_.id, seen=1)
    build.publish(round_)
