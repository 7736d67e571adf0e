"""What people do to join and to close: opt-ins, silence, the lock that needs two."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Corrigendum, LockRequest, Objection, Pledge, Silence, SpecificPledge
from workflow.queries.chasing import calendars
from workflow.rules import quiet
from workflow.rules.commitments import Indicator, Terms
from workflow.rules.consent import OptInAnswer
from workflow.rules.permissions import Role
from workflow.rules.ways import Ways
from workflow.services.joining import (
    commitments,
    corrections,
    locking,
    optins,
    silence,
    specific_pledges,
)
from workflow.story.load import Joining
from workflow.story.scenes import Stage

OBJECTION = "The clause on leaving still reads as an invitation to leave."


def join(session: Session, stage: Stage, *, agency: str, joining: Joining) -> None:
    """Let a principal say whether the agency joins, bound to the text as it is now."""
    version = session.get_one(Pledge, stage.pledge_id).latest
    optins.answer(
        session,
        stage.cast.one(Role.PRINCIPAL, agency),
        version_id=version.id,
        seen=version.sha256,
        answer=joining.answer,
        words=joining.words,
        must_contain=joining.must_contain,
    )


def pledge_alone(session: Session, stage: Stage, *, agency: str, own: Mapping[str, str]) -> None:
    """Let an agency commit to something of its own beside the common text."""
    specific_pledges.start(
        session,
        stage.cast.one(Role.FOCAL_POINT, agency),
        pledge_id=stage.pledge_id,
        title=own["title"],
        description=own["description"],
    )


def word_pledges(session: Session, stage: Stage) -> None:
    """Let agencies word the specific pledges that came out of their redirected changes."""
    for agency, own, draft in _redirected(session, stage):
        _word(session, stage, agency, draft, own)


def register_pledges(session: Session, stage: Stage) -> None:
    """Let agencies say who does it, until when and how it is counted, clear it, and register it."""
    for agency, own, draft in _redirected(session, stage):
        _word(session, stage, agency, draft, own, terms=_terms(own))
        commitments.clear(
            session,
            stage.cast.one(Role.PRINCIPAL, agency),
            specific_pledge_id=draft.id,
            seen=draft.changed_at.isoformat(),
        )
        commitments.register(session, stage.coordinator, specific_pledge_id=draft.id)


def _word(  # noqa: PLR0917  who writes what where
    session: Session,
    stage: Stage,
    agency: str,
    draft: SpecificPledge,
    own: Mapping[str, Any],
    terms: Terms | None = None,
) -> None:
    specific_pledges.edit(
        session,
        stage.cast.one(Role.FOCAL_POINT, agency),
        specific_pledge_id=draft.id,
        title=own["title"],
        description=own["description"],
        terms=terms,
    )


def _redirected(
    session: Session, stage: Stage
) -> Iterator[tuple[str, Mapping[str, Any], SpecificPledge]]:
    """Yield the drafts that came out of redirected changes, with what the story says of them."""
    drafts = session.scalars(
        select(SpecificPledge).where(
            SpecificPledge.pledge_id == stage.pledge_id,
            SpecificPledge.origin_change_id.is_not(None),
        )
    )
    for draft in drafts.all():
        agency = next(a for a, i in stage.cast.agencies.items() if i == draft.agency_id)
        answer = next(one for one in stage.story.answers if one.agency == agency)
        yield agency, answer.pledges[0], draft


def _terms(own: Mapping[str, Any]) -> Terms:
    numbers = ("baseline", "target")
    return Terms(
        form=own["pledge_type"],
        objectives=tuple(own["gcm_objectives"]),
        scope="regions",
        places=" and ".join(own["geographic_scope"]),
        starts_on=own["timeframe"]["start"],
        ends_on=own["timeframe"]["end"],
        indicators=tuple(
            Indicator(**{**one, **{name: str(one[name]) for name in numbers}})
            for one in own["indicators"]
        ),
        means_gap=own["means_of_implementation"],
        contact="The focal point",
    )


def start_silence(session: Session, stage: Stage, *, hours: float) -> None:
    """Let the office put the text under silence, for as long as every agency needs."""
    pledge = session.get_one(Pledge, stage.pledge_id)
    enough = quiet.earliest_end(calendars.of_members(pledge), stage.clock())
    ends_at = max(stage.clock.after(hours=hours), enough)
    silence.start(session, stage.coordinator, pledge_id=pledge.id, ends_at=ends_at)


def break_silence(session: Session, stage: Stage, *, agency: str, block: str) -> None:
    """Let a principal object to one paragraph."""
    running = session.scalars(select(Silence).order_by(Silence.id.desc())).first()
    silence.object_(
        session,
        stage.cast.one(Role.PRINCIPAL, agency),
        silence_id=running.id if running else 0,
        block_id=block,
        reason=OBJECTION,
        words="",
    )


def take_objection_back(session: Session, stage: Stage, *, agency: str) -> None:
    """Let the principal take the objection back, after a call."""
    objection = session.scalars(select(Objection).order_by(Objection.id.desc())).first()
    silence.take_back(
        session,
        stage.cast.one(Role.PRINCIPAL, agency),
        objection_id=objection.id if objection else 0,
    )


def ask_to_lock(session: Session, stage: Stage) -> None:
    """Let one person of the office ask to lock the text."""
    version = session.get_one(Pledge, stage.pledge_id).latest
    locking.request(session, stage.staff, version_id=version.id, seen=version.sha256)


def lock(session: Session, stage: Stage) -> None:
    """Let another person confirm, with the first characters of the fingerprint."""
    version = session.get_one(Pledge, stage.pledge_id).latest
    asked = session.scalars(select(LockRequest).order_by(LockRequest.id.desc())).first()
    locking.confirm(
        session,
        stage.coordinator,
        request_id=asked.id if asked else 0,
        typed=version.sha256[:8],
    )


def propose_correction(session: Session, stage: Stage, *, wrong: Mapping[str, str]) -> None:
    """Let the office propose to correct a comma of the locked text."""
    version = session.get_one(Pledge, stage.pledge_id).latest
    corrections.propose(
        session,
        stage.staff,
        version_id=version.id,
        block_id=wrong["para"],
        old=wrong["from"],
        new=wrong["to"],
        reason="The comma was lost in typing.",
    )


def ask_about_correction(session: Session, stage: Stage, *, hours: float) -> None:
    """Let the office ask every agency, for as long as each has a working day."""
    row = session.scalars(select(Corrigendum).order_by(Corrigendum.id.desc())).first()
    pledge = session.get_one(Pledge, stage.pledge_id)
    length = Ways.of(pledge.settings).correction
    enough = quiet.earliest_end(calendars.of_members(pledge), stage.clock(), length)
    corrections.open_to_objections(
        session,
        stage.coordinator,
        corrigendum_id=row.id if row else 0,
        ends_at=max(stage.clock.after(hours=hours), enough),
    )


def leave(session: Session, stage: Stage, *, agency: str) -> None:
    """Let a principal say that the agency leaves the locked text."""
    join(session, stage, agency=agency, joining=Joining(OptInAnswer.LEAVES.value))
