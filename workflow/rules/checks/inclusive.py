"""L9: gender-inclusive language, after the guidelines of the United Nations."""

import re
from collections.abc import Iterator

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Words
from workflow.translation import _

_INSTEAD = {
    "chairman": "chair", "chairmen": "chairs", "chairwoman": "chair", "chairmanship": "chair",
    "mankind": "humankind", "manpower": "workforce", "man-made": "human-caused",
    "spokesman": "spokesperson", "spokesmen": "spokespersons", "spokeswoman": "spokesperson",
    "policeman": "police officer", "policemen": "police officers", "fireman": "firefighter",
    "firemen": "firefighters", "businessman": "business person",
    "businessmen": "business people", "congressman": "legislator", "congressmen": "legislators",
    "salesman": "sales person", "middleman": "intermediary", "middlemen": "intermediaries",
    "fisherman": "fisher", "fishermen": "fishers", "layman": "layperson", "laymen": "laypersons",
    "statesman": "leader", "statesmen": "leaders", "ombudsman": "ombudsperson",
    "workman": "worker", "workmen": "workers", "housewife": "homemaker",
    "housewives": "homemakers", "stewardess": "flight attendant", "man-hours": "person-hours",
    "forefathers": "ancestors", "freshmen": "first-year students",
}  # fmt: skip
_PAIRS = re.compile(
    r"\b(?:he or she|she or he|he/she|s/he|him or her|his or her|his/her|himself or herself)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\b(?:each|every|any|a|an|the)\s+(?:\w+\s+){0,2}?(?:migrant|worker|person|official|officer|"
    r"member|citizen|employee|employer|student|teacher|expert|representative|individual|user|staff)"
    r"\b[^.;]{0,60}?\b(?P<word>his|he|him|himself)\b",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _INSTEAD), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)


def check(words: Words, _guide: Guide) -> Iterator[Finding]:
    """Find words that leave somebody out."""
    for found in _WORD.finditer(words.text):
        plain = _INSTEAD[found[0].casefold()]
        mend = plain.capitalize() if found[0][0].isupper() else plain
        yield _finding(found, 0, _("Say “{mend}”: it includes everybody.", mend=mend), mend)
    for found in _PAIRS.finditer(words.text):
        says = _("Say “they”, “them” or “their”, or use the plural: it includes everybody.")
        yield _finding(found, 0, says, None)
    for found in _ALONE.finditer(words.text):
        says = _(
            "“{found}” leaves women out. Use the plural, or “they” and “their”.",
            found=found["word"],
        )
        yield _finding(found, "word", says, None)


def _finding(found: re.Match[str], group: int | str, says: str, mend: str | None) -> Finding:
    start, end = found.span(group)
    return Finding("L9", Severity.STYLE, says, "", start, end, found[group], mend=mend)
