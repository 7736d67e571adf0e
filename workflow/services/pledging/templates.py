"""Start a pledge like an earlier one: its rules, letters, rounds, roadmap and checks.

The agencies and the rules that people see on the form are chosen there, filled in from the earlier
pledge. What cannot be seen on a form comes along here. Nothing of what anybody said in the earlier
pledge is taken over.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import NotFound
from workflow.models import (
    DraftingGuide,
    LetterEdit,
    Pledge,
    ReferenceSection,
    ReferenceText,
    Round,
)
from workflow.rules.checks import written
from workflow.rules.permissions import Action, Actor, require
from workflow.rules.ways import EDITION_OF
from workflow.services.pledging import guides, roadmaps
from workflow.services.proving import record

KEPT = "template"
"""The name in the settings of a pledge under which its pattern waits to be used."""

OWN = frozenset({KEPT, EDITION_OF})
"""Settings that say something of one pledge alone, and nothing of the next."""

_DAY = timedelta(days=1)


def take_over(session: Session, actor: Actor, pledge: Pledge, *, from_id: int) -> None:
    """Take over settings, letters, rounds, roadmap and checks of an earlier pledge.

    Rounds and roadmap are proposals; the drafting guide and the reference texts hold at once.
    """
    require(actor, Action.START_PLEDGE)
    earlier = session.get(Pledge, from_id)
    if earlier is None:
        raise NotFound(what="pledge")
    roadmap = roadmaps.find(session, earlier.id)
    settings = {key: value for key, value in earlier.settings.items() if key not in OWN}
    pledge.settings = settings | {
        KEPT: {
            "pledge": earlier.id,
            "title": earlier.title,
            "rounds": _rounds(session, earlier),
            "milestones": roadmaps.lines_of(roadmap) if roadmap else "",
        }
    }
    letters = _letters(session, earlier)
    session.add_all(
        LetterEdit(
            pledge_id=pledge.id,
            letter=one.letter,
            subject=one.subject,
            body=one.body,
            by=actor.person_id,
            at=now(session),
        )
        for one in letters
    )
    references = _references(session, actor, earlier, pledge)
    session.add_all(references)
    session.flush()
    told = {
        "from": earlier.title,
        "letters": sorted(one.letter for one in letters),
        "reference texts": [one.title for one in references],
    }
    record.write(session, actor, pledge, "template taken over", told)
    guide = _guide(session, earlier)
    if guide:
        taken = written.from_json(guide.content)
        guides.save(session, actor, pledge_id=pledge.id, guide=taken)


def round_like(pledge: Pledge, number: int) -> dict[str, Any]:
    """Return purpose and length in days of the round of this number in the earlier pledge."""
    rounds: list[dict[str, Any]] = pledge.settings.get(KEPT, {}).get("rounds", [])
    return rounds[number - 1] if 0 < number <= len(rounds) else {}


def milestones_like(pledge: Pledge) -> str:
    """Return the milestones of the earlier pledge, as they are typed."""
    return str(pledge.settings.get(KEPT, {}).get("milestones", ""))


def _rounds(session: Session, earlier: Pledge) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(Round).where(Round.pledge_id == earlier.id).order_by(Round.number)
    )
    return [
        {"purpose": one.purpose, "days": max(1, round((one.deadline_at - one.opened_at) / _DAY))}
        for one in rows
    ]


def _guide(session: Session, earlier: Pledge) -> DraftingGuide | None:
    return session.scalar(
        select(DraftingGuide)
        .where(DraftingGuide.pledge_id == earlier.id)
        .order_by(DraftingGuide.number.desc())
        .limit(1)
    )


def _references(
    session: Session, actor: Actor, earlier: Pledge, pledge: Pledge
) -> list[ReferenceText]:
    """Return the reference texts that are in use, with what people said of their paragraphs."""
    rows = session.scalars(
        select(ReferenceText)
        .where(ReferenceText.pledge_id == earlier.id, ReferenceText.retired_at.is_(None))
        .order_by(ReferenceText.id)
    )
    return [
        ReferenceText(
            pledge_id=pledge.id,
            title=one.title,
            symbol=one.symbol,
            dated=one.dated,
            use=one.use,
            added_by=actor.person_id,
            added_at=now(session),
            sections=[
                ReferenceSection(
                    position=part.position,
                    kind=part.kind,
                    label=part.label,
                    text=part.text,
                    tags=part.tags,
                    recommendation=part.recommendation,
                )
                for part in one.sections
            ],
        )
        for one in rows
    ]


def _letters(session: Session, earlier: Pledge) -> list[LetterEdit]:
    rows = session.scalars(
        select(LetterEdit).where(LetterEdit.pledge_id == earlier.id).order_by(LetterEdit.id)
    )
    last = {one.letter: one for one in rows}
    return [one for one in last.values() if one.body]
