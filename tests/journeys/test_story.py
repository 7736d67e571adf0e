"""The whole story over HTTP: from the zero draft through two rounds to the locked text.

Everything a person does is done on a page, without script; the worker is real. Only time is
moved by the test, where people would wait for days.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tests.journeys import acts, closing
from tests.journeys.journey import ANSWERS, ORGANISATIONS, TELLING, Journey
from tests.story.telling import NAIVE, STORY
from workflow.models import (
    Event,
    Extension,
    Mail,
    Passage,
    Pledge,
    Revision,
    Version,
)
from workflow.queries.joining import standing
from workflow.services.proving import record


@pytest.mark.slow
def test_the_story_is_walked_over_http_from_the_zero_draft_to_the_locked_text(told, someone):
    journey = Journey(told, someone)

    first_round(journey)
    assert journey.latest()[2] == STORY["rev1"]["sha256"]
    second_round(journey)
    assert journey.latest()[2] == STORY["final"]["sha256"]
    agreed_and_locked(journey)
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
    closing.condition_is_given_and_the_card_warns(journey)
    journey.decide(2)
    journey.publish("Final text")


def agreed_and_locked(journey):
    closing.condition_is_broken_and_waived(journey)
    closing.silence_is_broken(journey)
    closing.silence_holds(journey)
    for agency in ORGANISATIONS:
        if agency == closing.LEAVES:
            journey.join(agency, "joins with a statement", words=ANSWERS[agency].joining.words)
        elif agency not in {"DESA", closing.LATE}:
            journey.join(agency)
    closing.two_people_lock(journey)
    closing.one_joins_late_and_one_leaves(journey)
    closing.corrections_are_issued_and_objected_to(journey)


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

    # A second mail about one pledge within hours waits for its time; nobody waits for it here.
    unsent = select(func.count(Mail.id)).where(Mail.sent_at.is_(None), Mail.waits_until.is_(None))
    while left := running.look(lambda s: s.scalar(unsent)):
        running.wait_until(lambda s, n=left: s.scalar(unsent) < n, "another mail is sent")
    sent = select(Mail.address, Mail.subject, Mail.text).where(Mail.sent_at.is_not(None))
    written = running.look(lambda s: s.execute(sent).all())
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
