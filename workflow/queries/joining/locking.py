"""The page of the lock: the text, what stands in the way, who would be in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.errors import NotFound
from workflow.models import LockRequest, Pledge, Round, TextBlock, Version
from workflow.queries.joining import joining, standing
from workflow.queries.joining.joining import WhoIsIn
from workflow.queries.pledging.pledges import find_pledge
from workflow.queries.rounds import unconfirmed
from workflow.queries.rounds.unconfirmed import FILE, REPLY, Open, Unconfirmed
from workflow.rules.permissions import Actor
from workflow.rules.readiness import Readiness
from workflow.rules.ways import Ways
from workflow.translation import mark, n_


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to hold before the lock, and whether it does."""

    words: str
    good: bool
    place: str = ""
    """Where to mend it: "round", "late", "text", "silence", "who" or, here, "waiting"."""
    found: Sequence[str] = ()
    """What is open, a few words each."""
    waiting: Sequence[Unconfirmed] = ()
    """What the office can leave out."""


@dataclass(frozen=True, slots=True)
class LockPage:
    """What somebody who asks for or confirms a lock has to see."""

    pledge: Pledge
    latest: Version
    blocks: Sequence[TextBlock]
    who: WhoIsIn
    checks: Sequence[Check]
    round: Round | None
    """The last round, whose input has to be settled."""
    request: LockRequest | None
    own_request: bool
    earlier: Sequence[LockRequest]

    @property
    def ready(self) -> bool:
        """Tell whether nothing stands in the way."""
        return all(check.good for check in self.checks)


def page(session: Session, actor: Actor, pledge_id: int) -> LockPage:
    """Return what the page of the lock shows."""
    who = joining.who_is_in(session, actor, pledge_id)
    requests = session.scalars(
        select(LockRequest)
        .join(Version)
        .where(Version.pledge_id == pledge_id)
        .options(joinedload(LockRequest.requester), joinedload(LockRequest.version))
        .order_by(LockRequest.id.desc())
    ).all()
    open_ = unconfirmed.open_of(session, pledge_id)
    waiting = next((one for one in requests if one.ended is None), None)
    return LockPage(
        pledge=who.pledge,
        latest=who.latest,
        blocks=who.latest.rows,
        who=who,
        checks=_checks(standing.readiness(session, who.pledge), who, open_),
        round=open_.round,
        request=waiting,
        own_request=waiting is not None and waiting.requested_by == actor.person_id,
        earlier=[one for one in requests if one.ended is not None],
    )


def pledge_of(session: Session, actor: Actor, request_id: int) -> int:
    """Return the pledge of a request; to strangers it is not there."""
    pledge_id = session.scalar(
        select(Version.pledge_id).join(LockRequest).where(LockRequest.id == request_id)
    )
    if pledge_id is None:
        raise NotFound(what="request")
    return find_pledge(session, actor, pledge_id).id


def _checks(ready: Readiness, page: WhoIsIn, open_: Open) -> list[Check]:
    checks = [
        Check(
            mark("No round is running, every passage is decided"),
            not ready.round_running,
            "round",
            [_decisions(ready.undecided)] if ready.undecided else (),
        ),
        Check(
            mark("No late answer waits to be taken up or carried"),
            not ready.late,
            "late",
            ready.late,
        ),
        Check(
            mark("Every reply by mail is confirmed by its agency"),
            not ready.replies,
            "waiting",
            waiting=[one for one in open_.waiting if one.kind == REPLY],
        ),
        Check(
            mark("Every file that came back is confirmed by its agency"),
            not ready.files,
            "waiting",
            waiting=[one for one in open_.waiting if one.kind == FILE],
        ),
        Check(mark("No brackets in the text"), not ready.brackets, "text", ready.brackets),
        Check(
            mark("No notes and no marks of editing in the text"),
            not ready.notes,
            "text",
            ready.notes,
        ),
        Check(
            mark("Every reference to a paragraph leads to one"),
            not ready.broken_references,
            "text",
            ready.broken_references,
        ),
        Check(mark("No silence is running"), not ready.under_silence, "silence"),
        Check(
            mark("Everything written down for an agency is confirmed"),
            not ready.unconfirmed,
            "who",
            ready.unconfirmed,
        ),
    ]
    if Ways.of(page.pledge.settings).needs_silence:
        checks.append(
            Check(
                mark("Agreed by silence, as this pledge asks for"),
                not ready.silence_missing,
                "silence",
            )
        )
    return checks


def _decisions(count: int) -> str:
    return n_(
        "{number} passage waits for a decision", "{number} passages wait for a decision", count
    )
