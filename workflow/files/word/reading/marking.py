"""Marks as they stand in the elements of a Word file."""

from collections.abc import Iterator

from workflow.files.word.paragraphs import Mark, MarkKind
from workflow.files.word.reading.names import W16DU, Element, W

Marks = tuple[Mark, ...]

KINDS = {
    f"{W}ins": MarkKind.INSERT,
    f"{W}del": MarkKind.DELETE,
    f"{W}moveFrom": MarkKind.MOVE_FROM,
    f"{W}moveTo": MarkKind.MOVE_TO,
    f"{W}cellIns": MarkKind.INSERT,
    f"{W}cellDel": MarkKind.DELETE,
    f"{W}rPrChange": MarkKind.FORMAT,
    f"{W}pPrChange": MarkKind.FORMAT,
}
ON_TEXT = (f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo")
ON_ROWS = (f"{W}ins", f"{W}del")
ON_CELLS = (f"{W}cellIns", f"{W}cellDel")
_ON_LAYOUT = tuple(
    f"{W}{name}Change" for name in ("sectPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid")
)


def under(marks: Marks, *inner: Mark) -> Marks:
    """Return marks with others inside them.

    Of two marks of one kind and author only the inner one is kept: a row says once more what its
    words say, and a person did it once.
    """
    told = {(mark.kind, mark.author) for mark in inner}
    return (*(mark for mark in marks if (mark.kind, mark.author) not in told), *inner)


class Marking:
    """Reads marks; equal ones are one object, and what is odd about them is counted."""

    def __init__(self) -> None:
        """Nothing has been met yet."""
        self._known: dict[tuple[str | None, ...], Mark] = {}
        self._ids: set[str] = set()
        self.without_author = self.without_date = self.same_id = self.formatting = 0
        self._names: dict[MarkKind, dict[str, str]] = {MarkKind.MOVE_FROM: {}, MarkKind.MOVE_TO: {}}

    def mark(self, element: Element, on: str = "") -> Mark:
        """Return the mark that an element is, and whether it lies on a row or a cell."""
        kind = KINDS[str(element.tag)]
        self.formatting += kind is MarkKind.FORMAT
        move = ""
        if kind in self._names:
            move = next(reversed(self._names[kind].values()), "")
        author, date = element.get(f"{W}author"), element.get(f"{W}date")
        utc = element.get(f"{W16DU}dateUtc")
        self._count(element.get(f"{W}id"), author, date)
        key = kind, author, date, utc, move, on
        found = self._known.get(key)
        if found is None:
            found = Mark(kind, author or "", date or "", utc or "", move, on)
            self._known[key] = found
        return found

    def on(
        self, element: Element | None, names: tuple[str, ...], where: str = ""
    ) -> Iterator[Mark]:
        """Yield the marks among the children of an element."""
        if element is not None:
            for one in element.iterchildren(*names):
                yield self.mark(one, where)

    def move_starts(self, element: Element, kind: MarkKind) -> None:
        """Note that what follows moves under a name, until the range ends."""
        self._names[kind][element.get(f"{W}id", "")] = element.get(f"{W}name", "")

    def move_ends(self, element: Element, kind: MarkKind) -> None:
        """Note that a range is over."""
        self._names[kind].pop(element.get(f"{W}id", ""), None)

    def layout(self, *elements: Element | None) -> None:
        """Count changes of the layout of sections and tables, which no text has."""
        for element in elements:
            if element is not None:
                self.formatting += len(list(element.iterchildren(*_ON_LAYOUT)))

    def _count(self, number: str | None, author: str | None, date: str | None) -> None:
        self.without_author += not author
        self.without_date += not date
        if number is not None:
            self.same_id += number in self._ids
            self._ids.add(number)
