"""L7 and L12: who will do what by when, and how firmly it is said.

By 31 December 2022 each entity will designate a senior official.     who, what, by when
We will help to close the gaps.                                       by when is missing

will, shall   >   commit, undertake, pledge   >   aim, seek, strive   >   consider, explore
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Reading, Span, Words, words_of
from workflow.text.blocks import Kind
from workflow.translation import _

_RUNGS = (
    r"\b(?:consider|considers|explore|explores|examine|may wish to)\b",
    r"\b(?:aim|aims|seek|seeks|strive|strives|endeavou?r|endeavou?rs|intend|intends|try|hope)\b",
    r"\b(?:commit|commits|undertake|undertakes|pledge to|pledges to|resolve to|agree to)\b",
    r"\b(?:will|shall|must)\b(?!\s+(?:aim|seek|strive|endeavou?r|consider|explore|try|intend))",
)
_LADDER = tuple(re.compile(rung, re.IGNORECASE) for rung in _RUNGS)
_NAMES = ("consider", "aim", "commit", "will")
_PROMISE = re.compile("|".join((r"\b(?:will|shall|must)\b", *_RUNGS[1:3])), re.IGNORECASE)
_PASSIVE = re.compile(
    r"\b(?:will|shall|must)\s+(?:not\s+|also\s+|always\s+|never\s+)?be\s+(?:\w+ly\s+)?"
    r"(?:\w+ed|shown|kept|made|given|held|done|taken|set|sent|put|built|found|met|written|known)\b"
    r"(?!\s+(?:\w+\s+){0,3}by\s+(?!\d))",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|half|third|quarter|each|every|all|both"
    r"|share|number|rate|percentage|proportion|at least|no more than|no fewer than|minimum|double"
    r"|single|any)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:\b\d{1,2} [A-Z][a-z]+ )?\b(?:19|20)\d{2}\b")
_TIME = re.compile(
    r"\b(?:19|20)\d{2}\b"
    r"|\b(?:once|twice|\w+ times)\s+(?:a|every|per)\s+\w+|\bevery\s+(?:\w+\s+)?(?:year|month|day"
    r"|week|quarter|years|months|weeks|days)\b|\b(?:annual|yearly|quarterly|monthly|biennial)\w*\b"
    r"|\bwithin\s+(?:\w+\s+){1,3}(?:days?|weeks?|months?|years?|hours?)\b"
    r"|\b(?:by|before|until|at|for|after|during)\s+(?:the\s+)?(?:next|end of|first|second|third"
    r"|coming|following|same)\b"
    r"|\b(?:before|until|whenever|as soon as|each time|every time)\s+\w+ing\b"
    r"|\b(?:each|every)\s+(?:\w+\s+){1,3}(?:issued|held|published|adopted|opened|agreed|round"
    r"|meeting|session|cycle|time|forum|report)\b"
    r"|\b\d+\s+(?:days?|weeks?|months?|years?)\b|\bwhere(?:ver)? we\b|\bimmediately\b",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"\b(?:where|as|when|if)\s+(?:and\s+(?:where|as|when)\s+)?(?:available|appropriate|possible"
    r"|feasible|applicable|relevant|necessary|needed|practicable|required)\b"
    r"|\b(?:will|shall)\s+consider\b|\b(?:endeavou?r|strive|seek|try|aim|attempt)s?\s+to\b"
    r"|\bto the (?:greatest |fullest |maximum )?extent (?:possible|feasible|practicable)\b"
    r"|\bsubject to (?:the availability of |available )\w+|\bwithin (?:available|existing) "
    r"resources\b|\bin principle\b|\bmay wish to\b|\bgive (?:due )?consideration to\b"
    r"|\bas far as (?:possible|feasible|practicable)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a numbered paragraph promises, and what of it can be measured."""

    block: str
    promises: bool
    who: bool
    what: bool
    when: bool

    @property
    def complete(self) -> bool:
        """Tell whether it says who does what by when."""
        return self.promises and self.who and self.what and self.when

    @property
    def missing(self) -> list[str]:
        """What is not said."""
        parts = (
            (_("who does it"), self.who),
            (_("how much of it"), self.what),
            (_("by when"), self.when),
        )
        return [name for name, said in parts if not said]


def commitments(reading: Reading) -> list[Commitment]:
    """Judge each numbered paragraph; without numbers, each paragraph that promises."""
    numbered = any(block.kind is Kind.NUMBERED for block in reading.blocks)
    found = [
        judged(block.id, words_of(block.text))
        for block in reading.blocks
        if block.kind is Kind.NUMBERED or (not numbered and block.kind is not Kind.HEADING)
    ]
    return [one for one in found if numbered or one.promises]


def judged(block_id: str, words: Words) -> Commitment:
    """Say what a paragraph promises."""
    promises = [s for s in words.sentences if _PROMISE.search(s.text)]
    return Commitment(
        block=block_id,
        promises=bool(promises),
        who=any(not _PASSIVE.search(s.text) for s in promises),
        what=bool(_QUANTITY.search(_DATE.sub(" ", words.text))),
        when=bool(_TIME.search(words.text)),
    )


def check(words: Words, _guide: Guide) -> Iterator[Finding]:
    """Find promises that nobody can measure."""
    one = judged("", words)
    if one.promises and one.missing:
        says = _(
            "To be measurable, this promise could also say {words}.", words=_listed(one.missing)
        )
        yield Finding("L7", Severity.INFO, says, end=len(words.text), subject="measure")


def check_softeners(words: Words, _guide: Guide) -> Iterator[Finding]:
    """Find words that take back what the sentence promises."""
    for sentence in words.sentences:
        if _PROMISE.search(sentence.text):
            for found in _SOFT.finditer(sentence.text):
                start, end = (sentence.start + at for at in found.span())
                says = _("“{found}” makes the promise softer. Is that meant?", found=found[0])
                yield Finding("L12", Severity.INFO, says, "", start, end, found[0])


def lowered(before: Words, after: Words) -> Finding | None:
    """Tell whether a change takes a promise down the ladder."""
    was, is_ = _rungs(before), _rungs(after)
    for rung in (3, 2, 1):
        lower = [one for one in range(rung) if is_[one] > was[one]]
        if is_[rung] < was[rung] and lower:
            says = _(
                "This change makes the promise weaker: from “{was}” to “{now}”.",
                was=_NAMES[rung],
                now=_NAMES[lower[-1]],
            )
            return Finding("L12", Severity.INFO, says, subject="lowered", end=len(after.text))
    return None


def _rungs(words: Words) -> list[int]:
    return [len(rung.findall(words.text)) for rung in _LADDER]


def promise(sentence: Span) -> bool:
    """Tell whether a sentence promises something."""
    return _PROMISE.search(sentence.text) is not None


def _listed(parts: list[str]) -> str:
    *first, last = parts
    return _("{most} and {last}", most=", ".join(first), last=last) if first else last
