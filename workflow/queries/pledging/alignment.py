"""The alignment matrix: which block answers which recommendation, with gaps on both sides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.models import Alignment, Gap, Pledge, ReferenceSection
from workflow.queries.answering.excerpts import Places
from workflow.queries.pledging import guides
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules.checks.guide import Use
from workflow.rules.likeness import Verdict, alike
from workflow.rules.permissions import Actor
from workflow.text.blocks import Block, Kind


@dataclass(frozen=True, slots=True)
class Cell:
    """A block and a recommendation: what a person said of them, or how alike they are."""

    block: Block
    verdict: str
    """What was said; empty while it is only proposed."""
    likeness: float
    by: str = ""

    @property
    def answers(self) -> bool:
        """Tell whether a person confirmed it."""
        return self.verdict == Verdict.ANSWERS


@dataclass(frozen=True, slots=True)
class Line:
    """A recommendation with the blocks that answer it or might."""

    section: ReferenceSection
    cells: Sequence[Cell]

    @property
    def answered(self) -> list[Cell]:
        """The blocks that answer it, as people confirmed."""
        return [cell for cell in self.cells if cell.answers]

    @property
    def proposed(self) -> list[Cell]:
        """The blocks that might answer it."""
        return [cell for cell in self.cells if not cell.verdict]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything on the page of the alignment."""

    pledge: Pledge
    places: Places
    blocks: Sequence[Block]
    lines: Sequence[Line]
    tags: Sequence[str]
    tag: str
    gaps: Sequence[Gap]

    @property
    def open_lines(self) -> list[Line]:
        """Recommendations that no block answers yet."""
        return [line for line in self.lines if not line.answered]

    @property
    def free_blocks(self) -> list[Block]:
        """Blocks that answer no recommendation."""
        used = {cell.block.id for line in self.lines for cell in line.answered}
        return [block for block in self.blocks if block.id not in used]

    def label(self, block: Block) -> str:
        """Return what people call a block, short."""
        return self.places.labels.get(block.id, "•")

    def sign(self, line: Line, block: Block) -> str:
        """Return what stands in a cell of the table: "answers", "proposed" or nothing."""
        found = next((cell for cell in line.cells if cell.block.id == block.id), None)
        if found is None or found.verdict == Verdict.DOES_NOT:
            return ""
        return "answers" if found.answers else "proposed"

    def rows(self) -> Iterator[list[str]]:
        """Yield the table as it goes into a spreadsheet."""
        for line in self.lines:
            section = line.section
            yield [
                section.reference.name,
                section.label,
                section.text,
                ", ".join(section.tags),
                "" if line.answered else "gap",
                *(self.sign(line, block) for block in self.blocks),
            ]
        answered = {cell.block.id for line in self.lines for cell in line.answered}
        free = ["" if block.id in answered else "no recommendation" for block in self.blocks]
        yield ["", "", "Paragraphs that answer no recommendation", "", "", *free]

    @property
    def head(self) -> list[str]:
        """The head of that table."""
        names = [self.places.name(block.id) for block in self.blocks]
        return ["Text", "Paragraph", "Recommendation", "Tags", "Gap", *names]


def page(session: Session, actor: Actor, pledge_id: int, *, tag: str = "") -> Matrix:
    """Return the matrix of the latest version; with a tag, only its recommendations."""
    pledge = find_pledge(session, actor, pledge_id)
    texts = [one for one in guides.references(session, pledge_id) if one.use == Use.ALIGN]
    sections = [s for one in texts for s in one.sections if s.recommendation]
    chosen = [s for s in sections if not tag or tag in s.tags]
    blocks = [block for block in pledge.latest.blocks if block.kind is not Kind.HEADING]
    return Matrix(
        pledge=pledge,
        places=Places.of(pledge.latest.blocks),
        blocks=blocks,
        lines=_lines(blocks, chosen, _said(session, pledge_id)),
        tags=sorted({t for s in sections for t in s.tags}),
        tag=tag,
        gaps=session.scalars(select(Gap).where(Gap.pledge_id == pledge_id).order_by(Gap.id)).all(),
    )


def _said(session: Session, pledge_id: int) -> Mapping[tuple[str, int], Alignment]:
    rows = session.scalars(
        select(Alignment)
        .where(Alignment.pledge_id == pledge_id)
        .options(joinedload(Alignment.person))
        .order_by(Alignment.id)
    )
    return {(row.block_id, row.section_id): row for row in rows}


def _lines(
    blocks: Sequence[Block],
    sections: Sequence[ReferenceSection],
    said: Mapping[tuple[str, int], Alignment],
) -> list[Line]:
    near = {
        (pair.ours, pair.theirs): pair.likeness
        for pair in alike([b.text for b in blocks], [s.text for s in sections])
    }
    lines = []
    for to, section in enumerate(sections):
        cells = [
            Cell(block, row.verdict if row else "", likeness, row.person.name if row else "")
            for at, block in enumerate(blocks)
            for row in [said.get((block.id, section.id))]
            for likeness in [near.get((at, to), 0.0)]
            if row or likeness
        ]
        lines.append(Line(section, sorted(cells, key=lambda cell: -cell.likeness)))
    return lines
