"""A version of a text, and what changed from one version to another."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.errors import NotFound
from workflow.models import Pledge, TextBlock, Version
from workflow.queries.pledges import open_to
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
        words=len(version.text.split()),
    )


def compare(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> Comparison:
    """Compare two versions block by block; removed ones stand where they stood before."""
    before = {row.block_id: row for row in old}
    after = {row.block_id for row in new}
    kept = [before[row.block_id].position for row in new if row.block_id in before]
    in_place = _longest_run(kept)
    found = [_compared(before.get(row.block_id), row, in_place) for row in new]
    for row in old:
        if row.block_id not in after:
            found.insert(_place(found, old, row), _removed(row))
    return Comparison(found)


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


def _place(found: Sequence[ComparedBlock], old: Sequence[TextBlock], gone: TextBlock) -> int:
    """Return where a removed block is shown: after the block that it followed."""
    places = {block.id: at for at, block in enumerate(found)}
    for row in reversed([row for row in old if row.position < gone.position]):
        if row.block_id in places:
            return places[row.block_id] + 1
    return 0


def _longest_run(positions: Sequence[int]) -> set[int]:
    """Return the most positions that still follow each other; the others have moved."""
    best: list[tuple[int, int | None]] = []
    for at, position in enumerate(positions):
        length, previous = max(
            ((best[i][0], i) for i in range(at) if positions[i] < position), default=(0, None)
        )
        best.append((length + 1, previous))
    at_end = max(range(len(best)), key=lambda i: best[i][0], default=None)
    run: set[int] = set()
    while at_end is not None:
        run.add(positions[at_end])
        at_end = best[at_end][1]
    return run
