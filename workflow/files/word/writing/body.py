"""Draw paragraphs, tracked changes, remarks and tables as the main part of a Word file.

Rules that keep all readers of one mind: every id is unique; each mark has an author and a date;
white space is always kept; nothing deleted stands inside something inserted; the last paragraph
of the file is never marked, so that any block before it can be taken out or put in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

from workflow.files.word import identity
from workflow.files.word.writing import lists, script
from workflow.files.word.writing.flow import Did, Look, Mark, Paragraph, Remark, Run, Stretch, Table
from workflow.files.word.writing.markup import escaped, moment
from workflow.text.blocks import Block, Kind

_LOOKS = {Look.PLAIN: "", Look.STRONG: "<w:b/><w:bCs/>", Look.QUIET: '<w:color w:val="5F6B76"/>'}
_END = '<w:p><w:pPr><w:pStyle w:val="EndOfText"/><w:suppressLineNumbers/></w:pPr></w:p>'


class Body:
    """Draws one document; it hands out the ids and collects the remarks."""

    def __init__(self, blocks: Sequence[Block], width: int) -> None:
        """Take the blocks of the version that the file is made from: their ids are marked.

        `width` is that of the page's text, in twentieths of a point.
        """
        self._width = width
        self._ids = count(1)
        self._paragraph_ids: Mapping[str, str] = identity.paragraph_ids(blocks)
        self.remarks: list[tuple[int, Remark]] = []

    def draw(self, flow: Iterable[Paragraph | Table]) -> str:
        """Return the paragraphs and tables, and the line that ends the text."""
        drawn = [
            self._table(one) if isinstance(one, Table) else self._paragraph(one) for one in flow
        ]
        return "".join(drawn) + _END

    def _paragraph(self, one: Paragraph) -> str:
        rtl = script.is_rtl(one.block.text)
        runs = "".join(self._stretch(stretch, rtl=rtl) for stretch in one.stretches)
        inside = self._remarked(runs, one.remarks, one.mark)
        properties = _properties(one, rtl=rtl, mark=self._in_mark(one.mark))
        inside = self._bookmarked(one, inside)
        first, last = self._move(one.mark)
        return f"<w:p{self._named(one)}>{properties}{first}{inside}</w:p>{last}"

    def _named(self, one: Paragraph) -> str:
        if not one.original or one.block.id not in self._paragraph_ids:
            return ""
        words = identity.text_id(one.block.text)
        return f' w14:paraId="{self._paragraph_ids[one.block.id]}" w14:textId="{words}"'

    def _bookmarked(self, one: Paragraph, inside: str) -> str:
        if not one.original or one.block.id not in self._paragraph_ids:
            return inside
        number = next(self._ids)
        name = identity.bookmark(one.block.id)
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def _move(self, mark: Mark | None) -> tuple[str, str]:
        """Return what begins and ends the place that a block moves from or to."""
        if mark is None or not mark.move:
            return "", ""
        number, what = next(self._ids), mark.did.value
        first = f'<w:{what}RangeStart w:id="{number}" w:name="{mark.move}"{_who(mark)}/>'
        return first, f'<w:{what}RangeEnd w:id="{number}"/>'

    def _stretch(self, stretch: Stretch, *, rtl: bool) -> str:
        runs = "".join(self._run(run, rtl=rtl) for run in stretch.runs if run.text)
        return self._remarked(runs, stretch.remarks)

    def _remarked(self, runs: str, remarks: Iterable[Remark], mark: Mark | None = None) -> str:
        """Put remarks around runs; in what was inserted as a whole, they are inserted too."""
        starts, ends = "", ""
        for number, remark in self._said(remarks):
            self.remarks.append((number, remark))
            starts += f'<w:commentRangeStart w:id="{number}"/>'
            ends += f'<w:commentRangeEnd w:id="{number}"/>'
            ends += self._within(mark, f'<w:r><w:commentReference w:id="{number}"/></w:r>')
        return starts + runs + ends

    def _said(self, remarks: Iterable[Remark]) -> Iterator[tuple[int, Remark]]:
        """Yield remarks and the answers to them; each has a number and a place in the text."""
        for remark in remarks:
            yield next(self._ids), remark
            yield from ((next(self._ids), answer) for answer in remark.answers)

    def _run(self, run: Run, *, rtl: bool) -> str:
        what = "w:delText" if run.mark and run.mark.did is Did.DELETE else "w:t"
        drawn = "".join(
            _text(piece, what, run.look, rtl=way)
            for piece, way in script.directed(run.text, rtl=rtl)
        )
        return self._within(run.mark, drawn)

    def _within(self, mark: Mark | None, runs: str) -> str:
        if mark is None:
            return runs
        name = f"w:{mark.did.value}"
        return f'<{name} w:id="{next(self._ids)}"{_who(mark)}>{runs}</{name}>'

    def _in_mark(self, mark: Mark | None) -> str:
        if mark is None:
            return ""
        return f'<w:rPr><w:{mark.did.value} w:id="{next(self._ids)}"{_who(mark)}/></w:rPr>'

    def _table(self, table: Table) -> str:
        whole = sum(table.widths)
        widths = [self._width * width // whole for width in table.widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = [_row(table.head, widths, head=True), *(_row(r, widths) for r in table.rows)]
        return (
            '<w:tbl><w:tblPr><w:tblStyle w:val="Decisions"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )


def _who(mark: Mark) -> str:
    at = moment(mark.at)
    return f' w:author="{escaped(mark.author)}" w:date="{at}" w16du:dateUtc="{at}"'


def _text(text: str, what: str, look: Look, *, rtl: bool) -> str:
    properties = _LOOKS[look] + ("<w:rtl/>" if rtl else "")
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<{what} xml:space="preserve">{escaped(text)}</{what}></w:r>'


def _properties(one: Paragraph, *, rtl: bool, mark: str) -> str:
    style, numbers = _styled(one.block, one.label)
    bidi = "<w:bidi/>" if rtl else ""
    return f'<w:pPr><w:pStyle w:val="{style}"/>{numbers}{bidi}{mark}</w:pPr>'


def _styled(block: Block, label: str) -> tuple[str, str]:
    """Return the style of a block, and the list that numbers it."""
    if block.kind is Kind.HEADING:
        return f"Heading{max(1, block.level)}", ""
    if block.kind is Kind.NUMBERED:
        return "NumberedParagraph", lists.properties(lists.NUMBERED)
    if block.kind is Kind.ITEM:
        return "ListItem", lists.properties(lists.ITEMS, block.level)
    if label:
        return "OpeningParagraph", lists.properties(lists.OPENING)
    return "BodyText", ""


def _row(cells: Sequence[str], widths: Sequence[int], *, head: bool = False) -> str:
    properties = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head else ""
    drawn = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_cell(text, head=head)}</w:tc>'
        for text, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr>{properties}{drawn}</w:tr>"


def _cell(text: str, *, head: bool) -> str:
    style, look = ("TableHead", Look.STRONG) if head else ("TableText", Look.PLAIN)
    return "".join(_cell_line(line, style, look) for line in text.split("\n"))


def _cell_line(text: str, style: str, look: Look) -> str:
    rtl = script.is_rtl(text)
    bidi = "<w:bidi/>" if rtl else ""
    runs = (_text(piece, "w:t", look, rtl=way) for piece, way in script.directed(text, rtl=rtl))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{bidi}</w:pPr>{"".join(runs)}</w:p>'
