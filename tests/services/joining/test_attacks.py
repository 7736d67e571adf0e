"""Real attempts to speak for an agency without being the one who may: none leaves a trace."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.build import REPORTING
from tests.services.joining.test_delegates import acting, named
from workflow.errors import NotAllowed, NotFound, NotInForce, NotNow, Refused
from workflow.models import Event, LockRequest, Mail, Objection, OnBehalf, OptIn
from workflow.queries.joining import standing
from workflow.queries.proving import proof
from workflow.rules.consent import Standing
from workflow.rules.permissions import Actor, Role
from workflow.services.chasing import appointments
from workflow.services.joining import corrections, locking, on_behalf, optins, silence
from workflow.services.people import people
from workflow.services.pledging import members
from workflow.services.proving import record


@pytest.fixture
def pledge(build):
    for agency in ("IOM", "ILO", "WHO"):
        build.principal(agency)
    return build.pledge()


def text_of(pledge):
    return {"version_id": pledge.latest.id, "seen": pledge.latest.sha256}


def say(build, pledge, answer, agency="ILO", **words):
    actor = build.principal(agency)
    return optins.answer(build.session, actor, answer=answer, **text_of(pledge), **words)


def write_down(build, pledge, answer="joins"):
    return on_behalf.write_down(
        build.session,
        build.coordinator(),
        agency_id=build.agency("ILO").id,
        answer=answer,
        said="By telephone.",
        **text_of(pledge),
    )


def lock(build, pledge):
    asked = locking.request(build.session, build.coordinator(), **text_of(pledge))
    typed = pledge.latest.sha256[:8]
    locking.confirm(build.session, build.actor(Role.STAFF), request_id=asked.id, typed=typed)


def stand(build, pledge, agency="ILO"):
    return standing.of_agency(build.session, pledge, build.agency(agency).id).standing


def running(build, pledge):
    ends_at = build.now + timedelta(days=14)
    return silence.start(build.session, build.coordinator(), pledge_id=pledge.id, ends_at=ends_at)


# --- a delegate outside the days of the authority ------------------------------------------------


@pytest.mark.parametrize("day", [-1, 11])
def test_a_delegate_outside_the_authority_does_nothing_at_all(session, build, pledge, day):
    build.later(days=2)
    waits = write_down(build, pledge)
    quiet, asked = running(build, pledge), LockRequest
    delegate = acting(named(session, build, starts=0, ends=10))
    build.later(days=day)
    entries, head = pledge.head_seq, pledge.head_hash
    attempts = [
        lambda: optins.answer(session, delegate, answer="joins", **text_of(pledge)),
        lambda: optins.answer(session, delegate, answer="does not join", **text_of(pledge)),
        lambda: on_behalf.confirm(
            session, delegate, on_behalf_id=waits.id, seen=pledge.latest.sha256
        ),
        lambda: on_behalf.refuse(session, delegate, on_behalf_id=waits.id),
        lambda: optins.confirm_editorial(session, delegate, **text_of(pledge)),
        lambda: silence.object_(
            session, delegate, silence_id=quiet.id, block_id=REPORTING, reason="No."
        ),
        lambda: locking.request(session, delegate, **text_of(pledge)),
        lambda: locking.confirm(session, delegate, request_id=1, typed="x"),
    ]
    for attempt in attempts:
        with pytest.raises((NotInForce, NotAllowed)):
            attempt()
    session.refresh(waits)
    assert waits.ended is None
    for table in (OptIn, Objection, asked):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert (pledge.head_seq, pledge.head_hash) == (entries, head)


def test_a_delegate_whose_days_are_over_cannot_leave_and_gets_no_more_mails(session, build, pledge):
    say(build, pledge, "joins")
    delegate = acting(named(session, build, ends=10))
    lock(build, pledge)
    build.later(days=11)
    with pytest.raises(NotInForce):
        optins.answer(session, delegate, answer="leaves", **text_of(pledge))
    assert stand(build, pledge) == Standing.IN

    say(build, pledge, "leaves")
    receipts = select(Mail.address).where(Mail.letter == "optin-receipt")
    to_delegate = [one for one in session.scalars(receipts) if one == "dora@ilo.test"]
    assert to_delegate == []


def test_a_delegate_whose_authority_was_ended_refuses_nothing_written_down(session, build, pledge):
    from workflow.services.people import delegates

    waits, authority = write_down(build, pledge), named(session, build)
    delegates.end(session, build.principal("ILO"), authority_id=authority.id)
    with pytest.raises(NotNow):
        on_behalf.refuse(session, acting(authority), on_behalf_id=waits.id)
    assert session.get_one(OnBehalf, waits.id).ended is None


# --- an answer by telephone ----------------------------------------------------------------------


def test_only_who_decides_for_that_agency_confirms_what_was_written_down(session, build, pledge):
    waits = write_down(build, pledge)
    strangers = [
        build.principal("WHO"),
        build.focal_point("ILO"),
        build.actor(Role.ALTERNATE, "ILO"),
        build.actor(Role.CLEARING_OFFICER, "ILO"),
        build.coordinator(),
        build.actor(Role.OBSERVER),
        build.actor(Role.ADMINISTRATOR),
    ]
    for actor in strangers:
        with pytest.raises((NotAllowed, NotFound)):
            on_behalf.confirm(session, actor, on_behalf_id=waits.id, seen=pledge.latest.sha256)
        with pytest.raises((NotAllowed, NotFound)):
            on_behalf.refuse(session, actor, on_behalf_id=waits.id)
    assert session.scalars(select(OptIn)).all() == []
    assert stand(build, pledge) == Standing.OPEN


# --- twice ---------------------------------------------------------------------------------------


def test_two_tabs_that_join_object_and_ask_for_the_lock_do_it_once(session, build, pledge):
    assert say(build, pledge, "joins").id == say(build, pledge, "joins").id
    quiet = running(build, pledge)

    def object_(reason="No.", agency="ILO"):
        actor = build.focal_point(agency)
        given = {"silence_id": quiet.id, "block_id": REPORTING, "reason": reason}
        return silence.object_(session, actor, **given)

    first = object_()
    assert object_().id == first.id
    assert object_("For another reason.").id != first.id
    assert object_(agency="WHO").id != first.id
    silence.take_back(session, build.focal_point("ILO"), objection_id=first.id)
    assert object_().id != first.id
    kinds = session.scalars(select(Event.kind)).all()
    assert kinds.count("opt-in given") == 1
    assert kinds.count("objection made") == 4
    with pytest.raises(Refused):
        running(build, pledge)
    assert record.verify(session, pledge.id)


# --- corrections beside a text -------------------------------------------------------------------


def test_a_correction_makes_nobody_join_and_takes_no_name_away(session, build, pledge):
    say(build, pledge, "joins on a condition", "ILO", must_contain="We will report")
    say(build, pledge, "does not join", "WHO")
    say(build, pledge, "joins", "IOM")
    lock(build, pledge)
    before = {agency: stand(build, pledge, agency) for agency in ("IOM", "ILO", "WHO")}
    row = corrections.propose(
        session,
        build.coordinator(),
        version_id=pledge.latest.id,
        block_id=REPORTING,
        old="what we did",
        new="What we did",
        reason="Spelling.",
    )
    ends_at = build.now + timedelta(days=14)
    corrections.open_to_objections(
        session, build.coordinator(), corrigendum_id=row.id, ends_at=ends_at
    )
    build.later(days=15)
    from workflow.rules.permissions import CLOCK

    assert corrections.issue(session, CLOCK, corrigendum_id=row.id)

    assert {agency: stand(build, pledge, agency) for agency in before} == before
    assert before == {"IOM": "in", "ILO": "condition met", "WHO": "out"}
    found = proof.register(session, pledge.latest)
    assert [one["agency"] for one in found["joined"]] == ["IOM"]
    assert say(build, pledge, "joins").sha256 == pledge.latest.sha256


# --- somebody who works elsewhere now ------------------------------------------------------------


def moved(session, build, role=Role.PRINCIPAL, name="Mo"):
    """Somebody of ILO goes to WHO; return who they were and who they are."""
    person = build.person(role, "ILO", name=name)
    before = Actor(person.id, person.name, role, build.agency("ILO").id)
    people.end_grant(session, build.coordinator(), grant_id=person.grants[0].id)
    people.invite(
        session,
        build.coordinator(),
        name=name,
        email=person.email,
        role=role.value,
        agency_id=build.agency("WHO").id,
    )
    return person, before, Actor(person.id, person.name, role, build.agency("WHO").id)


def test_who_moved_to_another_agency_answers_for_the_new_one_alone(session, build, pledge):
    waits = write_down(build, pledge)
    person, _, now_of_who = moved(session, build)
    with pytest.raises(NotFound):
        on_behalf.confirm(session, now_of_who, on_behalf_id=waits.id, seen=pledge.latest.sha256)
    row = optins.answer(session, now_of_who, answer="joins", **text_of(pledge))
    assert row.agency.acronym == "WHO"
    assert stand(build, pledge) == Standing.OPEN

    mine = [m for m in session.scalars(select(Mail)) if m.person_id == person.id]
    session.expunge_all()
    say(build, pledge, "joins", "ILO")
    later = [m for m in session.scalars(select(Mail)) if m.person_id == person.id]
    assert len(later) == len(mine)  # the receipts of ILO no longer go there


def test_the_private_calendar_follows_the_role_and_who_takes_part(session, build, pledge):
    build.round(pledge)
    person, _, _ = moved(session, build)

    def titles():
        session.refresh(person)
        return [one.title for one in appointments.of_person(session, person)]

    assert titles() == ["WHO answers: A common pledge"]
    agencies = [build.agency("IOM").id, build.agency("ILO").id]
    members.set_members(session, build.coordinator(), pledge_id=pledge.id, agencies=agencies)
    assert titles() == []
    grant = next(one for one in person.grants if one.ended_at is None)
    members.set_members(
        session,
        build.coordinator(),
        pledge_id=pledge.id,
        agencies=[*agencies, build.agency("WHO").id],
    )
    assert titles() == ["WHO answers: A common pledge"]
    people.end_grant(session, build.coordinator(), grant_id=grant.id)
    assert titles() == []
