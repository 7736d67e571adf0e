"""What stands around the text on each page: title, instructions, token, numbers of pages.

All of it lives in the headers and footers, never in the text itself: whoever reads the file back
cannot take an instruction for a proposal.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.files.word import identity
from workflow.files.word.writing import script
from workflow.files.word.writing.markup import escaped, word_part


@dataclass(frozen=True, slots=True)
class Masthead:
    """The words around a text.

    `kind` says what this file is ("Text for answers"), `label` which version. `notes` stand below
    the title on the first page, then `instructions` beside a line. The token is empty in files
    that nobody sends back.
    """

    title: str
    label: str
    kind: str
    fingerprint: str
    notes: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()
    token: str = ""
    recipient: str = ""
    titled: bool = False
    """Whether the text begins with its title, so that the masthead need not say it."""


def first_header(head: Masthead) -> str:
    """Return the head of the first page."""
    lines = [_line("Masthead", head.kind, head.label)]
    if not head.titled:
        lines.append(_line("MastheadTitle", head.title))
    lines += [_line("Header", note) for note in head.notes]
    lines.append(_line("Header"))
    lines += [_line("Instruction", words) for words in head.instructions]
    return word_part("hdr", "".join((*lines, _line("Header"))))


def running_header(head: Masthead) -> str:
    """Return the head of all other pages."""
    right = " · ".join(one for one in (head.label, head.recipient) if one)
    return word_part("hdr", _line("Header", head.title, right) + _line("Header"))


def footer(head: Masthead) -> str:
    """Return the foot of all pages."""
    token = f"{identity.PRINTED}{head.token}" if head.token else "Onevoice"
    first = _line("Footer", token, _page_of_pages())
    return word_part("ftr", first + _line("Footer", f"SHA-256 of the text {head.fingerprint}"))


@dataclass(frozen=True, slots=True)
class _Field:
    """Words with numbers in them that Word works out."""

    runs: str


def _page_of_pages() -> _Field:
    return _Field("".join((_run("Page "), _number("PAGE"), _run(" of "), _number("NUMPAGES"))))


def _line(style: str, *parts: str | _Field) -> str:
    """Return a line whose parts are a tab apart; it has the direction of its words."""
    rtl = script.is_rtl("".join(part for part in parts if isinstance(part, str)))
    bidi = "<w:bidi/>" if rtl else ""
    tab = "<w:r><w:tab/></w:r>"
    drawn = tab.join(_drawn(parts, rtl=rtl))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{bidi}</w:pPr>{drawn}</w:p>'


def _drawn(parts: Iterable[str | _Field], *, rtl: bool) -> Iterable[str]:
    for part in parts:
        if isinstance(part, _Field):
            yield part.runs
        else:
            pieces = script.directed(part, rtl=rtl)
            yield "".join(_run(piece, rtl=way) for piece, way in pieces)


def _run(text: str, *, rtl: bool = False) -> str:
    look = "<w:rPr><w:rtl/></w:rPr>" if rtl else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'


def _number(name: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {name} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
