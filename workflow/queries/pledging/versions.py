"""A version of a text, and what changed from one version to another."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.errors import NotFound
from workflow.models import Pledge, Round, TextBlock, Version
from workflow.queries.pledging.pledges import open_to
from workflow.rules.permissions import Actor
from workflow.text.show import Mark, Piece, marked


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A version with its neighbours."""

    version: Version
    pledge: Pledge
    blocks: Sequence[TextBlock]
    others: Sequence[Version]
    before: Version | None
    round: Round | None
    """The round in which agencies answer, or answered, on this version."""
    words: int


@dataclass(frozen=True, slots=True)
class ComparedBlock:
    """A block as it stands in two versions."""

    id: str
    kind: str
    level: int
    label: str
    old_label: str
    fate: str
    """"same", "changed", "new", "removed" or "moved"."""
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of each block between two versions."""

    blocks: Sequence[ComparedBlock]

    def count(self, fate: str) -> int:
        """How many blocks had this fate."""
        return sum(block.fate == fate for block in self.blocks)

    @property
    def same(self) -> bool:
        """Tell whether nothing changed."""
        return all(block.fate == "same" for block in self.blocks)


def find(session: Session, actor: Actor, version_id: int) -> Version:
    """Return a version with its blocks and pledge; to strangers it is not there."""
    version = session.scalar(
        select(Version)
        .join(Pledge, Version.pledge_id == Pledge.id)
        .where(Version.id == version_id, open_to(actor))
        .options(
            selectinload(Version.rows),
            joinedload(Version.publisher),
            joinedload(Version.pledge).selectinload(Pledge.versions),
        )
    )
    if version is None:
        raise NotFound(what="version")
    return version


def page(session: Session, actor: Actor, version_id: int) -> VersionPage:
    """Return what the page of a version shows."""
    version = find(session, actor, version_id)
    versions = version.pledge.versions
    return VersionPage(
        version=version,
        pledge=version.pledge,
        blocks=version.rows,
        others=[one for one in versions if one.id != version.id],
        before=next((v for v in reversed(versions) if v.number < version.number), None),
        round=session.scalar(
            select(Round).where(Round.version_id == version.id).order_by(Round.id.desc()).limit(1)
        ),
        words=len(version.text.split()),
    )


def compare(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> Comparison:
    """Compare two versions block by block; removed ones stand behind the block they followed."""
    before = {row.block_id: row for row in old}
    kept = [before[row.block_id].position for row in new if row.block_id in before]
    in_place = _longest_run(kept)
    gone = _gone(old, {row.block_id for row in new})
    found = [_removed(row) for row in gone[""]]
    for row in new:
        found.append(_compared(before.get(row.block_id), row, in_place))
        found.extend(_removed(one) for one in gone[row.block_id])
    return Comparison(found)


def _gone(old: Sequence[TextBlock], after: set[str]) -> defaultdict[str, list[TextBlock]]:
    """Return the removed blocks by the id of the block before them that stayed."""
    gone: defaultdict[str, list[TextBlock]] = defaultdict(list)
    behind = ""
    for row in old:
        if row.block_id in after:
            behind = row.block_id
        else:
            gone[behind].append(row)
    return gone


def _compared(old: TextBlock | None, new: TextBlock, in_place: set[int]) -> ComparedBlock:
    pieces = marked(old.text if old else "", new.text)
    if old is None:
        fate = "new"
    elif old.position not in in_place:
        fate = "moved"
    else:
        fate = "same" if old.text == new.text else "changed"
    return ComparedBlock(
        id=new.block_id,
        kind=new.kind,
        level=new.level,
        label=new.label,
        old_label=old.label if old else "",
        fate=fate,
        pieces=pieces,
    )


def _removed(row: TextBlock) -> ComparedBlock:
    return ComparedBlock(
        id=row.block_id,
        kind=row.kind,
        level=row.level,
        label="",
        old_label=row.label,
        fate="removed",
        pieces=(Piece(Mark.DELETE, row.text),),
    )


def _longest_run(positions: Sequence[int]) -> set[int]:
    """Return the most positions that still follow each other; the others have moved.

    `ends[n]` is the smallest position with which a run of n + 1 blocks can end; each position
    remembers the one before it in its run.
    """
    ends: list[int] = []
    before: dict[int, int] = {}
    for position in positions:
        at = bisect_left(ends, position)
        if at:
            before[position] = ends[at - 1]
        ends[at : at + 1] = [position]
    run: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        run.add(last)
        last = before.get(last)
    return run
