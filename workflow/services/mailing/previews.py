"""Mails as their readers would get them, before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Agency, Person, Round
from workflow.rules.permissions import Action, Actor, Role, require
from workflow.rules.stages import RoundState
from workflow.services.chasing import nudges
from workflow.services.mailing import edits, letters, mail, recipients
from workflow.services.mailing.letters import Words
from workflow.services.pledging import pledges
from workflow.services.rounds import rounds
from workflow.translation import USUAL, speaking


@dataclass(frozen=True, slots=True)
class Copy:
    """One recipient's copy of a mail."""

    person: Person
    agency: Agency
    subject: str
    text: str


def of_reminders(
    session: Session, actor: Actor, *, round_id: int, agencies: Sequence[int]
) -> list[Copy]:
    """Return every copy that would leave if the office reminded these agencies now."""
    require(actor, Action.REMIND)
    round_ = rounds.hold(session, round_id)
    return [
        _copy(session, one.letter, round_, one.agency, one.person, deadline=one.deadline)
        for one in nudges.asked_for(session, actor, round_, agencies)
    ]


def of_letter(
    session: Session, actor: Actor, *, pledge_id: int, letter: str, words: Words
) -> list[Copy]:
    """Return every copy of a letter in these words, for the round that runs or the last one."""
    require(actor, Action.EDIT_LETTERS)
    pledge = pledges.hold(session, pledge_id)
    edits.refuse_unknown(words)
    round_ = session.scalar(
        select(Round)
        .where(Round.pledge_id == pledge.id, Round.state != RoundState.PLANNED)
        .order_by(Round.number.desc())
        .limit(1)
    )
    if round_ is None:
        return []
    return [
        _copy(session, letter, round_, agency, person, words=words, deadline=round_.deadline_at)
        for agency, person in _readers(session, round_, letter)
    ]


def _readers(session: Session, round_: Round, letter: str) -> Iterable[tuple[Agency, Person]]:
    for member in rounds.members(round_.pledge):
        people = recipients.drafters(session, member.agency_id)
        if letter == "escalation":
            heads = recipients.with_roles(session, [Role.PRINCIPAL], agency_id=member.agency_id)
            people = [*heads, *people]
        for person in people:
            yield member.agency, person


def _copy(  # noqa: PLR0917  a copy is of one letter to one person of one agency
    session: Session,
    letter: str,
    round_: Round,
    agency: Agency,
    person: Person,
    words: Words | None = None,
    **fields: Any,  # noqa: ANN401  each letter has words of its own
) -> Copy:
    values = {
        **fields,
        "round": round_,
        "agency": agency,
        "person": person,
        "pledge": round_.pledge,
        "reason": fields.get("reason", "The reason that the office gives."),
    }
    with speaking(person.language or USUAL):
        rendered = letters.render(
            letter,
            link=mail.address(session, f"/rounds/{round_.id}/answer"),
            zones=mail.zones_of(values),
            fields=values,
            words=words or edits.words(session, round_.pledge, letter),
        )
    return Copy(person, agency, rendered.subject, rendered.text)
