"""Elements that only wrap others: content controls, smart tags, directions, alternatives."""

from collections.abc import Iterator

from workflow.files.word.reading.book import Book
from workflow.files.word.reading.names import MC, UNDERSTOOD, Element, W
from workflow.files.word.reading.styles import child, value

SDT = f"{W}sdt"
PASSED = frozenset(f"{W}{name}" for name in ("sdt", "customXml", "smartTag", "bdo", "dir"))
ALTERNATIVE, CHOICE, FALLBACK = f"{MC}AlternateContent", f"{MC}Choice", f"{MC}Fallback"


def inside(element: Element, book: Book) -> Iterator[Element]:
    """Yield what holds the content of an element that wraps it."""
    if element.tag != SDT:
        yield element
        return
    tag = value(child(element, "sdtPr"), "tag")
    if tag:
        book.tags.append(tag)
    yield from element.iterchildren(f"{W}sdtContent")


def alternative(element: Element) -> Iterator[Element]:
    """Yield the form to read: the first one all of whose requirements are understood."""
    for choice in element.iterchildren(CHOICE):
        spaces = [choice.nsmap.get(prefix) for prefix in choice.get("Requires", "").split()]
        if all(space in UNDERSTOOD for space in spaces):
            yield choice
            return
    yield from element.iterchildren(FALLBACK)
