"""Carry changes over from the last round: what the coordinator put off comes back by itself."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow import jobs
from workflow.models import Answer, Change, Revision, Round
from workflow.queries.answering.stored import change_of
from workflow.rules.answers import AnswerKind, Standing
from workflow.rules.dispositions import Disposition
from workflow.rules.drafting import pack
from workflow.rules.notes import Note
from workflow.rules.permissions import Actor
from workflow.services.answering import labels, revisions
from workflow.services.proving import record
from workflow.services.upkeep import work
from workflow.text import changes as text_changes
from workflow.text.rebase import Lost, rebase


def carry_over(session: Session, actor: Actor, round_: Round) -> None:
    """Enter the carried changes of the round before into this one, moved to the new text.

    They stand as the agency's proposal until it answers; they are not an answer, so that the
    agency is still asked. What no longer applies is written into the record with the reason.
    """
    for agency_changes in _carried(session, round_).values():
        _enter(session, actor, round_, agency_changes)


def _carried(session: Session, round_: Round) -> dict[int, list[Change]]:
    rows = session.scalars(
        select(Change)
        .join(Answer, Answer.change_id == Change.id)
        .join(Revision, Revision.id == Change.revision_id)
        .where(Answer.version_id == round_.version_id, Answer.disposition == Disposition.CARRIED)
        .options(joinedload(Change.revision).joinedload(Revision.agency))
        .order_by(Change.id)
    )
    by_agency: dict[int, list[Change]] = defaultdict(list)
    for change in rows:
        by_agency[change.revision.agency_id].append(change)
    return by_agency


def _enter(session: Session, actor: Actor, round_: Round, carried: Sequence[Change]) -> None:
    old = carried[0].revision.round.version.blocks
    new = round_.version.blocks
    agency = carried[0].revision.agency
    moved: dict[str, tuple[text_changes.Change, Change]] = {}
    lost: list[dict[str, str]] = []
    for change in carried:
        there = rebase(change_of(change), old, new)
        if isinstance(there, Lost):
            lost.append({"change": change.label, "reason": there.reason})
        else:
            moved[there.key] = (there, change)
    told = {"round": round_.number, "agency": agency.acronym, "lost": lost}
    told["carried"] = [change.label for _, change in moved.values()]
    if not moved:
        record.write(session, actor, round_.pledge, "changes carried over", told)
        return
    blocks = text_changes.apply(new, [there for there, _ in moved.values()])
    revision = revisions.add(
        session,
        actor,
        round_,
        agency,
        answer=AnswerKind.CARRIED,
        standing=Standing.ON_TIME,
        blocks=pack(blocks),
        via="carried",
    )
    notes = {
        key: Note(change.reason, change.category, change.weight, change.together)
        for key, (_, change) in moved.items()
    }
    labels.number(
        round_,
        revision,
        [there for there, _ in moved.values()],
        notes,
        {key: change.id for key, (_, change) in moved.items()},
    )
    session.flush()
    rows = [revision, *revision.changes]
    record.write(session, actor, round_.pledge, "changes carried over", told, rows=rows)
    work.enqueue(session, jobs.MERGE_ROUND, round_.id, key=f"merge:{round_.id}:{revision.id}")
