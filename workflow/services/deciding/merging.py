"""Merge what the agencies have sent into passages.

The merge recomputes everything from the revisions that count, so running it twice, late or in
any order gives the same rows. A passage is found again by its fingerprint, and its decision
stands; a passage whose wordings changed is a new passage and waits for a new decision. The record
keeps what each merge has proved about itself.
"""

import hashlib
from collections import OrderedDict

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from workflow.models import Passage, Revision, Round, Support, Wording
from workflow.queries.answering import visible
from workflow.queries.answering.stored import proposal_of
from workflow.rules.drafting import pack
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.stages import RoundState
from workflow.services.deciding import rivals
from workflow.services.proving import record
from workflow.services.rounds import rounds
from workflow.text import merge as text_merge

REMEMBERED = 16
"""Rounds of which a process keeps the last merge: a new answer costs what it touches."""

_LAST: OrderedDict[int, text_merge.Merge] = OrderedDict()

ChangeIds = dict[tuple[str, str], int]
"""(agency, change key) -> id of the stored change."""


def merge_round(session: Session, actor: Actor, *, round_id: int) -> bool:
    """Merge the answers of a round. Tell whether anything was new."""
    require(actor, Action.MERGE_ROUND)
    round_ = rounds.hold(session, round_id)
    if round_.state == RoundState.CLOSED:
        return False
    new = _merge(session, actor, round_)
    # Also where nothing was new: the last answer may have been merged while the round was open.
    rivals.tell(session, round_)
    return new


def _merge(session: Session, actor: Actor, round_: Round) -> bool:
    revisions = visible.counting(session, round_.id)
    input_hash = _input_hash(revisions)
    if round_.merged_hash == input_hash:
        return False
    proposals = [proposal_of(r) for r in revisions]
    merged = text_merge.merge(round_.version.blocks, proposals, _LAST.get(round_.id))
    _remember(round_.id, merged)
    ids = {(r.agency.acronym, c.key): c.id for r in revisions for c in r.changes}
    reopened = _store(session, round_, merged, ids)
    round_.merged_hash = input_hash
    told = {
        "round": round_.number,
        "revisions": len(revisions),
        "changes": len(ids),
        "passages": len(merged.passages),
        "contested": sum(p.contested for p in merged.passages),
        "decisions reopened": reopened,
        "input": input_hash,
        "proved": list(merged.proofs.proved),
    }
    record.write(session, actor, round_.pledge, "answers merged", told)
    return True


def _remember(round_id: int, merged: text_merge.Merge) -> None:
    _LAST.pop(round_id, None)
    _LAST[round_id] = merged
    if len(_LAST) > REMEMBERED:
        _LAST.popitem(last=False)


def _input_hash(revisions: list[Revision]) -> str:
    ids = ",".join(str(r.id) for r in sorted(revisions, key=lambda r: r.id))
    return hashlib.sha256(f"revisions:{ids}".encode()).hexdigest()


def _store(session: Session, round_: Round, merged: text_merge.Merge, ids: ChangeIds) -> int:
    """Bring the stored passages in line with the merge; return how many decisions lost theirs."""
    rows = session.scalars(
        select(Passage)
        .where(Passage.round_id == round_.id)
        .options(
            selectinload(Passage.wordings).selectinload(Wording.supports),
            selectinload(Passage.decisions),
        )
        .execution_options(populate_existing=True)
    )
    known = {row.fingerprint: row for row in rows}
    found = {passage.fingerprint for passage in merged.passages}
    gone = [row for row in known.values() if row.current and row.fingerprint not in found]
    for row in gone:
        row.current = False
    for position, passage in enumerate(merged.passages):
        row = known.get(passage.fingerprint) or _new_row(session, round_, passage)
        row.position, row.current = position, True
        row.attention, row.linked = list(passage.attention), sorted(passage.linked)
        _support(session, row, passage, ids)
    session.flush()
    return sum(row.decision is not None for row in gone)


def _new_row(session: Session, round_: Round, passage: text_merge.Passage) -> Passage:
    row = Passage(
        round_id=round_.id,
        fingerprint=passage.fingerprint,
        kind=passage.kind.value,
        block_id=passage.block,
        start=passage.start,
        end=passage.end,
        base=passage.base,
    )
    row.wordings = [
        Wording(
            position=position,
            key=wording.key,
            text=wording.text,
            removed=wording.removed,
            after=wording.after,
            blocks=pack(wording.blocks),
            supports=[],
        )
        for position, wording in enumerate(passage.wordings)
    ]
    row.decisions = []
    session.add(row)
    return row


def _support(session: Session, row: Passage, passage: text_merge.Passage, ids: ChangeIds) -> None:
    by_key = {wording.key: wording for wording in row.wordings}
    for wording in passage.wordings:
        stored = by_key[wording.key]
        wanted = {ids[s.agency, s.change] for s in wording.supporters}
        for support in [s for s in stored.supports if s.change_id not in wanted]:
            stored.supports.remove(support)
            session.delete(support)
        here = {s.change_id for s in stored.supports}
        stored.supports.extend(Support(change_id=i) for i in sorted(wanted - here))
