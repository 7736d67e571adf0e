"""What an agency sees when it answers: the text as it has it so far, and what others propose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.db import now
from workflow.errors import NotFound
from workflow.models import Agency, Clearance, Draft, Extension, Intake, Revision, Round
from workflow.queries.answering import others
from workflow.queries.answering.excerpts import Excerpt, Places, of_change
from workflow.queries.answering.others import Other
from workflow.queries.rounds import rounds
from workflow.rules.answers import AnswerKind, ClearanceStep, ExtensionState, Standing
from workflow.rules.drafting import pack, unpack
from workflow.rules.notes import Note
from workflow.rules.permissions import Actor
from workflow.rules.stages import RoundState
from workflow.text import canonical
from workflow.text.blocks import Block
from workflow.text.changes import Change, new_id, split


@dataclass(frozen=True, slots=True)
class Mine:
    """One change of the agency as we understand it, with what the agency says about it."""

    change: Change
    excerpt: Excerpt
    note: Note
    home: str
    """The block of the draft beside which it is shown; of the base if the draft lacks it."""

    @property
    def key(self) -> str:
        """The name of the change in forms."""
        return self.change.key


@dataclass(frozen=True, slots=True)
class Answering:
    """How far an agency is with its answer, and what it may still do."""

    round: Round
    agency: Agency
    draft: Draft | None
    sent: Revision | None
    """What the agency sent last; None if nothing, or if it was taken back."""
    carried: Revision | None
    intake: Intake | None
    step: Clearance | None
    """The last step of clearance, if it is about the draft as it is now."""
    returned: Clearance | None
    extension: Extension | None
    until: datetime
    now: datetime

    @property
    def base(self) -> tuple[Block, ...]:
        """The text that is answered."""
        return self.round.version.blocks

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text as the agency would have it now."""
        if self.draft:
            return unpack(self.draft.blocks)
        last = self.sent or self.carried
        return unpack(last.blocks) if last and last.blocks else self.base

    @property
    def seen(self) -> int:
        """The number of the draft that the page shows."""
        return self.draft.number if self.draft else 0

    @property
    def notes(self) -> dict[str, Note]:
        """What the agency said about its changes."""
        if self.draft:
            return {key: Note.read(note) for key, note in self.draft.notes.items()}
        last = self.sent or self.carried
        return {
            change.key: Note(change.reason, change.category, change.weight, change.together)
            for change in (last.changes if last else ())
        }

    @property
    def opt_in(self) -> Mapping[str, Any]:
        """The flag on joining that goes with the answer."""
        if self.draft:
            return self.draft.opt_in
        return self.sent.opt_in if self.sent else {}

    @property
    def comment(self) -> str:
        """What is said to the office beside the changes."""
        if self.draft:
            return self.draft.comment
        return self.sent.comment if self.sent else ""

    @property
    def mine(self) -> list[Mine]:
        """The changes that we understand, in the order of the text."""
        places = Places.of(self.base)
        notes = self.notes
        found = split(self.base, self.blocks)
        homes = _homes(self.base, self.blocks)
        return [
            Mine(
                change,
                of_change(places, change),
                notes.get(change.key, Note()),
                homes.get(change.block, change.block),
            )
            for change in sorted(found, key=places.position)
        ]

    @property
    def on_time(self) -> bool:
        """Tell whether an answer would still count as on time."""
        if self.round.state == RoundState.SUSPENDED:
            return True
        courtesy = timedelta(seconds=self.round.courtesy)
        return self.round.state == RoundState.OPEN and self.now <= self.until + courtesy

    @property
    def over(self) -> bool:
        """Tell whether not even a late answer is taken."""
        return self.round.state == RoundState.CLOSED

    @property
    def ahead(self) -> bool:
        """Tell whether the draft says something that was not sent yet."""
        if self.draft is None:
            return False
        sent = self.sent
        if sent is None:
            return True
        if sent.answer == AnswerKind.NO_CHANGES:
            return self.draft.saved_at > sent.submitted_at
        return self.draft.saved_at > sent.submitted_at or sent.blocks != self.draft.blocks

    @property
    def cleared(self) -> bool:
        """Tell whether exactly this draft was cleared."""
        return self.step is not None and self.step.step == ClearanceStep.CLEARED

    @property
    def in_clearance(self) -> bool:
        """Tell whether exactly this draft waits for clearance."""
        return self.step is not None and self.step.step == ClearanceStep.ASKED

    @property
    def late(self) -> bool:
        """Tell whether what was sent came late."""
        return self.sent is not None and self.sent.standing == Standing.LATE


def answering(session: Session, actor: Actor, round_id: int) -> Answering:
    """Return how far the actor's agency is with its answer."""
    round_ = rounds.of_agency(session, actor, round_id)
    agency_id = actor.agency_id or 0
    revisions = _revisions(session, round_id, agency_id)
    draft = _draft(session, round_id, agency_id)
    last_step = _last_step(session, round_id, agency_id)
    current = last_step and draft and last_step.draft_id == draft.id
    extension = _extension(session, round_id, agency_id)
    granted = extension is not None and extension.state == ExtensionState.GRANTED
    sent = next((row for row in revisions if row.answer != AnswerKind.CARRIED), None)
    sent = None if sent is None or sent.answer == AnswerKind.WITHDRAWN else sent
    return Answering(
        round=round_,
        agency=session.get_one(Agency, agency_id),
        draft=draft,
        sent=sent,
        carried=next((row for row in revisions if row.answer == AnswerKind.CARRIED), None),
        intake=_intake(session, sent),
        step=last_step if current else None,
        returned=_returned(last_step),
        extension=extension,
        until=max(round_.deadline_at, extension.until)
        if granted and extension
        else round_.deadline_at,
        now=now(session),
    )


def beside(session: Session, actor: Actor, page: Answering) -> dict[str, Sequence[Other]]:
    """Return what others propose, by the block where it is shown."""
    return others.beside(session, actor, page.round, Places.of(page.base))


def find_save(session: Session, actor: Actor, round_id: int, number: int) -> Draft:
    """Return one save of the actor's own agency, also one that was put aside."""
    draft = session.scalar(
        select(Draft)
        .where(
            Draft.round_id == round_id,
            Draft.agency_id == actor.agency_id,
            Draft.number == number,
        )
        .options(joinedload(Draft.person))
    )
    if draft is None:
        raise NotFound(what="draft")
    return draft


def same_text(draft: Draft | None, blocks: Iterable[Block]) -> bool:
    """Tell whether a draft holds just these blocks."""
    return draft is not None and draft.blocks == pack(blocks)


def labels(page: Answering) -> Mapping[str, str]:
    """Return the labels of the text that is answered."""
    return canonical.labels(page.base)


def _homes(base: Iterable[Block], blocks: Iterable[Block]) -> dict[str, str]:
    """Return the ids that new blocks have in the draft, by those they have as changes."""
    known = {block.id for block in base}
    found: dict[str, str] = {}
    after = ""
    for block in blocks:
        name = block.id if block.id in known else new_id(after, block)
        found[name] = block.id
        after = name
    return found


def _revisions(session: Session, round_id: int, agency_id: int) -> Sequence[Revision]:
    """Return what the agency sent, the last first."""
    return session.scalars(
        select(Revision)
        .where(Revision.round_id == round_id, Revision.agency_id == agency_id)
        .options(joinedload(Revision.person))
        .order_by(Revision.number.desc())
    ).all()


def _draft(session: Session, round_id: int, agency_id: int) -> Draft | None:
    return session.scalar(
        select(Draft)
        .where(Draft.round_id == round_id, Draft.agency_id == agency_id, ~Draft.aside)
        .options(joinedload(Draft.person))
        .order_by(Draft.number.desc())
        .limit(1)
    )


def _last_step(session: Session, round_id: int, agency_id: int) -> Clearance | None:
    return session.scalar(
        select(Clearance)
        .where(Clearance.round_id == round_id, Clearance.agency_id == agency_id)
        .options(joinedload(Clearance.person))
        .order_by(Clearance.id.desc())
        .limit(1)
    )


def _returned(step: Clearance | None) -> Clearance | None:
    return step if step and step.step == ClearanceStep.RETURNED else None


def _extension(session: Session, round_id: int, agency_id: int) -> Extension | None:
    """Return the request that counts: the longest granted one, else the last."""
    rows = session.scalars(
        select(Extension)
        .where(Extension.round_id == round_id, Extension.agency_id == agency_id)
        .order_by(Extension.id)
    ).all()
    granted = [row for row in rows if row.state == ExtensionState.GRANTED]
    if granted:
        return max(granted, key=lambda row: row.until)
    return rows[-1] if rows else None


def _intake(session: Session, sent: Revision | None) -> Intake | None:
    if sent is None or sent.standing != Standing.LATE:
        return None
    return session.scalar(select(Intake).where(Intake.revision_id == sent.id))
