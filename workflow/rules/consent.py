"""Joining, silence and the lock: what an answer is worth, and what stands in the way.

Three things are never mixed: silence settles a text, an opt-in puts a name under it, the lock
makes it final. An opt-in belongs to one fingerprint. When the text moves on, nothing is copied:
the old answer still stands for the old text, and for the new one it is "to confirm".

    answer given              of this text          of another text
    joins (with a statement)  in                    to confirm
    joins on a condition      condition met, broken or to judge, whatever the text
    does not join             out                   out, unless the agency says otherwise
    leaves                    leaving until the day that the notice ends, then out
    undecided, none           open                  open

Of an agency that no longer takes part only "in", "leaving" and "out" are left: its name stands
where it joined exactly these words, and nothing else is asked of it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workflow.errors import (
    BadChoice,
    BadText,
    ConditionOwed,
    ConditionTooLate,
    LeavingTooEarly,
    Missing,
)
from workflow.rules.dispositions import Disposition
from workflow.text.canonical import clean
from workflow.translation import _

WORDS_LIMIT = 2000
"""Characters of a statement, a condition or a reason: it stands beside the text, and is read."""


class OptInAnswer(StrEnum):
    """What an agency says about joining."""

    JOINS = "joins"
    WITH_STATEMENT = "joins with a statement"
    ON_CONDITION = "joins on a condition"
    DECLINES = "does not join"
    LEAVES = "leaves"
    UNDECIDED = "undecided"


JOINING = frozenset({OptInAnswer.JOINS, OptInAnswer.WITH_STATEMENT})
"""The answers that put a name under a text; a condition does not until it is confirmed."""

SAYING_NO = frozenset({OptInAnswer.DECLINES, OptInAnswer.LEAVES})
"""The answers that take a name away, or keep it away."""

AFTER_LOCK = JOINING | {OptInAnswer.DECLINES, OptInAnswer.LEAVES}
"""What can be said of a text that no condition can change any more."""

BEFORE_LOCK = frozenset(OptInAnswer) - {OptInAnswer.LEAVES}
"""What can be said of a text that nobody has to stay under yet."""


class Standing(StrEnum):
    """What the last answer of an agency is worth for a text."""

    IN = "in"
    TO_CONFIRM = "to confirm"
    CONDITION_MET = "condition met"
    CONDITION_BROKEN = "condition broken"
    CONDITION_TO_JUDGE = "condition to judge"
    LEAVING = "leaving"
    OUT = "out"
    OPEN = "open"
    GONE = "no longer takes part"


LASTING = frozenset({Standing.IN, Standing.LEAVING, Standing.OUT})
"""What stays true of an agency that no longer takes part."""


@dataclass(frozen=True, slots=True)
class Said:
    """The answer of an opt-in with the fingerprint it was given for."""

    answer: str
    sha256: str
    words: str = ""
    must_contain: str = ""
    must_take: tuple[str, ...] = ()
    leaves_at: datetime | None = None


Fates = Mapping[str, str]
"""What became of changes: label -> disposition, for those that were answered."""

TAKEN = {Disposition.ACCEPTED: True, Disposition.MODIFIED: None, Disposition.CARRIED: None}
"""Whether a change was taken: of one that was reworded the agency judges, one that was carried is
decided later, and of all others the answer is no."""


def standing(
    said: Said | None,
    *,
    sha256: str,
    text: str,
    fates: Fates | None = None,
    at: datetime | None = None,
    takes_part: bool = True,
) -> Standing:
    """Return what an answer is worth for the text with this fingerprint, at this moment."""
    found = _worth(said, sha256=sha256, text=text, fates=fates, at=at)
    return found if takes_part or found in LASTING else Standing.GONE


def _worth(
    said: Said | None, *, sha256: str, text: str, fates: Fates | None, at: datetime | None
) -> Standing:
    if said is None or said.answer == OptInAnswer.UNDECIDED:
        return Standing.OPEN
    if said.answer in SAYING_NO:
        leaving = at is not None and said.leaves_at is not None and at < said.leaves_at
        return Standing.LEAVING if leaving else Standing.OUT
    if said.answer == OptInAnswer.ON_CONDITION:
        return _of_condition(said, text, fates or {})
    return Standing.IN if said.sha256 == sha256 else Standing.TO_CONFIRM


def broken_words(must_contain: str, text: str) -> list[str]:
    """Return the words of a condition, one line each, that the text does not hold.

    White space does not count; the words do, letter by letter.
    """
    return [line for line in lines_of(must_contain) if not holds(text, line)]


def broken_changes(labels: Iterable[str], fates: Fates) -> list[str]:
    """Return the changes of a condition that were answered otherwise than by taking them."""
    return [one for one in labels if one in fates and _taken(fates[one]) is False]


def broken(said: Said, text: str, fates: Fates) -> list[str]:
    """Return what a condition names that a text does not bring, in words."""
    changes = [f"{one}: {fates[one]}" for one in broken_changes(said.must_take, fates)]
    return [*broken_words(said.must_contain, text), *changes]


def holds(text: str, line: str) -> bool:
    """Tell whether a text holds these words; white space does not count."""
    return _flat(line) in _flat(text)


def lines_of(must_contain: str) -> list[str]:
    """Return the words that a text has to keep, one piece each."""
    return _lines(must_contain)


def confirmed(said: Said | None, sha256: str) -> bool:
    """Tell whether a name stands under exactly this text: it joined it, and nothing else."""
    return said is not None and said.answer in JOINING and said.sha256 == sha256


def checked(
    answer: str,
    words: str,
    must_contain: str = "",
    must_take: Sequence[str] = (),
    *,
    locked: bool,
) -> Said:
    """Return an answer as it may be kept; raise what is missing or not possible any more."""
    _refuse_untimely(answer, locked=locked)
    said = Said(answer, "", _words(words), _words(must_contain), tuple(must_take))
    if answer == OptInAnswer.WITH_STATEMENT and not said.words:
        raise Missing(what="the statement")
    if answer == OptInAnswer.ON_CONDITION:
        if not (said.words or said.must_contain or said.must_take):
            raise ConditionOwed
        return said
    plain = answer in {OptInAnswer.JOINS, OptInAnswer.UNDECIDED}
    return Said(answer, "", "" if plain else said.words)


def _refuse_untimely(answer: str, *, locked: bool) -> None:
    if answer not in set(OptInAnswer):
        raise BadChoice(value=answer)
    if locked and answer not in AFTER_LOCK:
        raise ConditionTooLate
    if not locked and answer not in BEFORE_LOCK:
        raise LeavingTooEarly


_LABEL = re.compile(r"[^\s,;]+")


def labels_of(words: str) -> list[str]:
    """Return the labels of changes that somebody wrote in a row: "ILO-2, IOM-1"."""
    return list(dict.fromkeys(found.upper() for found in _LABEL.findall(words)))


def brackets(text: str) -> list[str]:
    """Return what stands in square brackets: words that are not agreed. Footnotes are none."""
    return [found.group()[:60] for found in re.finditer(r"\[(?!\^)[^\]]*\]?", text)]


def _of_condition(said: Said, text: str, fates: Fates) -> Standing:
    if broken(said, text, fates):
        return Standing.CONDITION_BROKEN
    named = _lines(said.must_contain) or said.must_take
    taken = all(_taken(fates.get(one, "")) for one in said.must_take)
    return Standing.CONDITION_MET if named and taken else Standing.CONDITION_TO_JUDGE


def _taken(disposition: str) -> bool | None:
    """Tell whether a change was taken; None where that is open."""
    known = disposition in set(Disposition)
    return TAKEN.get(Disposition(disposition), False) if known else None


def _words(words: str) -> str:
    text = clean(words).strip()
    if len(text) > WORDS_LIMIT:
        raise BadText(
            reason=_(
                "a statement or condition has at most {limit:,} characters",
                limit=WORDS_LIMIT,
            )
        )
    return text


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


def _flat(text: str) -> str:
    return " ".join(text.split())
