"""L6, style: how the United Nations writes numbers, dates, per cent, names; with safe mendings."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Words
from workflow.translation import _, mark

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LARGE = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_UNITS = (
    r"per\s+cent|percent|%|million|billion|trillion|°|km|m\b|kg|\w*metres?|miles?|degrees?|\w*litres?|tons?|tonnes?|\w*grams?|knots?|hours?|minutes?"
    rf"|a\.m|p\.m|dollars?|euros?|to\s+\d|and\s+\d|or\s+\d|,\s*\d|-|–|{_MONTHS}|bis\b|\)|\]|/|:"
)
_COUNTED = (
    r"paragraphs?|paras?\.?|objectives?|goals?|targets?|articles?|sections?|chapters?|annex(?:es)?"
    r"|parts?|rules?|regulations?|resolutions?|decisions?|items?|actions?|commitments?|indicators?"
    r"|phases?|stages?|tables?|figures?|boxe?s?|levels?|categor(?:y|ies)|rounds?|principles?|steps?"
    rf"|agenda|no\.|nos\.|page|pages|p\.|pp\.|rev\.|add\.|corr\.|class|grade|{_MONTHS}|ages? of"
    r"|version|volume|day|week|year|age|aged|ages"
)
Mend = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class _Habit:
    """One habit of style: what to look for, what to say, what may stand there instead."""

    pattern: re.Pattern[str]
    says: str
    mend: Mend = lambda _: None


def _keeping(right: str) -> Mend:
    return lambda _: right


def _date(found: re.Match[str]) -> str:
    return f"{int(found['day'])} {found['month']} {found['year']}"


_HABITS = (
    _Habit(
        re.compile(r"\bmember[ \-]states?\b|\bMember states?\b|\bmember States?\b"),
        mark("The United Nations writes “Member State” and “Member States”."),
        lambda found: "Member States" if found[0].endswith("s") else "Member State",
    ),
    _Habit(
        re.compile(r"(?<=\d)(?P<gap>\s*)%|(?<=\d)\s+percent\b|\bpercent\b"),
        mark("Write “per cent” in words."),
        lambda found: "per cent" if found[0] == "percent" else " per cent",
    ),
    _Habit(
        re.compile(
            rf"\b(?P<month>{_MONTHS})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b"
        ),
        mark("Dates are written “31 December 2022”."),
        _date,
    ),
    _Habit(
        re.compile(
            rf"\b(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)\s+(?:of\s+)?(?P<month>{_MONTHS}),?"
            r"\s+(?P<year>\d{4})\b"
        ),
        mark("Dates are written “31 December 2022”."),
        _date,
    ),
    _Habit(
        re.compile(r"(?<![\w/.])\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d{2}(?![\w/])"),
        mark("Dates are written with the month in words: “31 December 2022”."),
    ),
    _Habit(
        re.compile(r"\b(?!US\b)[A-Z]{2,8}[’']s\b"),
        mark("An acronym takes no possessive: write “of IOM” instead of “IOM's”."),
    ),
    _Habit(
        re.compile(r"\b(?:U\.N\.|UN)(?![\w’'\-/])(?!\s+(?:Women|Tourism|Volunteers|Global))"),
        mark("“United Nations” is not abbreviated in a formal text."),
        _keeping("United Nations"),
    ),
    _Habit(
        re.compile(r"\b(?:on|at|see)\s+(?:pages?|pp?\.)\s*\d+", re.IGNORECASE),
        mark("Cite the number of the paragraph; pages differ from language to language."),
    ),
)

_FEW = re.compile(
    r"(?<![\w.,/$€£§°\-–(\[#])(?P<number>[1-9])(?![\w/]|[.,]\d)(?=\s)"
    rf"(?!\s*(?:{_UNITS}))(?=\s+[a-z])",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"(?:\b(?:{_COUNTED})|\d(?:\s+(?:and|to|or))?)\s*$", re.IGNORECASE)
_MANY = re.compile(
    r"(?<![\w\-])(?P<number>" + "|".join(sorted(_LARGE, key=len, reverse=True)) + r")"
    rf"(?:-(?P<unit>{'|'.join(_SMALL[1:])}))?(?![\w\-])(?!\s+(?:hundred|thousand|million|of\b))",
    re.IGNORECASE,
)


def check(words: Words, _guide: Guide) -> Iterator[Finding]:
    """Find what the United Nations writes otherwise."""
    for habit in _HABITS:
        for found in habit.pattern.finditer(words.text):
            yield _finding(found, _(habit.says), habit.mend(found))
    starts = {sentence.start for sentence in words.sentences}
    yield from _numbers(words.text, starts)
    for sentence in words.sentences:
        if (first := re.match(r"\d[\d,.]*(?=\s)", sentence.text)) and len(words.sentences) > 1:
            yield Finding(
                "L6",
                Severity.STYLE,
                _(
                    "A sentence does not begin with a figure; write the number in words, or begin "
                    "otherwise."
                ),
                start=sentence.start,
                end=sentence.start + first.end(),
                quote=first[0],
                subject=sentence.text[:40],
            )


def _numbers(text: str, starts: set[int]) -> Iterator[Finding]:
    for found in _FEW.finditer(text):
        if found.start() not in starts and not _AFTER.search(text[: found.start()]):
            says = _("Numbers under 10 are written in words.")
            yield _finding(found, says, _SMALL[int(found["number"])])
    for found in _MANY.finditer(text):
        if found.start() not in starts:
            number = _LARGE[found["number"].casefold()]
            unit = _SMALL.index(found["unit"].casefold()) if found["unit"] else 0
            if not unit or number >= 20:
                says = _("Numbers from 10 are written in figures.")
                yield _finding(found, says, str(number + unit))


def _finding(found: re.Match[str], says: str, mend: str | None) -> Finding:
    start, end = found.span()
    return Finding("L6", Severity.STYLE, says, "", start, end, found[0].strip(), mend=mend)
