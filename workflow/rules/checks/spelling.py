"""L6, spelling: -ize with the first spelling of the Concise Oxford, as the United Nations writes.

organise, organisation   →  organize, organization        but advise, exercise, analyse
labor, center, program   →  labour, centre, programme     but "Center for Global Health"
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from breame.spelling import AMERICAN_ENGLISH_SPELLINGS

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Words
from workflow.translation import _

_ENDS = "e|es|ed|er|ers|ing|ation|ations|ational"
_ISE = re.compile(rf"is({_ENDS})$")
_IZE = re.compile(rf"iz(?:{_ENDS})$")
_YZE = re.compile(r"yz(e|es|ed|er|ers|ing)$")
_MORE = {"toward": "towards", "enrollment": "enrolment", "skillful": "skilful"}
_STEMS = (
    "contextual decentral digital external formal harmon international local minim operational"
    " optim regional ritual sensit universal"
)
"""Stems of verbs in -ize that our documents use and the list of spellings does not know."""

_KEPT = frozenset(
    "acknowledgment aging check checked checking checks curb curbs disk disks draft drafts gray"
    " inquiries inquiry jail jails judgment judgments license licenses meter meters practice"
    " practices stories story tire tires".split()
)
"""Where both spellings are right in British texts, or mean different things."""


def check(words: Words, _guide: Guide) -> Iterator[Finding]:
    """Find words that the United Nations spells otherwise."""
    starts = {sentence.start for sentence in words.sentences}
    for word in words.words:
        if word.text[0].isupper() and word.start not in starts:
            continue  # a name keeps its spelling
        right = oxford(word.text.casefold())
        if right:
            mend = right.capitalize() if word.text[0].isupper() else right
            says = _("United Nations spelling: “{mend}”.", mend=mend)
            yield Finding("L6", Severity.STYLE, says, "", word.start, word.end, word.text, "", mend)


@lru_cache(maxsize=16384)
def oxford(word: str) -> str:
    """Return the spelling of the United Nations where it is another one, else nothing."""
    if _ISE.search(word):
        with_z = _ISE.sub(r"iz\1", word)
        return with_z if with_z in _with_z() else ""
    if _YZE.search(word):
        return _YZE.sub(r"ys\1", word)
    if word in _KEPT or _IZE.search(word):
        return ""
    if word in _MORE:
        return _MORE[word]
    british = AMERICAN_ENGLISH_SPELLINGS.get(word, "")
    return "" if _ISE.search(british) else british


@lru_cache(maxsize=1)
def _with_z() -> frozenset[str]:
    """Return all words in -ize; what is not among them is written with an s."""
    known = {_IZE.sub("iz", word) for word in AMERICAN_ENGLISH_SPELLINGS if _IZE.search(word)}
    stems = known | {f"{stem}iz" for stem in _STEMS.split()}
    return frozenset(stem + end for stem in stems for end in _ENDS.split("|"))
