"""What is known of a whole file while its stories are walked, and what was met on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from workflow.files.word.document import Oddity, Story, Thing, Unsupported, Warned
from workflow.files.word.reading.marking import Marking, Marks
from workflow.files.word.reading.styles import Styles

LONGEST = 80
"""Characters of an example."""


@dataclass
class Book:
    """Collects what does not belong into one story."""

    styles: Styles
    marking: Marking = field(default_factory=Marking)
    boxes: list[Story] = field(default_factory=list)
    unsupported: list[Unsupported] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    tables: int = 0
    _odd: dict[Oddity, Warned] = field(default_factory=dict)

    def lists(self, thing: Thing, at: int | None, words: str = "", marks: Marks = ()) -> None:
        """List something that a text cannot hold."""
        self.unsupported.append(Unsupported(thing, at, short(words), marks))

    def warns(self, oddity: Oddity, at: int | None = None, words: str = "", count: int = 1) -> None:
        """Count an oddity; the first example is kept."""
        if not count:
            return
        found = self._odd.get(oddity)
        first = found or Warned(oddity, 0, at, short(words))
        self._odd[oddity] = Warned(oddity, first.count + count, first.paragraph, first.words)

    def warnings(self) -> tuple[Warned, ...]:
        """Return all oddities, in one order."""
        marking = self.marking
        self.warns(Oddity.FORMATTING, count=marking.formatting)
        self.warns(Oddity.NO_AUTHOR, count=marking.without_author)
        self.warns(Oddity.NO_DATE, count=marking.without_date)
        self.warns(Oddity.SAME_ID, count=marking.same_id)
        return tuple(self._odd[oddity] for oddity in Oddity if oddity in self._odd)


def short(words: str) -> str:
    """Return the beginning of a text, on one line."""
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"


def joined(parts: Iterable[str | None]) -> str:
    """Join what is there."""
    return "".join(part for part in parts if part)
