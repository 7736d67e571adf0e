"""Which answers of agencies count, and which of them an actor may see.

Every page, file and mail that shows answers of agencies gets them here, so that an unsent or
sealed word cannot leak through a page that forgot to ask.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from workflow.models import Change, Intake, Passage, Revision, Round, Support, Wording
from workflow.rules.answers import AnswerKind, Standing, Verdict
from workflow.rules.permissions import Action, Actor, allowed
from workflow.rules.visibility import sees_revisions_of_others


def counting(session: Session, round_id: int) -> list[Revision]:
    """Return the revision of each agency that counts in the merge, in the order of agencies.

    The last one counts, unless it came late and was not taken up: then the one before. "No
    changes" adds nothing to what was carried over from the last round and takes nothing from it;
    an agency drops that by taking it back or by sending an answer of its own.
    """
    taken_up = set(
        session.scalars(
            select(Intake.revision_id)
            .join(Revision)
            .where(Revision.round_id == round_id, Intake.verdict == Verdict.TAKEN_UP)
        )
    )
    rows = session.scalars(
        select(Revision)
        .where(Revision.round_id == round_id)
        .options(joinedload(Revision.agency), selectinload(Revision.changes))
        .order_by(Revision.agency_id, Revision.number)
    )
    last: dict[int, Revision] = {}
    for revision in rows:
        if revision.standing == Standing.LATE and revision.id not in taken_up:
            continue
        before = last.get(revision.agency_id)
        carried = before is not None and before.answer == AnswerKind.CARRIED
        if not (carried and revision.answer == AnswerKind.NO_CHANGES):
            last[revision.agency_id] = revision
    return [r for r in last.values() if r.answer != AnswerKind.WITHDRAWN]


def waiting_late(session: Session, round_id: int) -> list[Revision]:
    """Return the late answers that nobody has judged yet; an older one of an agency is void."""
    judged = set(
        session.scalars(
            select(Intake.revision_id).join(Revision).where(Revision.round_id == round_id)
        )
    )
    rows = session.scalars(
        select(Revision)
        .where(Revision.round_id == round_id)
        .options(joinedload(Revision.agency), selectinload(Revision.changes))
        .order_by(Revision.agency_id, Revision.number)
    )
    last = {revision.agency_id: revision for revision in rows}
    return [r for r in last.values() if r.standing == Standing.LATE and r.id not in judged]


def revisions(session: Session, actor: Actor, round_: Round) -> list[Revision]:
    """Return the counting revisions that the actor may see; always those of the own agency."""
    if not allowed(actor, Action.SEE_REVISIONS):
        return []
    everything = sees_revisions_of_others(
        actor, sealed=round_.pledge.sealed_rounds, round_state=round_.state
    )
    return [
        revision
        for revision in counting(session, round_.id)
        if everything or revision.agency_id == actor.agency_id
    ]


def passages(session: Session, round_id: int) -> list[Passage]:
    """Return the current passages of a round with wordings, supporters and decisions."""
    found: Iterable[Passage] = session.scalars(
        select(Passage)
        .where(Passage.round_id == round_id, Passage.current)
        .options(
            selectinload(Passage.decisions),
            selectinload(Passage.wordings)
            .selectinload(Wording.supports)
            .joinedload(Support.change)
            # Each revision once and without its whole text: many changes belong to one of them.
            .selectinload(Change.revision)
            .options(defer(Revision.blocks), joinedload(Revision.agency)),
        )
        .order_by(Passage.position)
        .execution_options(populate_existing=True)
    )
    return list(found)
