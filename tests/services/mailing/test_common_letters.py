"""What becomes of a common letter becomes of all that it tells: it leaves, fails and bounces."""

from datetime import UTC, datetime

import pytest

from workflow.models import Incoming, Mail
from workflow.queries.chasing.chasing import TELL_THE_DEADLINE
from workflow.queries.rounds import board, reach
from workflow.rules.permissions import CLOCK
from workflow.services.mailing import digests, folding, mail
from workflow.services.mailing.pacing import CAN_WAIT, SPACED

pytestmark = pytest.mark.databases("sqlite")

TUESDAY = datetime(2026, 11, 3, 9, tzinfo=UTC)
STARTS_A_CLOCK = TELL_THE_DEADLINE | {"round-suspended", "silence-started"}


@pytest.fixture
def world(build, session):
    """A round with a tacit rule; nobody of ILO was reached by the invitation, WHO and IOM were."""
    build.at(TUESDAY)
    pledge = build.pledge()
    pledge.tacit_answers = True
    round_ = build.round(pledge, days=7)
    for one in session.query(Mail).filter_by(letter="round-open"):
        if one.agency_id == build.agency("ILO").id:
            mail.mark_problem(session, one.id, "550 No such person here", final=True)
        else:
            mail.mark_sent(session, one.id)
    return round_


def write(build, round_, number=1):
    """Write one of the mails about a round that can wait to somebody of ILO."""
    return mail.write(
        build.session,
        "cleared",
        key=f"cleared:{number}",
        person=build.person(agency="ILO"),
        pledge=round_.pledge,
        round=round_,
        agency=build.agency("ILO"),
        revision=None,
    )


@pytest.fixture(params=["folded", "digest"])
def common(request, build, session, world):
    """A common letter of each kind that tells of two mails to ILO, and has not left yet."""
    person = build.person(agency="ILO")
    person.digest = request.param == "digest"
    if request.param == "folded":
        write(build, world, 0)
        first = session.query(Mail).filter_by(key="cleared:0").one()
        mail.mark_problem(session, first.id, "550 No such person here", final=True)
    for number in (1, 2):
        write(build, world, number)
    if request.param == "digest":
        build.later(days=1)
        digests.send(session, CLOCK, person_id=person.id)
    else:
        build.later(hours=4)
        folding.send(session, CLOCK, mail_id=folding.due(session)[0])
    session.expire_all()
    return session.query(Mail).filter_by(letter=request.param).one()


def told(session, common):
    session.expire_all()
    rows = session.query(Mail).filter_by(gathered_in=common.id).all()
    assert len(rows) == 2
    return {(row.sent_at is not None, row.failed_at is not None, row.problem) for row in rows}


def bounce(session, build, common, *, status="5.1.1", number=1):
    session.add(
        Incoming(
            key=f"bounce {number}",
            kind="bounce",
            state="noted",
            received_at=build.now,
            sender="",
            mail_id=common.id,
            status=status,
            words="unknown",
        )
    )
    session.flush()


def ilo(build, round_):
    page = board.board(build.session, build.coordinator(), round_.id)
    return next(row for row in page.rows if row.agency.acronym == "ILO")


def test_nothing_that_starts_a_clock_can_wait_for_a_common_letter():
    assert not STARTS_A_CLOCK & (SPACED | CAN_WAIT)


def test_it_has_not_left_before_the_common_letter_has(session, common):
    assert told(session, common) == {(False, False, "")}
    mail.mark_problem(session, common.id, "451 later")
    assert told(session, common) == {(False, False, "451 later")}

    mail.mark_sent(session, common.id)

    assert told(session, common) == {(True, False, "")}


def test_it_is_given_up_with_the_common_letter(session, build, world, common):
    mail.mark_problem(session, common.id, "550 No such person here", final=True)

    assert told(session, common) == {(False, True, "550 No such person here")}
    assert ilo(build, world).state.words == "not reached"


def test_it_bounces_with_the_common_letter_and_reaches_nobody(session, build, world, common):
    mail.mark_sent(session, common.id)
    ilo_id = build.agency("ILO").id
    assert ilo_id not in reach.unreached(session, world.id)

    bounce(session, build, common)

    assert reach.unreached(session, world.id) == {ilo_id}
    row = ilo(build, world)
    assert row.state.words == "not reached"
    assert [one.why for one in row.bounces] == ["unknown"]
    build.later(days=8)
    assert not ilo(build, world).facts.tacit


def test_one_report_of_a_delay_about_several_mails_is_one(session, build, world, common):
    mail.mark_sent(session, common.id)
    for number in (1, 2):
        bounce(session, build, common, status="4.4.1", number=number)
    assert not reach.unreached(session, world.id)

    bounce(session, build, common, status="4.4.1", number=3)

    assert reach.unreached(session, world.id) == {build.agency("ILO").id}


def test_what_is_held_back_is_not_on_its_way(session, build, world):
    build.person(agency="ILO").digest = True
    write(build, world)
    assert session.query(Mail).filter_by(key="cleared:1").one().held

    assert reach.unreached(session, world.id) == {build.agency("ILO").id}


def test_what_is_written_after_the_round_makes_nobody_tacit(session, build, world):
    build.later(days=1)
    build.close()
    build.later(hours=1)
    mail.mark_sent(session, write(build, world))

    row = ilo(build, world)

    assert (row.state.words, row.facts.tacit) == ("not reached", False)
    assert build.agency("ILO").id in reach.unreached(session, world.id)
