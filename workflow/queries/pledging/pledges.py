"""The list of pledges and the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, false, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow.errors import NotFound
from workflow.models import Agency, LockRequest, Member, Pledge, Round, Silence, Version
from workflow.queries.joining import standing
from workflow.queries.joining.standing import Stand
from workflow.rules.consent import OptInAnswer, Standing
from workflow.rules.permissions import AGENCY, OFFICE, Actor, Role
from workflow.rules.stages import RoundState
from workflow.rules.ways import Ways
from workflow.translation import _, mark

_CONDITIONAL = frozenset(
    {Standing.CONDITION_MET, Standing.CONDITION_BROKEN, Standing.CONDITION_TO_JUDGE}
)


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """A pledge in a list."""

    id: int
    title: str
    kind: str
    stage: str
    zone: str
    version: str
    version_id: int
    published_at: datetime
    agencies: int
    round: Round | None
    gone: bool = False
    """Whether the reader's agency no longer takes part."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Where an agency stands on the latest version, as far as the reader may know."""

    agency_id: int
    acronym: str
    name: str
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class PledgePage:
    """All that the page of a pledge shows."""

    pledge: Pledge
    latest: Version
    versions: Sequence[Version]
    rounds: Sequence[Round]
    running: Round | None
    joined: Sequence[Joined]
    """Empty for an observer before the lock."""
    silence: Silence | None
    lock_request: LockRequest | None

    @property
    def ways(self) -> Ways:
        """How it is done for this pledge."""
        return Ways.of(self.pledge.settings)

    @property
    def objecting(self) -> int:
        """How many objections stand against the silence of the latest text."""
        raised = self.silence.objections if self.silence else ()
        return sum(one.withdrawn_at is None for one in raised)

    @property
    def joining(self) -> int:
        """How many agencies join as it stands."""
        return sum(one.tone == "good" for one in self.joined)


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a pledge is there for this reader."""
    if actor.role in OFFICE:
        return true()
    if actor.role in AGENCY and actor.agency_id is not None:
        return Pledge.members.any(Member.agency_id == actor.agency_id)
    if actor.role == Role.OBSERVER:
        return true() if actor.pledge_id is None else Pledge.id == actor.pledge_id
    return false()


def rounds_open_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a round of such a pledge is there for this reader.

    To an agency that no longer takes part only those are that ended before it went.
    """
    if actor.role not in AGENCY:
        return true()
    return exists().where(
        Member.pledge_id == Round.pledge_id,
        Member.agency_id == actor.agency_id,
        Member.left_at.is_(None) | (Round.ended_at <= Member.left_at),
    )


def find_pledge(session: Session, actor: Actor, pledge_id: int) -> Pledge:
    """Return a pledge with its versions and members; to strangers it is not there."""
    pledge = session.scalar(
        select(Pledge)
        .where(Pledge.id == pledge_id, open_to(actor))
        .options(
            selectinload(Pledge.versions).joinedload(Version.publisher),
            selectinload(Pledge.members).joinedload(Member.agency),
        )
    )
    if pledge is None:
        raise NotFound(what="pledge")
    return pledge


def lines(session: Session, actor: Actor) -> list[PledgeLine]:
    """Return the pledges that the reader may see, the newest first."""
    pledges = session.scalars(
        select(Pledge)
        .where(open_to(actor))
        .options(selectinload(Pledge.versions), selectinload(Pledge.members))
        .order_by(Pledge.id.desc())
    ).all()
    running = {
        round_.pledge_id: round_
        for round_ in session.scalars(
            select(Round).where(
                Round.state != RoundState.CLOSED,
                Round.pledge_id.in_([p.id for p in pledges]),
                rounds_open_to(actor),
            )
        )
    }
    return [
        PledgeLine(
            id=pledge.id,
            title=pledge.title,
            kind=pledge.kind,
            stage=pledge.stage,
            zone=pledge.official_zone,
            version=pledge.latest.label,
            version_id=pledge.latest.id,
            published_at=pledge.latest.published_at,
            agencies=sum(member.left_at is None for member in pledge.members),
            round=running.get(pledge.id),
            gone=any(m.agency_id == actor.agency_id and m.left_at for m in pledge.members),
        )
        for pledge in pledges
    ]


def page(session: Session, actor: Actor, pledge_id: int) -> PledgePage:
    """Return what the page of a pledge shows to this reader."""
    pledge = find_pledge(session, actor, pledge_id)
    rounds = session.scalars(
        select(Round)
        .where(Round.pledge_id == pledge_id, rounds_open_to(actor))
        .options(joinedload(Round.version))
        .order_by(Round.number.desc())
    ).all()
    return PledgePage(
        pledge=pledge,
        latest=pledge.latest,
        versions=list(reversed(pledge.versions)),
        rounds=rounds,
        running=next((one for one in rounds if one.state != RoundState.CLOSED), None),
        joined=_joined(session, actor, pledge),
        silence=session.scalar(
            select(Silence)
            .where(Silence.version_id == pledge.latest.id)
            .order_by(Silence.id.desc())
            .limit(1)
        ),
        lock_request=session.scalar(
            select(LockRequest)
            .where(LockRequest.version_id == pledge.latest.id, LockRequest.ended.is_(None))
            .options(joinedload(LockRequest.requester))
        ),
    )


def agencies(session: Session) -> list[Agency]:
    """Return all agencies in the order of their acronyms."""
    return list(session.scalars(select(Agency).order_by(Agency.acronym)))


def _joined(session: Session, actor: Actor, pledge: Pledge) -> list[Joined]:
    """Say where each agency stands, in words that this reader may see."""
    return [
        Joined(stand.agency.id, stand.agency.acronym, stand.agency.name, *_words(actor, stand))
        for stand in standing.stands(session, pledge)
        if pledge.latest.locked_at or actor.role != Role.OBSERVER
    ]


def _words(actor: Actor, stand: Stand) -> tuple[str, str]:
    """Return the words for a stand and their tone. Conditions are told without their words."""
    answer = stand.opt_in.answer if stand.opt_in else ""
    if stand.standing in _CONDITIONAL:
        insider = actor.role in OFFICE or actor.agency_id == stand.agency.id
        return (f"{_(answer)} ({_(stand.standing)})" if insider else answer), "wait"
    return {
        Standing.IN: (answer, "good"),
        Standing.TO_CONFIRM: (mark("to confirm"), "wait"),
        Standing.LEAVING: (mark("leaving"), "wait"),
        Standing.GONE: (mark("no longer takes part"), "calm"),
        Standing.OUT: (
            mark("left") if answer == OptInAnswer.LEAVES else mark("does not join"),
            "calm",
        ),
    }.get(stand.standing, (mark("not said yet"), "calm"))
