"""Say a sentence of the interface in the language of whoever reads it.

    from workflow.translation import _, n_
    _("Times are shown in {place} from now on.", place=place)
    n_("{number} change", "{number} changes", count)

The English sentence is the key; the catalogues in `workflow/catalogues` hold the others (GNU
gettext, kept by `python -m tools.messages`). The edge says in which language a request, or a
letter, speaks: `with speaking("fr"): ...`; where nobody says so, it is English.

What is kept or signed is never translated: records, packages, exports and facts in the database
speak English whoever asks for them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).with_name("catalogues")

NAMES: Mapping[str, str] = {"en": "English", "fr": "Français", "ar": "العربية"}
"""Language of the interface -> what it calls itself."""

USUAL = "en"
RIGHT_TO_LEFT = frozenset({"ar"})

_spoken: ContextVar[str] = ContextVar("spoken", default=USUAL)


def language() -> str:
    """Return the language that is spoken now."""
    return _spoken.get()


def direction() -> str:
    """Return how the language that is spoken now is written: "ltr" or "rtl"."""
    return "rtl" if language() in RIGHT_TO_LEFT else "ltr"


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language for a while; one that we do not speak becomes the usual one."""
    token = _spoken.set(code if code in NAMES else USUAL)
    try:
        yield
    finally:
        _spoken.reset(token)


def _(message: str, **gaps: object) -> str:
    """Return a sentence, its {gaps} filled in."""
    said = voice(language()).gettext(message) if message else ""
    return said.format(**gaps) if gaps else said


def n_(one: str, many: str, number: int, **gaps: object) -> str:
    """Return a sentence in the form that this number takes; {number} is one of its gaps."""
    return voice(language()).ngettext(one, many, number).format(number=number, **gaps)


def c_(context: str, message: str, **gaps: object) -> str:
    """Return a word that means different things in different places."""
    said = voice(language()).pgettext(context, message)
    return said.format(**gaps) if gaps else said


def mark(message: str) -> str:
    """Mark a constant for the catalogues; whoever shows it says `_(constant)`."""
    return message


@cache
def voice(code: str) -> NullTranslations:
    """Return what turns English into a language."""
    if code == USUAL:
        return NullTranslations()
    ready = BytesIO()
    write_mo(ready, catalogue(code))
    ready.seek(0)
    return GNUTranslations(ready)


@cache
def catalogue(code: str) -> Catalog:
    """Return all sentences of a language, and where each of them stands."""
    with (FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)
