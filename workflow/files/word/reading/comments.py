"""Comments with their threads: who answers whom, and what is done.

The text of a comment stands in one part, its place in the running text, and how comments hang
together in a third, which knows a comment only by the id of its last paragraph.
"""

from collections.abc import Mapping
from dataclasses import replace

from workflow.files.word.document import Comment
from workflow.files.word.lines import ACCEPTED, texts
from workflow.files.word.paragraphs import Paragraph, Place
from workflow.files.word.reading.book import Book
from workflow.files.word.reading.flow import Flow
from workflow.files.word.reading.names import W15, W16DU, Element, W
from workflow.files.word.reading.pen import Anchor


def read_comments(
    book: Book, part: Element | None, threads: Element | None, anchors: Mapping[str, Anchor]
) -> tuple[Comment, ...]:
    """Read all comments, in the order of their part."""
    hung = _threads(threads)
    found: list[tuple[Comment, str]] = []
    owners: dict[str, str] = {}
    for element in part.iterchildren(f"{W}comment") if part is not None else ():
        flow = Flow(book, Place.COMMENT)
        flow.blocks(element)
        paragraphs = flow.pen.paragraphs()
        last = paragraphs[-1].para_id if paragraphs else ""
        parent, done = hung.get(last, ("", False))
        comment = _comment(element, paragraphs, anchors, done=done)
        owners[last] = comment.id
        found.append((comment, parent))
    return tuple(_under(comment, owners.get(parent, "")) for comment, parent in found)


def _comment(
    element: Element,
    paragraphs: tuple[Paragraph, ...],
    anchors: Mapping[str, Anchor],
    *,
    done: bool,
) -> Comment:
    number = element.get(f"{W}id", "")
    anchor = anchors.get(number)
    return Comment(
        id=number,
        author=element.get(f"{W}author", ""),
        date=element.get(f"{W}date", ""),
        utc=element.get(f"{W16DU}dateUtc", ""),
        initials=element.get(f"{W}initials", ""),
        text="\n".join(texts(paragraphs, ACCEPTED)),
        done=done,
        paragraph=anchor.paragraph if anchor else None,
        words="".join(anchor.words) if anchor else "",
    )


def _under(comment: Comment, parent: str) -> Comment:
    return replace(comment, parent=parent) if parent and parent != comment.id else comment


def _threads(part: Element | None) -> dict[str, tuple[str, bool]]:
    """Return for the last paragraph of each comment that of the one it answers, and its state."""
    return {
        one.get(f"{W15}paraId", ""): (
            one.get(f"{W15}paraIdParent", ""),
            one.get(f"{W15}done") in ("1", "true", "on"),
        )
        for one in (part.iterchildren(f"{W15}commentEx") if part is not None else ())
    }
