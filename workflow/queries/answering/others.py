"""What other agencies have sent, beside the places where it belongs.

Equal changes stand together once, with everybody who proposes them. Who is not to know names is
told how many agencies it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.models import Change, Revision, Round
from workflow.queries.answering import visible
from workflow.queries.answering.excerpts import Excerpt, Places, of_change
from workflow.queries.answering.stored import change_of
from workflow.rules.permissions import Actor
from workflow.rules.visibility import sees_names
from workflow.text.changes import ChangeKind


@dataclass(frozen=True, slots=True)
class Other:
    """A change that other agencies propose."""

    change_id: int
    key: str
    excerpt: Excerpt
    agencies: tuple[str, ...]
    """Acronyms; empty where the reader is not to know them."""
    count: int
    reasons: tuple[str, ...]
    weight: str
    category: str


def beside(
    session: Session, actor: Actor, round_: Round, places: Places
) -> dict[str, Sequence[Other]]:
    """Return what others propose, by the block where it is shown; "" is the very beginning."""
    revisions = visible.revisions(session, actor, round_)
    named = sees_names(actor, attributed=round_.pledge.attributed)
    same: dict[str, list[Change]] = defaultdict(list)
    for change in _changes(revisions, actor):
        same[change.key].append(change)
    found: dict[str, list[Other]] = defaultdict(list)
    for changes in same.values():
        found[_place(changes[0])].append(_other(places, changes, named=named))
    return dict(found)


def _changes(revisions: Iterable[Revision], actor: Actor) -> Iterable[Change]:
    for revision in revisions:
        if revision.agency_id != actor.agency_id:
            yield from revision.changes


def _place(change: Change) -> str:
    new = change.kind == ChangeKind.NEW_BLOCK
    return (change.after or "") if new else change.block_id


def _other(places: Places, changes: Sequence[Change], *, named: bool) -> Other:
    first = changes[0]
    agencies = tuple(sorted({change.revision.agency.acronym for change in changes}))
    return Other(
        change_id=first.id,
        key=first.key,
        excerpt=of_change(places, change_of(first)),
        agencies=agencies if named else (),
        count=len(agencies),
        reasons=tuple(dict.fromkeys(change.reason for change in changes if change.reason)),
        weight=first.weight,
        category=first.category,
    )
