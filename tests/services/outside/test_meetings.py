"""Nine agencies meet; what they leave to do is asked for until it is done."""

from datetime import UTC, datetime, timedelta

import pytest

from workflow.errors import (
    ActionPointClosed,
    EndsBeforeItStarts,
    NobodyOwes,
    NotAllowed,
    NotFound,
    NothingToSummarize,
    SummaryCirculated,
)
from workflow.models import Job, Mail, Meeting
from workflow.queries.outside import action_points as points
from workflow.queries.outside import meetings as queries
from workflow.rules.permissions import CLOCK, Role
from workflow.services.outside import action_points, chasing, meetings, summaries
from workflow.services.outside.meetings import Comer
from workflow.services.rounds import planning

pytestmark = pytest.mark.databases("sqlite")

NINE = ("DESA", "ILO", "IOM", "OHCHR", "UNDP", "UNHCR", "UNICEF", "UNODC", "WHO")
TUESDAY = datetime(2022, 2, 15, 21, 0, tzinfo=UTC)  # 16:00 in New York


@pytest.fixture
def meeting(build) -> Meeting:
    build.at(TUESDAY)
    pledge = build.pledge(agencies=NINE)
    called = call(build, pledge)
    comers = [Comer(f"Head of {one}", build.agency(one).id) for one in NINE]
    meetings.add_participants(
        build.session, build.coordinator(), meeting_id=called.id, comers=comers
    )
    return called


def call(build, pledge, starts=TUESDAY, **more):
    given = {"body": "Executive Committee", "level": "Principals", "place": "virtual"}
    return meetings.call(
        build.session,
        build.coordinator(),
        pledge_id=pledge.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        zone="America/New_York",
        **given | more,
    )


def add(build, meeting, owners=("members",), text="Final revisions from the EC.", **more):
    return action_points.add(
        build.session,
        build.coordinator(),
        meeting_id=meeting.id,
        text=text,
        owners=owners,
        **more,
    )


def point(build, row):
    return points.points(build.session, build.coordinator(), [row])[0]


def note(build, meeting, text, **more):
    return meetings.add_note(
        build.session, build.coordinator(), meeting_id=meeting.id, text=text, **more
    )


def test_as_soon_as_possible_becomes_a_day_that_is_proposed(build, meeting):
    row = add(build, meeting)

    assert row.as_soon_as_possible
    # Five working days after Tuesday, 15 February; the service knows no holiday of New York.
    assert row.due_at == datetime(2022, 2, 22, 22, 0, tzinfo=UTC)


def test_a_group_owes_one_part_for_each_of_its_members(build, meeting):
    row = add(build, meeting)

    assert [part.who for part in point(build, row).parts] == list(NINE)
    assert point(build, row).state == "0 of 9 done"


def test_an_action_point_is_done_when_everybody_has_answered_the_round_it_opened(build, meeting):
    row = add(build, meeting)
    round_ = action_points.open_round(build.session, build.coordinator(), action_point_id=row.id)

    assert "as soon as possible" in round_.purpose
    assert round_.deadline_at == row.due_at
    for agency in NINE[:8]:
        build.revision(agency, round_=round_)
    assert (point(build, row).state, point(build, row).closed) == ("8 of 9 done", False)
    build.revision(NINE[8], {"b3": "We will listen well."}, round_=round_)
    assert point(build, row).closed


def test_what_is_open_is_carried_to_the_next_meeting_of_the_body_until_closed(build, meeting):
    row = add(build, meeting, [f"agency:{build.agency('ILO').id}"])
    later = call(build, meeting.pledge, TUESDAY + timedelta(days=14))
    other = call(build, meeting.pledge, TUESDAY + timedelta(days=14), body="Working group")
    last = call(build, meeting.pledge, TUESDAY + timedelta(days=28))

    def carried(one):
        return [p.row.id for p in points.carried_to(build.session, build.coordinator(), one)]

    assert (carried(later), carried(other), carried(last)) == ([row.id], [], [row.id])
    build.at(TUESDAY + timedelta(days=20))
    action_points.report_done(
        build.session, build.focal_point("ILO"), obligation_id=row.obligations[0].id
    )
    assert (carried(later), carried(last)) == ([row.id], [])


def test_everybody_gets_one_mail_with_all_their_action_points(build, meeting):
    add(build, meeting)
    add(build, meeting, [f"agency:{build.agency('ILO').id}"], "Send the numbers.")
    tell = lambda: action_points.tell(  # noqa: E731
        build.session, build.coordinator(), meeting_id=meeting.id
    )

    assert (tell(), tell()) == (9, 0)
    mails = {m.address: m for m in build.session.query(Mail).filter_by(letter="action-points")}
    ilo = mails["focal.point.ilo@onevoice.test"]
    assert "2 action points" in ilo.subject
    assert "Send the numbers." in ilo.text
    assert "Send the numbers." not in mails["focal.point.who@onevoice.test"].text


def test_the_clock_asks_before_the_day_after_it_and_each_week_until_it_is_done(build, meeting):
    row = add(build, meeting, [f"agency:{build.agency('ILO').id}"])

    def asked(moment):
        build.at(moment)
        planning.plan(build.session)
        return [
            one.key.split(":")[2]
            for one in chasing.chase(build.session, CLOCK, action_point_id=row.id)
        ]

    due = row.due_at
    assert asked(due - timedelta(days=5)) == []
    assert asked(due - timedelta(days=1)) == ["0"]
    assert asked(due - timedelta(hours=3)) == []
    assert asked(due + timedelta(days=1)) == ["1"]
    assert asked(due + timedelta(days=16)) == ["3"]  # once, whatever was missed
    assert build.session.query(Job).filter_by(kind="chase-action-points").count() == 3
    action_points.report_done(
        build.session, build.focal_point("ILO"), obligation_id=row.obligations[0].id
    )
    assert asked(due + timedelta(days=30)) == []


def test_a_reminder_that_waited_is_not_needed_once_the_part_is_done(build, meeting):
    row = add(build, meeting, [f"agency:{build.agency('ILO').id}"])
    build.at(row.due_at + timedelta(days=1))
    (one,) = chasing.chase(build.session, CLOCK, action_point_id=row.id)
    assert chasing.still_wanted(build.session, one.key)

    action_points.report_done(
        build.session, build.focal_point("ILO"), obligation_id=row.obligations[0].id
    )

    assert not chasing.still_wanted(build.session, one.key)


def test_an_agency_reports_its_own_part_and_no_other(build, meeting):
    row = add(build, meeting)
    of_ilo = next(one for one in row.obligations if one.agency.acronym == "ILO")

    with pytest.raises(NotFound):
        action_points.report_done(build.session, build.focal_point("WHO"), obligation_id=of_ilo.id)
    with pytest.raises(NotAllowed):
        action_points.report_done(
            build.session, build.actor(Role.OBSERVER), obligation_id=of_ilo.id
        )
    action_points.report_done(build.session, build.principal("ILO"), obligation_id=of_ilo.id)
    with pytest.raises(ActionPointClosed):
        action_points.report_done(build.session, build.coordinator(), obligation_id=of_ilo.id)


def test_a_person_and_the_office_can_owe_something(build, meeting):
    person = build.person(agency="WHO")
    row = add(build, meeting, ["office", f"person:{person.id}"])

    assert row.owner == f"the coordinator's office, {person.name}"
    for one, actor in zip(
        row.obligations, (build.coordinator(), build.focal_point("WHO")), strict=True
    ):
        action_points.report_done(build.session, actor, obligation_id=one.id, words="Sent.")
    assert point(build, row).state == "done"


def test_an_action_point_needs_an_owner_and_can_be_dropped_with_a_reason(build, meeting):
    with pytest.raises(NobodyOwes):
        add(build, meeting, [])
    row = add(build, meeting)
    action_points.drop(
        build.session, build.coordinator(), action_point_id=row.id, reason="Settled by phone."
    )

    assert point(build, row).state == "dropped"


def test_a_summary_names_speakers_only_where_they_agreed(build, meeting):
    office = build.coordinator()
    items = meetings.set_agenda(
        build.session, office, meeting_id=meeting.id, lines=["A pledge / IOM", "Support"]
    )
    ilo = build.agency("ILO").id
    note(build, meeting, "Readiness to lead.", item_id=items[0].id, agency_id=ilo, attributed=True)
    note(build, meeting, "Doubts.", item_id=items[0].id, agency_id=ilo)
    note(build, meeting, "One voice.", item_id=items[1].id, decision=True)
    gone = note(build, meeting, "Off the record.")
    meetings.take_out(build.session, office, meeting_id=meeting.id, note_id=gone.id)
    add(build, meeting)

    shown = queries.summary(build.session, office, meeting.id)
    text = "\n".join(block.text for block in shown.blocks)

    assert shown.status == "DRAFT Summary"
    assert "Summary: Executive Committee, Principals, 15 February 2022" in text
    assert "15 February 2022, 16:00 to 17:00 (New York time), virtual" in text
    assert "A pledge (lead: IOM)" in text
    assert "ILO: Readiness to lead." in text
    assert "\nDoubts." in text
    assert "Decision: One voice." in text
    assert "Off the record" not in text
    assert "(all agencies of the pledge; as soon as possible, by 22 February 2022)" in text
    with pytest.raises(NotFound):
        queries.summary(build.session, build.focal_point("ILO"), meeting.id)


def test_a_summary_goes_through_comments_and_becomes_final_like_any_text(build, meeting):
    note(build, meeting, "There was broad agreement.")
    office, deadline = build.coordinator(), TUESDAY + timedelta(days=3)
    round_ = summaries.circulate(build.session, office, meeting_id=meeting.id, deadline=deadline)
    assert queries.page(build.session, office, meeting.id).status == "Summary FOR COMMENTS"
    with pytest.raises(SummaryCirculated):
        note(build, meeting, "Too late.")

    block = next(b for b in round_.version.blocks if "broad agreement" in b.text)
    build.revision("WHO", {block.id: "There was agreement."}, round_=round_)
    build.publish(round_)
    meeting.summary.stage = "agreed"
    build.session.flush()
    shown = queries.summary(build.session, build.focal_point("ILO"), meeting.id)

    assert (shown.status, shown.label) == ("FINAL Summary", "Rev.1")
    assert any(b.text == "There was agreement." for b in shown.blocks)


def test_an_empty_meeting_has_nothing_to_circulate(build, meeting):
    with pytest.raises(NothingToSummarize):
        summaries.circulate(
            build.session, build.coordinator(), meeting_id=meeting.id, deadline=TUESDAY
        )


def test_a_meeting_ends_after_it_starts(build, meeting):
    with pytest.raises(EndsBeforeItStarts):
        meetings.call(
            build.session,
            build.coordinator(),
            pledge_id=meeting.pledge_id,
            body="B",
            level="Principals",
            starts_at=TUESDAY,
            ends_at=TUESDAY,
            zone="UTC",
            place="here",
        )
