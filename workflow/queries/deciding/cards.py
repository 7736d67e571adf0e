"""One passage as a card on the decision desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from workflow.models import Decision, Passage, Wording
from workflow.queries.answering.excerpts import Excerpt, Places, of_wording, of_words
from workflow.queries.answering.stored import passage_of
from workflow.queries.deciding.effects import Effect, effect
from workflow.queries.deciding.watching import NOW, Stake
from workflow.rules.checks.findings import Finding
from workflow.rules.dispositions import BASE_STANDS, Disposition, Fate
from workflow.rules.notes import Category, Weight
from workflow.text import passages as text_passages
from workflow.text.passages import PassageKind
from workflow.translation import _

HEAVY = {Weight.RED_LINE.value: 0, Weight.STRONG.value: 1, Weight.PREFERENCE.value: 2}


@dataclass(frozen=True, slots=True)
class Backer:
    """A change behind a wording: whose, why, and how much it matters to them."""

    change_id: int
    label: str
    agency: str
    reason: str
    category: str
    weight: str


@dataclass(frozen=True, slots=True)
class WordingCard:
    """One wording with everybody behind it."""

    key: str
    excerpt: Excerpt
    text: str
    backers: Sequence[Backer]
    stands: bool = False
    """The decision lets it stand."""
    fate: Fate | None = None
    """What was decided for it where it does not stand."""
    findings: Sequence[Finding] = ()
    """What a check noticed that whoever decides should see."""

    @property
    def agencies(self) -> list[str]:
        """The acronyms of those who propose it."""
        return list(dict.fromkeys(backer.agency for backer in self.backers))

    @property
    def weight(self) -> str:
        """The heaviest weight behind it."""
        weights = [backer.weight for backer in self.backers]
        return min(weights, key=lambda w: HEAVY.get(w, 2), default=Weight.PREFERENCE.value)

    @property
    def categories(self) -> list[str]:
        """What kinds of change its supporters say it is."""
        return list(dict.fromkeys(backer.category for backer in self.backers))


@dataclass(frozen=True, slots=True)
class Companion:
    """A passage that stands or falls together with another."""

    passage_id: int
    number: int
    where: str


@dataclass(frozen=True)
class Card:
    """A passage to decide."""

    id: int
    number: int
    fingerprint: str
    kind: str
    block_id: str
    start: int
    end: int
    base: str
    where: str
    wordings: Sequence[WordingCard]
    attention: Sequence[str]
    companions: Sequence[Companion]
    decision: Decision | None
    decided_by: str
    seen_decision: int
    outcome: Excerpt | None
    """What stands after the decision, where it is neither the base nor one of the wordings."""
    current: bool
    stakes: Sequence[Stake] = ()
    """What the ways to decide it do to the conditions of agencies."""

    @property
    def contested(self) -> bool:
        """Tell whether several wordings compete."""
        return len(self.wordings) > 1

    @cached_property
    def agencies(self) -> list[str]:
        """Everybody who proposes something here."""
        return list(dict.fromkeys(a for wording in self.wordings for a in wording.agencies))

    @cached_property
    def categories(self) -> set[str]:
        """The kinds of change here."""
        return {category for wording in self.wordings for category in wording.categories}

    @cached_property
    def weight(self) -> str:
        """The heaviest weight here."""
        weights = [wording.weight for wording in self.wordings]
        return min(weights, key=lambda weight: HEAVY.get(weight, 2))

    def accepting(self, wording: WordingCard) -> Effect:
        """Return what follows if this wording stands."""
        refused = [
            (backer.agency, backer.weight)
            for other in self.wordings
            if other.key != wording.key
            for backer in other.backers
        ]
        return effect(wording.excerpt.pieces, refused)

    @property
    def easy(self) -> bool:
        """Tell whether the bulk step would accept it."""
        return (
            self.decision is None
            and not (self.contested or self.attention or self.companions)
            and self.categories == {Category.EDITORIAL.value}
            and all(one.good for one in self.stakes_of(self.wordings[0].key))
        )

    def stakes_of(self, option: str) -> list[Stake]:
        """Return what one way to decide does to conditions, what it breaks first."""
        return sorted((e for e in self.stakes if e.option == option), key=lambda e: e.good)

    @property
    def breaks(self) -> list[Stake]:
        """The conditions that the decision breaks, or that some way to decide would break."""
        if self.decision is not None:
            return [one for one in self.stakes_of(NOW) if not one.good]
        return [one for one in self.stakes if not one.good]

    @property
    def keeps_base(self) -> bool:
        """Tell whether the decision leaves the words of the base."""
        return self.decision is not None and self.decision.disposition in BASE_STANDS

    @property
    def rank(self) -> tuple[bool, bool, bool, int, int]:
        """The place where red lines and contested passages come first, decided ones last."""
        return (
            self.decision is not None,
            self.weight != Weight.RED_LINE,
            not self.contested,
            HEAVY.get(self.weight, 2),
            self.number,
        )

    def has(self, state: str) -> bool:
        """Tell whether the passage is in this state."""
        return {
            "open": self.decision is None,
            "decided": self.decision is not None,
            "contested": self.decision is None and self.contested,
            "red line": self.decision is None and self.weight == Weight.RED_LINE,
            "marked": self.decision is None and bool(self.attention),
            "condition": bool(self.breaks),
        }.get(state, False)


def card_of(
    places: Places,
    row: Passage,
    homes: Mapping[str, Passage],
    people: Mapping[int, str],
    stakes: Sequence[Stake] = (),
) -> Card:
    """Return a stored passage as a card; `homes` are all passages by their fingerprints."""
    passage = passage_of(row)
    decision = row.decision
    last = row.decisions[-1] if row.decisions else None
    return Card(
        id=row.id,
        number=row.position + 1,
        fingerprint=row.fingerprint,
        kind=row.kind,
        block_id=row.block_id,
        start=row.start,
        end=row.end,
        base=row.base,
        where=_where(places, row),
        wordings=[
            _wording(places, passage, stored, pure, decision)
            for stored, pure in zip(row.wordings, passage.wordings, strict=True)
        ],
        attention=[str(one) for one in row.attention],
        companions=[
            Companion(homes[f].id, homes[f].position + 1, places.name(homes[f].block_id))
            for f in row.linked
            if f in homes
        ],
        decision=decision,
        decided_by=people.get(last.by, "") if last else "",
        seen_decision=last.number if last else 0,
        outcome=_outcome(places, passage, decision),
        current=row.current,
        stakes=stakes,
    )


def _where(places: Places, row: Passage) -> str:
    name = places.name(row.block_id)
    if row.kind == PassageKind.NEW:
        return _("New after {place}", place=name) if row.block_id else _("New at the beginning")
    return name[0].upper() + name[1:]


def _wording(
    places: Places,
    passage: text_passages.Passage,
    stored: Wording,
    pure: text_passages.Wording,
    decision: Decision | None,
) -> WordingCard:
    fates = (decision.fates or {}) if decision else {}
    return WordingCard(
        key=stored.key,
        excerpt=of_wording(places, passage, pure),
        text=stored.text,
        backers=[
            Backer(
                change_id=support.change.id,
                label=support.change.label,
                agency=support.change.revision.agency.acronym,
                reason=support.change.reason,
                category=support.change.category,
                weight=support.change.weight,
            )
            for support in stored.supports
        ],
        stands=decision is not None and decision.wording_id == stored.id,
        fate=Fate.read(fates[stored.key]) if stored.key in fates else None,
    )


def _outcome(
    places: Places, passage: text_passages.Passage, decision: Decision | None
) -> Excerpt | None:
    if decision is None or decision.disposition != Disposition.MODIFIED:
        return None
    return of_words(places, passage, decision.text or "")
