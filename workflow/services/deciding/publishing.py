"""Publish the next version, with an answer to every change."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import (
    BrokenTogether,
    LateAnswersWaiting,
    NotFound,
    Overtaken,
    StillOpenPassages,
)
from workflow.models import (
    Answer,
    Change,
    Decision,
    Intake,
    LockRequest,
    Passage,
    Revision,
    Round,
    Version,
)
from workflow.queries.answering import visible
from workflow.queries.answering.stored import passages_of
from workflow.rules.answers import Verdict
from workflow.rules.dispositions import Disposition, Fate, disposition_of
from workflow.rules.headings import clean_heading
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.stages import RoundState, move_pledge, move_round
from workflow.rules.verdicts import Ruling, next_text, outcome, torn
from workflow.services.deciding import merging
from workflow.services.joining import optins, specific_pledges
from workflow.services.mailing import mail
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.text import canonical
from workflow.text.blocks import Block
from workflow.text.references import Renumbered
from workflow.translation import _, n_


@dataclass(frozen=True, slots=True)
class AnswerTo:
    """What becomes of one change when the candidate is published."""

    change: Change
    disposition: Disposition
    applied: str
    reason: str
    decided_by: int | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """The next version as it would be published now, and what still stands in the way."""

    blocks: tuple[Block, ...]
    text: str
    sha256: str
    answers: tuple[AnswerTo, ...]
    renumbered: tuple[Renumbered, ...]
    undecided: int
    torn: tuple[str, ...]
    late_waiting: int

    @property
    def applied_words(self) -> list[tuple[str, str, str]]:
        """Agency, old and new words of each change that is taken as it was proposed."""
        return [
            (one.change.revision.agency.acronym, one.change.old, one.change.new)
            for one in self.answers
            if one.disposition == Disposition.ACCEPTED
        ]

    @property
    def fates(self) -> dict[str, str]:
        """What would become of each change, by its label."""
        return {answer.change.label: answer.disposition.value for answer in self.answers}

    @property
    def problems(self) -> tuple[str, ...]:
        """Say in sentences what has to be done before it can be published."""
        found = []
        if self.undecided:
            found.append(
                n_(
                    "{number} passage waits for a decision.",
                    "{number} passages wait for a decision.",
                    self.undecided,
                )
            )
        if self.late_waiting:
            found.append(
                n_(
                    "{number} late answer waits to be taken up or carried.",
                    "{number} late answers wait to be taken up or carried.",
                    self.late_waiting,
                )
            )
        if self.torn:
            agencies = ", ".join(self.torn)
            said = _("Changes that stand or fall together were torn apart: {agencies}.")
            found.append(said.format(agencies=agencies))
        return tuple(found)


def preview(session: Session, actor: Actor, *, round_id: int) -> Candidate:
    """Return the next version as the decisions so far make it."""
    require(actor, Action.PUBLISH)
    round_ = session.get(Round, round_id)
    if round_ is None:
        raise NotFound(what="round")
    return _candidate(session, round_)


def publish(
    session: Session, actor: Actor, *, round_id: int, seen: str, label: str = ""
) -> Version:
    """Publish exactly the candidate whose fingerprint was shown, and answer every change."""
    require(actor, Action.PUBLISH)
    round_ = rounds.hold(session, round_id)
    merging.merge_round(session, actor, round_id=round_id)
    candidate = _candidate(session, round_)
    _refuse_unfinished(round_, candidate)
    if candidate.sha256 != seen:
        raise Overtaken(detail="A decision changed the text since you looked at it.")
    pledge = round_.pledge
    pledge.stage = move_pledge(pledge.stage, "publish")
    round_.state = move_round(round_.state, "publish")
    name = clean_heading(label or f"Rev.{len(pledge.versions)}", what="label")
    version = pledges.add_version(session, actor, pledge, candidate.blocks, label=name)
    round_.published_version_id = version.id
    void = _void_lock_requests(session, pledge.id)
    optins.void_written_down(session, actor, pledge)
    told = {
        "round": round_.number,
        "version": version.label,
        "sha256": version.sha256,
        "renumbered": [
            {"block": r.block, "from": r.old, "to": r.new} for r in candidate.renumbered
        ],
        "answers": {a.change.label: a.disposition.value for a in candidate.answers},
    }
    answers = [_answer(version, answer) for answer in candidate.answers]
    session.add_all(answers)
    session.flush()
    rows = [version, *version.rows, *answers, *void]
    record.write(session, actor, pledge, "version published", told, rows=rows)
    for answer in candidate.answers:
        if answer.disposition == Disposition.REDIRECTED:
            specific_pledges.start_from(session, actor, pledge, answer.change)
    _tell(session, round_, version, candidate)
    optins.tell_broken(session, version)
    return version


def _candidate(session: Session, round_: Round) -> Candidate:
    rows = visible.passages(session, round_.id)
    passages = passages_of(rows)
    standing = {row.fingerprint: row.decision for row in rows}
    rulings = {f: _ruling(decision) for f, decision in standing.items() if decision}
    blocks, renumbered = next_text(round_.version.blocks, passages, rulings)
    text = canonical.write(blocks)
    answers = [a for row in rows for a in _answers(row, rulings)]
    answers.extend(_left_out(session, round_))
    return Candidate(
        blocks=blocks,
        text=text,
        sha256=canonical.fingerprint(text),
        answers=tuple(sorted(answers, key=lambda a: a.change.id)),
        renumbered=renumbered,
        undecided=sum(decision is None for decision in standing.values()),
        torn=tuple(sorted({agency for group in torn(passages, rulings) for agency in group})),
        late_waiting=len(visible.waiting_late(session, round_.id)),
    )


def _ruling(decision: Decision) -> Ruling:
    return Ruling(
        disposition=disposition_of(decision.disposition),
        wording=decision.wording.key if decision.wording else None,
        text=decision.text,
        reason=decision.reason,
        fates={key: Fate.read(fate) for key, fate in (decision.fates or {}).items()},
    )


def _answers(row: Passage, rulings: dict[str, Ruling]) -> list[AnswerTo]:
    ruling, decision = rulings.get(row.fingerprint), row.decision
    if ruling is None or decision is None:
        return []
    applied = ruling.text if ruling.text is not None else ""
    found: list[AnswerTo] = []
    for wording in row.wordings:
        fate = outcome(ruling, wording.key)
        words = wording.text if fate.disposition == Disposition.ACCEPTED else applied
        found.extend(
            AnswerTo(
                support.change,
                fate.disposition,
                words,
                fate.reason,
                decision.by,
                decision.at,
            )
            for support in wording.supports
        )
    return found


def _left_out(session: Session, round_: Round) -> list[AnswerTo]:
    """Return the changes of late answers that are carried: they come back in the next round."""
    intakes = session.scalars(
        select(Intake)
        .join(Revision)
        .where(Revision.round_id == round_.id, Intake.verdict == Verdict.CARRIED)
    )
    return [
        AnswerTo(change, Disposition.CARRIED, "", intake.reason, intake.by, intake.at)
        for intake in intakes
        for change in intake.revision.changes
    ]


def _refuse_unfinished(round_: Round, candidate: Candidate) -> None:
    if round_.state == RoundState.CONSOLIDATING:
        if candidate.undecided:
            raise StillOpenPassages(count=candidate.undecided)
        if candidate.torn:
            raise BrokenTogether(labels=", ".join(candidate.torn))
        if candidate.late_waiting:
            raise LateAnswersWaiting(count=candidate.late_waiting)


def _answer(version: Version, answer: AnswerTo) -> Answer:
    return Answer(
        change_id=answer.change.id,
        version_id=version.id,
        disposition=answer.disposition.value,
        applied=answer.applied,
        reason=answer.reason,
        decided_by=answer.decided_by,
        decided_at=answer.decided_at,
    )


def _void_lock_requests(session: Session, pledge_id: int) -> Sequence[LockRequest]:
    waiting = session.scalars(
        select(LockRequest)
        .join(Version)
        .where(Version.pledge_id == pledge_id, LockRequest.ended.is_(None))
    ).all()
    for request in waiting:
        request.ended, request.ended_at = "void", now(session)
    return waiting


def _tell(session: Session, round_: Round, version: Version, candidate: Candidate) -> None:
    own: dict[int, list[AnswerTo]] = defaultdict(list)
    for answer in candidate.answers:
        own[answer.change.revision.agency_id].append(answer)
    for agency, person in rounds.drafters(session, round_.pledge):
        mail.write(
            session,
            "answers",
            key=f"answers:{version.id}:{agency.id}:{person.id}",
            person=person,
            pledge=round_.pledge,
            goes_to=f"/rounds/{round_.id}/outcome",
            round=round_,
            version=version,
            agency=agency,
            table=own[agency.id],
        )
