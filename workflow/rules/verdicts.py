"""What follows from the decisions of a round: the next text, and what became of each change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflow.rules.dispositions import Disposition, Fate
from workflow.text.blocks import Block
from workflow.text.merge import Passage
from workflow.text.references import Renumbered, renumber
from workflow.text.settle import Choice, settle


@dataclass(frozen=True, slots=True)
class Ruling:
    """The decision that stands on a passage: wording key or own words, and what losers become."""

    disposition: Disposition
    wording: str | None
    text: str | None
    reason: str
    fates: Mapping[str, Fate]

    @property
    def choice(self) -> Choice:
        """The words that follow from it."""
        if self.disposition == Disposition.BRACKETED:
            return Choice(bracketed=True)
        return Choice(wording=self.wording, text=self.text)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one wording: for every change behind it."""

    disposition: Disposition
    reason: str


def next_text(
    base: Sequence[Block], passages: Sequence[Passage], rulings: Mapping[str, Ruling]
) -> tuple[tuple[Block, ...], tuple[Renumbered, ...]]:
    """Return the text that follows from the rulings, with references to paragraphs renumbered."""
    choices = {fingerprint: ruling.choice for fingerprint, ruling in rulings.items()}
    return renumber(base, settle(base, passages, choices))


def outcome(ruling: Ruling, wording_key: str) -> Outcome:
    """Return what a ruling means for one of the wordings of its passage."""
    if ruling.disposition == Disposition.ACCEPTED and wording_key == ruling.wording:
        return Outcome(Disposition.ACCEPTED, ruling.reason)
    fate = ruling.fates.get(wording_key)
    if fate:
        return Outcome(fate.disposition, fate.reason or ruling.reason)
    if ruling.disposition == Disposition.ACCEPTED:
        return Outcome(Disposition.REJECTED, ruling.reason)
    return Outcome(ruling.disposition, ruling.reason)


def fitted(words: str, others: Sequence[str]) -> str:
    """Return own words with the spaces that the other texts of the passage have at their edges.

    Somebody types "many" where agencies insert " all" and " most"; it must not become "tomany".
    """
    row = [text for text in others if text.strip()]
    begins, ends = {text[0] for text in row}, {text[-1] for text in row}
    apart = words[:1].isalnum() and bool(row) and all(c.isspace() or c in ",;:." for c in begins)
    left = " " if apart or (row and all(c.isspace() for c in begins)) else ""
    return left + words + (" " if row and all(c.isspace() for c in ends) else "")


def torn(passages: Sequence[Passage], rulings: Mapping[str, Ruling]) -> list[frozenset[str]]:
    """Return the changes (agency, key) that should stand or fall together but were torn apart.

    Passages that are linked share the supporters whose changes belong together; each supporter
    has to be accepted in all of them or in none.
    """
    by_fingerprint = {passage.fingerprint: passage for passage in passages}
    found: list[frozenset[str]] = []
    for passage in passages:
        for other in (by_fingerprint[f] for f in sorted(passage.linked) if f in by_fingerprint):
            if passage.fingerprint < other.fingerprint:
                shared = _agencies(passage) & _agencies(other)
                found.extend(
                    frozenset({f"{agency}"})
                    for agency in sorted(shared)
                    if _taken(passage, rulings, agency) != _taken(other, rulings, agency)
                )
    return found


def _agencies(passage: Passage) -> set[str]:
    return {s.agency for wording in passage.wordings for s in wording.supporters}


def _taken(passage: Passage, rulings: Mapping[str, Ruling], agency: str) -> bool:
    ruling = rulings.get(passage.fingerprint)
    if ruling is None:
        return False
    mine = [w.key for w in passage.wordings if any(s.agency == agency for s in w.supporters)]
    return any(
        outcome(ruling, key).disposition in {Disposition.ACCEPTED, Disposition.MODIFIED}
        for key in mine
    )
