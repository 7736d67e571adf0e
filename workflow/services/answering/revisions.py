"""Hand in the answer of an agency, answer "no changes", take an answer back."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import jobs
from workflow.db import now
from workflow.errors import (
    NotCleared,
    NotFound,
    NothingChanged,
    Overtaken,
    RoundClosed,
    RoundNotOpen,
)
from workflow.models import Agency, Draft, ReturnedFile, Revision, Round
from workflow.queries.answering import returned
from workflow.queries.rounds import windows
from workflow.rules import moments
from workflow.rules.answers import AnswerKind, Standing
from workflow.rules.drafting import unpack
from workflow.rules.notes import Note
from workflow.rules.permissions import Action, Actor, Role, require
from workflow.rules.stages import RoundState
from workflow.services.answering import clearances, drafts, labels
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import membership
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.services.upkeep import work
from workflow.text import changes as text_changes
from workflow.translation import _

CLEARING = frozenset({Role.CLEARING_OFFICER, Role.PRINCIPAL})


def submit(
    session: Session, actor: Actor, *, round_id: int, seen: int, late: bool = False
) -> Revision:
    """Hand in exactly the draft that was shown. It replaces what the agency sent before.

    The time of receipt is read once, after the lock. Too late, it raises RoundClosed and the
    draft stays; with `late` it is handed in all the same and waits for the coordinator.
    """
    require(actor, Action.SUBMIT_REVISION)
    round_ = rounds.hold(session, round_id)
    agency = membership.own_agency(session, actor, round_.pledge)
    draft = drafts.find(session, round_id, agency.id)
    if draft is None:
        raise NothingChanged
    if draft.number != seen:
        raise Overtaken(detail=_("{name} saved a newer draft.", name=draft.person.name))
    standing = _standing(session, round_, agency, late=late)
    cleared_by = _clearance(session, actor, agency, draft)
    found = text_changes.split(round_.version.blocks, unpack(draft.blocks))
    if not found:
        raise NothingChanged
    file = returned.behind(session, draft, find_last(session, round_id, agency.id))
    revision = add(
        session,
        actor,
        round_,
        agency,
        answer=AnswerKind.CHANGES,
        standing=standing,
        blocks=draft.blocks,
        opt_in=labels.flag(draft.opt_in, found, labels.prefix(round_, agency)),
        comment=draft.comment,
        cleared_by=cleared_by,
        via=("mail" if file.via == "mail" else "file") if file else "web",
    )
    labels.number(round_, revision, found, {k: Note.read(n) for k, n in draft.notes.items()})
    session.flush()
    _received(session, actor, round_, revision, "receipt", file=file)
    return revision


def no_changes(
    session: Session,
    actor: Actor,
    *,
    round_id: int,
    opt_in: Mapping[str, Any] | None = None,
    comment: str = "",
    late: bool = False,
    seen: int | None = None,
) -> Revision:
    """Answer that the agency proposes nothing. It is an answer like any other.

    `seen` is the number of the answer that the page showed, if it is known: what a colleague sent
    meanwhile is not replaced by a page that did not know it.
    """
    require(actor, Action.SUBMIT_REVISION)
    round_ = rounds.hold(session, round_id)
    agency = membership.own_agency(session, actor, round_.pledge)
    _check_seen(find_last(session, round_id, agency.id), seen)
    revision = add(
        session,
        actor,
        round_,
        agency,
        answer=AnswerKind.NO_CHANGES,
        standing=_standing(session, round_, agency, late=late),
        opt_in=opt_in or {},
        comment=comment,
    )
    _received(session, actor, round_, revision, "no-changes-receipt")
    return revision


def withdraw(session: Session, actor: Actor, *, round_id: int, seen: int | None = None) -> Revision:
    """Take the agency's answer back while the round is open for it; both stay on record.

    `seen` is the number of the answer that the page showed, if it is known.
    """
    require(actor, Action.WITHDRAW_REVISION)
    round_ = rounds.hold(session, round_id)
    agency = membership.own_agency(session, actor, round_.pledge)
    last = find_last(session, round_id, agency.id)
    if last is None or last.answer == AnswerKind.WITHDRAWN:
        raise NotFound(what="answer")
    _check_seen(last, seen)
    standing = _standing(session, round_, agency, late=False)
    revision = add(session, actor, round_, agency, answer=AnswerKind.WITHDRAWN, standing=standing)
    _note(session, actor, round_, revision, "answer taken back")
    _ring(session, revision)
    return revision


def _check_seen(last: Revision | None, seen: int | None) -> None:
    """Raise Overtaken if the last answer is not the one that the page showed (0: none)."""
    nothing = last is None or last.answer in {AnswerKind.WITHDRAWN, AnswerKind.CARRIED}
    if seen is not None and seen != (0 if last is None or nothing else last.number):
        raise Overtaken(detail="The answer of your agency is another one since.")


def find_last(session: Session, round_id: int, agency_id: int) -> Revision | None:
    """Return the last thing an agency sent in a round, late or not."""
    return session.scalar(
        select(Revision)
        .where(Revision.round_id == round_id, Revision.agency_id == agency_id)
        .order_by(Revision.number.desc())
        .limit(1)
    )


def add(  # noqa: PLR0913  a revision has as many parts
    session: Session,
    actor: Actor,
    round_: Round,
    agency: Agency,
    *,
    answer: AnswerKind,
    standing: Standing,
    blocks: Sequence[Any] = (),
    opt_in: Mapping[str, Any] | None = None,
    comment: str = "",
    cleared_by: int | None = None,
    via: str = "web",
) -> Revision:
    """Append a revision; the round has to be held."""
    last = find_last(session, round_.id, agency.id)
    revision = Revision(
        round_id=round_.id,
        agency_id=agency.id,
        number=(last.number if last else 0) + 1,
        answer=answer.value,
        standing=standing.value,
        blocks=list(blocks),
        opt_in=dict(opt_in or {}),
        comment=comment,
        via=via,
        submitted_by=actor.person_id,
        cleared_by=cleared_by,
        submitted_at=now(session),
    )
    revision.round, revision.agency = round_, agency
    session.add(revision)
    session.flush()
    return revision


def _standing(session: Session, round_: Round, agency: Agency, *, late: bool) -> Standing:
    if round_.state == RoundState.PLANNED:
        raise RoundNotOpen(state=round_.state)
    if round_.state == RoundState.SUSPENDED:
        return Standing.ON_TIME
    standing = windows.window(session, round_, agency.id).standing(now(session))
    if round_.state != RoundState.OPEN:
        standing = Standing.LATE
    if standing == Standing.LATE and (not late or round_.state == RoundState.CLOSED):
        raise RoundClosed(closed=moments.in_full(round_.deadline_at, round_.pledge.official_zone))
    return standing


def _clearance(session: Session, actor: Actor, agency: Agency, draft: Draft) -> int | None:
    """Return who cleared the draft; a clearing officer clears by sending it."""
    if actor.role in CLEARING:
        return actor.person_id
    cleared_by = clearances.cleared_by(session, draft)
    if agency.clears and cleared_by is None:
        raise NotCleared
    return cleared_by


def _received(
    session: Session,
    actor: Actor,
    round_: Round,
    revision: Revision,
    letter: str,
    *,
    file: ReturnedFile | None = None,
) -> None:
    _note(session, actor, round_, revision, "answer submitted", file=file)
    _ring(session, revision)
    people = recipients.drafters(session, revision.agency_id)
    for person in people:
        mail.write(
            session,
            letter,
            key=f"{letter}:{revision.id}:{person.id}",
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}/answer",
            round=round_,
            agency=revision.agency,
            revision=revision,
        )
    if revision.standing == Standing.LATE:
        for person in recipients.office(session):
            mail.write(
                session,
                "late-received",
                key=f"late-received:{revision.id}:{person.id}",
                person=person,
                pledge=round_.pledge,
                goes_to=f"/rounds/{round_.id}",
                round=round_,
                agency=revision.agency,
                revision=revision,
            )


def _note(
    session: Session,
    actor: Actor,
    round_: Round,
    revision: Revision,
    kind: str,
    *,
    file: ReturnedFile | None = None,
) -> None:
    over = windows.window(session, round_, revision.agency_id).seconds_over(revision.submitted_at)
    told: dict[str, Any] = {
        "round": round_.number,
        "agency": revision.agency.acronym,
        "answer": revision.answer,
        "standing": revision.standing,
        "changes": [
            {"label": c.label, "kind": c.kind, "block": c.block_id, "old": c.old, "new": c.new}
            for c in revision.changes
        ],
        "opt_in": revision.opt_in,
    }
    if file:
        # The file itself stays with the agency; its hash says for ever which one it was.
        told["file"] = {"sha256": file.sha256, "via": file.via}
    if over and revision.standing != Standing.LATE and round_.state == RoundState.OPEN:
        told["seconds of courtesy"] = over
    rows = [revision, *revision.changes]
    record.write(session, actor, round_.pledge, kind, told, rows=rows)


def _ring(session: Session, revision: Revision) -> None:
    if revision.standing != Standing.LATE:
        key = f"merge:{revision.round_id}:revision:{revision.id}"
        work.enqueue(session, jobs.MERGE_ROUND, revision.round_id, key=key)
