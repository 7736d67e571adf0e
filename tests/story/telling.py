"""A told story, and what tests look at in it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from workflow.models import Event, Pledge, Round
from workflow.queries.answering import visible
from workflow.story import Told, play

STORY = json.loads(Path("workflow/story/story.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
NAIVE = ("20223each", "why and why", "tedoes", "Network on Migration and avoid contradiction")
"""What a merge of characters writes where two agencies meet; nobody ever proposed it."""


@dataclass
class Telling:
    sessions: object
    told: Told

    @classmethod
    def of(cls, sessions, **how):
        return cls(sessions, play(sessions, **({"now": NOW, "password": "twelve letters"} | how)))

    def texts(self):
        """Label and the story's own hash of each version, new blocks named as the story does."""
        with self.sessions() as session:
            pledge = session.get_one(Pledge, self.told.pledge_id)
            return [(version.label, digest(version.blocks)) for version in pledge.versions]

    def hashes(self):
        with self.sessions() as session:
            pledge = session.get_one(Pledge, self.told.pledge_id)
            return [version.sha256 for version in pledge.versions]

    def passages(self, number=1):
        """Passages of a round as values that do not depend on who came first."""
        with self.sessions() as session:
            round_ = session.scalars(select(Round).where(Round.number == number)).one()
            return [
                (
                    p.fingerprint,
                    p.block_id,
                    p.base,
                    [
                        (w.key, w.text, sorted(s.change.label for s in w.supports))
                        for w in p.wordings
                    ],
                    p.decision.disposition if p.decision else None,
                )
                for p in visible.passages(session, round_.id)
            ]

    def keyed(self, number):
        """Passages of a round with what the clusters of the story ask of them."""
        with self.sessions() as session:
            round_ = session.scalars(select(Round).where(Round.number == number)).one()
            return [Shown.of(row) for row in visible.passages(session, round_.id)]

    def events(self):
        with self.sessions() as session:
            rows = session.scalars(select(Event).order_by(Event.seq))
            return [(e.kind, e.role, e.payload.told) for e in rows]


@dataclass
class Shown:
    fingerprint: str
    kind: str
    contested: bool
    linked: list[str]
    supporters: list[str]
    reasons: list[str]
    supports: list[tuple[str, str]]

    @classmethod
    def of(cls, row):
        changes = [support.change for wording in row.wordings for support in wording.supports]
        return cls(
            fingerprint=row.fingerprint,
            kind=row.kind,
            contested=row.contested,
            linked=list(row.linked),
            supporters=sorted(change.revision.agency.acronym for change in changes),
            reasons=[change.reason for change in changes],
            supports=[(change.revision.agency.acronym, change.key) for change in changes],
        )

    def keys_of(self, agency):
        return {key for acronym, key in self.supports if acronym == agency}


def digest(blocks):
    known = {p["id"] for p in STORY["final"]["paragraphs"]}
    lines = (f"{b.id if b.id in known else 'j_bis'}\t{b.text}" for b in blocks)
    return sha256("\n".join(lines).encode()).hexdigest()
