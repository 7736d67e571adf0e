"""What an editorial correction may touch: how words are written, never what they say.

    allowed     spelling, capital letters, punctuation, spaces, articles
    refused     numbers, dates, names, words that bind ("shall", "not", "every"), other words,
                and paragraphs that are new, gone or in another order

A machine can only be stricter than people here: what it lets through, people can still object to.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from workflow.text.blocks import Block
from workflow.translation import _

_WORD = re.compile(r"\w+(?:['’]\w+)*")

_ARTICLES = frozenset({"a", "an", "the"})
_BINDING = frozenset(
    "will shall must may might can could should would not no nor never neither none only all each"
    " every any some both and or if unless except until before after within without least most"
    " more less than commit commits committed commitment pledge pledges agree agrees decide decides"
    " ensure ensures undertake undertakes oblige obliged require requires refuse refuses".split()
)
_DATES = frozenset(
    "january february march april may june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday day days week weeks month months year years"
    " annual annually monthly weekly daily".split()
)
_ALIKE = 0.7
"""How much of two spellings of one word has to be the same; "recieve" and "receive" have 0.86."""


def beyond(old: Sequence[Block], new: Sequence[Block]) -> list[str]:
    """Return what goes beyond an editorial correction between two texts; nothing if it is one."""
    if [(b.id, b.kind, b.level) for b in old] != [(b.id, b.kind, b.level) for b in new]:
        return [_("paragraphs are new, gone or in another order")]
    pairs = zip(old, new, strict=True)
    found = (words for one, other in pairs for words in beyond_words(one.text, other.text))
    return list(dict.fromkeys(found))


def beyond_words(old: str, new: str) -> list[str]:
    """Return what goes beyond an editorial correction between two wordings of one paragraph."""
    before, after = Counter(_WORD.findall(old)), Counter(_WORD.findall(new))
    gone, come = list((before - after).elements()), list((after - before).elements())
    if not gone and not come and _WORD.findall(old) != _WORD.findall(new):
        return [_("words are in another order")]
    gone, come = _without_case(gone, come)
    return list(dict.fromkeys([*_weighty([*gone, *come]), *_replaced(gone, come)]))


def _without_case(gone: Iterable[str], come: Iterable[str]) -> tuple[list[str], list[str]]:
    """Leave out words that differ only in capital letters."""
    rest, left = list(come), []
    for word in gone:
        same = next((one for one in rest if one.lower() == word.lower()), None)
        if same is None:
            left.append(word)
        else:
            rest.remove(same)
    return left, rest


def _weighty(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        low = word.lower()
        if any(c.isdigit() for c in word):
            yield _("the number “{word}”", word=word)
        elif low in _BINDING:
            yield _("the word “{word}”, which binds", word=word)
        elif low in _DATES:
            yield _("the time “{word}”", word=word)
        elif word[0].isupper() and low not in _ARTICLES:
            yield _("the name “{word}”", word=word)


def _replaced(gone: Sequence[str], come: Sequence[str]) -> Iterator[str]:
    """Yield words that are no other spelling of a word that stood there."""
    rest = [word for word in come if word.lower() not in _ARTICLES]
    for word in gone:
        if word.lower() in _ARTICLES:
            continue
        alike = next((one for one in rest if _alike(word, one)), None)
        if alike is None:
            yield _("the word “{word}”", word=word)
        else:
            rest.remove(alike)
    yield from (_("the word “{word}”", word=word) for word in rest)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(a=one.lower(), b=other.lower()).ratio() >= _ALIKE
