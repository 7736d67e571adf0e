"""Reference texts and the language bank, as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.errors import NotFound
from workflow.models import Phrase, Pledge, ReferenceText, Round
from workflow.queries.answering.excerpts import Places
from workflow.queries.pledging import guides
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules.checks import agreed
from workflow.rules.checks.reading import words_of
from workflow.rules.permissions import Actor
from workflow.rules.stages import RoundState


def find(session: Session, actor: Actor, reference_id: int) -> ReferenceText:
    """Return a reference text; to strangers of its pledge it is not there."""
    found = session.scalar(
        select(ReferenceText)
        .where(ReferenceText.id == reference_id)
        .options(selectinload(ReferenceText.sections), joinedload(ReferenceText.pledge))
    )
    if found is None:
        raise NotFound(what="reference text")
    find_pledge(session, actor, found.pledge_id)
    return found


@dataclass(frozen=True, slots=True)
class Quoted:
    """A phrase with the paragraphs of the latest text that quote it or nearly do."""

    phrase: Phrase
    exact: Sequence[str]
    near: Sequence[str]


@dataclass(frozen=True, slots=True)
class LanguageBank:
    """The phrases that fit what was looked for."""

    pledge: Pledge
    phrases: Sequence[Quoted]
    tags: Sequence[str]
    places: Places
    running: Round | None
    """The round in which an agency can insert a phrase into its answer."""


def language(
    session: Session, actor: Actor, pledge_id: int, *, tag: str = "", look_for: str = ""
) -> LanguageBank:
    """Return the language bank; `look_for` is part of the words or of the source."""
    pledge = find_pledge(session, actor, pledge_id)
    rows = guides.phrases(session, pledge_id)
    wanted = look_for.casefold().strip()
    chosen = [
        row
        for row in rows
        if (not tag or tag in row.tags)
        and (not wanted or wanted in f"{row.words} {row.source}".casefold())
    ]
    places = Places.of(pledge.latest.blocks)
    return LanguageBank(
        pledge=pledge,
        phrases=[_quoted(row, places) for row in chosen],
        tags=sorted({one for row in rows for one in row.tags}),
        places=places,
        running=session.scalar(
            select(Round).where(Round.pledge_id == pledge_id, Round.state == RoundState.OPEN)
        ),
    )


def phrase_pledge(session: Session, actor: Actor, phrase_id: int) -> Pledge:
    """Return the pledge of a phrase; to strangers it is not there."""
    phrase = session.get(Phrase, phrase_id)
    return find_pledge(session, actor, phrase.pledge_id if phrase else 0)


def _quoted(row: Phrase, places: Places) -> Quoted:
    exact, near = [], []
    for block in places.blocks.values():
        words = words_of(block.text)
        if agreed.exactly(words, row.words):
            exact.append(block.id)
        elif agreed.nearly(words, row.words):
            near.append(block.id)
    return Quoted(row, exact, near)
