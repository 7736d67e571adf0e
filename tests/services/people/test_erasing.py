"""Erasing a person: the name goes, the records stay valid."""

import pytest
from sqlalchemy import select

from workflow.errors import AlreadyErased, NotAllowed, NotOneself, ReasonOwed
from workflow.models import Event, Incoming, Mail, Person
from workflow.rules.permissions import CLOCK, Role
from workflow.services.chasing import handovers
from workflow.services.joining import optins
from workflow.services.mailing import mail
from workflow.services.people import erasing
from workflow.services.proving import record


def erase(session, build, person_id, *, by=None, reason="She asked for it."):
    return erasing.erase(session, by or build.coordinator(), person_id=person_id, reason=reason)


@pytest.fixture
def pledge(session, build):
    pledge = build.pledge()
    principal = build.principal("ILO")
    optins.answer(
        session,
        principal,
        version_id=pledge.latest.id,
        seen=pledge.latest.sha256,
        answer="joins",
    )
    told = {"name": "Principal ILO", "of": "ILO"}
    record.write(session, build.coordinator(), pledge, "something told", told)
    return pledge


def test_the_name_is_gone_and_the_record_verifies(session, build, pledge):
    person_id = build.principal("ILO").person_id
    for row in session.scalars(select(Mail)).all():
        mail.mark_sent(session, row.id)
    hashes = session.scalars(select(Event.hash).order_by(Event.seq)).all()

    done = erase(session, build, person_id)

    assert done.entries == 1
    person = session.get(Person, person_id)
    assert (person.name, person.active) == (f"Erased person {person_id}", False)
    events = session.scalars(select(Event).order_by(Event.seq)).all()
    assert [e.hash for e in events][: len(hashes)] == hashes
    assert [e.kind for e in events if e.payload is None] == ["something told"]
    assert record.verify(session, pledge.id)
    kept = " ".join(
        f"{m.address} {m.name} {m.subject} {m.text}" for m in session.scalars(select(Mail))
    )
    assert "principal.ilo@" not in kept
    assert "Principal ILO" not in kept
    opt_in = next(e for e in events if e.kind == "opt-in given")
    assert opt_in.payload.told["agency"] == "ILO"


def test_the_name_is_gone_from_calendars_from_mails_of_others_and_from_replies(session, build):
    person = build.person(Role.FOCAL_POINT, "ILO", name="Maeve O'Brien")
    build.round()
    note = {"subject": "Ask Maeve O'Brien", "text": "Dear all,", "html": "Ask Maeve O&#39;Brien"}
    other = build.person(Role.FOCAL_POINT, "WHO")
    session.query(Mail).filter_by(person_id=other.id).update(note)
    session.add(
        Incoming(
            key="a reply",
            kind="comment",
            state="confirmed",
            received_at=build.now,
            sender=person.email,
            subject="Maeve O'Brien is away",
            words="We agree.\nMaeve O'Brien",
            person_id=person.id,
        )
    )
    for row in session.scalars(select(Mail)).all():
        mail.mark_sent(session, row.id)

    erase(session, build, person.id)

    mails = [(m.subject, m.text, m.html, m.calendar) for m in session.scalars(select(Mail))]
    replies = [(i.sender, i.subject, i.words) for i in session.scalars(select(Incoming))]
    kept = str([mails, replies]).lower()
    assert "brien" not in kept.replace("\\n ", "")
    assert "We agree." in replies[0][2]


def test_a_mail_that_has_not_left_never_does(session, build, pledge):
    person_id = build.principal("ILO").person_id

    erase(session, build, person_id)

    assert session.scalars(select(Mail).where(Mail.person_id == person_id)).all() == []


def test_once_with_a_reason_and_never_oneself_or_the_last(session, build, pledge):
    person_id = build.principal("ILO").person_id

    with pytest.raises(ReasonOwed):
        erase(session, build, person_id, reason=" ")
    with pytest.raises(NotOneself):
        erase(session, build, build.coordinator().person_id)
    with pytest.raises(NotAllowed):
        erase(session, build, person_id, by=build.focal_point("ILO"))
    administrator = build.actor(Role.ADMINISTRATOR)
    erase(session, build, person_id, by=administrator)
    with pytest.raises(AlreadyErased):
        erase(session, build, person_id)


def test_who_is_erased_gets_no_letter_about_it_and_no_letter_names_them(session, build):
    build.round()
    person = build.person(name="Bo Lindqvist", agency="ILO")
    build.focal_point("ILO")

    erase(session, build, person.id)
    build.later(minutes=15)
    handovers.tell(session, CLOCK, agency_id=build.agency("ILO").id)

    told = session.scalars(select(Mail).where(Mail.letter == "handover")).all()
    assert [mail.name for mail in told] == ["Focal point ILO"]
    assert "Lindqvist" not in told[0].text + told[0].html + told[0].subject
