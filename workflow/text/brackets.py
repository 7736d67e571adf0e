"""Keep brackets whole: who settles one changes it as one.

    base      report [once a year] [every two years], in
    revised   report once a year, in
    apart     "[" is deleted; "] [every two years]" is deleted
    whole     "[once a year] [every two years]" becomes "once a year"

Words in brackets are not agreed. Taking out one bracket of a pair and leaving the other would be
text that nobody proposed, so changes that only together leave pairs are one change.
"""

from collections.abc import Sequence

from workflow.text.compare import Splice


def whole(text: str, splices: Sequence[Splice]) -> list[Splice]:
    """Return the splices, with those joined that open a bracket here and close it there."""
    row: list[Splice] = []
    first = 0
    while first < len(splices):
        last = _closes(text, splices, first)
        row.append(_joined(text, splices[first : last + 1]))
        first = last + 1
    return row


def _closes(text: str, splices: Sequence[Splice], first: int) -> int:
    """Return the splice with which all brackets are closed; the first itself if none does."""
    old = new = 0
    for place in range(first, len(splices)):
        start, end, words = splices[place]
        old += _open(text[start:end])
        new += _open(words)
        if not old and not new:
            return place
    return first


def _joined(text: str, splices: Sequence[Splice]) -> Splice:
    words, at = "", splices[0].start
    for start, end, new in splices:
        words += text[at:start] + new
        at = end
    return Splice(splices[0].start, at, words)


def _open(text: str) -> int:
    return text.count("[") - text.count("]")
