"""The lists of a Word file: numbers are made by Word and never stand in the text."""

from workflow.files.word.writing.markup import word_part

NUMBERED, ITEMS, OPENING = 1, 2, 3
"""Numbered paragraphs 1, 2, 3; list items; opening paragraphs PP1, PP2."""

DEEPEST = 8
INDENT = 567
"""One centimetre in twentieths of a point."""

_SIGNS = "•–•–•–•–•"
_QUIET = '<w:rPr><w:color w:val="5F6B76"/><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>'


def numbering() -> str:
    """Return the part that tells how paragraphs are numbered."""
    lists = (
        (NUMBERED, "singleLevel", _level(0, "decimal", "%1.", INDENT, INDENT)),
        (ITEMS, "multilevel", "".join(_item(level) for level in range(DEEPEST + 1))),
        (OPENING, "singleLevel", _level(0, "decimal", "PP%1", INDENT, INDENT, _QUIET)),
    )
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="4F56{number:04X}"/>'
        f'<w:multiLevelType w:val="{kind}"/><w:tmpl w:val="4F57{number:04X}"/>'
        f"{levels}</w:abstractNum>"
        for number, kind, levels in lists
    )
    used = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number, _, _ in lists
    )
    return word_part("numbering", abstract + used)


def properties(number: int, level: int = 0) -> str:
    """Return what puts a paragraph into a list."""
    return f'<w:numPr><w:ilvl w:val="{min(level, DEEPEST)}"/><w:numId w:val="{number}"/></w:numPr>'


def _item(level: int) -> str:
    return _level(level, "bullet", _SIGNS[level], INDENT * 2 + level * 400, 400)


def _level(level: int, kind: str, sign: str, left: int, hanging: int, *look: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/><w:pPr><w:tabs>'
        f'<w:tab w:val="num" w:pos="{left}"/></w:tabs>'
        f'<w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>{"".join(look)}</w:lvl>'
    )
