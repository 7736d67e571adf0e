"""The decision desk: every passage of a round with its wordings, and who stands behind them.

The number of statements does not depend on the number of passages or changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Decision, Passage, Person, Round
from workflow.queries.answering import visible
from workflow.queries.answering.excerpts import Places
from workflow.queries.deciding import watching
from workflow.queries.deciding.cards import Card, card_of
from workflow.queries.deciding.stretches import Stretch, stretches
from workflow.queries.pledging.findings import with_findings
from workflow.queries.rounds import rounds
from workflow.rules.checks.reading import read
from workflow.rules.notes import Category
from workflow.rules.permissions import Actor
from workflow.translation import speaking

PAGE = 40
"""Passages on one page; more make a phone and a reader slow."""

REASONS = 12
"""Reasons offered to be given again."""

STATES = ("open", "contested", "red line", "condition", "marked", "decided")


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which passages are shown and in which order; all of it stands in the address."""

    agency: str = ""
    block: str = ""
    category: str = ""
    state: str = ""
    order: str = "text"
    page: int = 1

    @property
    def sifts(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.agency or self.block or self.category or self.state)

    def shows(self, card: Card) -> bool:
        """Tell whether a passage comes through."""
        return (
            (not self.agency or self.agency in card.agencies)
            and (not self.block or self.block == card.block_id)
            and (not self.category or self.category in card.categories)
            and (not self.state or card.has(self.state))
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the contents: a block with its passages, counted."""

    block_id: str
    name: str
    open: int
    total: int


@dataclass(frozen=True, slots=True)
class Bulk:
    """A bulk step that can still be undone as one."""

    name: str
    count: int
    by: str


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the decision desk shows."""

    round: Round
    cards: Sequence[Card]
    sieve: Sieve
    chosen: Sequence[Card]
    stretches: Sequence[Stretch]
    contents: Sequence[Place]
    bulks: Sequence[Bulk]
    changes: int
    reasons: Sequence[str]
    """Reasons that the office gave before on this pledge, the most used first."""
    agencies: Sequence[str] = field(default=())

    @property
    def categories(self) -> list[str]:
        """What one can sift by."""
        return [category.value for category in Category]

    @property
    def pages(self) -> int:
        """How many pages the chosen passages fill."""
        return max(1, -(-len(self.chosen) // PAGE))

    @property
    def easy(self) -> int:
        """How many passages a bulk step would accept."""
        return sum(card.easy for card in self.cards)

    @property
    def on_screen(self) -> Card | None:
        """The passage for the room: the one that waits behind what was decided last."""
        times = {one.number: one.decision.at for one in self.cards if one.decision}
        last = max(times, key=lambda number: (times[number], number), default=0)
        row = [*self.cards[last:], *self.cards[:last]]
        waiting = next((one for one in row if one.decision is None), None)
        return waiting or (row[-1] if row else None)

    def count(self, state: str) -> int:
        """How many passages are in this state."""
        return sum(card.has(state) for card in self.cards)


@dataclass(frozen=True, slots=True)
class Found:
    """One passage among those of its round."""

    round: Round
    card: Card
    cards: Sequence[Card]

    @property
    def following(self) -> Card | None:
        """The next passage that waits, after this one and then from the beginning."""
        at = self.card.number - 1
        row = [*self.cards[at + 1 :], *self.cards[:at]]
        return next((one for one in row if one.decision is None), None)


def desk(session: Session, actor: Actor, round_id: int, sieve: Sieve) -> Desk:
    """Return the desk of a round as the sieve lets it through."""
    round_ = rounds.find(session, actor, round_id)
    cards = cards_of(session, round_)
    chosen = [card for card in cards if sieve.shows(card)]
    if sieve.order == "weight":
        chosen.sort(key=lambda card: card.rank)
    shown = with_findings(
        session, actor, round_, chosen[(sieve.page - 1) * PAGE : sieve.page * PAGE]
    )
    whole = sieve.order == "text" and not sieve.sifts and len(chosen) <= PAGE
    base = round_.version.blocks
    return Desk(
        round=round_,
        cards=cards,
        sieve=sieve,
        chosen=chosen,
        stretches=stretches(base, shown, whole=whole),
        contents=contents(Places.of(base), cards),
        bulks=_bulks(cards),
        changes=len({b.change_id for c in cards for w in c.wordings for b in w.backers}),
        reasons=_reasons(session, round_),
        agencies=sorted({agency for card in cards for agency in card.agencies}),
    )


def _reasons(session: Session, round_: Round) -> list[str]:
    rows = session.scalars(
        select(Decision.reason)
        .join(Passage)
        .join(Round)
        .where(Round.pledge_id == round_.pledge_id, Decision.reason != "", Decision.batch == "")
        .group_by(Decision.reason)
        .order_by(func.count().desc(), func.max(Decision.id).desc())
        .limit(REASONS)
    )
    return list(rows)


def card(session: Session, actor: Actor, passage_id: int) -> Found:
    """Return one passage of a round among all of them; only passages that still stand."""
    round_ = _round_of(session, actor, passage_id)
    cards = cards_of(session, round_)
    one = next((card for card in cards if card.id == passage_id), None)
    if one is None:
        raise NotFound(what="passage")
    drawn = {card_id: at for at, card_id in enumerate(card.id for card in cards)}
    for again in with_findings(session, actor, round_, _with_companions(one, cards)):
        cards[drawn[again.id]] = again
    return Found(round_, cards[drawn[one.id]], cards)


def noticed(session: Session, actor: Actor, passage_id: int, wording: str, rule: str) -> str:
    """Return what a check says of a wording, in the language of the text and not of the reader.

    It is for a reason that is kept, and read by everybody.
    """
    round_ = _round_of(session, actor, passage_id)
    with speaking(read(round_.version.blocks).language):
        found = card(session, actor, passage_id).card
    rows = (row for one in found.wordings if one.key == wording for row in one.findings)
    return next((row.says for row in rows if row.rule == rule), "")


def _with_companions(one: Card, cards: Sequence[Card]) -> list[Card]:
    near = {one.id, *(companion.passage_id for companion in one.companions)}
    return [card for card in cards if card.id in near]


def _round_of(session: Session, actor: Actor, passage_id: int) -> Round:
    passage = session.get(Passage, passage_id)
    if passage is None:
        raise NotFound(what="passage")
    return rounds.find(session, actor, passage.round_id)


def cards_of(session: Session, round_: Round) -> list[Card]:
    """Return all passages of a round as cards."""
    passages = visible.passages(session, round_.id)
    by = {decision.by for passage in passages for decision in passage.decisions}
    people = {p.id: p.name for p in session.scalars(select(Person).where(Person.id.in_(by)))}
    places = Places.of(round_.version.blocks)
    homes = {passage.fingerprint: passage for passage in passages}
    watched = watching.watches(session, round_.pledge)
    stakes = watching.stakes(round_.version.blocks, passages, watched)
    return [card_of(places, one, homes, people, stakes.get(one.id, ())) for one in passages]


def contents(places: Places, cards: Sequence[Card]) -> list[Place]:
    """Return the blocks that passages touch, in the order of the text, with counts."""
    by_block: dict[str, list[Card]] = {}
    for one in cards:
        by_block.setdefault(one.block_id, []).append(one)
    return [
        Place(block, places.name(block), sum(c.decision is None for c in row), len(row))
        for block, row in by_block.items()
    ]


def _bulks(cards: Sequence[Card]) -> list[Bulk]:
    found: dict[str, list[Card]] = {}
    for one in cards:
        if one.decision and one.decision.batch.startswith("editorial"):
            found.setdefault(one.decision.batch, []).append(one)
    return [Bulk(name, len(row), row[0].decided_by) for name, row in found.items()]
