"""Everybody of the story with their browsers, at one pledge."""

from sqlalchemy import func, select

from tests.journeys import acts
from tests.journeys.conftest import PASSWORD
from tests.story.telling import digest
from workflow.models import Job, Pledge, Round
from workflow.queries.answering import visible
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

    def address(self, page):
        return f"/pledges/{self.pledge_id}/{page}"

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
        """Write, or send the Word file back; give reasons, clear where the agency clears, send."""
        told = [TELLING.changes[name] for name in names]
        base, who = self.base(), self.focal_point(agency)
        if late:  # the draft has been there for days
            page = who.open(f"/rounds/{self.round_id}/changes")
        elif agency == "ILO":
            page = acts.answer_by_file(who, self.round_id, base, told, unmarked="ILO-3")
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
