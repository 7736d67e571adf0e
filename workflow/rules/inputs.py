"""What a stakeholder may send: words within a limit, with a say in who sees whose they are."""

import hashlib
import math
from dataclasses import dataclass
from enum import StrEnum

import regex

from workflow.errors import Missing, TooManyWords
from workflow.text import canonical

LONGEST_WORD = 20
"""Characters that a word may have on average; a text beyond is no text."""

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’\-][\p{L}\p{M}\p{N}]+)*")
_SIGN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
_SIGNS_A_WORD = 2
"""Scripts without spaces are counted by their signs."""


class Identity(StrEnum):
    """Who may see a stakeholder's name beside their words."""

    PUBLIC = "public"
    AGENCIES = "agencies"
    NOBODY = "nobody"


class InputState(StrEnum):
    """How far the office is with an input."""

    RECEIVED = "received"
    SET_ASIDE = "set aside"
    """It looks as if a program had sent it. It is kept, and the office can bring it back."""
    ADMITTED = "admitted"
    DECLINED = "declined"


WAITING = (InputState.RECEIVED, InputState.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a stakeholder decides about their words."""

    identity: Identity
    publish: bool


def clean_words(text: str, *, limit: int) -> str:
    """Return the words as they are kept; raise Missing, BadText or TooManyWords."""
    found = canonical.clean(text).strip()
    if not _WORD.search(found):
        raise Missing(what="what you want to say")
    count = count_words(found)
    if count > limit or len(found) > limit * LONGEST_WORD:
        raise TooManyWords(count=max(count, len(found) // LONGEST_WORD), limit=limit)
    return found


def count_words(text: str) -> int:
    """Count the words of a text in any script."""
    signs = len(_SIGN.findall(text))
    return len(_WORD.findall(_SIGN.sub(" ", text))) + math.ceil(signs / _SIGNS_A_WORD)


def digest(text: str) -> str:
    """Return what equal inputs share, however they were spaced and written in capitals."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()[:32]


def wish(identity: str, *, publish: bool) -> Wish:
    """Read the choices; whoever chose nothing that we offer is named to nobody."""
    known = {one.value for one in Identity}
    return Wish(Identity(identity) if identity in known else Identity.NOBODY, publish)
