"""The whole story over HTTP: from the zero draft through two rounds to the locked text.

Everything a person does is done on a page, without script; the worker is real. Only time is
moved by the test, where people would wait for days.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tests.journeys import acts
from tests.journeys.conftest import PASSWORD
from tests.story.telling import NAIVE, STORY, digest
from workflow.models import (
    Event,
    Extension,
    Job,
    Mail,
    Passage,
    Pledge,
    Revision,
    Round,
    Silence,
    Version,
)
from workflow.queries import standing, visible
from workflow.services import record
from workflow.story.cast import OFFICE
from workflow.story.load import load
from workflow.story.rulings import book

TELLING = load()
ORGANISATIONS = {o.acronym: o for o in TELLING.organisations}
ANSWERS = {a.agency: a for a in TELLING.answers}
COORDINATOR, STAFF = (email for _, email, _ in OFFICE[:2])
FLAGS = {"joins", "joins with a statement", "joins on a condition"}


class Journey:
    """Everybody with their browsers, at one pledge."""

    def __init__(self, running, someone) -> None:
        self.running, self.someone, self.browsers = running, someone, {}
        self.pledge_id = running.look(lambda s: s.scalars(select(Pledge.id)).one())

    def by(self, email):
        if email not in self.browsers:
            self.browsers[email] = self.someone(self.running).sign_in(email, PASSWORD)
        return self.browsers[email]

    @property
    def office(self):
        return self.by(COORDINATOR)

    def focal_point(self, agency):
        return self.by(ORGANISATIONS[agency].focal_point[1])

    def principal(self, agency):
        return self.by(ORGANISATIONS[agency].principal[1])

    # --- a round ------------------------------------------------------------------------------

    def open_round(self):
        form = self.office.open(f"/pledges/{self.pledge_id}/rounds/new").form("/rounds")
        self.round_id = form.press("Open the round").last_number

    def round(self):
        return self.running.look(lambda s: s.get_one(Round, self.round_id))

    def base(self):
        return self.running.look(lambda s: s.get_one(Round, self.round_id).version.blocks)

    def answer(self, agency, names, *, late=False):
        """Write, give reasons, clear where the agency clears, send."""
        told = [TELLING.changes[name] for name in names]
        base, who = self.base(), self.focal_point(agency)
        if late:  # the draft has been there for days
            page = who.open(f"/rounds/{self.round_id}/changes")
        else:
            page = acts.write_answer(who, self.round_id, base, told)
        joining = ANSWERS[agency].joining
        flag = joining.answer if joining.answer in FLAGS else ""
        form = acts.give_reasons(page, base, told, flag=flag, words=joining.words)
        if ORGANISATIONS[agency].clears:
            form.press("clearance")
            officer = self.by(ORGANISATIONS[agency].second[1])
            page = officer.open(f"/rounds/{self.round_id}/clearance")
            page.form("/clearance").press("late" if late else "send")
        else:
            form.press("late" if late else "submit")

    def wait_merged(self, agencies):
        def merged(session):
            waiting = select(func.count(Job.id)).where(
                Job.kind == "merge-round", Job.state != "done"
            )
            counting = {r.agency.acronym for r in visible.counting(session, self.round_id)}
            return session.scalar(waiting) == 0 and set(agencies) <= counting

        self.running.wait_until(merged, f"the answers of {agencies} are merged")

    def let_deadline_pass(self):
        self.running.let_time_come(self.round(), "deadline_at", "close-round")

    def wait_closed(self):
        closed = select(Round.state).where(Round.id == self.round_id)
        self.running.wait_until(
            lambda s: s.scalar(closed) == "consolidating", "the worker closes the round"
        )

    def decide(self, number):
        """Decide as the story does; return how many passages there were."""
        rulings = book(TELLING, self.base(), number)
        if number == 1:
            desk = self.office.open(f"/rounds/{self.round_id}/desk")
            desk.form("/editorial").press()

        def undecided(session):
            rows = visible.passages(session, self.round_id)
            return [(p.id, rulings.verdict(p)) for p in rows if p.decision is None]

        for passage_id, verdict in self.running.look(undecided):
            if passage_id in {one for one, _ in self.running.look(undecided)}:
                acts.decide(self.by(STAFF), passage_id, verdict)
        return self.running.look(lambda s: len(visible.passages(s, self.round_id)))

    def publish(self, label):
        form = self.office.open(f"/rounds/{self.round_id}/publish").form("/publish")
        form.fill(label=label).press("Publish")

    def latest(self):
        def see(session):
            version = session.get_one(Pledge, self.pledge_id).latest
            return version.label, version.sha256, digest(version.blocks), version.id

        return self.running.look(see)

    # --- joining ------------------------------------------------------------------------------

    def join(self, agency, answer="joins", **words):
        page = self.principal(agency).open(f"/pledges/{self.pledge_id}/join")
        if answer == "joins":
            page.form_holding("seen", self.latest()[1]).press("joins")
        else:
            page.form_holding("answer", answer).fill(**words).press()


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
