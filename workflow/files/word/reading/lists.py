"""How the lists of an OpenDocument text number their items."""

from dataclasses import dataclass, field

from workflow.files.word.paragraphs import Numbering
from workflow.files.word.reading.names import Element

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


@dataclass(frozen=True, slots=True)
class Lists:
    """The list styles of a file: which levels have bullets."""

    bullets: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    def numbering(self, style: str, level: int) -> Numbering:
        """Return how an item is numbered at a level, counted from 0."""
        bullet = not style or (style, level) in self.bullets
        return Numbering(style, level, "bullet" if bullet else "decimal")


def named_lists(root: Element) -> Lists:
    """Read the list styles that the text itself defines."""
    return Lists(
        frozenset(
            (style.get(f"{_STYLE}name", ""), int(level) - 1)
            for style in root.iter(f"{_TEXT}list-style")
            for one in style.iterchildren(f"{_TEXT}list-level-style-bullet")
            if (level := one.get(f"{_TEXT}level", "1")).isdigit() and len(level) < 3
        )
    )
