"""The parts of a Word file that hold its remarks, and which remark answers which."""

from collections.abc import Sequence

from workflow.files.word import identity
from workflow.files.word.writing import script
from workflow.files.word.writing.flow import Remark
from workflow.files.word.writing.markup import escaped, moment, word_part

Numbered = Sequence[tuple[int, Remark]]


def comments(remarks: Numbered) -> str:
    """Return the remarks by the ids they have in the text."""
    return word_part("comments", "".join(_comment(number, one) for number, one in remarks))


def threads(remarks: Numbered) -> str:
    """Return which remark answers which."""
    answered = {id(answer): number for number, one in remarks for answer in one.answers}
    rows = []
    for number, one in remarks:
        over = answered.get(id(one))
        parent = "" if over is None else f' w15:paraIdParent="{_last_paragraph(over)}"'
        rows.append(f'<w15:commentEx w15:paraId="{_last_paragraph(number)}"{parent} w15:done="0"/>')
    whole = word_part("commentsEx", "".join(rows))
    return whole.replace("<w:commentsEx", "<w15:commentsEx").replace("</w:", "</w15:")


def _comment(number: int, one: Remark) -> str:
    lines = one.text.split("\n")
    paragraphs = [_line(line) for line in lines[:-1]]
    paragraphs.append(_line(lines[-1], f' w14:paraId="{_last_paragraph(number)}"'))
    short = "".join(word[0] for word in one.author.split()[:3])
    return (
        f'<w:comment w:id="{number}" w:author="{escaped(one.author)}" w:date="{moment(one.at)}"'
        f' w:initials="{escaped(short)}">{"".join(paragraphs)}</w:comment>'
    )


def _line(text: str, more: str = "") -> str:
    rtl = script.is_rtl(text)
    bidi, run = ("<w:bidi/>", "<w:rPr><w:rtl/></w:rPr>") if rtl else ("", "")
    return (
        f'<w:p{more}><w:pPr><w:pStyle w:val="CommentText"/>{bidi}</w:pPr>'
        f'<w:r>{run}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r></w:p>'
    )


def _last_paragraph(number: int) -> str:
    """Return the paragraph id by which threads know a remark."""
    return identity.paragraph_id(f"remark {number}")
