"""L3: the budget of words, of the text and of each paragraph."""

from collections.abc import Iterator

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Reading, Words


def check(words: Words, guide: Guide) -> Iterator[Finding]:
    """Find paragraphs that are longer than agreed."""
    count, limit = len(words.words), guide.paragraph_words
    if limit and count > limit:
        says = f"This paragraph has {count} words; {limit} were agreed."
        yield Finding("L3", Severity.INFO, says, end=len(words.text), subject="paragraph")


def check_whole(reading: Reading, guide: Guide) -> Iterator[Finding]:
    """Tell whether the text is longer or shorter than agreed."""
    count = reading.count
    if guide.words_max and count > guide.words_max:
        over = count - guide.words_max
        says = f"The text has {count:,} words, {over:,} more than the {guide.words_max:,} agreed."
        yield Finding("L3", Severity.WARN, says, subject="too long")
    elif count < guide.words_min:
        says = f"The text has {count:,} words; at least {guide.words_min:,} were agreed."
        yield Finding("L3", Severity.INFO, says, subject="too short")
