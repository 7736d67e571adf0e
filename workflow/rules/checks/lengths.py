"""L3: the budget of words, of the text and of each paragraph."""

from collections.abc import Iterator

from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import Guide
from workflow.rules.checks.reading import Reading, Words
from workflow.translation import _


def check(words: Words, guide: Guide) -> Iterator[Finding]:
    """Find paragraphs that are longer than agreed."""
    count, limit = len(words.words), guide.paragraph_words
    if limit and count > limit:
        says = _("This paragraph has {count} words; {limit} were agreed.", count=count, limit=limit)
        yield Finding("L3", Severity.INFO, says, end=len(words.text), subject="paragraph")


def check_whole(reading: Reading, guide: Guide) -> Iterator[Finding]:
    """Tell whether the text is longer or shorter than agreed."""
    count = reading.count
    if guide.words_max and count > guide.words_max:
        over = count - guide.words_max
        says = _(
            "The text has {count:,} words, {over:,} more than the {words_max:,} agreed.",
            count=count,
            over=over,
            words_max=guide.words_max,
        )
        yield Finding("L3", Severity.WARN, says, subject="too long")
    elif count < guide.words_min:
        says = _(
            "The text has {count:,} words; at least {words_min:,} were agreed.",
            count=count,
            words_min=guide.words_min,
        )
        yield Finding("L3", Severity.INFO, says, subject="too short")
