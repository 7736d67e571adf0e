"""The whole story over HTTP: from the zero draft through two rounds to the locked text.

Everything a person does is done on a page, without script; the worker is real. Only time is
moved by the test, where people would wait for days.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tests.journeys import acts
from tests.journeys.journey import ANSWERS, ORGANISATIONS, STAFF, TELLING, Journey
from tests.story.telling import NAIVE, STORY
from workflow.models import (
    Event,
    Extension,
    Mail,
    Passage,
    Pledge,
    Revision,
    Silence,
    Version,
)
from workflow.queries import standing
from workflow.services import record


@pytest.mark.slow
def test_the_story_is_walked_over_http_from_the_zero_draft_to_the_locked_text(told, someone):
    journey = Journey(told, someone)

    first_round(journey)
    assert journey.latest()[2] == STORY["rev1"]["sha256"]
    second_round(journey)
    assert journey.latest()[2] == STORY["final"]["sha256"]
    closing(journey)
    aftermath(journey)


def first_round(journey):
    running = journey.running
    journey.open_round()
    invitation = running.mail_to(ORGANISATIONS["WHO"].focal_point[1])
    assert running.link_in(invitation) == f"/rounds/{journey.round_id}/answer"

    who_by_mail_link(journey)
    for agency in ("UNHCR", "IOM", "OHCHR", "ILO", "UNDP", "DESA"):
        journey.answer(agency, ANSWERS[agency].changes)
        if ANSWERS[agency].joining.answer == "joins":
            journey.join(agency)
    journey.join("UNHCR", "joins with a statement", words=ANSWERS["UNHCR"].joining.words)
    condition = ANSWERS["UNDP"].joining
    journey.join(
        "UNDP",
        "joins on a condition",
        words=condition.words,
        must_contain=condition.must_contain,
    )
    unsent_draft_shows_nowhere(journey)
    more_time(journey, "UNICEF")
    journey.let_deadline_pass()
    journey.answer("UNICEF", ANSWERS["UNICEF"].changes)
    journey.answer("UNODC", ANSWERS["UNODC"].changes, late=True)
    take_up_late(journey)
    running.let_time_come(
        running.look(lambda s: s.scalars(select(Extension)).one()), "until", "close-round"
    )
    journey.wait_closed()
    journey.wait_merged(ANSWERS)
    assert journey.decide(1) == 21
    journey.publish("Rev.1")


def who_by_mail_link(journey):
    """WHO comes in by a link in a mail and answers "no changes" in one step."""
    running, email = journey.running, ORGANISATIONS["WHO"].focal_point[1]
    browser = journey.someone(running)
    browser.open("/sign-in").form("/sign-in/link").fill(email=email).press()
    mail = running.mail_to(email, "ign")
    browser.follow_sign_in_link(running.link_in(mail))
    browser.open(running.link_in(mail), status=409)  # it works once
    journey.browsers[email] = browser
    browser.open(f"/rounds/{journey.round_id}/no-changes").form("/no-changes").press()
    journey.join("WHO")


def unsent_draft_shows_nowhere(journey):
    told = [TELLING.changes[name] for name in ANSWERS["UNODC"].changes]
    acts.write_answer(journey.focal_point("UNODC"), journey.round_id, journey.base(), told)
    pages = [f"/rounds/{journey.round_id}", f"/rounds/{journey.round_id}/desk", "/"]
    for page in pages:
        assert "avoid contradiction" not in journey.office.open(page).text
    other = journey.focal_point("ILO")
    assert "avoid contradiction" not in other.open(f"/rounds/{journey.round_id}/answer").text


def more_time(journey, agency):
    who = journey.focal_point(agency)
    until = journey.round().deadline_at + timedelta(hours=67)
    zone = ZoneInfo(ORGANISATIONS[agency].zone)
    asked = until.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    form = who.open(f"/rounds/{journey.round_id}/more-time").form("/more-time")
    form.fill(until=asked, reason=ANSWERS[agency].extension["reason"]).press()
    board = journey.office.open(f"/rounds/{journey.round_id}")
    assert ANSWERS[agency].extension["reason"] in board.text
    board.form("/extensions/").press("grant")


def take_up_late(journey):
    form = journey.office.open(f"/rounds/{journey.round_id}").form("/intake")
    form.fill(reason="Its clearance took longer.").press("take up")


def second_round(journey):
    journey.open_round()
    journey.answer("WHO", [told.name for told in TELLING.second])
    journey.let_deadline_pass()
    journey.wait_closed()
    journey.wait_merged(["WHO", "UNODC"])
    journey.decide(2)
    journey.publish("Final text")


def closing(journey):
    running = journey.running
    page = journey.office.open(f"/pledges/{journey.pledge_id}/silence")
    page.form(f"/pledges/{journey.pledge_id}/silence").press("Start silence")
    address = f"/pledges/{journey.pledge_id}/silence"
    form = journey.principal("OHCHR").open(address).form("/objections")
    form.fill(block="i", reason="It reads as an invitation to leave.").press()
    assert "invitation to leave" in journey.office.open(address).text
    journey.principal("OHCHR").open(address).form("/take-back").press()
    running.let_time_come(
        running.look(lambda s: s.scalars(select(Silence)).one()), "ends_at", "lock-due"
    )
    running.wait_until(
        lambda s: s.get_one(Pledge, journey.pledge_id).stage == "agreed", "silence holds"
    )
    for agency in ORGANISATIONS:
        if agency == "UNHCR":
            journey.join(agency, "joins with a statement", words=ANSWERS[agency].joining.words)
        else:
            journey.join(agency)
    lock = f"/pledges/{journey.pledge_id}/lock"
    journey.by(STAFF).open(lock).form("/lock").press()
    sha256 = journey.latest()[1]
    form = journey.office.open(lock).form("/confirm")
    form.fill(typed="00000000").press(status=422)
    journey.office.open(lock).form("/confirm").fill(typed=sha256[:8]).press()


def aftermath(journey):
    """The text is locked, all are in, the record verifies, every mail arrived once."""
    running = journey.running

    def see(session):
        pledge = session.get_one(Pledge, journey.pledge_id)
        joined = [stand for stand in standing.stands(session, pledge) if stand.joined]
        events = session.scalars(select(Event.kind)).all()
        return pledge.stage, len(joined), record.verify(session, pledge.id), len(events)

    stage, joined, verified, events = running.look(see)
    assert (stage, joined, verified) == ("locked", 9, events)
    journey.office.open(f"/pledges/{journey.pledge_id}/rounds/new")
    with_text = journey.by(ORGANISATIONS["ILO"].focal_point[1])
    version = journey.latest()[3]
    page = with_text.open(f"/versions/{version}")
    assert "it does not repeat, replace or reinterpret them." in page.text

    unsent = select(func.count(Mail.id)).where(Mail.sent_at.is_(None))
    running.wait_until(lambda s: s.scalar(unsent) == 0, "all mails are sent")
    written = running.look(lambda s: s.execute(select(Mail.address, Mail.subject, Mail.text)).all())
    for address in {address for address, _, _ in written}:
        arrived = running.mails_to(address)
        assert len(arrived) == sum(a == address for a, _, _ in written)
        assert len({mail["Message-ID"] for mail in arrived}) == len(arrived)
    assert not [bad for bad in NAIVE for _, _, text in written if bad in text]
    assert running.look(lambda s: s.scalar(select(func.count(Revision.id)))) >= 10
    assert running.look(lambda s: s.scalar(select(func.count(Passage.id)))) >= 21
    assert running.look(lambda s: s.scalar(select(func.count(Version.id)))) == 3
    assert isinstance(
        running.look(lambda s: s.scalars(select(Version)).first().published_at), datetime
    )
