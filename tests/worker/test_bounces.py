"""Mails that come back: the board shows whom they do not reach, and others are told."""

import pytest

from tests.worker.letters import bounce, letters
from workflow.models import Incoming, Mail
from workflow.queries.rounds import board

pytestmark = pytest.mark.databases("sqlite")


def test_a_bounce_stands_on_the_board_and_tells_office_and_alternate(
    desk, sessions, change, invited
):
    desk.open(bounce(invited[1], "5.1.1"))

    def states(build):
        page = board.board(build.session, build.coordinator(), invited[0])
        return {row.agency.acronym: (row.state.words, len(row.bounces)) for row in page.rows}

    told = letters(sessions, "mail-returned")
    assert told == ["coordinator@onevoice.test", "alternate.ilo@onevoice.test"]
    assert change(states)["ILO"] == ("not started", 1)  # the alternate was reached


def test_a_common_letter_that_bounces_tells_whom_its_parts_would_have_told(
    desk, sessions, change, invited
):
    def common(build):
        told = build.session.get_one(Mail, invited[1])
        build.session.add(made := Mail(**COMMON, person_id=told.person_id, written_at=build.now))
        build.session.flush()
        told.gathered_in = made.id
        return made.id

    desk.open(bounce(change(common), "5.1.1"))

    told = letters(sessions, "mail-returned")
    assert told == ["coordinator@onevoice.test", "alternate.ilo@onevoice.test"]
    with sessions() as session:
        assert session.query(Incoming).one().round_id == invited[0]


COMMON = {
    "key": "folded:1",
    "letter": "folded",
    "address": "focal.point.ilo@onevoice.test",
    "subject": "News (1)",
    "text": "News",
    "html": "News",
}


def board_of_ilo(change, round_id):
    def row(build):
        page = board.board(build.session, build.coordinator(), round_id)
        return next(
            (row.state.words, len(row.bounces)) for row in page.rows if row.agency.acronym == "ILO"
        )

    return change(row)


@pytest.fixture
def alone(change):
    """The round, and the only mail that invited ILO: it has no alternate."""

    def open_it(build):
        round_ = build.round(days=9)
        mail = build.session.query(Mail).filter_by(address="focal.point.ilo@onevoice.test").one()
        return round_.id, mail.id

    return change(open_it)


def test_the_first_delays_change_nothing_and_the_third_means_not_reached(
    desk, sessions, change, alone
):
    round_id, mail_id = alone
    for number in (1, 2):
        desk.open(bounce(mail_id, "4.4.1", action="delayed", number=number))
    assert letters(sessions, "mail-returned") == []
    assert board_of_ilo(change, round_id) == ("not started", 0)

    for number in (3, 4):
        desk.open(bounce(mail_id, "4.4.1", action="delayed", number=number))

    assert letters(sessions, "mail-returned") == ["coordinator@onevoice.test"]
    assert board_of_ilo(change, round_id) == ("not reached", 1)


def test_a_mail_server_that_gave_up_after_delays_means_not_reached(desk, change, alone):
    round_id, mail_id = alone

    desk.open(bounce(mail_id, "4.4.7", action="failed"))

    assert board_of_ilo(change, round_id) == ("not reached", 1)
