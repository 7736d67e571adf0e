"""What styles and lists say about a paragraph: heading, list item, numbered, or plain.

Only what a text keeps is read: the level of a heading, and how a list numbers or bullets. A style
takes from the one it is based on what it does not say itself.
"""

import re
from dataclasses import dataclass, field

from workflow.files.word.paragraphs import Numbering
from workflow.files.word.reading.names import Element, W, val
from workflow.text.blocks import Kind

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_DEEPEST_HEADING = 4
_CHAIN = 20
"""Styles based on each other; more is a circle."""


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style as it is written."""

    name: str
    based_on: str
    outline: int | None
    list: str | None
    level: int | None
    hidden: bool


@dataclass
class Styles:
    """The styles and lists of a file."""

    known: dict[str, Style] = field(default_factory=dict)
    formats: dict[tuple[str, int], str] = field(default_factory=dict)
    default: str = ""

    def name(self, style: str) -> str:
        """Return the name people see, or the id of a style that is not there."""
        found = self.known.get(style or self.default)
        return found.name if found else style

    def hides(self, style: str) -> bool:
        """Tell whether text in a style is hidden."""
        return any(one.hidden for one in self._chain(style))

    def numbering(self, style: str, own: tuple[str | None, int | None]) -> Numbering | None:
        """Return how a paragraph is numbered, by itself or by its style."""
        number, level = own
        for one in self._chain(style or self.default):
            number = one.list if number is None else number
            level = one.level if level is None else level
        if number in (None, "", "0"):
            return None
        return Numbering(number, level or 0, self.formats.get((number, level or 0), "decimal"))

    def kind(
        self, style: str, outline: int | None, numbering: Numbering | None
    ) -> tuple[Kind, int]:
        """Return what a paragraph is in a text, and its level there."""
        if heading := self._heading(style, outline):
            return Kind.HEADING, min(heading, _DEEPEST_HEADING)
        if numbering is None or numbering.format == "none":
            return Kind.PARAGRAPH, 0
        if numbering.format == "bullet":
            return Kind.ITEM, numbering.level
        if numbering.level:
            return Kind.ITEM, numbering.level - 1
        return Kind.NUMBERED, 0

    def _heading(self, style: str, outline: int | None) -> int:
        for one in self._chain(style):
            if outline is not None:
                break
            if found := _HEADING.fullmatch(one.name):
                return int(found.group(1))
            if one.name.lower() == "title":
                return 1
            outline = one.outline
        return outline + 1 if outline is not None and 0 <= outline < 9 else 0

    def _chain(self, style: str) -> list[Style]:
        chain: list[Style] = []
        found = self.known.get(style)
        while found and len(chain) < _CHAIN:
            chain.append(found)
            found = self.known.get(found.based_on)
        return chain


def read_styles(styles: Element | None, numbering: Element | None) -> Styles:
    """Read the parts styles.xml and numbering.xml, where they are there."""
    found = Styles()
    for one in styles.iterchildren(f"{W}style") if styles is not None else ():
        if one.get(f"{W}type", "paragraph") != "paragraph":
            continue
        name = one.get(f"{W}styleId", "")
        found.known[name] = _style(one)
        if one.get(f"{W}default") in ("1", "true", "on"):
            found.default = name
    if numbering is not None:
        found.formats = _formats(numbering)
    return found


def number_of(properties: Element | None) -> tuple[str | None, int | None]:
    """Return the list and the level that a w:pPr names."""
    numbers = child(properties, "numPr")
    return value(numbers, "numId"), whole(value(numbers, "ilvl"))


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child of a name."""
    return None if element is None else next(iter(element.iterchildren(W + name)), None)


def value(element: Element | None, name: str) -> str | None:
    """Return w:val of a child, or None without one."""
    found = child(element, name)
    return None if found is None else found.get(val)


def switched_on(element: Element | None) -> bool:
    """Tell whether a property that is only there or not is there."""
    return element is not None and element.get(val, "1") not in ("0", "false", "off")


def whole(text: str | None) -> int | None:
    """Return a small whole number, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None


def _style(one: Element) -> Style:
    properties = child(one, "pPr")
    number, level = number_of(properties)
    return Style(
        name=value(one, "name") or "",
        based_on=value(one, "basedOn") or "",
        outline=whole(value(properties, "outlineLvl")),
        list=number,
        level=level,
        hidden=switched_on(child(child(one, "rPr"), "vanish")),
    )


def _formats(numbering: Element) -> dict[tuple[str, int], str]:
    """Return the format of each level of each list."""
    outlines = {
        one.get(f"{W}abstractNumId"): _levels(one)
        for one in numbering.iterchildren(f"{W}abstractNum")
    }
    found: dict[tuple[str, int], str] = {}
    for one in numbering.iterchildren(f"{W}num"):
        levels = dict(outlines.get(value(one, "abstractNumId"), {}))
        for other in one.iterchildren(f"{W}lvlOverride"):
            levels |= _levels(other)
        number = one.get(f"{W}numId", "")
        found |= {(number, level): name for level, name in levels.items()}
    return found


def _levels(parent: Element) -> dict[int, str]:
    return {
        whole(one.get(f"{W}ilvl")) or 0: value(one, "numFmt") or "decimal"
        for one in parent.iterchildren(f"{W}lvl")
    }
