"""A text in its round, to read: every change in its place, as far as the reader may know.

Who may read all answers gets the passages of the merge. Whom the seal of a round keeps from the
answers of others gets the changes of the own agency: the passages themselves would tell that
somebody else touches the same words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from workflow.models import Change, Round
from workflow.queries.answering import visible
from workflow.queries.answering.excerpts import Places, of_change
from workflow.queries.answering.stored import change_of
from workflow.queries.deciding import review
from workflow.queries.deciding.cards import Backer, Card, WordingCard
from workflow.queries.deciding.review import Place
from workflow.queries.deciding.stretches import Stretch, stretches
from workflow.queries.rounds import rounds
from workflow.rules.permissions import Action, Actor, allowed
from workflow.rules.visibility import sees_decisions, sees_names, sees_revisions_of_others
from workflow.text.changes import ChangeKind
from workflow.text.passages import PassageKind

KINDS = {
    ChangeKind.MOVE: PassageKind.MOVE,
    ChangeKind.NEW_BLOCK: PassageKind.NEW,
    ChangeKind.REMOVED_BLOCK: PassageKind.BLOCK,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A round as this reader may read it."""

    round: Round
    cards: Sequence[Card]
    """As decided, where the reader may know decisions; else as if nothing were."""
    shows_changes: bool
    """Whether the reader may see changes at all."""
    own_only: bool
    named: bool
    shows_decisions: bool

    @property
    def stretches(self) -> list[Stretch]:
        """The whole text with every change marked in place, as proposed."""
        return stretches(self.round.version.blocks, [_open(c) for c in self.cards], whole=True)

    @property
    def contents(self) -> list[Place]:
        """The places that changes touch, counted."""
        return review.contents(Places.of(self.round.version.blocks), self.cards)

    @property
    def decided(self) -> dict[int, Card]:
        """The cards with a decision, by the number of their passage."""
        return {card.id: card for card in self.cards if card.decision}

    def count(self, state: str) -> int:
        """How many passages are in this state."""
        return sum(card.has(state) for card in self.cards)


def reading(session: Session, actor: Actor, round_id: int) -> Reading:
    """Return a round as the actor may read it."""
    round_ = rounds.find(session, actor, round_id)
    may = allowed(actor, Action.SEE_REVISIONS)
    everything = sees_revisions_of_others(
        actor, sealed=round_.pledge.sealed_rounds, round_state=round_.state
    )
    decisions = sees_decisions(actor, round_state=round_.state)
    return Reading(
        round=round_,
        cards=_cards(session, actor, round_, everything=everything, decisions=decisions),
        shows_changes=may,
        own_only=may and not everything,
        named=sees_names(actor, attributed=round_.pledge.attributed),
        shows_decisions=decisions,
    )


def _cards(
    session: Session, actor: Actor, round_: Round, *, everything: bool, decisions: bool
) -> list[Card]:
    places = Places.of(round_.version.blocks)
    if everything:
        cards = review.cards_of(session, round_)
        return cards if decisions else [_open(card) for card in cards]
    changes = [row for one in visible.revisions(session, actor, round_) for row in one.changes]
    return list(_own(places, changes))


def _open(card: Card) -> Card:
    """Return a card as if nothing were decided on it."""
    wordings = [replace(wording, stands=False, fate=None) for wording in card.wordings]
    return replace(card, wordings=wordings, decision=None, decided_by="", outcome=None)


def _own(places: Places, rows: Iterable[Change]) -> Iterable[Card]:
    ordered = sorted(rows, key=lambda row: places.position(change_of(row)))
    for number, row in enumerate(ordered, 1):
        change = change_of(row)
        excerpt = of_change(places, change)
        backer = Backer(
            row.id, row.label, row.revision.agency.acronym, row.reason, row.category, row.weight
        )
        new = change.kind is ChangeKind.NEW_BLOCK
        yield Card(
            id=row.id,
            number=number,
            fingerprint=change.key,
            kind=KINDS.get(change.kind, PassageKind.TEXT),
            block_id=(change.after or "") if new else change.block,
            start=change.start,
            end=change.end,
            base=change.old,
            where=excerpt.where[0].upper() + excerpt.where[1:],
            wordings=[WordingCard(change.key, excerpt, change.new, [backer])],
            attention=[],
            companions=[],
            decision=None,
            decided_by="",
            seen_decision=0,
            outcome=None,
            current=True,
        )
