"""What nobody confirmed keeps a text from its lock, until the office says why it is left out."""

import pytest

from tests.build import REPORTING
from tests.services.joining.test_locking import ask
from workflow.errors import NotAllowed, NotFound, NotLockable, Overtaken, ReasonOwed
from workflow.models import Event, Incoming, Mail, SetAside
from workflow.queries.joining import locking as pages
from workflow.queries.rounds.unconfirmed import FILE, REPLY
from workflow.rules.permissions import Role
from workflow.services.answering import files
from workflow.services.deciding import setting_aside
from workflow.services.mailing import incoming
from workflow.services.rounds import intake


@pytest.fixture
def round_(build):
    return build.round()


@pytest.fixture
def pledge(round_):
    return round_.pledge


def replied(build, round_, agency="ILO", kind="no changes", **more):
    row = Incoming(
        key=f"{agency} {kind}",
        kind=kind,
        state="waits",
        received_at=build.now,
        sender="focal.point@ilo.test",
        person_id=build.focal_point(agency).person_id,
        round_id=round_.id,
        agency_id=build.agency(agency).id,
        words="No changes.",
        **more,
    )
    build.session.add(row)
    build.session.flush()
    return row


def sent_back(build, round_, agency="ILO", data=b"bytes", via="web"):
    return files.receive(
        build.session,
        build.focal_point(agency),
        round_id=round_.id,
        name="answer.docx",
        format_="docx",
        data=data,
        via=via,
    )


def leave_out(build, kind, row, reason="ILO was on the telephone: it was a mistake."):
    return setting_aside.set_aside(
        build.session, build.coordinator(), kind=kind, number=row.id, reason=reason
    )


def open_checks(session, build, pledge):
    page = pages.page(session, build.coordinator(), pledge.id)
    return {check.words: check for check in page.checks if not check.good}


def test_a_reply_that_nobody_confirmed_keeps_the_text_open(session, build, pledge, round_):
    reply = replied(build, round_)
    build.publish(round_)

    with pytest.raises(NotLockable, match=r"replies by mail wait to be confirmed \(ILO\)"):
        ask(session, build, pledge)
    check = open_checks(session, build, pledge)["Every reply by mail is confirmed by its agency"]
    assert [(one.id, one.agency.acronym) for one in check.waiting] == [(reply.id, "ILO")]

    leave_out(build, REPLY, reply)

    assert (reply.state, reply.settled_at) == ("set aside", build.now)
    assert ask(session, build, pledge)


def test_a_file_that_nobody_confirmed_keeps_the_text_open(session, build, pledge, round_):
    file = sent_back(build, round_, via="mail")
    mail = replied(build, round_, kind="Word file", file_id=file.id)
    build.publish(round_)

    with pytest.raises(NotLockable, match=r"files that came back wait to be confirmed \(ILO\)"):
        ask(session, build, pledge)
    assert "Every file that came back is confirmed by its agency" in open_checks(
        session, build, pledge
    )

    leave_out(build, FILE, file)

    assert mail.state == "set aside"
    assert ask(session, build, pledge)


def test_what_an_agency_sent_later_settles_what_it_had_sent(session, build, pledge, round_):
    replied(build, round_), sent_back(build, round_)
    build.later(minutes=1)
    build.revision("ILO", {REPORTING: "We will report twice a year."}, round_=round_)
    build.publish(round_)

    assert ask(session, build, pledge)


def test_what_another_agency_sent_settles_nothing(session, build, pledge, round_):
    sent_back(build, round_, "ILO")
    build.later(minutes=1)
    build.revision("WHO", round_=round_)
    build.publish(round_)

    with pytest.raises(NotLockable, match="ILO"):
        ask(session, build, pledge)


def test_a_new_round_asks_anew(session, build, pledge, round_):
    replied(build, round_), sent_back(build, round_)
    build.publish(round_)
    build.publish(build.round(pledge))

    assert ask(session, build, pledge)


def test_a_confirmed_reply_is_no_hindrance(session, build, pledge, round_):
    reply = replied(build, round_)
    incoming.confirm(session, build.focal_point("ILO"), incoming_id=reply.id)
    build.publish(round_)

    assert ask(session, build, pledge)


def test_late_answers_and_undecided_passages_have_sentences_of_their_own(session, build, pledge):
    round_ = build.last_round()
    build.revision("ILO", {REPORTING: "We will report twice a year."}, round_=round_)
    build.revision("WHO", {REPORTING: "We will report every month."}, round_=round_)
    build.close(round_)
    late = build.revision("IOM", {REPORTING: "We will report."}, round_=round_, late=True)
    build.merge(round_)

    with pytest.raises(NotLockable) as refused:
        ask(session, build, pledge)
    assert "1 passage waits for a decision" in str(refused.value)
    assert "late answers wait to be taken up or carried (IOM)" in str(refused.value)
    assert [one.found for one in open_checks(session, build, pledge).values()] == [
        ["1 passage waits for a decision"],
        ["IOM"],
    ]

    intake.carry(session, build.coordinator(), revision_id=late.id, reason="Too late.")
    build.publish(round_)
    assert ask(session, build, pledge)


def test_the_agency_and_the_record_are_told_why(session, build, pledge, round_):
    build.person(Role.ALTERNATE, "ILO")
    leave_out(build, REPLY, replied(build, round_), reason="It was sent twice.")

    mails = session.query(Mail).filter_by(letter="set-aside").all()
    assert {mail.name for mail in mails} == {"Focal point ILO", "Alternate ILO"}
    assert all("It was sent twice." in mail.text for mail in mails)
    told = session.query(Event).filter_by(kind="input set aside").one().payload.told
    assert told == {"round": 1, "agency": "ILO", "what": "reply", "reason": "It was sent twice."}


def test_it_is_left_out_once_with_a_reason_and_by_the_office(session, build, pledge, round_):
    file = sent_back(build, round_)
    with pytest.raises(ReasonOwed):
        leave_out(build, FILE, file, reason=" ")
    with pytest.raises(NotAllowed):
        setting_aside.set_aside(
            session, build.focal_point("ILO"), kind=FILE, number=file.id, reason="Ours."
        )
    assert session.query(SetAside).count() == 0

    leave_out(build, FILE, file)

    with pytest.raises(Overtaken, match="does not wait any more"):
        leave_out(build, FILE, file)
    with pytest.raises(NotFound):
        setting_aside.set_aside(
            session, build.coordinator(), kind=REPLY, number=4711, reason="Nothing there."
        )
