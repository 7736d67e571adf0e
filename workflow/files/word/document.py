"""All that a Word file says, as plain values.

    document.accepted()                      the lines of the text with all marks taken
    document.rejected()                      the lines of the text as it was before
    document.seen(accepted_of({"ILO"}))      with the marks of some authors taken only

Nothing is left out in silence: what a text cannot hold stands in `unsupported`, what a person
should know in `warnings`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from workflow.files.word.lines import ACCEPTED, REJECTED, Line, View, lines
from workflow.files.word.paragraphs import Mark, Paragraph, Place


@dataclass(frozen=True, slots=True)
class Story:
    """A row of paragraphs beside the body: a note, a header, a footer, a text box.

    `key` names it: "footnote 2", "header 1". A note stands where a piece of the body names its key.
    """

    key: str
    place: Place
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as the file tells it; `parent` is the id of the one it answers, or "".

    `paragraph` is the place in `WordDocument.body` of the paragraph in which its words begin, or
    None if it hangs on nothing there; `words` are the words it hangs on, marked ones included.
    """

    id: str
    author: str
    date: str
    text: str
    parent: str = ""
    done: bool = False
    paragraph: int | None = None
    words: str = ""
    utc: str = ""
    initials: str = ""


@dataclass(frozen=True, slots=True)
class Carriers:
    """All in a file that may tell which text it once was: raw strings, to be judged by others.

    Nothing here is trusted. Ids of paragraphs and bookmarks stand in the paragraphs, and a token
    that people see in the text of a footer among `WordDocument.beside`.
    """

    doc_ids: tuple[str, ...] = ()
    """w14:docId and w15:docId."""
    properties: tuple[tuple[str, str], ...] = ()
    """The custom properties."""
    core: tuple[tuple[str, str], ...] = ()
    """The properties of every document: title, identifier, keywords, creator, lastModifiedBy ..."""
    application: str = ""
    """The program that says it wrote the file."""
    variables: tuple[tuple[str, str], ...] = ()
    """Variables in the settings."""
    custom_xml: tuple[str, ...] = ()
    """Parts of custom XML, as text."""
    tags: tuple[str, ...] = ()
    """Tags of content controls."""
    tracking: bool = False
    """Whether Word was told to track changes when the file was last saved."""
    protected: str = ""
    """Which editing the file asks Word for: "trackedChanges", "readOnly", "comments" ..."""


class Thing(StrEnum):
    """What a text cannot hold."""

    IMAGE = "image"
    TABLE = "table"
    TEXT_BOX = "text box"
    CHART = "chart or drawing"
    OBJECT = "embedded file"
    FORMULA = "formula"
    FORM = "form field"
    FOREIGN = "part of another file"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that a text cannot hold, so that a person decides what becomes of it.

    `paragraph` is a place in `WordDocument.body`; `marks` tell whether it is new or removed.
    """

    thing: Thing
    paragraph: int | None
    words: str = ""
    marks: tuple[Mark, ...] = ()

    def __str__(self) -> str:
        """Say it in a sentence."""
        where = "" if self.paragraph is None else f" in paragraph {self.paragraph + 1}"
        return f"A text cannot hold the {self.thing}{where}{_example(self.words)}."


class Oddity(StrEnum):
    """Why a person should look twice at a file, or why something in it was left alone."""

    HIDDEN = "hidden text"
    TINY = "text too small or too pale to be seen"
    DIRECTION = "characters that turn the direction of reading"
    INVISIBLE = "characters without width"
    LOOKALIKE = "letters of several scripts in one word"
    FORMATTING = "changes of formatting only"
    OUTSIDE = "references to something outside the file"
    NO_DATE = "tracked changes without a date"
    NO_AUTHOR = "tracked changes without an author"
    SAME_ID = "tracked changes that share a number"
    LEFT_OUT = "parts that could not be read"


@dataclass(frozen=True, slots=True)
class Warned:
    """An oddity, how often it was met, where first, and an example."""

    oddity: Oddity
    count: int = 1
    paragraph: int | None = None
    words: str = ""

    def __str__(self) -> str:
        """Say it in a sentence."""
        times = f", {self.count} times" if self.count > 1 else ""
        return f"{self.oddity.value.capitalize()}{times}{_example(self.words)}."


@dataclass(frozen=True, slots=True)
class WordDocument:
    """Everything that was read from one Word file."""

    body: tuple[Paragraph, ...]
    beside: tuple[Story, ...] = ()
    comments: tuple[Comment, ...] = ()
    carriers: Carriers = field(default_factory=Carriers)
    unsupported: tuple[Unsupported, ...] = ()
    warnings: tuple[Warned, ...] = ()

    def everywhere(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of the body, then those beside it."""
        yield from self.body
        for story in self.beside:
            yield from story.paragraphs

    def accepted(self) -> tuple[Line, ...]:
        """Return the lines of the body with all marks taken."""
        return lines(self.body, ACCEPTED)

    def rejected(self) -> tuple[Line, ...]:
        """Return the lines of the body with all marks refused: the text as it was before."""
        return lines(self.body, REJECTED)

    def seen(self, view: View) -> tuple[Line, ...]:
        """Return the lines of the body as a view shows them."""
        return lines(self.body, view)

    def authors(self) -> tuple[str, ...]:
        """Name whoever tracked changes here, in the order in which they are met."""
        return tuple(dict.fromkeys(m.author for p in self.everywhere() for m in _marks(p)))


def _marks(paragraph: Paragraph) -> Iterable[Mark]:
    for piece in paragraph.pieces:
        yield from piece.marks
    yield from paragraph.end_marks
    yield from paragraph.format_marks


def _example(words: str) -> str:
    return f": “{words}”" if words else ""
