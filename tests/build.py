"""Say what matters to a test, leave out the rest.

    build = Build(session)
    round_ = build.round()                              a pledge of IOM, ILO and WHO, asked today
    build.revision("ILO", {"b3": "Other words."})       answered through the real services
    build.merge()
    passage, = build.passages()
    build.decide(passage)                               its first wording stands
    version = build.publish()

What is not named is made: agencies, people, a pledge, a round. Blocks are b1, b2, b3... Everything
a person does goes through the services; only people and agencies are put into the tables.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow import db
from workflow.models import (
    Agency,
    Decision,
    DutyStation,
    Grant,
    Passage,
    Person,
    Pledge,
    Revision,
    Round,
)
from workflow.queries.answering import visible
from workflow.rules.dispositions import Disposition, Fate
from workflow.rules.notes import Note
from workflow.rules.permissions import AGENCY, CLOCK, Actor, Role
from workflow.services.answering import drafts, revisions
from workflow.services.deciding import decisions, merging
from workflow.services.pledging import pledges
from workflow.services.rounds import rounds
from workflow.text import changes
from workflow.text.blocks import Block, Kind

CAST = ("IOM", "ILO", "WHO")
TEXT = """# A shared text

We, the agencies, make this pledge together.

1. We will listen to migrants before we decide.

2. We will report once a year on what we did.

3. We will help each other in every country."""

OPENING, LISTENING, REPORTING, HELPING = "b2", "b3", "b4", "b5"
"""The ids of the blocks of TEXT behind its heading b1."""


class Build:
    """Makes what a test needs in its session; it never commits."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def now(self) -> datetime:
        """The time in this session."""
        return db.now(self.session)

    def at(self, moment: datetime) -> None:
        """Move the clock of this session."""
        self.session.info["clock"] = lambda: moment
        db.forget_time(self.session)

    def later(self, **time: float) -> None:
        """Let time pass: later(days=2)."""
        self.at(self.now + timedelta(**time))

    def agency(self, acronym: str = "ILO", *, clears: bool = False, zone: str = "UTC") -> Agency:
        """Find or make an agency."""
        found = self.session.scalar(select(Agency).where(Agency.acronym == acronym))
        if found is None:
            found = Agency(acronym=acronym, name=f"Agency {acronym}", zone=zone, clears=clears)
            self.session.add(found)
            self.session.flush()
        return found

    def round_the_clock(self) -> None:
        """Let all agencies work day and night, so that reminders never wait for a morning."""
        hours = {"opens": "00:00", "closes": "23:59:59.999999", "working_days": list(range(7))}
        self.session.add(station := DutyStation(name="Everywhere", zone="UTC", **hours))
        self.session.flush()
        self.session.execute(update(Agency).values(station_id=station.id))

    def person(
        self, role: Role = Role.FOCAL_POINT, agency: str | None = None, *, name: str | None = None
    ) -> Person:
        """Find or make somebody with this role; a role of an agency is ILO's if nothing is said."""
        home = self.agency(agency or "ILO") if role in AGENCY else None
        called = name or f"{role.value.capitalize()} {home.acronym if home else ''}".strip()
        email = f"{called}@onevoice.test".lower().replace(" ", ".").replace("'", "")
        found = self.session.scalar(select(Person).where(Person.email == email))
        if found is None:
            found = Person(email=email, name=called, created_at=self.now)
            found.grants = [
                Grant(role=role.value, agency_id=home.id if home else None, granted_at=self.now)
            ]
            self.session.add(found)
            self.session.flush()
        return found

    def actor(
        self, role: Role = Role.FOCAL_POINT, agency: str | None = None, *, name: str | None = None
    ) -> Actor:
        """Return somebody in this role, made if needed."""
        if role == Role.CLOCK:
            return CLOCK
        person = self.person(role, agency, name=name)
        return Actor(person.id, person.name, role, person.grants[0].agency_id)

    def coordinator(self) -> Actor:
        return self.actor(Role.COORDINATOR)

    def focal_point(self, agency: str = "ILO") -> Actor:
        return self.actor(Role.FOCAL_POINT, agency)

    def principal(self, agency: str = "ILO") -> Actor:
        return self.actor(Role.PRINCIPAL, agency)

    # --- a pledge and its round ---------------------------------------------------------------

    def pledge(
        self,
        text: str = TEXT,
        *,
        title: str = "A common pledge",
        agencies: Sequence[str] = CAST,
        blocks: Sequence[Block] | None = None,
        **settings: bool | str,
    ) -> Pledge:
        """Start a pledge; each agency that takes part has a focal point."""
        for acronym in agencies:
            self.focal_point(acronym)
        return pledges.start(
            self.session,
            self.coordinator(),
            title=title,
            text=text,
            blocks=blocks,
            agencies=[self.agency(acronym).id for acronym in agencies],
            **settings,
        )

    def round(self, pledge: Pledge | None = None, *, days: float = 7, **asked: str) -> Round:
        """Open a round that runs so many days."""
        pledge = pledge or self.pledge()
        deadline = self.now + timedelta(days=days)
        return rounds.open_round(
            self.session, self.coordinator(), pledge_id=pledge.id, deadline=deadline, **asked
        )

    def last_round(self) -> Round:
        """The round opened last, made if there is none."""
        return self.session.scalar(select(Round).order_by(Round.id.desc())) or self.round()

    # --- answers ------------------------------------------------------------------------------

    def draft(
        self,
        agency: str = "ILO",
        edits: Mapping[str, str] | None = None,
        *,
        round_: Round | None = None,
        added: Mapping[str, str] | None = None,
        moved: Mapping[str, str] | None = None,
        note: Note | None = None,
    ) -> drafts.Saved:
        """Save a draft: block -> new text ("" takes it out), block -> text added after it,
        block -> block it moves behind. The note goes with every change.
        """
        round_ = round_ or self.last_round()
        base = round_.version.blocks
        blocks = edited(base, edits or {}, added or {}, moved or {})
        found = changes.split(base, blocks)
        agency_id = self.agency(agency).id
        current = drafts.find(self.session, round_.id, agency_id)
        return drafts.save(
            self.session,
            self.focal_point(agency),
            round_id=round_.id,
            seen=current.number if current else 0,
            blocks=blocks,
            notes={change.key: note for change in found} if note else {},
        )

    def revision(
        self,
        agency: str = "ILO",
        edits: Mapping[str, str] | None = None,
        *,
        late: bool = False,
        round_: Round | None = None,
        **draft: object,
    ) -> Revision:
        """Save a draft and hand it in; without any edits, answer "no changes"."""
        round_ = round_ or self.last_round()
        actor = self.focal_point(agency)
        if not edits and not draft.get("added") and not draft.get("moved"):
            return revisions.no_changes(self.session, actor, round_id=round_.id, late=late)
        saved = self.draft(agency, edits, round_=round_, **draft)
        return revisions.submit(
            self.session, actor, round_id=round_.id, seen=saved.draft.number, late=late
        )

    # --- what follows -------------------------------------------------------------------------

    def merge(self, round_: Round | None = None) -> bool:
        round_ = round_ or self.last_round()
        return merging.merge_round(self.session, CLOCK, round_id=round_.id)

    def passages(self, round_: Round | None = None) -> list[Passage]:
        return visible.passages(self.session, (round_ or self.last_round()).id)

    def decide(
        self,
        passage: Passage,
        disposition: Disposition = Disposition.ACCEPTED,
        *,
        wording: int = 0,
        text: str | None = None,
        reason: str = "Because.",
        fates: Mapping[str, Fate] | None = None,
        by: Actor | None = None,
    ) -> Decision:
        """Decide a passage as it stands; `wording` counts from 0."""
        accepted = disposition == Disposition.ACCEPTED
        return decisions.decide(
            self.session,
            by or self.coordinator(),
            passage_id=passage.id,
            seen=passage.fingerprint,
            seen_decision=len(passage.decisions),
            disposition=disposition.value,
            wording=passage.wordings[wording].key if accepted else None,
            text=text,
            reason=reason,
            fates=fates,
        )

    def decide_all(self, round_: Round | None = None) -> None:
        """Let the first wording stand wherever nothing is decided."""
        for passage in self.passages(round_):
            if passage.decision is None:
                self.decide(passage)

    def close(self, round_: Round | None = None) -> Round:
        """Close the round early."""
        round_ = round_ or self.last_round()
        rounds.close(self.session, self.coordinator(), round_id=round_.id, reason="All are in.")
        return round_

    def publish(self, round_: Round | None = None):
        """Close the round if it runs, decide what is open, publish."""
        from workflow.services.deciding import publishing

        round_ = round_ or self.last_round()
        if round_.state == "open":
            self.close(round_)
        self.merge(round_)
        self.decide_all(round_)
        actor = self.coordinator()
        candidate = publishing.preview(self.session, actor, round_id=round_.id)
        return publishing.publish(self.session, actor, round_id=round_.id, seen=candidate.sha256)


def edited(
    base: Sequence[Block],
    edits: Mapping[str, str],
    added: Mapping[str, str],
    moved: Mapping[str, str],
) -> list[Block]:
    """Return the base as an agency would have it."""
    blocks = [
        Block(b.id, b.kind, edits.get(b.id, b.text), b.level) for b in base if edits.get(b.id) != ""
    ]
    for name, after in moved.items():
        mover = next(block for block in blocks if block.id == name)
        blocks.remove(mover)
        blocks.insert(_behind(blocks, after), mover)
    for number, (after, text) in enumerate(added.items(), 1):
        place = _behind(blocks, after)
        kind = blocks[place - 1].kind if place else Kind.PARAGRAPH
        kind = Kind.PARAGRAPH if kind == Kind.HEADING else kind
        blocks.insert(place, Block(f"new-{number}", kind, text))
    return blocks


def _behind(blocks: Sequence[Block], after: str) -> int:
    return next((place for place, b in enumerate(blocks, 1) if b.id == after), 0)
