"""An agency takes up what a stakeholder said: it becomes a change in the agency's own draft.

From there it goes its way like any change: reasons, clearance, sending, merging, a decision. When
the round is published, what became of it is known, and the stakeholder gets an answer.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from workflow.db import now
from workflow.errors import BadChoice, NoRoundToSponsor, NotAdmitted, NotFound, NothingProposed
from workflow.models import Answer, Change, Consultation, Input, Revision, Round, Sponsorship
from workflow.queries.answering import answering
from workflow.rules.dispositions import Disposition
from workflow.rules.following import follow
from workflow.rules.inputs import InputState
from workflow.rules.languages import tongue
from workflow.rules.notes import Note
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.stages import RoundState
from workflow.services.answering import drafts
from workflow.services.outside import consultations
from workflow.services.pledging import membership, pledges
from workflow.text.blocks import Block, Kind
from workflow.text.changes import split
from workflow.translation import _, mark

NOT_PROPOSED = mark("not proposed in the end")
TAKEN = (Disposition.ACCEPTED, Disposition.MODIFIED)


def sponsor(
    session: Session,
    actor: Actor,
    *,
    input_id: int,
    block_id: str,
    text: str,
    seen: int,
    new: bool = False,
    reason: str = "",
) -> Sponsorship:
    """Write the words into the agency's draft: into a block, or as a new one behind it.

    `seen` is the number of the draft that the page showed.
    """
    require(actor, Action.SPONSOR_INPUT)
    found = _find(session, input_id)
    pledge = pledges.hold(session, found.consultation.pledge_id)
    membership.own_agency(session, actor, pledge)
    round_ = open_round(session, pledge.id)
    if found.state != InputState.ADMITTED:
        raise NotAdmitted
    if round_ is None:
        raise NoRoundToSponsor
    shown = answering.answering(session, actor, round_.id)
    blocks, place = _with_words(shown.blocks, block_id, text, new=new)
    before = split(shown.base, shown.blocks)
    known = {change.key for change in before}
    after = split(shown.base, blocks)
    fresh = [change for change in after if change.key not in known]
    if not fresh:
        raise NothingProposed
    told = Note(reason=reason.strip() or reason_for(found))
    notes = {**follow(before, after, shown.notes)}
    notes |= {change.key: notes.get(change.key, told) for change in fresh}
    drafts.save(
        session,
        actor,
        round_id=round_.id,
        seen=seen,
        blocks=blocks,
        notes=notes,
        opt_in=shown.opt_in,
        comment=shown.comment,
    )
    keys = [change.key for change in fresh]
    return _keep(session, actor, found, round_, place=place, keys=keys)


def settle(session: Session, actor: Actor, *, round_id: int) -> int:
    """See what became of sponsored inputs once their round is published; answer good news.

    What was taken into the text is told at once, in the stakeholder's language. Anything else the
    office answers in its own words: the reasons of a round are written for agencies.
    """
    require(actor, Action.SETTLE_DUE)
    round_ = session.get(Round, round_id)
    if round_ is None:
        raise NotFound(what="round")
    pledges.hold(session, round_.pledge_id)
    waiting = session.scalars(
        select(Sponsorship)
        .join(Round, Sponsorship.round_id == Round.id)
        .where(
            Round.pledge_id == round_.pledge_id,
            Round.number <= round_.number,
            Sponsorship.settled_at.is_(None),
        )
        .options(joinedload(Sponsorship.input).joinedload(Input.stakeholder))
        .order_by(Sponsorship.id)
    ).all()
    for one in waiting:
        _settle(session, one, round_)
    session.flush()
    return len(waiting)


def due(session: Session) -> list[int]:
    """Return the rounds that were published and have sponsored inputs nobody has looked at."""
    sponsored = (
        select(Round.pledge_id)
        .join(Sponsorship, Sponsorship.round_id == Round.id)
        .where(Sponsorship.settled_at.is_(None))
        .distinct()
    )
    rows = session.execute(
        select(func.max(Round.id))
        .where(Round.state == RoundState.CLOSED, Round.pledge_id.in_(sponsored))
        .group_by(Round.pledge_id)
    )
    return sorted(row[0] for row in rows)


def open_round(session: Session, pledge_id: int) -> Round | None:
    """Return the round in which agencies can propose something now."""
    return session.scalar(
        select(Round).where(Round.pledge_id == pledge_id, Round.state == RoundState.OPEN)
    )


def changes_of(session: Session, one: Sponsorship, round_id: int) -> Change | None:
    """Return the change that a sponsorship has become in the answer the agency sent last."""
    last = (
        select(func.max(Revision.number))
        .where(Revision.round_id == round_id, Revision.agency_id == one.agency_id)
        .scalar_subquery()
    )
    rows: Sequence[Change] = session.scalars(
        select(Change)
        .join(Revision)
        .where(
            Revision.round_id == round_id,
            Revision.agency_id == one.agency_id,
            Revision.number == last,
        )
        .order_by(Change.number)
    ).all()
    exact = [row for row in rows if row.key in one.keys or row.carried_from == one.change_id]
    near = [row for row in rows if row.block_id == one.block_id]
    return next(iter([*(r for r in exact if one.change_id or r.key in one.keys), *near]), None)


def reason_for(found: Input) -> str:
    """Return the reason that stands beside a sponsored change if the agency gives no other."""
    consultation = found.consultation
    return f"Raised by a stakeholder: input {found.number} of “{consultation.title}”."


def _find(session: Session, input_id: int) -> Input:
    found = session.scalar(
        select(Input)
        .where(Input.id == input_id)
        .options(joinedload(Input.consultation).joinedload(Consultation.pledge))
    )
    if found is None:
        raise NotFound(what="input")
    return found


def _with_words(
    blocks: Sequence[Block], block_id: str, text: str, *, new: bool
) -> tuple[list[Block], str]:
    """Return the blocks with the words in them, and the block in which they stand."""
    at = next((i for i, block in enumerate(blocks) if block.id == block_id), None)
    if at is None:
        raise BadChoice(value=_("This paragraph"))
    if not text.strip():
        raise NothingProposed
    if not new:
        changed = replace(blocks[at], text=text)
        return [*blocks[:at], changed, *blocks[at + 1 :]], block_id
    known = {block.id for block in blocks}
    fresh = next(f"new-{n}" for n in range(1, len(known) + 2) if f"new-{n}" not in known)
    kind = Kind.PARAGRAPH if blocks[at].kind is Kind.HEADING else blocks[at].kind
    block = Block(fresh, kind, text, blocks[at].level if kind is Kind.ITEM else 0)
    return [*blocks[: at + 1], block, *blocks[at + 1 :]], fresh


def _keep(
    session: Session, actor: Actor, found: Input, round_: Round, *, place: str, keys: list[str]
) -> Sponsorship:
    made = session.scalar(
        select(Sponsorship).where(
            Sponsorship.input_id == found.id,
            Sponsorship.agency_id == actor.agency_id,
            Sponsorship.round_id == round_.id,
        )
    )
    if made is None:
        made = Sponsorship(input_id=found.id, agency_id=actor.agency_id, round_id=round_.id)
        session.add(made)
    made.block_id, made.keys, made.by, made.at = place, keys, actor.person_id or 0, now(session)
    session.flush()
    return made


def _settle(session: Session, one: Sponsorship, round_: Round) -> None:
    change = changes_of(session, one, round_.id)
    answer = session.scalar(select(Answer).where(Answer.change_id == change.id)) if change else None
    if answer is not None and answer.disposition == Disposition.CARRIED:
        one.change_id = answer.change_id
        return
    one.outcome = answer.disposition if answer else NOT_PROPOSED
    one.change_id = change.id if change else one.change_id
    one.settled_at = now(session)
    if answer is not None and answer.disposition in TAKEN:
        consultations.add_reply(session, one.input, _good_news(one, answer), by=None)


def _good_news(one: Sponsorship, answer: Answer) -> str:
    said = tongue(one.input.stakeholder.language)
    whole = answer.disposition == Disposition.ACCEPTED
    first = said("out_accepted" if whole else "out_modified")
    reads = _reads_now(one, answer)
    return f"{first}\n{said('now_reads')}\n{reads}" if reads else first


def _reads_now(one: Sponsorship, answer: Answer) -> str:
    rows = {row.block_id: row.text for row in answer.version.rows}
    if one.block_id in rows:
        return rows[one.block_id]
    words = answer.applied.strip()
    return next((text for text in rows.values() if words and words in text), "")
