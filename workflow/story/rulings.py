"""What the office of the story decides, put to the passages that the merge found.

The story rules on changes; the office decides passages. A passage takes the ruling on the changes
behind its wordings: what is accepted stands, bridging words stand for all of them, brackets hold
them all; where nothing is accepted the base stays, and each wording keeps the reason it got.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workflow.models import Passage, Wording
from workflow.rules.dispositions import BASE_STANDS, Disposition, Fate
from workflow.story.load import Ruling, Story, Told, keys
from workflow.text.blocks import Block
from workflow.text.changes import IN_TEXT

_FIRST = (Disposition.ACCEPTED, Disposition.MODIFIED, Disposition.BRACKETED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to decide on one passage."""

    disposition: Disposition
    wording: str | None
    text: str | None
    reason: str
    fates: Mapping[str, Fate]


@dataclass(frozen=True, slots=True)
class Book:
    """The rulings of one round, found by agency and change."""

    base: Sequence[Block]
    pages: Mapping[tuple[str, str], tuple[Ruling, Told]]

    def verdict(self, passage: Passage) -> Verdict:
        """Return what the story decides on this passage."""
        rulings = {w.key: self._on(w) for w in passage.wordings}
        first = _leading([r for rows in rulings.values() for r, _ in rows])
        mine = next(key for key, rows in rulings.items() if any(r is first for r, _ in rows))
        labels = self._labels(passage)
        reason = _reason((r for r, _ in rulings[mine]), labels)
        fates = {
            key: _fate(rows, labels)
            for key, rows in rulings.items()
            if key != mine and rows[0][0].disposition in BASE_STANDS
        }
        told = next(t for r, t in rulings[mine] if r is first)
        accepted = first.disposition == Disposition.ACCEPTED
        modified = first.disposition == Disposition.MODIFIED
        return Verdict(
            disposition=first.disposition,
            wording=mine if accepted else None,
            text=self._words(passage, first, told) if modified else None,
            reason=reason,
            fates=fates,
        )

    def _on(self, wording: Wording) -> list[tuple[Ruling, Told]]:
        changes = [support.change for support in wording.supports]
        return [self.pages[c.revision.agency.acronym, c.key] for c in changes]

    def _labels(self, passage: Passage) -> dict[str, str]:
        """Return what the service calls these changes: it counts in the order of the text."""
        changes = [support.change for w in passage.wordings for support in w.supports]
        return {self.pages[c.revision.agency.acronym, c.key][0].change: c.label for c in changes}

    def _words(self, passage: Passage, ruling: Ruling, told: Told) -> str:
        """Return the bridging words, cut to the passage: it may be smaller than the hunk."""
        hunk, words = told.hunks[0], ruling.text or ""
        if hunk.kind not in IN_TEXT:
            return words
        text = next(block.text for block in self.base if block.id == passage.block_id)
        result = text[: hunk.start] + words + text[hunk.end :]
        return result[passage.start : len(result) - (len(text) - passage.end)]


def book(story: Story, base: tuple[Block, ...], number: int) -> Book:
    """Open the book of a round: 1 or 2."""
    pages = {}
    for ruling in story.rulings[number - 1]:
        told = story.changes[ruling.change]
        for key in keys(base, told):
            pages[told.agency, key] = (ruling, told)
    return Book(base, pages)


def _leading(rulings: Sequence[Ruling]) -> Ruling:
    for disposition in _FIRST:
        found = [ruling for ruling in rulings if ruling.disposition == disposition]
        if found:
            return found[0]
    return rulings[0]


def _fate(rows: Sequence[tuple[Ruling, Told]], labels: Mapping[str, str]) -> Fate:
    return Fate(rows[0][0].disposition, _reason((ruling for ruling, _ in rows), labels))


def _reason(rulings: Iterable[Ruling], labels: Mapping[str, str]) -> str:
    said = " ".join(dict.fromkeys(ruling.reason for ruling in rulings if ruling.reason))
    known = "|".join(re.escape(name) for name in labels)
    return re.sub(rf"\b(?:{known})\b", lambda found: labels[found[0]], said)
