"""A drafting guide as it is written down: as JSON for files and tables, as lines for people.

rescue: saving lives, search and rescue         a family of themes
the Network = the United Nations Network        a short name and its full one
Mayors for Arrival: cit*, local authorit*       a voice and the words that carry it
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from workflow.errors import BadGuide
from workflow.rules.checks.findings import NAMES, Severity
from workflow.rules.checks.guide import (
    PLAIN,
    Condition,
    Guide,
    Phrase,
    Reference,
    Section,
    Status,
    Use,
    Voice,
)
from workflow.text.canonical import clean
from workflow.translation import _

LIMIT = 500
"""Entries of one list; a person has to be able to read it."""

_LONGEST = 200
"""Characters of one entry."""

_WORDS = 1_000_000
OFF = "off"
USUAL = "usual"
WEIGHTS = (USUAL, OFF, *(one.word for one in Severity))


def as_json(guide: Guide) -> dict[str, Any]:
    """Return what belongs to the guide itself; texts and phrases have places of their own."""
    own = asdict(guide)
    for other in ("references", "phrases", "conditions", "translations"):
        del own[other]
    own["severities"] = [(code, weight.word) for code, weight in guide.severities]
    return own


def from_json(given: Mapping[str, Any]) -> Guide:
    """Read a guide, with texts and phrases if it brings some; raise BadGuide."""
    try:
        return Guide(
            themes=tuple(
                (_entry(name), _entries(words)) for name, words in given.get("themes", PLAIN.themes)
            ),
            words_min=_number(given.get("words_min", 0)),
            words_max=_number(given.get("words_max", 0)),
            paragraph_words=_number(given.get("paragraph_words", 0)),
            acronyms=_entries(given.get("acronyms", PLAIN.acronyms)),
            terms=tuple((_entry(a), _entry(b)) for a, b in given.get("terms", ())),
            excluded=_entries(given.get("excluded", ())),
            excluded_except=_entries(given.get("excluded_except", ())),
            voices=tuple(
                Voice(_entry(v["who"]), _entries(v["words"])) for v in given.get("voices", ())
            ),
            off=tuple(code for code in given.get("off", ()) if code in NAMES),
            severities=tuple(
                (code, Severity[str(word).upper()])
                for code, word in given.get("severities", ())
                if code in NAMES
            ),
            references=tuple(map(_reference, given.get("references", ()))),
            phrases=tuple(map(_phrase, given.get("phrases", ()))),
            conditions=tuple(Condition(**one) for one in given.get("conditions", ())),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadGuide(
            reason=_("a part of it has another form than a drafting guide has")
        ) from error


def from_lines(given: Mapping[str, str]) -> Guide:
    """Read a guide from what a person wrote into the fields of the page; raise BadGuide."""
    weights = {code: given.get(f"weigh-{code}", USUAL) for code in NAMES}
    if set(weights.values()) - set(WEIGHTS):
        raise BadGuide(reason=_("a check is given a weight that does not exist"))
    return from_json(
        {
            "themes": [(n, w) for n, w in _pairs(given.get("themes", ""), ":", _("themes"))],
            "words_min": given.get("words_min", ""),
            "words_max": given.get("words_max", ""),
            "paragraph_words": given.get("paragraph_words", ""),
            "acronyms": given.get("acronyms", ""),
            "terms": list(_pairs(given.get("terms", ""), "=", _("short names"))),
            "excluded": given.get("excluded", ""),
            "excluded_except": given.get("excluded_except", ""),
            "voices": [
                {"who": who, "words": words}
                for who, words in _pairs(given.get("voices", ""), ":", _("voices"))
            ],
            "off": [code for code, weight in weights.items() if weight == OFF],
            "severities": [
                (code, weight) for code, weight in weights.items() if weight not in {OFF, USUAL}
            ],
        }
    )


def as_lines(guide: Guide) -> dict[str, str]:
    """Return a guide as a person writes it."""
    weights = {code: weight.word for code, weight in guide.severities}
    weights |= dict.fromkeys(guide.off, OFF)
    return {
        "themes": "\n".join(f"{name}: {', '.join(words)}" for name, words in guide.themes),
        "words_min": str(guide.words_min or ""),
        "words_max": str(guide.words_max or ""),
        "paragraph_words": str(guide.paragraph_words or ""),
        "acronyms": ", ".join(guide.acronyms),
        "terms": "\n".join(f"{short} = {full}" for short, full in guide.terms),
        "excluded": ", ".join(guide.excluded),
        "excluded_except": ", ".join(guide.excluded_except),
        "voices": "\n".join(f"{one.who}: {', '.join(one.words)}" for one in guide.voices),
        **{f"weigh-{code}": weights.get(code, USUAL) for code in NAMES},
    }


def _pairs(text: str, between: str, what: str) -> Iterable[tuple[str, str]]:
    lines = [line for line in clean(text).split("\n") if line.strip()]
    for line in lines:
        name, found, words = line.partition(between)
        if not found or not name.strip() or not words.strip():
            raise BadGuide(
                reason=_(
                    "among the {what}, the line “{words}” lacks “{between}”",
                    what=what,
                    words=line.strip()[:60],
                    between=between,
                )
            )
        yield name, words


def _entries(given: str | Iterable[str]) -> tuple[str, ...]:
    if isinstance(given, str):
        given = clean(given).replace("\n", ",").split(",")
    found = [_entry(one) for one in given if str(one).strip()]
    if len(found) > LIMIT:
        raise BadGuide(reason=_("a list has more than {limit} entries", limit=LIMIT))
    return tuple(dict.fromkeys(found))


def _entry(given: object) -> str:
    words = " ".join(clean(str(given)).split())
    if len(words) > _LONGEST:
        raise BadGuide(
            reason=_(
                "“{words} …” is longer than {longest} characters",
                words=words[:40],
                longest=_LONGEST,
            )
        )
    if words.rstrip("*") == "":
        raise BadGuide(reason=_("an entry has no letters"))
    return words


def _number(given: object) -> int:
    words = str(given).replace(",", "").replace(" ", "").strip() or "0"
    if not (words.isascii() and words.isdecimal() and len(words) < 8 and int(words) <= _WORDS):
        raise BadGuide(reason=_("“{words}” is not a number of words", words=words[:20]))
    return int(words)


def _reference(given: Mapping[str, Any]) -> Reference:
    sections = [Section(f"s{at}", str(at), text) for at, text in enumerate(given["paragraphs"], 1)]
    return Reference(given["title"], Use(given["use"]), tuple(sections), given.get("symbol", ""))


def _phrase(given: Mapping[str, Any]) -> Phrase:
    return Phrase(
        given["words"],
        given["source"],
        Status(given.get("status", Status.AGREED)),
        bool(given.get("protected")),
    )
