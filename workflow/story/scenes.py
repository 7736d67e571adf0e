"""What people do while the text is drafted: each scene is one or two calls of a service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.models import Round
from workflow.queries.answering import visible
from workflow.rules.permissions import Actor, Role
from workflow.services.answering import clearances, drafts, revisions
from workflow.services.deciding import decisions, publishing
from workflow.services.pledging import guides, pledges, references
from workflow.services.rounds import extensions, intake, rounds
from workflow.story.cast import Cast
from workflow.story.load import Joining, Story, made
from workflow.story.rulings import book
from workflow.text import changes


@dataclass(slots=True)
class Clock:
    """The time of the story; sessions ask it instead of the database."""

    moment: datetime

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.moment

    def let_pass(self, **time: float) -> None:
        """Go on by so much: `let_pass(minutes=3)`."""
        self.moment = self.after(**time)

    def after(self, **time: float) -> datetime:
        """Tell what time it will be by then."""
        return self.moment + timedelta(**time)


@dataclass(slots=True)
class Stage:
    """What the scenes share."""

    story: Story
    cast: Cast
    clock: Clock
    deadline: datetime
    """Of the first round."""
    pledge_id: int = 0
    round_id: int = 0
    extension_id: int = 0

    @property
    def coordinator(self) -> Actor:
        """The head of the office."""
        return self.cast.one(Role.COORDINATOR)

    @property
    def staff(self) -> Actor:
        """The drafter of the office."""
        return self.cast.one(Role.STAFF)


def start(session: Session, stage: Stage) -> None:
    """Let the office put up the zero draft."""
    pledge = pledges.start(
        session,
        stage.coordinator,
        title=stage.story.title,
        text="",
        blocks=stage.story.zero,
        agencies=list(stage.cast.agencies.values()),
    )
    stage.pledge_id = pledge.id
    guides.save(session, stage.coordinator, pledge_id=pledge.id, guide=stage.story.guide)
    for one in stage.story.references:
        references.add(
            session,
            stage.coordinator,
            pledge_id=pledge.id,
            title=one.title,
            use=one.use.value,
            text=one.text,
            sections=one.sections,
        )


def open_round(session: Session, stage: Stage, *, deadline: datetime, purpose: str) -> None:
    """Let the office ask every agency for its answer."""
    round_ = rounds.open_round(
        session,
        stage.coordinator,
        pledge_id=stage.pledge_id,
        deadline=deadline,
        purpose=purpose,
    )
    stage.round_id = round_.id


def save_draft(
    session: Session, stage: Stage, *, agency: str, names: Sequence[str], joining: Joining
) -> None:
    """Let a focal point write the agency's changes with their reasons."""
    base = session.get_one(Round, stage.round_id).version.blocks
    told = [stage.story.changes[name] for name in names]
    revised = made(base, told)
    notes = {
        change.key: one.note for one in told for change in changes.split(base, made(base, [one]))
    }
    current = drafts.find(session, stage.round_id, stage.cast.agencies[agency])
    drafts.save(
        session,
        stage.cast.one(Role.FOCAL_POINT, agency),
        round_id=stage.round_id,
        seen=current.number if current else 0,
        blocks=revised,
        notes=notes,
        opt_in={"answer": joining.answer, "words": joining.words},
    )


def ask_clearance(session: Session, stage: Stage, *, agency: str) -> None:
    """Let a focal point send the draft to clearance."""
    actor = stage.cast.one(Role.FOCAL_POINT, agency)
    seen = _draft_number(session, stage, agency)
    clearances.request(session, actor, round_id=stage.round_id, seen=seen)


def clear(session: Session, stage: Stage, *, agency: str) -> None:
    """Let the clearing officer clear the draft."""
    actor = stage.cast.one(Role.CLEARING_OFFICER, agency)
    seen = _draft_number(session, stage, agency)
    clearances.clear(session, actor, round_id=stage.round_id, seen=seen)


def send(session: Session, stage: Stage, *, agency: str, late: bool = False) -> None:
    """Let a focal point hand in the draft."""
    actor = stage.cast.one(Role.FOCAL_POINT, agency)
    seen = _draft_number(session, stage, agency)
    revisions.submit(session, actor, round_id=stage.round_id, seen=seen, late=late)


def no_changes(session: Session, stage: Stage, *, agency: str, joining: Joining) -> None:
    """Let a focal point answer "no changes"."""
    actor = stage.cast.one(Role.FOCAL_POINT, agency)
    flag = {"answer": joining.answer, "words": joining.words}
    revisions.no_changes(session, actor, round_id=stage.round_id, opt_in=flag)


def ask_more_time(
    session: Session, stage: Stage, *, agency: str, until: datetime, reason: str
) -> None:
    """Let a focal point ask for more time."""
    actor = stage.cast.one(Role.FOCAL_POINT, agency)
    extension = extensions.request(
        session, actor, round_id=stage.round_id, until=until, reason=reason
    )
    stage.extension_id = extension.id


def grant_more_time(session: Session, stage: Stage) -> None:
    """Let the office grant it."""
    extensions.answer(session, stage.staff, extension_id=stage.extension_id, granted=True)


def take_up(session: Session, stage: Stage, *, reason: str) -> None:
    """Let the office take up the late answers."""
    for revision in visible.waiting_late(session, stage.round_id):
        intake.take_up(session, stage.coordinator, revision_id=revision.id, reason=reason)


def decide(session: Session, stage: Stage, *, number: int) -> None:
    """Let the office decide: what is editorial in one step, then passage by passage."""
    round_ = session.get_one(Round, stage.round_id)
    rulings = book(stage.story, round_.version.blocks, number)
    if number == 1:
        decisions.accept_editorial(session, stage.staff, round_id=stage.round_id)
    for passage in visible.passages(session, stage.round_id):
        if passage.decision is not None:  # editorial, or decided with the one it is linked to
            continue
        stage.clock.let_pass(minutes=4)
        verdict = rulings.verdict(passage)
        decisions.decide(
            session,
            stage.coordinator if passage.contested else stage.staff,
            passage_id=passage.id,
            seen=passage.fingerprint,
            seen_decision=0,
            disposition=verdict.disposition.value,
            wording=verdict.wording,
            text=verdict.text,
            reason=verdict.reason,
            fates=verdict.fates,
        )


def publish(session: Session, stage: Stage, *, label: str) -> None:
    """Let the office publish what was decided."""
    actor = stage.coordinator
    candidate = publishing.preview(session, actor, round_id=stage.round_id)
    publishing.publish(session, actor, round_id=stage.round_id, seen=candidate.sha256, label=label)


def _draft_number(session: Session, stage: Stage, agency: str) -> int:
    draft = drafts.find(session, stage.round_id, stage.cast.agencies[agency])
    return draft.number if draft else 0
