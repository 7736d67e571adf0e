"""Specific pledges from the draft to the last line on how far they are."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from workflow.errors import (
    BadChoice,
    BadText,
    CommitmentElsewhere,
    Missing,
    NotAdmissible,
    NotAllowed,
    NotFound,
    Overtaken,
    ReasonOwed,
)
from workflow.models import Event, Job, Mail
from workflow.queries.joining import specific_pledges as queries
from workflow.rules.commitments import Indicator, Terms, hints
from workflow.rules.permissions import CLOCK, Role
from workflow.services.joining import commitments, specific_pledges
from workflow.services.proving import record
from workflow.services.rounds import planning

WHOLE = Terms(
    starts_on="2026-04-01",
    ends_on="2027-03-31",
    contact="Head of unit",
    objectives=(2, 23),
    principles=(6,),
    indicators=(Indicator("Guides published", "0", "3", "guides", "2027-01", "our website"),),
)


@pytest.fixture
def pledge(build):
    for agency in ("ILO", "IOM"):
        build.principal(agency)
    return build.pledge()


def draft(session, build, pledge, terms=WHOLE, agency="ILO", **more):
    own = specific_pledges.start(
        session,
        build.focal_point(agency),
        pledge_id=pledge.id,
        title="Guides",
        description="We will publish three guides.",
    )
    return edit(session, build, own, terms, agency=agency, **more)


def edit(session, build, own, terms=WHOLE, *, agency="ILO", title="Guides", **more):
    return specific_pledges.edit(
        session,
        build.focal_point(agency),
        specific_pledge_id=own.id,
        title=title,
        description="We will publish three guides.",
        terms=terms,
        **more,
    )


def clear(session, build, own, seen=None):
    return commitments.clear(
        session,
        build.principal("ILO"),
        specific_pledge_id=own.id,
        seen=seen or own.changed_at.isoformat(),
    )


def registered(session, build, pledge):
    own = draft(session, build, pledge)
    clear(session, build, own)
    return commitments.register(session, build.coordinator(), specific_pledge_id=own.id)


def report(session, build, own, event="report progress", by=None, **more):
    return commitments.report(
        session,
        by or build.focal_point("ILO"),
        specific_pledge_id=own.id,
        event=event,
        **{"words": "The first guide is out.", **more},
    )


def test_from_draft_to_fulfilled(session, build, pledge):
    own = registered(session, build, pledge)
    assert (own.state, own.number) == ("registered", 1)

    report(session, build, own)
    assert own.state == "in progress"
    with pytest.raises(Missing, match="where one can see"):
        report(session, build, own, "fulfil")
    report(session, build, own, "fulfil", evidence="https://ilo.test/guides")

    assert own.state == "fulfilled"
    assert [line.state for line in own.progress] == ["in progress", "fulfilled"]
    kinds = session.scalars(select(Event.kind).order_by(Event.seq)).all()
    assert kinds[-4:] == [
        "specific pledge cleared",
        "specific pledge registered",
        "specific pledge reported on",
        "specific pledge reported on",
    ]
    assert record.verify(session, pledge.id)


@pytest.mark.parametrize("missing", ["starts_on", "ends_on", "contact"])
def test_what_is_registered_says_by_when_and_who_answers(session, build, pledge, missing):
    terms = Terms.read({**WHOLE.as_json(), missing: ""})
    own = draft(session, build, pledge, terms)

    with pytest.raises(Missing):
        clear(session, build, own)
    assert own.state == "draft"


def test_nobody_clears_what_a_colleague_has_changed(session, build, pledge):
    own = draft(session, build, pledge)
    seen = own.changed_at.isoformat()
    build.later(hours=1)
    edit(session, build, own, title="Other guides")

    with pytest.raises(Overtaken):
        clear(session, build, own, seen=seen)


def test_the_office_gives_back_with_a_sentence(session, build, pledge):
    own = draft(session, build, pledge)
    clear(session, build, own)
    office = build.coordinator()

    with pytest.raises(ReasonOwed):
        commitments.give_back(session, office, specific_pledge_id=own.id, reason=" ")
    commitments.give_back(session, office, specific_pledge_id=own.id, reason="About refugees.")

    assert own.state == "draft"
    assert "specific-pledge-returned" in session.scalars(select(Mail.letter)).all()
    with pytest.raises(CommitmentElsewhere):
        commitments.register(session, office, specific_pledge_id=own.id)


def test_what_it_said_before_an_amendment_stays_to_be_read(session, build, pledge):
    own = registered(session, build, pledge)

    edit(session, build, own, title="More guides")

    assert [(one.number, one.title) for one in own.editions] == [(1, "Guides"), (2, "More guides")]
    told = [e.payload.told for e in session.scalars(select(Event).order_by(Event.seq))][-1]
    assert (told["edition"], told["title"], len(told["sha256"])) == (2, "More guides", 64)


def test_only_a_principal_ends_what_is_not_fulfilled(session, build, pledge):
    own = registered(session, build, pledge)
    report(session, build, own)

    with pytest.raises(NotAllowed):
        report(session, build, own, "discontinue")
    report(session, build, own, "discontinue", by=build.principal("ILO"))

    assert own.state == "discontinued"
    with pytest.raises(CommitmentElsewhere):
        edit(session, build, own)


def test_a_partner_is_named_when_it_has_confirmed(session, build, pledge):
    own = draft(session, build, pledge, partners=[build.agency("IOM").id, 999])
    assert [(p.agency.acronym, p.confirmed_at) for p in own.partners] == [("IOM", None)]

    with pytest.raises(NotFound):
        commitments.confirm_partner(session, build.focal_point("WHO"), specific_pledge_id=own.id)
    commitments.confirm_partner(session, build.focal_point("IOM"), specific_pledge_id=own.id)

    assert own.partners[0].confirmed_at is not None
    edit(session, build, own, partners=[build.agency("WHO").id])
    assert [p.agency.acronym for p in own.partners] == ["WHO"]


def test_one_matches_only_what_is_registered(session, build, pledge):
    first = registered(session, build, pledge)
    own = draft(session, build, pledge, agency="IOM")

    edit(session, build, own, agency="IOM", matches=first.number)
    assert own.matches_id == first.id
    with pytest.raises(NotAdmissible):
        edit(session, build, own, agency="IOM", matches=7)


def test_a_line_is_asked_for_every_year_and_two_years_of_silence_are_stalled(
    session, build, pledge
):
    own = registered(session, build, pledge)
    build.later(days=364)
    assert commitments.nudge(session, CLOCK, specific_pledge_id=own.id) == 0
    build.later(days=2)

    for _ in range(3):
        planning.plan(session)
        commitments.nudge(session, CLOCK, specific_pledge_id=own.id)
    asked = select(Mail).where(Mail.letter == "specific-pledge-nudge")
    assert len(session.scalars(asked).all()) == 1
    jobs = select(Job).where(Job.kind == "nudge-specific-pledge")
    assert len(session.scalars(jobs).all()) == 1

    build.later(days=366)
    commitments.nudge(session, CLOCK, specific_pledge_id=own.id)
    assert len(session.scalars(asked).all()) == 2
    assert own.state == "stalled"
    report(session, build, own)
    assert own.state == "in progress"


def test_words_are_read_by_who_may_read_them(session, build, pledge):
    own = draft(session, build, pledge)
    readers = {
        "own": build.focal_point("ILO"),
        "office": build.coordinator(),
        "other": build.focal_point("IOM"),
        "observer": build.actor(Role.OBSERVER),
    }

    def seen():
        found = []
        for name, actor in readers.items():
            try:
                queries.find(session, actor, own.id)
            except NotFound:
                continue
            found.append(name)
        return found

    assert seen() == ["own"]
    clear(session, build, own)
    assert seen() == ["own", "office"]
    commitments.register(session, build.coordinator(), specific_pledge_id=own.id)
    assert seen() == list(readers)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"kind": "other"}, BadChoice),
        ({"objectives": (24,)}, BadChoice),
        ({"principles": (11,)}, BadChoice),
        ({"starts_on": "soon"}, BadText),
        ({"starts_on": "2027-04-01"}, BadText),
    ],
)
def test_terms_that_make_no_sense_are_refused(wrong, error):
    with pytest.raises(error):
        Terms.read({**WHOLE.as_json(), **wrong}).checked()


def test_terms_come_back_as_they_were_kept():
    assert Terms.read(WHOLE.checked().as_json()) == WHOLE
    assert hints("x" * 300, WHOLE) == []
    assert len(hints("", Terms())) == 6


def test_a_year_of_silence_is_counted_from_the_last_line(session, build, pledge):
    own = registered(session, build, pledge)
    build.later(days=300)
    report(session, build, own)
    build.later(days=300)

    assert commitments.due(session) == []
    build.at(build.now + timedelta(days=66))
    assert [one for one, _ in commitments.due(session)] == [own.id]
