"""Letters in the words of the coordinator's office, for one pledge.

The office writes plain text with a few names in braces, "{agency}" or "{deadline}", and nothing
that could run: each name stands for one value that the reader of the mail may know.
"""

import re
from collections.abc import Mapping
from types import SimpleNamespace

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.errors import BadChoice, LetterHasUnknownName, Missing
from workflow.models import LetterEdit, Pledge
from workflow.rules.deadlines import Nudge
from workflow.rules.permissions import Action, Actor, require
from workflow.services.mailing import letters
from workflow.services.mailing.letters import NAMES, Words
from workflow.services.pledging import pledges
from workflow.services.proving import record
from workflow.text.canonical import clean
from workflow.translation import mark

EDITABLE: Mapping[str, str] = {
    "round-open": mark("Invitation to a round"),
    Nudge.SEVEN_DAYS.value: mark("A week is left"),
    Nudge.THREE_DAYS.value: mark("Three days are left"),
    Nudge.ONE_DAY.value: mark("One day is left"),
    Nudge.HOURS.value: mark("Last hours"),
    "reminder": mark("Reminder sent by the office"),
    Nudge.OVERDUE.value: mark("Overdue"),
    Nudge.ESCALATION.value: mark("To the principal's office"),
    "deadline-moved": mark("The deadline has moved"),
}
LIMIT = 4000
"""Characters of a letter."""


def words(session: Session, pledge: Pledge | None, letter: str) -> Words | None:
    """Return the office's own words for a letter, or None where those of the house stand."""
    if pledge is None or letter not in EDITABLE:
        return None
    row = session.scalar(
        select(LetterEdit)
        .where(LetterEdit.pledge_id == pledge.id, LetterEdit.letter == letter)
        .order_by(LetterEdit.id.desc())
        .limit(1)
    )
    return Words(row.subject, row.body) if row is not None and row.body else None


def of_the_house(letter: str) -> Words:
    """Return the words of the house with names in braces, as a beginning for one's own."""
    names = {name: f"{{{name}}}" for name in NAMES}
    shown = SimpleNamespace(
        person=SimpleNamespace(name=names["name"]),
        agency=SimpleNamespace(acronym=names["agency"], name=names["agency in full"]),
        pledge=SimpleNamespace(title=names["pledge"], tacit_answers=False),
        round=SimpleNamespace(
            number=names["round"],
            purpose="",
            courtesy=0,
            version=SimpleNamespace(label=names["version"]),
        ),
    )
    return letters.plain_words(
        letter,
        {**vars(shown), "deadline": None, "reason": names["reason"]},
        moment=names["deadline"],
        day=names["day"],
    )


def change(
    session: Session, actor: Actor, *, pledge_id: int, letter: str, subject: str, body: str
) -> None:
    """Let the office's own words stand from now on; an empty body brings ours back."""
    require(actor, Action.EDIT_LETTERS)
    if letter not in EDITABLE:
        raise BadChoice(value=letter[:40])
    pledge = pledges.hold(session, pledge_id)
    given = Words(" ".join(clean(subject).split())[:200], clean(body).strip()[:LIMIT])
    if given.body and not given.subject:
        raise Missing(what="the subject")
    refuse_unknown(given)
    session.add(
        LetterEdit(
            pledge_id=pledge.id,
            letter=letter,
            subject=given.subject,
            body=given.body,
            by=actor.person_id,
            at=now(session),
        )
    )
    session.flush()
    told = {"letter": EDITABLE[letter], "own words": bool(given.body)}
    record.write(session, actor, pledge, "letter changed", told)


def refuse_unknown(given: Words) -> None:
    """Raise LetterHasUnknownName for a name in braces that nobody can fill in."""
    used = set(re.findall(r"\{([^{}\n]*)\}", f"{given.subject}\n{given.body}"))
    unknown = sorted(used - set(NAMES))
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in NAMES)
        raise LetterHasUnknownName(name=f"{{{unknown[0][:40]}}}", known=known)
