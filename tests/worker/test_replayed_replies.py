"""Replies that come twice, too late, from elsewhere or for another round never become an answer."""

from datetime import timedelta

import pytest

from tests.build import REPORTING
from tests.worker.letters import letters, reply
from workflow.errors import NotFound, Overtaken, Refused
from workflow.models import Incoming, Person, Revision
from workflow.rules.permissions import Role
from workflow.services.joining import locking
from workflow.services.mailing import incoming
from workflow.services.people import people

pytestmark = pytest.mark.databases("sqlite")


def again(mail_id, number, **given):
    """The same words once more, under another Message-ID."""
    message = reply(mail_id, **given)
    del message["Message-ID"]
    message["Message-ID"] = f"<replayed-{number}@ilo.test>"
    return message.as_bytes()


def last_reply(sessions):
    with sessions() as session:
        return session.query(Incoming).order_by(Incoming.id.desc()).first().id


def confirm(change, number, agency="ILO"):
    change(
        lambda build: incoming.confirm(build.session, build.focal_point(agency), incoming_id=number)
    )


def answers(sessions):
    with sessions() as session:
        return [(row.round_id, row.answer) for row in session.query(Revision).order_by(Revision.id)]


def test_an_old_reply_does_not_replace_what_its_agency_sent_since(desk, sessions, change, invited):
    round_id, mail_id = invited
    desk.open(again(mail_id, 1))
    number = last_reply(sessions)

    def answer(build):
        build.later(hours=1)
        build.revision("ILO", {REPORTING: "We will report twice."}, round_=build.last_round())

    change(answer)
    with pytest.raises(Overtaken, match="another answer since"):
        confirm(change, number)
    assert answers(sessions) == [(round_id, "changes")]


def test_a_reply_that_comes_twice_is_confirmed_once_each_and_never_by_another_agency(
    desk, sessions, change, invited
):
    desk.open(again(invited[1], 1))
    first = last_reply(sessions)
    with pytest.raises(NotFound):
        confirm(change, first, "WHO")
    confirm(change, first)
    with pytest.raises(Overtaken):
        confirm(change, first)
    assert len(answers(sessions)) == 1


def test_another_known_sender_cannot_use_the_token_of_an_agency(desk, sessions, change, invited):
    change(lambda build: build.focal_point("WHO"))
    raw = again(invited[1], 1, sender="Will <focal.point.who@onevoice.test>")
    assert desk.open(raw) == "refused"
    assert letters(sessions, "reply-understood") == []


def test_who_moved_to_another_agency_cannot_answer_the_mails_of_the_old_one(
    desk, sessions, change, invited
):
    waiting = desk.open(again(invited[1], 1))
    number = last_reply(sessions)

    def move(build):
        person = build.session.query(Person).filter_by(email="focal.point.ilo@onevoice.test").one()
        office = build.coordinator()
        people.end_grant(build.session, office, grant_id=person.grants[0].id)
        home = {"role": "focal point", "agency_id": build.agency("WHO").id}
        people.invite(build.session, office, name=person.name, email=person.email, **home)

    change(move)
    assert waiting == "no changes"
    assert desk.open(again(invited[1], 2)) == "refused"
    with pytest.raises(NotFound):
        confirm(change, number, "WHO")
    assert answers(sessions) == []


def test_a_token_of_an_earlier_round_answers_that_round_and_no_other(
    desk, sessions, change, invited
):
    round_id, mail_id = invited

    def next_round(build):
        build.revision("IOM", {REPORTING: "We will report."}, round_=build.last_round())
        build.publish(build.last_round())
        return build.round(build.last_round().pledge).id

    second = change(next_round)
    desk.open(again(mail_id, 1))
    number = last_reply(sessions)
    with sessions() as session:
        assert session.get_one(Incoming, number).round_id == round_id != second
    with pytest.raises(Refused):
        confirm(change, number)
    assert [row for row in answers(sessions) if row[0] == second] == []


def test_a_reply_confirmed_after_the_deadline_waits_for_the_office(desk, sessions, change, invited):
    desk.open(again(invited[1], 1))
    number = last_reply(sessions)

    def past_the_deadline(build):
        build.at(build.now + timedelta(days=10))
        incoming.confirm(build.session, build.focal_point("ILO"), incoming_id=number)

    change(past_the_deadline)
    with sessions() as session:
        assert session.query(Revision).one().standing == "late"


def test_a_reply_after_the_lock_is_no_answer(desk, sessions, change, invited):
    def lock(build):
        build.revision("IOM", {REPORTING: "We will report."}, round_=build.last_round())
        version = build.publish(build.last_round())
        text = {"version_id": version.id, "seen": version.sha256}
        asked = locking.request(build.session, build.coordinator(), **text)
        staff, typed = build.actor(Role.STAFF), version.sha256[:8]
        locking.confirm(build.session, staff, request_id=asked.id, typed=typed)

    change(lock)
    before = answers(sessions)
    desk.open(again(invited[1], 1))
    number = last_reply(sessions)
    with pytest.raises(Refused):
        confirm(change, number)
    assert answers(sessions) == before
