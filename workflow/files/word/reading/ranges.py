"""Elements that stand alone and mark where something begins or ends: bookmarks, comments, moves."""

from collections.abc import Callable, Mapping

from workflow.files.word.paragraphs import MarkKind
from workflow.files.word.reading.marking import Marking
from workflow.files.word.reading.names import Element, W
from workflow.files.word.reading.pen import Pen


def note_range(pen: Pen, marking: Marking, element: Element) -> None:
    """Note what begins or ends here; other elements mean nothing."""
    act = RANGES.get(str(element.tag))
    if act:
        act(pen, marking, element)


def _bookmark(pen: Pen, _marking: Marking, element: Element) -> None:
    pen.bookmark(element.get(f"{W}name", ""))


def _comment_starts(pen: Pen, _marking: Marking, element: Element) -> None:
    pen.comment_starts(element.get(f"{W}id", ""))


def _comment_ends(pen: Pen, _marking: Marking, element: Element) -> None:
    pen.comment_ends(element.get(f"{W}id", ""))


def _move_starts(_pen: Pen, marking: Marking, element: Element) -> None:
    marking.move_starts(element, _moving(element))


def _move_ends(_pen: Pen, marking: Marking, element: Element) -> None:
    marking.move_ends(element, _moving(element))


def _moving(element: Element) -> MarkKind:
    return MarkKind.MOVE_FROM if "moveFrom" in str(element.tag) else MarkKind.MOVE_TO


RANGES: Mapping[str, Callable[[Pen, Marking, Element], None]] = {
    f"{W}bookmarkStart": _bookmark,
    f"{W}commentRangeStart": _comment_starts,
    f"{W}commentRangeEnd": _comment_ends,
    f"{W}moveFromRangeStart": _move_starts,
    f"{W}moveToRangeStart": _move_starts,
    f"{W}moveFromRangeEnd": _move_ends,
    f"{W}moveToRangeEnd": _move_ends,
}
