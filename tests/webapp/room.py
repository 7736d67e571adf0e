"""A round on the site: the office, agencies that answer, and shortcuts for what is not tested."""

from datetime import timedelta

from sqlalchemy import select

from tests.webapp.conftest import acting
from tests.webapp.visitor import Visitor
from workflow import db
from workflow.models import Passage, Round
from workflow.queries.answering import visible
from workflow.rules.notes import Note
from workflow.rules.permissions import CLOCK
from workflow.services.answering import drafts, revisions
from workflow.services.deciding import merging
from workflow.services.rounds import rounds
from workflow.text.blocks import Block
from workflow.text.changes import split


class Room:
    """The round of a pledge of IOM and ILO; block ids are b1 (heading) to b6."""

    def __init__(self, app, sessions, cast, pledge):
        self.app, self.sessions, self.cast = app, sessions, cast
        self.moment = None
        with db.transaction(sessions) as session:
            deadline = db.now(session) + timedelta(days=3)
            self.id = rounds.open_round(
                session, acting(cast.anna), pledge_id=pledge.id, deadline=deadline
            ).id

    def visitor(self, name):
        return Visitor(self.app).sign_in(getattr(self.cast, name))

    def path(self, page=""):
        return f"/rounds/{self.id}{page}"

    def draft(self, name, edits, note=None):
        with db.transaction(self.sessions) as session:
            return self._draft(session, name, edits, note)

    def answer(self, name, edits=None, note=None, *, late=False):
        with db.transaction(self.sessions) as session:
            actor = acting(getattr(self.cast, name))
            if not edits:
                revisions.no_changes(session, actor, round_id=self.id, late=late)
                return
            number = self._draft(session, name, edits, note)
            sender = acting(self.cast.cleo) if name == "lena" else actor  # ILO clears its answers
            revisions.submit(session, sender, round_id=self.id, seen=number, late=late)

    def merge(self):
        with db.transaction(self.sessions) as session:
            merging.merge_round(session, CLOCK, round_id=self.id)

    def close(self):
        with db.transaction(self.sessions) as session:
            actor = acting(self.cast.anna)
            rounds.close(session, actor, round_id=self.id, reason="All are in.")

    def state(self):
        with self.sessions() as session:
            return session.get_one(Round, self.id).state

    def passages(self):
        with self.sessions() as session:
            return visible.passages(session, self.id)

    def all_passages(self):
        with self.sessions() as session:
            return session.scalars(select(Passage)).all()

    def _draft(self, session, name, edits, note):
        actor = acting(getattr(self.cast, name))
        base = session.get_one(Round, self.id).version.blocks
        blocks = [Block(b.id, b.kind, edits.get(b.id, b.text), b.level) for b in base]
        blocks = [b for b in blocks if b.text]
        current = drafts.find(session, self.id, actor.agency_id)
        notes = {c.key: note for c in split(base, blocks)} if note else {}
        return drafts.save(
            session,
            actor,
            round_id=self.id,
            seen=current.number if current else 0,
            blocks=blocks,
            notes=notes,
        ).draft.number


EDITORIAL = Note(reason="It reads better.", category="editorial")
RED = Note(reason="We cannot join without it.", category="substantive", weight="red line")
