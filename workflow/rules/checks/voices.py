"""L19 and L20: whether the text carries what stakeholders said, and agencies can live with it."""

from collections.abc import Iterator

from workflow.rules import consent
from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Reading, listed_words
from workflow.translation import _


def check_voices(reading: Reading, guide: Guide) -> Iterator[Finding]:
    """Find admitted points of stakeholders that no paragraph carries."""
    for voice in guide.voices:
        pattern = listed_words(voice.words)
        if not any(pattern.search(block.text) for block in reading.blocks):
            words = ", ".join(f"“{word.rstrip('*')}”" for word in voice.words)
            says = _(
                "No paragraph carries the point of {who} (looked for {words}).",
                who=voice.who,
                words=words,
            )
            yield Finding("L19", Severity.INFO, says, subject=voice.who)


def check_conditions(reading: Reading, guide: Guide) -> Iterator[Finding]:
    """Find conditions of agencies that the text does not meet."""
    text = "\n\n".join(block.text for block in reading.blocks)
    for one in guide.conditions:
        for words in consent.broken_words(one.must_contain, text):
            says = _(
                "{agency} joins only if the text keeps “{words}”.", agency=one.agency, words=words
            )
            yield Finding("L20", Severity.WARN, says, quote=words, subject=f"{one.agency} {words}")
