"""Who waits for more time: the board, the desk of the office and that of the agency agree."""

from datetime import timedelta

import pytest

from tests.build import LISTENING
from workflow.errors import Overtaken
from workflow.queries.desk import desk
from workflow.queries.rounds import board
from workflow.services.answering import revisions
from workflow.services.pledging import members
from workflow.services.rounds import extensions, suspending

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def round_(build):
    build.at(build.now)
    return build.round(days=7)


@pytest.fixture
def asked(build, round_):
    build.later(hours=1)
    found = extensions.request(
        build.session,
        build.focal_point("ILO"),
        round_id=round_.id,
        until=round_.deadline_at + timedelta(days=2),
        reason="A holiday falls into it.",
    )
    build.later(hours=1)
    return found


def waiting(build, round_):
    """Return who waits: on the board, in its rows, on the desk of the office, on that of ILO."""
    office, ilo = build.coordinator(), build.focal_point("ILO")
    page = board.board(build.session, office, round_.id)
    things = desk.page(build.session, office)
    own = desk.page(build.session, ilo)
    return [
        [one.agency.acronym for one in page.asked],
        [row.agency.acronym for row in page.rows if row.asked_until],
        [t.names[0] for t in (*things.waiting, *things.done) if t.kind == "extension"],
        ["ILO" for t in (*own.waiting, *own.done) if t.asked_until],
    ]


EVERYWHERE, NOWHERE = [["ILO"]] * 4, [[]] * 4


def test_a_request_waits_everywhere(build, round_, asked):
    assert waiting(build, round_) == EVERYWHERE


def test_while_the_round_rests_it_is_seen_and_nothing_is_to_be_done_about_it(build, round_, asked):
    suspending.suspend(build.session, build.coordinator(), round_id=round_.id, reason="A summit.")

    assert waiting(build, round_) == EVERYWHERE
    things = desk.page(build.session, build.coordinator())
    assert "extension" not in [thing.kind for thing in things.waiting]


def test_whoever_has_answered_since_waits_for_no_more_time(build, round_, asked):
    build.revision("ILO", {LISTENING: "We will listen to all."})

    assert waiting(build, round_) == NOWHERE
    with pytest.raises(Overtaken):
        extensions.answer(
            build.session, build.coordinator(), extension_id=asked.id, granted=True, reason=""
        )


def test_an_answer_that_is_taken_back_lets_the_request_wait_again(build, round_, asked):
    build.revision("ILO", {LISTENING: "We will listen to all."})
    build.later(hours=1)
    revisions.withdraw(build.session, build.focal_point("ILO"), round_id=round_.id)

    assert waiting(build, round_) == EVERYWHERE


def test_who_asks_after_an_answer_wants_to_send_another_one(build, round_):
    build.revision("ILO", {LISTENING: "We will listen to all."})
    build.later(hours=1)
    until = round_.deadline_at + timedelta(days=2)
    ilo = build.focal_point("ILO")
    extensions.request(build.session, ilo, round_id=round_.id, until=until, reason="More.")

    assert waiting(build, round_) == EVERYWHERE


def test_after_the_round_and_for_whoever_left_nothing_waits(build, round_, asked):
    here = [build.agency(one).id for one in ("WHO", "IOM")]
    pledge = round_.pledge
    members.set_members(build.session, build.coordinator(), pledge_id=pledge.id, agencies=here)
    assert waiting(build, round_)[:3] == NOWHERE[:3]

    here.append(build.agency("ILO").id)
    members.set_members(build.session, build.coordinator(), pledge_id=pledge.id, agencies=here)
    build.close()
    assert waiting(build, round_) == NOWHERE
