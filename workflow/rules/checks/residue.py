"""L14: what must be gone before a text is final: brackets, notes to oneself, marks of editing."""

import re
from collections.abc import Iterator

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Words
from workflow.translation import _, mark

_BRACKET = re.compile(r"\[(?!\^)[^\[\]]*\]?")
_NOTES = re.compile(
    r"\b(?:TODO|TBC|TBD|FIXME|XXX+)\b|\?\?+|<<[^>]*>>|_{3,}"
    r"|(?i:\bto be (?:confirmed|completed|inserted|drafted)\b|\blorem ipsum\b"
    r"|\binsert (?:here|date|name|text)\b)",
)
_MARKS = re.compile(
    r"\{(?:\+\+|--|~~|>>|==)|(?:\+\+|--|~~|<<|==)\}|</?(?:ins|del|u|s|strike|b|i)>"
    r"|~~[^~]+~~|\b(?:deleted|inserted|formatted):|\[(?:MISSING|deleted on [^\]]*)\]",
    re.IGNORECASE,
)
_SAID = (
    (
        _BRACKET,
        mark("Words in brackets are not agreed. They have to be settled before silence and lock."),
    ),
    (_NOTES, mark("This is a note to oneself. It has to go before the lock.")),
    (_MARKS, mark("This is a mark that an editing program left. It has to go before the lock.")),
)


def check(words: Words, _guide: Guide) -> Iterator[Finding]:
    """Find what blocks silence and lock."""
    for pattern, says in _SAID:
        for found in pattern.finditer(words.text):
            yield Finding("L14", Severity.BLOCK, _(says), "", *found.span(), found[0][:80])


def notes(text: str) -> list[str]:
    """Return notes to oneself and marks of editing, without brackets."""
    return [found[0][:60] for pattern in (_NOTES, _MARKS) for found in pattern.finditer(text)]
