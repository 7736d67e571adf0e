"""Own words of the office on a passage, looked at before they stand."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.models import Passage
from workflow.queries.answering.excerpts import Excerpt, Places, of_words
from workflow.queries.answering.stored import passage_of
from workflow.queries.deciding import review
from workflow.queries.deciding.effects import Effect, effect
from workflow.queries.deciding.review import Found
from workflow.rules.permissions import Actor
from workflow.rules.verdicts import fitted
from workflow.text import canonical
from workflow.text.passages import PassageKind


@dataclass(frozen=True, slots=True)
class Bridge:
    """A passage with the words that somebody is writing for it."""

    found: Found
    excerpt: Excerpt
    effect: Effect


def bridge(session: Session, actor: Actor, passage_id: int, words: str) -> Bridge:
    """Return what would stand, and what follows; raise BadText for words that cannot be used."""
    found = review.card(session, actor, passage_id)
    row = session.get_one(Passage, passage_id)
    clean = canonical.clean(words).strip()
    texts = [row.base, *(wording.text for wording in row.wordings)]
    fit = fitted(clean, texts) if row.kind == PassageKind.TEXT else clean
    excerpt = of_words(Places.of(found.round.version.blocks), passage_of(row), fit)
    refused = [
        (backer.agency, backer.weight)
        for wording in found.card.wordings
        if wording.text.strip() != clean
        for backer in wording.backers
    ]
    return Bridge(found, excerpt, effect(excerpt.pieces, refused))
