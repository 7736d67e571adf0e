"""Turn a letter into a mail: subject, plain text and HTML from one source.

A letter is a file in workflow/letters:

    Open until {{ day(deadline) }}: {{ agency.acronym }}       the subject; the state comes first
    Open the text                                              what the button says
                                                               an empty line
    Dear {{ person.name }},                                    the words, in paragraphs
    ...

A folder inside it, named after a language, holds the same letters in that language; whoever
renders a letter says in which (`translation.speaking`), and what is not there is in English.

The plain text is complete: it holds the same words and the same link. In the HTML every value is
escaped, so nothing that a person typed can become a tag or a link of its own.
"""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from markupsafe import Markup, escape

from workflow.rules import moments
from workflow.translation import USUAL, _, direction, language, mark

FOLDER = Path(__file__).parents[2] / "letters"
SUBJECT_LENGTH = 78
WIDTH = 76
QUOTE = "> "
ITEM = "- "
COLONS: Mapping[str, str] = {"fr": "\u00a0:"}
"""What stands after the words of the button, where that is more than a colon."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered letter."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Zones:
    """The reader's own time zone and the official one of the round."""

    own: str
    official: str

    def moment(self, at: datetime | None) -> str:
        """Say a moment in the reader's time, and in the official time where that differs."""
        if not isinstance(at, datetime):
            return ""
        own = moments.in_full(at, self.own)
        if at.astimezone(ZoneInfo(self.own)).utcoffset() == (
            at.astimezone(ZoneInfo(self.official)).utcoffset()
        ):
            return own
        official = moments.in_full(at, self.official)
        return _("{own} (officially {official})", own=own, official=official)

    def day(self, at: datetime | None) -> str:
        """Say a moment in the few characters that a subject has: the reader's time."""
        if not isinstance(at, datetime):
            return ""
        return moments.day(at, self.own)


@dataclass(frozen=True, slots=True)
class Words:
    """A letter as the office writes it: plain text with names in braces."""

    subject: str
    body: str


NAMES: Mapping[str, str] = {
    "name": mark("the reader's name"),
    "agency": mark("the agency, short"),
    "agency in full": mark("the agency's full name"),
    "pledge": mark("the title of the pledge"),
    "version": mark("the version that is asked about"),
    "round": mark("the number of the round"),
    "deadline": mark("the deadline in the reader's time and in the official one"),
    "day": mark("the deadline in few characters, for a subject"),
    "reason": mark("the reason, where there is one"),
}
"""What may stand in braces in the office's own words, and what it stands for."""


@dataclass(frozen=True, slots=True)
class _Source:
    subject: jinja2.Template
    button: jinja2.Template
    plain: jinja2.Template
    html: jinja2.Template


def render(
    letter: str,
    *,
    link: str,
    zones: Zones,
    fields: Mapping[str, object],
    words: Words | None = None,
) -> Letter:
    """Render the letter of this name; `link` is where its button leads.

    `words` are those of the office, where it has written its own.
    """
    source = _source(letter, language())
    values = {**fields, "moment": zones.moment, "day": zones.day, "zones": zones}
    if words is None:
        subject = shorten(source.subject.render(values))
        paragraphs = _paragraphs(source.plain.render(values))
        escaped = source.html.render(values)
    else:
        names = _names(values)
        subject = shorten(_filled(words.subject, names))
        paragraphs = _paragraphs(_filled(words.body, names))
        escaped = str(_filled(escape(words.body), {k: _apart(v) for k, v in names.items()}))
    plain = "\n\n".join(_wrapped(p) for p in paragraphs)
    marked = [_marked(p) for p in _paragraphs(escaped)]
    button = source.button.render(values)
    colon = COLONS.get(language(), ":")
    html = _frame().render(
        subject=subject,
        paragraphs=marked,
        link=link,
        button=button,
        colon=colon,
        say=values.get("say"),
        **_foot(values),
    )
    foot = _wrapped(_foot_text().render(values).strip())
    text = f"{plain}\n\n{button}{colon}\n{link}\n\n-- \n{foot}\n"
    return Letter(subject, text, html)


def plain_words(letter: str, fields: Mapping[str, object], *, moment: str, day: str) -> Words:
    """Return a letter before anything is known of its reader: every moment reads the same."""
    source = _source(letter, USUAL)
    values = {**fields, "moment": lambda _at: moment, "day": lambda _at: day}
    body = "\n\n".join(_paragraphs(source.plain.render(values)))
    return Words(_spaced(source.subject.render(values)), body)


def shorten(subject: str, limit: int = SUBJECT_LENGTH) -> str:
    """Bring a subject into one line that mail programs show whole."""
    line = _spaced(subject)
    if len(line) <= limit:
        return line
    return line[: limit - 1].rstrip(" \u00a0,;:.،؛") + "…"


def quoted(words: str) -> str:
    """Set off what a person wrote, so that it cannot pass for our own words."""
    return "\n".join(QUOTE + line for line in _lines(words))


def _names(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what each name in braces stands for in this mail; unknown things are left empty."""
    agency, round_ = values.get("agency"), values.get("round")
    pledge, deadline = values.get("pledge"), values.get("deadline")
    return {
        "name": _one_line(values["person"].name),
        "agency": _one_line(agency.acronym) if agency else "",
        "agency in full": _one_line(agency.name) if agency else "",
        "pledge": _one_line(pledge.title) if pledge else "",
        "version": _one_line(round_.version.label) if round_ else "",
        "round": str(round_.number) if round_ else "",
        "deadline": values["moment"](deadline),
        "day": values["day"](deadline),
        "reason": _one_line(values.get("reason") or ""),
    }


def _apart(value: str) -> Markup:
    """Keep a value together where the words around it run the other way."""
    return Markup("<bdi>{}</bdi>").format(value) if value else Markup("")


def _filled(words: str, names: Mapping[str, str]) -> str:
    """Put the values in once: what a value says is never read as a name again."""
    pattern = "|".join(re.escape(f"{{{name}}}") for name in names)
    return re.sub(pattern, lambda found: names[found[0][1:-1]], words)


@cache
def _environment(code: str, *, escaping: bool) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([FOLDER / code, FOLDER]),
        autoescape=escaping,  # noqa: S701  plain text has nothing to escape
        trim_blocks=True,
        lstrip_blocks=True,
        # A letter that lacks one of its words still goes out; the tests use StrictUndefined.
        undefined=jinja2.ChainableUndefined,
    )
    environment.filters["quoted"] = _quoted_html if escaping else quoted
    environment.filters["oneline"] = _one_line
    environment.globals.update(_=_, language=language, direction=direction)
    return environment


def _quoted_html(words: object) -> Markup:
    return Markup("\n").join(Markup("{}{}").format(QUOTE, line) for line in _lines(words))


def _spaced(words: str) -> str:
    """Bring words into one line; a no-break space stays one."""
    return re.sub(r"[^\S\u00a0]+", " ", words).strip()


def _one_line(words: object) -> str:
    return " ".join(str(words).split())


def _lines(words: object) -> list[str]:
    return [line for line in str(words).strip().splitlines() if line.strip()]


@cache
def _source(letter: str, code: str) -> _Source:
    plain, html = _environment(code, escaping=False), _environment(code, escaping=True)
    text, *_more = plain.loader.get_source(plain, f"{letter}.txt")  # type: ignore[union-attr]
    subject, button, _empty, body = text.split("\n", 3)
    return _Source(
        subject=plain.from_string(subject),
        button=plain.from_string(button.strip()),
        plain=plain.from_string(body),
        html=html.from_string(body),
    )


def _frame() -> jinja2.Template:
    return _environment(language(), escaping=True).get_template("frame.html")


def _foot_text() -> jinja2.Template:
    return _environment(language(), escaping=False).get_template("foot.inc")


def _foot(values: Mapping[str, Any]) -> dict[str, object]:
    return {"foot": _spaced(_foot_text().render(values))}


def _paragraphs(rendered: str) -> list[str]:
    return [p.strip("\n") for p in re.split(r"\n\s*\n", rendered) if p.strip()]


def _wrapped(paragraph: str) -> str:
    return "\n".join(_wrapped_line(line) for line in paragraph.splitlines())


def _wrapped_line(line: str) -> str:
    indent = next((QUOTE if m == QUOTE else "  " for m in (QUOTE, ITEM) if line.startswith(m)), "")
    return textwrap.fill(
        line,
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )


def _marked(paragraph: str) -> tuple[str, list[Markup]]:
    """Tell whether a paragraph of escaped HTML is a quotation, a list or plain; and its lines."""
    lines = [line.strip() for line in paragraph.splitlines()]
    quote = str(escape(QUOTE))
    for kind, sign in (("quote", quote), ("list", ITEM)):
        if all(line.startswith(sign) for line in lines):
            return kind, [Markup(line.removeprefix(sign)) for line in lines]  # noqa: S704  escaped by the template
    return "plain", [Markup(line) for line in lines]  # noqa: S704  escaped by the template
