"""Files that agencies send back: kept as they came, taken into a draft when the sender says so.

A file is an answer only after a person has seen what we understood of it, has said yes or no to
each change that was not marked in it, and has sent the draft like any other.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import NotFound, NothingTaken, Overlaps, Unconfirmed
from workflow.models import Agency, Draft, ReturnedFile, Round, Taking
from workflow.queries.answering.excerpts import Places
from workflow.rules.drafting import unpack
from workflow.rules.filetokens import FileToken
from workflow.rules.notes import REASON_LIMIT, Note
from workflow.rules.permissions import Action, Actor, require
from workflow.services.answering import drafts
from workflow.services.answering.drafts import Saved
from workflow.services.pledging import membership
from workflow.services.rounds import rounds
from workflow.text.blocks import Block
from workflow.text.changes import IN_TEXT, Change, ChangeKind, Relation, apply, relation, split
from workflow.text.rebase import Lost
from workflow.text.returned import Returned, carried

SECRET = "secret_key"  # noqa: S105  the name under which the settings tell it
NAME_LIMIT = 120
"""Characters of a file's name; what is longer is cut."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the sender says of the changes of a file, by their keys."""

    confirmed: frozenset[str]
    left_out: frozenset[str]


@dataclass(frozen=True, slots=True)
class Taken:
    """The draft that was saved, and the changes that no longer apply to the text of the round."""

    saved: Saved
    lost: tuple[tuple[Change, Lost], ...]


def token(session: Session, actor: Actor, round_: Round) -> str:
    """Return the token of the file that this person takes along for their agency."""
    require(actor, Action.EDIT_DRAFT)
    made_for = FileToken(round_.id, actor.agency_id or 0, actor.person_id or 0)
    return made_for.write(secret(session))


def secret(session: Session) -> str:
    """Return what signs the tokens in files."""
    return str(session.info.get(SECRET) or "")


def receive(
    session: Session,
    actor: Actor,
    *,
    round_id: int,
    name: str,
    format_: str,
    data: bytes,
    via: str = "web",
) -> ReturnedFile:
    """Keep a file that could be read, byte for byte. The same bytes sent twice are one file."""
    require(actor, Action.EDIT_DRAFT)
    round_ = rounds.hold(session, round_id)
    agency = membership.own_agency(session, actor, round_.pledge)
    sha256 = hashlib.sha256(data).hexdigest()
    known = session.scalar(
        select(ReturnedFile).where(
            ReturnedFile.round_id == round_id,
            ReturnedFile.agency_id == agency.id,
            ReturnedFile.sha256 == sha256,
        )
    )
    if known:
        return known
    file = ReturnedFile(
        round_id=round_id,
        agency_id=agency.id,
        name=_name(name, format_),
        format=format_,
        data=data,
        size=len(data),
        sha256=sha256,
        via=via,
        received_by=actor.person_id,
        received_at=now(session),
    )
    session.add(file)
    session.flush()
    return file


def take(
    session: Session,
    actor: Actor,
    *,
    file_id: int,
    sent: Sequence[Block],
    changes: Sequence[Returned],
    choice: Choice,
    notes: Mapping[str, Note],
    comment: str,
    seen: int,
    add: bool = False,
) -> Taken:
    """Save the changes of a file that the sender stands by as the agency's draft.

    `sent` is the text on which the file is based; if that is an older version, the changes are
    carried over to the text of the round. `notes` are by the keys of the changes as they stand in
    the file. With `add` they join what the draft says already, which they must not touch.
    Raise Unconfirmed while a change that was not marked has no yes or no.
    """
    require(actor, Action.EDIT_DRAFT)
    file, round_, agency = _hold(session, actor, file_id)
    base = round_.version.blocks
    wanted = [one.change for one in changes if one.change.key not in choice.left_out]
    left = [one.change for one in changes if one.change.key in choice.left_out]
    made = carried(sent, base, wanted, left)
    asked = {one.change.key for one in changes if one.asks}
    unanswered = asked - choice.confirmed - choice.left_out - {one.key for one, _ in made.lost}
    if unanswered:
        raise Unconfirmed(count=len(unanswered))
    if not made.kept:
        raise NothingTaken
    current = drafts.find(session, round_.id, agency.id)
    blocks: Sequence[Block] = made.blocks
    own_notes: dict[str, Note] = {}
    if add and current:
        blocks, own_notes = _beside(base, current, [there for _, there in made.kept])
    saved = drafts.save(
        session,
        actor,
        round_id=round_.id,
        seen=seen,
        blocks=blocks,
        notes={**_noted(split(base, blocks), made.kept, notes), **own_notes},
        opt_in=current.opt_in if current else {},
        comment=comment,
    )
    taking = Taking(
        file_id=file.id,
        draft_id=saved.draft.id,
        confirmed=sorted(choice.confirmed & asked),
        left_out=sorted(choice.left_out),
        lost=_told(Places.of(sent), made.lost),
        by=actor.person_id,
        at=now(session),
    )
    session.add(taking)
    session.flush()
    return Taken(saved, made.lost)


def _hold(session: Session, actor: Actor, file_id: int) -> tuple[ReturnedFile, Round, Agency]:
    """Lock the round of a file that the actor's agency sent."""
    file = session.get(ReturnedFile, file_id)
    if file is None:
        raise NotFound(what="file")
    round_ = rounds.hold(session, file.round_id)
    agency = membership.own_agency(session, actor, round_.pledge)
    if agency.id != file.agency_id:
        raise NotFound(what="file")
    return file, round_, agency


def _told(places: Places, lost: Sequence[tuple[Change, Lost]]) -> list[dict[str, str]]:
    """Return what is kept of changes that no longer apply: where they stood, and why."""
    return [
        {"where": places.name(change.block), "words": change.new, "reason": one.reason}
        for change, one in lost
    ]


def _beside(
    base: Sequence[Block], current: Draft, wanted: Sequence[Change]
) -> tuple[tuple[Block, ...], dict[str, Note]]:
    """Join the changes of a file with those of the draft; raise Overlaps where they touch."""
    own = split(base, unpack(current.blocks))
    known = {change.key for change in own}
    fresh = [change for change in wanted if change.key not in known]
    if any(relation(base, a, b) is not Relation.DISJOINT for a in own for b in fresh):
        raise Overlaps
    notes = {key: Note.read(note) for key, note in current.notes.items()}
    return apply(base, [*own, *fresh]), notes


def _noted(
    changes: Sequence[Change], kept: Sequence[tuple[Change, Change]], notes: Mapping[str, Note]
) -> dict[str, Note]:
    """Return the notes by the changes of the draft, which may join several of the file."""
    found: dict[str, Note] = {}
    for change in changes:
        near = [notes[old.key] for old, there in kept if old.key in notes and _meets(change, there)]
        if near:
            reasons = dict.fromkeys(note.reason for note in near if note.reason)
            found[change.key] = replace(near[0], reason="\n".join(reasons)[:REASON_LIMIT])
    return found


def _meets(change: Change, there: Change) -> bool:
    if change.kind is ChangeKind.NEW_BLOCK or there.kind is ChangeKind.NEW_BLOCK:
        return change.kind == there.kind and change.new == there.new
    in_text = {change.kind in IN_TEXT, there.kind in IN_TEXT}
    same = change.block == there.block and len(in_text) == 1
    return same and change.start <= there.end and there.start <= change.end


def _name(name: str, format_: str) -> str:
    plain = "".join(sign for sign in name if sign.isprintable()).strip()
    return plain[-NAME_LIMIT:] or f"file.{format_}"
