"""An agency that no longer takes part keeps its word: its name, its no, and nothing beyond."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.build import REPORTING
from workflow.errors import MembersUnderSilence, NoLongerTakesPart, NotFound, OnBehalfOver
from workflow.models import Event, Mail
from workflow.queries.deciding import watching
from workflow.queries.desk import desk
from workflow.queries.joining import joining, standing
from workflow.queries.proving import proof
from workflow.queries.rounds import rounds
from workflow.rules.consent import Standing
from workflow.rules.permissions import Role
from workflow.services.joining import corrections, locking, on_behalf, optins, silence
from workflow.services.pledging import members
from workflow.services.proving import record

PRINCIPAL = "principal.ilo@onevoice.test"


@pytest.fixture
def pledge(build):
    for agency in ("IOM", "ILO", "WHO"):
        build.principal(agency)
    return build.pledge()


def say(build, pledge, answer, agency="ILO", **words):
    text = {"version_id": pledge.latest.id, "seen": pledge.latest.sha256}
    return optins.answer(build.session, build.principal(agency), answer=answer, **text, **words)


def take_part(build, pledge, *agencies):
    ids = [build.agency(one).id for one in agencies]
    return members.set_members(
        build.session, build.coordinator(), pledge_id=pledge.id, agencies=ids
    )


def stand(build, pledge, agency="ILO"):
    return standing.of_agency(build.session, pledge, build.agency(agency).id)


def lock(build, pledge):
    text = {"version_id": pledge.latest.id, "seen": pledge.latest.sha256}
    asked = locking.request(build.session, build.coordinator(), **text)
    colleague = build.actor(Role.STAFF, name="Bo")
    typed = pledge.latest.sha256[:8]
    locking.confirm(build.session, colleague, request_id=asked.id, typed=typed)


def names(build, pledge):
    found = proof.register(build.session, pledge.latest)
    return [one["agency"] for one in found["joined"]], [one["agency"] for one in found["notice"]]


def mails(build, letter):
    found = select(Mail.address).where(Mail.letter == letter).order_by(Mail.address)
    return build.session.scalars(found).all()


def test_the_name_of_an_agency_that_is_taken_out_stands_until_its_principal_says_no(build, pledge):
    say(build, pledge, "joins")
    take_part(build, pledge, "IOM", "WHO")
    assert (stand(build, pledge).standing, stand(build, pledge).gone_since) == ("in", build.now)

    say(build, pledge, "does not join")

    assert stand(build, pledge).standing == Standing.OUT
    lock(build, pledge)
    assert names(build, pledge) == ([], [])


def test_under_the_lock_it_leaves_with_notice_and_may_stay_after_all(build, pledge, session):
    say(build, pledge, "joins")
    take_part(build, pledge, "IOM", "WHO")
    lock(build, pledge)
    assert names(build, pledge) == (["ILO"], [])
    assert "principal.ilo@onevoice.test" in mails(build, "locked")

    left = say(build, pledge, "leaves")
    assert left.leaves_at == build.now + timedelta(days=30)
    assert names(build, pledge) == ([], ["ILO"])
    say(build, pledge, "joins")
    assert names(build, pledge) == (["ILO"], [])
    say(build, pledge, "leaves")
    build.later(days=31)
    with pytest.raises(NoLongerTakesPart, match="ILO no longer takes part since"):
        say(build, pledge, "joins")
    assert record.verify(session, pledge.id)


@pytest.mark.parametrize("answer", ["joins", "joins with a statement", "undecided"])
def test_it_cannot_join_a_text_that_came_later(build, pledge, answer):
    say(build, pledge, "joins", may_confirm=True)
    take_part(build, pledge, "IOM", "WHO")
    build.revision("IOM", {REPORTING: "We will report twice a year."}, round_=build.round(pledge))
    build.publish()

    with pytest.raises(NoLongerTakesPart):
        say(build, pledge, answer, words="Ours.")
    with pytest.raises(NotFound):
        optins.confirm_editorial(
            build.session,
            build.focal_point("ILO"),
            version_id=pledge.latest.id,
            seen=pledge.latest.sha256,
        )
    assert stand(build, pledge).standing == Standing.GONE
    assert build.agency("ILO") not in optins.missing(build.session, pledge)
    lock(build, pledge)
    assert names(build, pledge) == ([], [])


def test_who_never_said_anything_finds_nothing_to_answer(build, pledge):
    take_part(build, pledge, "IOM", "WHO")
    for answer in ("joins", "does not join"):
        with pytest.raises(NotFound):
            say(build, pledge, answer)


def test_its_condition_is_watched_no_longer_and_nobody_else_reads_what_it_was(build, pledge):
    say(build, pledge, "joins on a condition", words="Ours.", must_contain="We will report")
    take_part(build, pledge, "IOM", "WHO")

    assert watching.watches(build.session, pledge) == []
    of_others = joining.who_is_in(build.session, build.principal("WHO"), pledge.id)
    (line,) = (one for one in of_others.lines if one.acronym == "ILO")
    assert (line.state, line.words, line.must_contain) == ("no longer takes part", "", "")
    assert say(build, pledge, "does not join")


def test_what_was_written_down_for_it_is_void_and_a_no_by_telephone_still_counts(build, pledge):
    def write_down(answer):
        return on_behalf.write_down(
            build.session,
            build.coordinator(),
            version_id=pledge.latest.id,
            seen=pledge.latest.sha256,
            agency_id=build.agency("ILO").id,
            answer=answer,
            said="By telephone.",
        )

    def confirm(row):
        return on_behalf.confirm(
            build.session,
            build.principal("ILO"),
            on_behalf_id=row.id,
            seen=pledge.latest.sha256,
        )

    say(build, pledge, "undecided")
    waiting = write_down("joins")
    take_part(build, pledge, "IOM", "WHO")

    with pytest.raises(OnBehalfOver):
        confirm(waiting)
    with pytest.raises(NoLongerTakesPart):
        write_down("joins")
    assert confirm(write_down("does not join")).answer == "does not join"


def test_its_people_are_told_and_the_entry_says_who_came_and_who_went(build, pledge, session):
    say(build, pledge, "joins")
    build.agency("FAO")
    take_part(build, pledge, "IOM", "WHO", "FAO")

    assert mails(build, "taken-out") == ["focal.point.ilo@onevoice.test", PRINCIPAL]
    assert "stands under Zero draft" in session.scalar(
        select(Mail.text).where(Mail.letter == "taken-out")
    )
    told = session.scalars(select(Event).order_by(Event.id.desc())).first().payload.told
    assert told["agencies"] == ["IOM", "WHO", "FAO"]
    assert (told["new"], told["taken out"]) == (["FAO"], ["ILO"])
    take_part(build, pledge, "IOM", "ILO", "WHO")
    assert stand(build, pledge).gone_since is None


def test_under_silence_nobody_comes_and_nobody_goes(build, pledge, session):
    ends_at = build.now + timedelta(days=14)
    silence.start(session, build.coordinator(), pledge_id=pledge.id, ends_at=ends_at)
    for agencies in (["IOM", "WHO"], ["IOM", "ILO", "WHO", "FAO"]):
        with pytest.raises(MembersUnderSilence):
            take_part(build, pledge, *agencies)
    assert take_part(build, pledge, "IOM", "ILO", "WHO")


def test_whose_name_stands_may_object_to_a_correction_and_others_who_went_may_not(build, pledge):
    say(build, pledge, "joins")
    take_part(build, pledge, "IOM")
    lock(build, pledge)
    row = corrections.propose(
        build.session,
        build.coordinator(),
        version_id=pledge.latest.id,
        block_id=REPORTING,
        old="what we did",
        new="What we did",
        reason="Spelling.",
    )
    ends_at = build.now + timedelta(days=14)
    corrections.open_to_objections(
        build.session, build.coordinator(), corrigendum_id=row.id, ends_at=ends_at
    )

    told = mails(build, "corrigendum-open")
    assert PRINCIPAL in told
    assert "principal.who@onevoice.test" not in told
    for agency, allowed in (("WHO", False), ("ILO", True)):
        try:
            corrections.object_(
                build.session, build.principal(agency), corrigendum_id=row.id, reason="No."
            )
        except NotFound:
            assert not allowed
        else:
            assert allowed


def test_rounds_that_ran_after_it_went_are_not_there_for_it(build, pledge, session):
    before = build.round(pledge)
    build.revision("ILO", {REPORTING: "We will report."}, round_=before)
    build.publish(before)
    build.later(hours=1)
    take_part(build, pledge, "IOM", "WHO")
    after = build.round(pledge)

    assert rounds.find(session, build.focal_point("ILO"), before.id)
    with pytest.raises(NotFound):
        rounds.find(session, build.focal_point("ILO"), after.id)
    assert rounds.find(session, build.focal_point("WHO"), after.id)


def test_its_desk_asks_nothing_any_more(build, pledge, session):
    build.round(pledge)
    take_part(build, pledge, "IOM", "WHO")

    def waiting(agency):
        people = build.principal(agency), build.focal_point(agency)
        return [len(desk.page(session, one).waiting) for one in people]

    assert waiting("ILO") == [0, 0]
    assert waiting("WHO")[1] > 0
