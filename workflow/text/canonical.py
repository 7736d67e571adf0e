"""One clean form of a text, so that anyone can check its fingerprint with `sha256sum`.

    # Title                 heading
    We, the entities,       paragraph      PP1
    1. We will listen.      numbered       1
    - to migrants           item

The canonical text is a small subset of Markdown: one line for each block, one blank line between
blocks, one newline at the end, composed characters (NFC). Numbers are made when the text is
written and taken off when it is read. A text that only looks like a marker ("1984. A year") is
written with a backslash before it. Reading what was written gives the same blocks.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from workflow.errors import BadText
from workflow.text.blocks import Block, Kind
from workflow.translation import _

_HEADING = re.compile(r"(#{1,4}) +(?=\S)")
_ITEM = re.compile(r"( *)[-*•] +(?=\S)")
_NUMBER = re.compile(r"(\d{1,4})[.)] +(?=\S)")
_ESCAPED = re.compile(r"\\+(?=#{1,4} +\S|[-*•] +\S|\d{1,4}[.)] +\S)")
_ALIKE = re.compile(r"\\*(?:#{1,4} +\S|[-*•] +\S|\d{1,4}[.)] +\S)")
_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Line = tuple[Kind, str, int, int]


def clean(text: str) -> str:
    """Return the text with composed characters and plain line ends, or refuse it.

    Controls that turn the direction of reading are refused: they can make a text show other words
    than it holds. Arabic and Hebrew do not need them. A replacement character stands where bytes
    were no UTF-8: what somebody wrote there is gone already, so they are told.
    """
    plain = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff")).replace("\t", " ")
    if bad := _FORBIDDEN.search(plain):
        line = plain.count("\n", 0, bad.start()) + 1
        sign = f"U+{ord(bad.group()):04X}"
        raise BadText(
            reason=_(
                "it holds a character that cannot be printed ({sign}, line {line})",
                sign=sign,
                line=line,
            )
        )
    if "\ufffd" in plain:
        line = plain.count("\n", 0, plain.index("\ufffd")) + 1
        raise BadText(
            reason=_(
                "a character of it could not be read, it is not UTF-8 (line {line})", line=line
            )
        )
    return unicodedata.normalize("NFC", plain)


def read(text: str, *, first_id: int = 1) -> tuple[Block, ...]:
    """Read pasted text or Markdown into blocks.

    Numbers at the start of paragraphs count as numbering only when they run 1, 2, 3 ... through
    the whole text: otherwise they are part of what somebody wrote, and stay.
    """
    lines = [line for chunk in _chunks(clean(text)) for line in chunk]
    numbers = [number for kind, _, _, number in lines if kind is Kind.NUMBERED]
    runs = numbers == list(range(1, len(numbers) + 1))
    return tuple(
        Block(f"b{place}", *_settled(line, runs=runs)) for place, line in enumerate(lines, first_id)
    )


def write(blocks: Iterable[Block]) -> str:
    """Write blocks as canonical text."""
    return "\n\n".join(_written(blocks)) + "\n"


def fingerprint(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def labels(blocks: Sequence[Block]) -> dict[str, str]:
    """Return what people call each block: PP1, PP2 before the first numbered one, then 1, 2, 3."""
    found: dict[str, str] = {}
    numbered = [block.id for block in blocks if block.kind is Kind.NUMBERED]
    if numbered:
        start = next(at for at, block in enumerate(blocks) if block.kind is Kind.NUMBERED)
        opening = [block.id for block in blocks[:start] if block.kind is Kind.PARAGRAPH]
        found |= {name: f"PP{at}" for at, name in enumerate(opening, 1)}
        found |= {name: str(at) for at, name in enumerate(numbered, 1)}
    return found


def _chunks(text: str) -> Iterator[list[Line]]:
    """Yield what stands between blank lines; without blank lines, each line stands alone."""
    parts = re.split(r"\n\s*\n", text.strip("\n ") + "\n")
    if len(parts) == 1:
        parts = parts[0].split("\n")
    for part in parts:
        yield list(_joined(part))


def _joined(chunk: str) -> Iterator[Line]:
    """Join hard-wrapped lines; a line with a marker of its own starts a new block."""
    held: Line | None = None
    for line in chunk.split("\n"):
        if not line.strip():
            continue
        found = _marked(line.rstrip())
        if held and found[0] is Kind.PARAGRAPH and held[0] is not Kind.HEADING:
            held = (held[0], f"{held[1]} {found[1]}", held[2], held[3])
            continue
        if held:
            yield held
        held = found
    if held:
        yield held


def _marked(line: str) -> Line:
    if found := _HEADING.match(line):
        return Kind.HEADING, line[found.end() :].strip(), len(found.group(1)), 0
    if found := _ITEM.match(line):
        return Kind.ITEM, line[found.end() :].strip(), len(found.group(1)) // 2, 0
    plain = line.strip()
    if found := _NUMBER.match(plain):
        return Kind.NUMBERED, plain, 0, int(found.group(1))
    return Kind.PARAGRAPH, plain[1:] if _ESCAPED.match(plain) else plain, 0, 0


def _settled(line: Line, *, runs: bool) -> tuple[Kind, str, int]:
    kind, text, level, _ = line
    if kind is not Kind.NUMBERED:
        return kind, text, level
    return (kind, _NUMBER.sub("", text, count=1), 0) if runs else (Kind.PARAGRAPH, text, 0)


def _written(blocks: Iterable[Block]) -> Iterator[str]:
    number = 0
    for block in blocks:
        if block.kind is Kind.HEADING:
            yield f"{'#' * block.level} {block.text}"
        elif block.kind is Kind.ITEM:
            yield f"{'  ' * block.level}- {block.text}"
        elif block.kind is Kind.NUMBERED:
            number += 1
            yield f"{number}. {block.text}"
        else:
            yield f"\\{block.text}" if _ALIKE.match(block.text) else block.text
