"""Until when somebody is away, read from the words of an automatic reply.

    I am away until 3 March            Je suis de retour le lundi 3 mars       Hasta el 3 de marzo
    Я в отпуске до 3 марта             أعود إلى العمل يوم 3 آذار/مارس            3月3日返回

The languages of the United Nations are known in their common forms; the names of months are
those of CLDR. Where no day follows such words, none is guessed, and neither is which number of
"3/4/2026" is the month where people write it either way.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.dates import get_month_names

_PLACES = ("en", "fr", "es", "ru", "ar", "ar_JO", "ar_DZ", "ar_MA")
"""Arabic names months in four ways."""

_ENGLISH = ("until", "till", "through", "back", "returning", "return")
_UNTIL = (
    *("jusqu.?(?:au|à|en)", "de retour", "retour", "reviens", "reviendrai", "rentre"),
    *("hasta", "de vuelta", "de regreso", "regreso", "regresaré", "vuelvo", "volveré"),
    *("вернусь", "возвращаюсь", "возвращение", "выйду"),
    *("حتى", "لغاية", "إلى غاية", "أعود", "سأعود", "العودة", "عودتي"),
)
_TO = ("to", "au", "al", "до", "по", "إلى")
"""Words that mean an end only where a day follows at once: "du 3 au 10 mars"."""

_DAY = r"\b(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>\d{4})\b"
_NUMBERS = (
    rf"\b{_YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})\b",
    rf"\b(?P<day>\d{{1,2}})(?P<sign>[./-])(?P<month>\d{{1,2}})(?P=sign){_YEAR}",
    r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})\b(?!/)",
    r"\b(?P<day>\d{2})(?P<dot>\.)(?P<month>\d{2})\b",
)
_IN_CHINESE = r"(?:(?P<year>\d{4})\s?年\s?)?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号號]"
_CHINESE = (
    re.compile(rf"[至到止]\s?{_IN_CHINESE}"),
    re.compile(rf"{_IN_CHINESE}[^。\n]{{0,10}}?(?:返回|回来|回到|恢复|上班|返岗|前)"),
)


def away_until(words: str, *, today: date) -> date | None:
    """Return the last day of an absence, if the words name one; a day without a year lies ahead."""
    told = _folded(words)
    days = [*_after_words(told, today), *_in_chinese(told, today)]
    return min(days)[1] if days else None


def _after_words(told: str, today: date) -> Iterator[tuple[int, date]]:
    forms = _forms()
    for begins in forms.begins.finditer(told):
        gap = "{0,40}?" if begins["to"] is None else "{0,12}?"
        for form in forms.days:
            found = re.compile(rf"(?:[^.\n]|\.(?=\d)){gap}{form}").match(told, begins.end())
            day = _day(found, today, english=begins["english"] is not None) if found else None
            if day is not None:
                yield begins.start(), day
                break


def _in_chinese(told: str, today: date) -> Iterator[tuple[int, date]]:
    for form in _CHINESE:
        for found in form.finditer(told):
            day = _day(found, today, english=False)
            if day is not None:
                yield found.start(), day


@dataclass(frozen=True, slots=True)
class _Forms:
    """How an end is said."""

    begins: re.Pattern[str]
    days: tuple[str, ...]
    months: dict[str, int]


@cache
def _forms() -> _Forms:
    months: dict[str, int] = {}
    for place in _PLACES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, "format", place).items():
                months.setdefault(_folded(name).rstrip("."), number)
    longest = sorted(months, key=len, reverse=True)
    name = rf"(?P<name>{'|'.join(map(re.escape, longest))})\b\.?"
    also = r"(?:\s?/\s?\w+)?"
    days = (
        *_NUMBERS,
        rf"{_DAY}\s?(?:de |of |d')?{name}{also}(?:,?\s?(?:de |del )?{_YEAR})?",
        rf"\b{name}{also}\s{_DAY}\b(?:,?\s?{_YEAR})?",
    )
    groups = (("english", _ENGLISH), ("until", _UNTIL), ("to", _TO))
    said = "|".join(f"(?P<{kind}>{'|'.join(map(_folded, words))})" for kind, words in groups)
    return _Forms(re.compile(rf"\b[وف]?(?:{said})\b"), days, months)


def _folded(words: str) -> str:
    """Write words small, without accents and vowel signs, and digits and letters in one form."""
    apart = unicodedata.normalize("NFKD", words.lower().replace("ى", "ي"))
    return "".join(sign for sign in apart if unicodedata.category(sign) not in {"Mn", "Cf"})


def _day(found: re.Match[str], today: date, *, english: bool) -> date | None:
    told = found.groupdict()
    year, day = told.get("year"), int(told["day"])
    month = _forms().months[told["name"]] if told.get("name") else int(told["month"])
    if english and told.get("dot"):
        return None  # a time of day
    if told.get("sign") or (not told.get("name") and not year):
        if english and day != month and max(day, month) <= 12:
            return None
        if month > 12 >= day:
            day, month = month, day
    try:
        named = date(int(year) if year else today.year, month, day)
        return named.replace(year=today.year + 1) if not year and named < today else named
    except ValueError:
        return None
