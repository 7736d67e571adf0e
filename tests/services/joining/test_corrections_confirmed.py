"""A focal point confirms what only editorial corrections changed, where the principal allows it."""

import pytest
from sqlalchemy import select

from tests.build import HELPING, REPORTING
from workflow.errors import NotEditorial, NotPreauthorized
from workflow.models import Mail
from workflow.queries.joining import standing
from workflow.services.joining import optins


def join(session, build, pledge, answer="joins", *, may_confirm=True, **words):
    return optins.answer(
        session,
        build.principal("ILO"),
        version_id=pledge.latest.id,
        seen=pledge.latest.sha256,
        answer=answer,
        may_confirm=may_confirm,
        **words,
    )


def confirm(session, build, pledge):
    return optins.confirm_editorial(
        session,
        build.focal_point("ILO"),
        version_id=pledge.latest.id,
        seen=pledge.latest.sha256,
    )


def publish(build, pledge, edits):
    round_ = build.round(pledge)
    build.revision("IOM", edits, round_=round_)
    return build.publish(round_)


def is_in(session, pledge):
    return any(s.joined and s.agency.acronym == "ILO" for s in standing.stands(session, pledge))


@pytest.fixture
def pledge(build):
    return build.pledge()


def test_a_correction_is_confirmed_by_the_focal_point_for_the_new_fingerprint(
    session, build, pledge
):
    join(session, build, pledge, "joins with a statement", words="Ours.")
    publish(build, pledge, {REPORTING: "We will report, once a year, on what we did."})
    assert not is_in(session, pledge)

    row = confirm(session, build, pledge)

    assert is_in(session, pledge)
    assert (row.answer, row.words, row.role) == ("joins with a statement", "Ours.", "focal point")
    assert row.sha256 == pledge.latest.sha256
    receipts = select(Mail.address).where(Mail.letter == "optin-receipt")
    assert "principal.ilo@onevoice.test" in session.scalars(receipts).all()


def test_without_the_word_of_the_principal_nothing_is_confirmed(session, build, pledge):
    join(session, build, pledge, may_confirm=False)
    publish(build, pledge, {REPORTING: "We will report, once a year, on what we did."})

    with pytest.raises(NotPreauthorized):
        confirm(session, build, pledge)
    assert not is_in(session, pledge)


def test_whatever_says_something_else_goes_to_the_principal(session, build, pledge):
    join(session, build, pledge)
    publish(build, pledge, {REPORTING: "We will report twice a year on what we did."})

    with pytest.raises(NotEditorial, match="twice"):
        confirm(session, build, pledge)
    assert not is_in(session, pledge)


def test_small_steps_do_not_add_up_to_a_great_one(session, build, pledge):
    join(session, build, pledge)
    publish(build, pledge, {HELPING: "We will help each other in every county."})
    confirm(session, build, pledge)
    publish(build, pledge, {HELPING: "We will help each other in every court."})

    with pytest.raises(NotEditorial):
        confirm(session, build, pledge)


def test_a_principal_who_left_has_to_come_back_by_themselves(session, build, pledge):
    join(session, build, pledge)
    join(session, build, pledge, "does not join")

    with pytest.raises(NotPreauthorized):
        confirm(session, build, pledge)
