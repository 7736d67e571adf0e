"""What an agency said by telephone is worth nothing until the agency confirms it."""

import pytest
from sqlalchemy import select

from tests.build import REPORTING
from workflow.errors import (
    Missing,
    NotAllowed,
    NotFound,
    NotLockable,
    OnBehalfOver,
    OnBehalfWaits,
    Overtaken,
)
from workflow.models import Mail, OnBehalf, OptIn
from workflow.queries.joining import joining, standing
from workflow.services.joining import locking, on_behalf, optins
from workflow.services.proving import record


def written(session, build, pledge, agency="ILO", **given):
    return on_behalf.write_down(
        session,
        build.coordinator(),
        **{
            "version_id": pledge.latest.id,
            "seen": pledge.latest.sha256,
            "agency_id": build.agency(agency).id,
            "answer": "joins",
            "said": "Her adviser, by telephone on Monday.",
            **given,
        },
    )


def joined(session, pledge):
    return [s.agency.acronym for s in standing.stands(session, pledge) if s.joined]


@pytest.fixture
def pledge(build):
    for agency in ("ILO", "IOM"):
        build.principal(agency)
    return build.pledge()


def test_no_name_stands_by_what_the_office_wrote_down(session, build, pledge):
    written(session, build, pledge)

    assert joined(session, pledge) == []
    assert session.scalars(select(OptIn)).all() == []
    mail = session.scalar(select(Mail).where(Mail.letter == "on-behalf"))
    assert mail.address == "principal.ilo@onevoice.test"
    assert "counts for nothing until you confirm it" in mail.text


def test_confirmed_by_the_principal_it_is_the_answer(session, build, pledge):
    row = written(session, build, pledge, answer="joins with a statement", words="Ours.")

    on_behalf.confirm(
        session, build.principal("ILO"), on_behalf_id=row.id, seen=pledge.latest.sha256
    )

    assert joined(session, pledge) == ["ILO"]
    opt_in = session.scalar(select(OptIn))
    assert (opt_in.words, opt_in.role, row.ended, row.opt_in_id) == (
        "Ours.",
        "principal",
        "confirmed",
        opt_in.id,
    )
    assert record.verify(session, pledge.id)
    with pytest.raises(OnBehalfOver):
        on_behalf.refuse(session, build.principal("ILO"), on_behalf_id=row.id)


def test_the_office_cannot_confirm_nor_another_agency(session, build, pledge):
    row = written(session, build, pledge)
    seen = pledge.latest.sha256

    for actor in (build.coordinator(), build.focal_point("ILO")):
        with pytest.raises(NotAllowed):
            on_behalf.confirm(session, actor, on_behalf_id=row.id, seen=seen)
    with pytest.raises(NotFound):
        on_behalf.confirm(session, build.principal("IOM"), on_behalf_id=row.id, seen=seen)
    assert joined(session, pledge) == []


def test_it_ends_when_the_agency_refuses_answers_by_itself_or_the_text_moves(
    session, build, pledge
):
    refused = written(session, build, pledge)
    on_behalf.refuse(session, build.principal("ILO"), on_behalf_id=refused.id)
    answered = written(session, build, pledge)
    optins.answer(
        session,
        build.principal("ILO"),
        version_id=pledge.latest.id,
        seen=pledge.latest.sha256,
        answer="does not join",
    )
    overtaken = written(session, build, pledge, agency="IOM")
    round_ = build.round(pledge)
    build.revision("ILO", {REPORTING: "We will report."}, round_=round_)
    build.publish(round_)

    assert [row.ended for row in (refused, answered, overtaken)] == ["refused", "void", "void"]


def test_of_an_older_text_nothing_is_written_down(session, build, pledge):
    old = pledge.latest
    round_ = build.round(pledge)
    build.revision("ILO", {REPORTING: "We will report."}, round_=round_)
    build.publish(round_)

    with pytest.raises(Overtaken):
        written(session, build, pledge, version_id=old.id, seen=old.sha256)


def test_one_at_a_time_with_its_source(session, build, pledge):
    with pytest.raises(Missing):
        written(session, build, pledge, said="  ")
    row = written(session, build, pledge)
    with pytest.raises(OnBehalfWaits):
        written(session, build, pledge)

    on_behalf.take_back(session, build.coordinator(), on_behalf_id=row.id)

    assert written(session, build, pledge).id != row.id


def test_a_text_is_not_locked_over_what_is_not_confirmed(session, build, pledge):
    row = written(session, build, pledge)
    version = pledge.latest

    def ask():
        return locking.request(
            session, build.coordinator(), version_id=version.id, seen=version.sha256
        )

    with pytest.raises(NotLockable, match="written down for ILO is not confirmed"):
        ask()
    on_behalf.confirm(session, build.principal("ILO"), on_behalf_id=row.id, seen=version.sha256)
    assert ask()


def test_only_the_office_and_the_agency_see_it(session, build, pledge):
    written(session, build, pledge)

    for actor, sees in (
        (build.coordinator(), True),
        (build.principal("ILO"), True),
        (build.principal("IOM"), False),
    ):
        lines = joining.who_is_in(session, actor, pledge.id).lines
        assert any(line.written_down for line in lines) is sees
    assert len(session.scalars(select(OnBehalf)).all()) == 1
