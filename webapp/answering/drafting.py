"""What an agency types: from the form or the script to blocks, and into its draft."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from webapp.frame.auth import current_actor
from webapp.frame.site import current_session
from workflow.errors import BadForm, NotFound, Overlaps
from workflow.models import Change as ChangeRow
from workflow.models import Draft
from workflow.queries.answering import editing, visible
from workflow.queries.answering.answering import Answering, same_text
from workflow.queries.answering.stored import change_of
from workflow.rules.consent import OptInAnswer
from workflow.rules.drafting import tidy, unpack
from workflow.rules.following import follow
from workflow.rules.notes import REASON_LIMIT, Note
from workflow.services.answering import drafts
from workflow.services.answering.drafts import Saved
from workflow.text.blocks import Block, Kind
from workflow.text.changes import Relation, apply, relation, split
from workflow.text.show import Piece, marked
from workflow.translation import _, mark

FLAGS = (
    ("", mark("Nothing said yet"), ""),
    (OptInAnswer.JOINS.value, mark("We mean to join"), ""),
    (OptInAnswer.WITH_STATEMENT.value, mark("We mean to join with a statement"), ""),
    (OptInAnswer.ON_CONDITION.value, mark("We would join on a condition"), ""),
    (OptInAnswer.DECLINES.value, mark("We do not mean to join"), ""),
    (OptInAnswer.UNDECIDED.value, mark("Undecided"), ""),
)
"""A signal to the office. It binds nobody: the principal answers for the final text."""

_KINDS = frozenset(kind.value for kind in Kind)
_NEW = "new-"


@dataclass(frozen=True, slots=True)
class Pair:
    """A block as two people of an agency have it."""

    name: str
    theirs: str
    mine: str
    pieces: tuple[Piece, ...]


def typed(base: Sequence[Block]) -> list[Block]:
    """Read the blocks of the form, in the order in which they stood on the page."""
    rows = [
        {
            "id": block_id,
            "text": request.form.get(f"text-{block_id}", ""),
            "kind": request.form.get(f"kind-{block_id}", ""),
            "level": request.form.get(f"level-{block_id}", "0"),
        }
        for block_id in request.form.getlist("block")
    ]
    if not rows:
        raise BadForm
    return _blocks(base, rows)


def given_json() -> dict[str, Any]:
    """Return what the script sends; raise BadForm unless it is an object."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise BadForm
    return given


def typed_json(base: Sequence[Block], given: Mapping[str, Any]) -> list[Block]:
    """Read the blocks that the script sends."""
    rows = given.get("blocks")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadForm
    return _blocks(base, rows)


def seen_form() -> int:
    """Return the number of the draft that the page showed."""
    return number(request.form.get("seen"))


def fresh_id(blocks: Iterable[Block]) -> str:
    """Return an id for a block that somebody is about to write."""
    known = {block.id for block in blocks}
    return next(f"{_NEW}{n}" for n in range(1, len(known) + 2) if f"{_NEW}{n}" not in known)


def done(page: Answering, blocks: list[Block], verb: str, what: str) -> list[Block]:
    """Return the blocks after what a button asks for: take out, put back, move, propose too."""
    if verb == "remove":
        return [block for block in blocks if block.id != what]
    if verb == "restore":
        return editing.restored(page.base, blocks, what)
    if verb == "drop":
        name, _colon, after = what.partition(":")
        return editing.dropped(blocks, name, after)
    if verb == "same":
        return _with_theirs(page, blocks, number(what))
    return blocks


def save(
    page: Answering, blocks: Sequence[Block], said: Mapping[str, Note], *, seen: int | None = None
) -> Saved | None:
    """Save the blocks and what is said about them; None where there is nothing new to save."""
    tidied = tidy(page.base, blocks)
    seen = seen_form() if seen is None else seen
    before = {**page.notes, **said}
    silent = all(page.notes.get(key, Note()) == note for key, note in said.items())
    if seen == page.seen and silent and (same_text(page.draft, tidied) or _untouched(page, tidied)):
        return None
    notes = follow(split(page.base, page.blocks), split(page.base, tidied), before)
    return drafts.save(
        current_session(),
        current_actor(),
        round_id=page.round.id,
        seen=seen,
        blocks=tidied,
        notes=notes,
        opt_in=page.opt_in,
        comment=page.comment,
    )


def use(page: Answering, mine: Draft, seen: int) -> Saved:
    """Make a save that was put aside the draft that counts."""
    return drafts.save(
        current_session(),
        current_actor(),
        round_id=page.round.id,
        seen=seen,
        blocks=unpack(mine.blocks),
        notes={key: Note.read(note) for key, note in mine.notes.items()},
        opt_in=mine.opt_in,
        comment=mine.comment,
    )


def side_by_side(page: Answering, mine: Draft) -> list[Pair]:
    """Return the blocks in which the draft that counts and the one kept aside differ."""
    theirs = {block.id: block for block in page.blocks}
    own = {block.id: block for block in unpack(mine.blocks)}
    rows = editing.rows(page.base, page.blocks)
    names = {row.id: row.name for row in rows}
    found = []
    for block_id in [*names, *(i for i in own if i not in names)]:
        left = theirs[block_id].text if block_id in theirs else ""
        right = own[block_id].text if block_id in own else ""
        if left != right:
            name = names.get(block_id) or _("your new text")
            found.append(Pair(name, left, right, marked(left, right)))
    return found


def flag() -> dict[str, Any]:
    """Read the flag on joining; `takes` are keys of own changes that a condition asks for."""
    answer = request.form.get("opt_in", "")
    if answer not in {value for value, *_words in FLAGS} or not answer:
        return {}
    words = request.form.get("opt_in_words", "").strip()[:REASON_LIMIT]
    if answer != OptInAnswer.ON_CONDITION:
        return {"answer": answer, "words": words}
    keeps = request.form.get("opt_in_keeps", "").strip()[:REASON_LIMIT]
    takes = [key[:80] for key in request.form.getlist("opt_in_takes")]
    return {"answer": answer, "words": words, "must_contain": keeps, "takes": takes}


def _untouched(page: Answering, blocks: Sequence[Block]) -> bool:
    """Tell whether nobody wrote anything yet: opening a page starts no draft."""
    return page.draft is None and tuple(blocks) == tuple(page.blocks)


def _with_theirs(page: Answering, blocks: list[Block], change_id: int) -> list[Block]:
    """Add a change of another agency, with those it belongs to, to the own text."""
    session, actor = current_session(), current_actor()
    seen = visible.revisions(session, actor, page.round)
    rows = [row for revision in seen for row in revision.changes]
    chosen = next((row for row in rows if row.id == change_id), None)
    if chosen is None:
        raise NotFound(what="change")
    theirs = [change_of(row) for row in rows if _belongs(row, chosen)]
    own = list(split(page.base, tidy(page.base, blocks)))
    known = {change.key for change in own}
    wanted = [change for change in theirs if change.key not in known]
    free = {Relation.DISJOINT}
    if any(relation(page.base, a, b) not in free for a in own for b in wanted):
        raise Overlaps
    return list(apply(page.base, [*own, *wanted]))


def _belongs(row: ChangeRow, chosen: ChangeRow) -> bool:
    if row.id == chosen.id:
        return True
    same = row.revision_id == chosen.revision_id
    return same and bool(chosen.together) and row.together == chosen.together


def _blocks(base: Sequence[Block], rows: Iterable[Mapping[str, Any]]) -> list[Block]:
    known = {block.id: block for block in base}
    found = []
    for row in rows:
        block_id, text = str(row.get("id", ""))[:80], str(row.get("text", ""))
        original = known.get(block_id)
        kind = original.kind if original else _kind(str(row.get("kind", "")))
        level = original.level if original else _level(kind, number(row.get("level")))
        found.append(Block(block_id, kind, _plain(original, text), level))
    return found


def _level(kind: Kind, given: int) -> int:
    """Return a level that a new block of this kind can have."""
    if kind is Kind.HEADING:
        return min(max(given, 2), 4)
    return min(given, 4) if kind is Kind.ITEM else 0


def _plain(original: Block | None, text: str) -> str:
    """Undo what a browser does to line ends, so that an untouched block stays untouched."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return original.text if original and lines == original.text else lines


def _kind(value: str) -> Kind:
    if value not in _KINDS:
        raise BadForm
    return Kind(value)


def number(value: object) -> int:
    """Read a number of a row or of a draft; raise BadForm for anything else."""
    text = str(value if value is not None else "0")
    if not text.isdecimal() or len(text) > 9:
        raise BadForm
    return int(text)
