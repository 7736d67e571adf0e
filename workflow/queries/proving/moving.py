"""What may change in a pledge, and which entry of the record vouches for how it is now.

Title and kind never change. Much else does, each time by an entry that keeps a hash of what it
was then: the last one counts. That holds for the rules, who takes part, silence and objections,
corrections, requests to lock, answers that the office wrote down, and specific pledges. The stage
follows from the kinds of the entries alone, and the words of a registered specific pledge are
those of its last edition.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from workflow.models import (
    Corrigendum,
    CorrigendumObjection,
    Event,
    LockRequest,
    Objection,
    OnBehalf,
    Pledge,
    Remark,
    Silence,
    SpecificPledge,
    Version,
)
from workflow.queries.proving import vouched
from workflow.queries.proving.vouched import LOCKED, ROWS, Problem
from workflow.rules.stages import CommitmentState, Stage

NAMED, RULES, MEMBERS, OWN = "title_and_kind", "rules", "agencies", "specific_pledge"
CORRECTED, PROPOSED = "corrigendum", "proposal_of_a_corrigendum"

_TELLING = {
    NAMED: frozenset({"pledge started"}),
    RULES: frozenset({"pledge started", "template taken over", "rules set"}),
    MEMBERS: frozenset({"pledge started", "members set"}),
    "silence": frozenset(
        {"silence started", "silence stopped", "silence broken", "silence held"},
    ),
    "objection": frozenset({"objection made", "objection taken back"}),
    "remark": frozenset({"remark made"}),
    CORRECTED: frozenset(
        {
            "corrigendum proposed",
            "corrigendum open to objections",
            "corrigendum objected to",
            "corrigendum refused",
            "corrigendum kept for a new edition",
            "corrigendum issued",
        }
    ),
    PROPOSED: frozenset({"corrigendum proposed"}),
    "corrigendum_objection": frozenset({"corrigendum objected to"}),
    "lock_request": frozenset({"lock requested", "lock declined"}),
    "on_behalf": frozenset(
        {
            "opt-in written down",
            "opt-in confirmed",
            "opt-in not confirmed",
            "opt-in taken back",
            "opt-in void",
        }
    ),
    OWN: frozenset(
        {
            "partner confirmed",
            "specific pledge started",
            "specific pledge edited",
            "specific pledge cleared",
            "specific pledge given back",
            "specific pledge registered",
            "specific pledge amended",
            "specific pledge reported on",
        }
    ),
}
"""The kinds of the entries that tell of each."""

_TOO = {"lock_request": frozenset({LOCKED, "version published"})}
"""The kinds of entries that tell of some besides, when it is ended by what they tell."""

_STAGES = {
    "pledge started": Stage.DRAFTING,
    "round planned": Stage.DRAFTING,
    "round opened": Stage.DRAFTING,
    "version published": Stage.DRAFTING,
    "silence started": Stage.SILENCE,
    "silence broken": Stage.DRAFTING,
    "silence stopped": Stage.DRAFTING,
    "silence held": Stage.AGREED,
    LOCKED: Stage.LOCKED,
}
"""The stage of a pledge after an entry of this kind; any other leaves it as it was."""

_UNREGISTERED = frozenset({CommitmentState.DRAFT, CommitmentState.CLEARED})


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that stay or change together, with what belongs to them in other tables."""

    __tablename__: str
    id: int
    columns: Mapping[str, Any]


def of_pledge(pledge: Pledge, kind: str) -> list[Part]:
    """Return the parts of a pledge that an entry of this kind vouches for."""
    return [part for part in _parts(pledge) if kind in _TELLING[part.__tablename__]]


def of_corrigendum(row: Corrigendum, kind: str) -> list[Part]:
    """Return the parts of a correction that an entry of this kind vouches for.

    Who proposed it is apart, in the entry of the proposal: the entry that issues a correction is
    public, and a hash over a few agencies would tell which one it was.
    """
    parts = _of_corrigendum(row)
    return [part for part in parts if kind in _TELLING[part.__tablename__]]


def _of_corrigendum(row: Corrigendum) -> tuple[Part, Part]:
    everything = vouched.columns(row)
    apart = {name: everything.pop(name) for name in ("proposed_by", "agency_id", "proposed_at")}
    return Part(CORRECTED, row.id, everything), Part(PROPOSED, row.id, apart)


def of_own(own: SpecificPledge) -> Part:
    """Return a specific pledge as its entries vouch for it, with the agencies named in it."""
    partners = [vouched.columns(partner) for partner in own.partners]
    return Part(OWN, own.id, {**vouched.columns(own), "partners": partners})


def problem(session: Session, pledge: Pledge, events: Sequence[Event]) -> Problem | None:
    """Return the first place at which a pledge is not what its record says of it."""
    query = select(SpecificPledge).where(SpecificPledge.pledge_id == pledge.id)
    query = query.options(selectinload(SpecificPledge.partners))
    own = session.scalars(query.options(selectinload(SpecificPledge.editions))).all()
    parts = [*_parts(pledge), *map(of_own, own)]
    for row in session.scalars(vouched.below(Corrigendum, Version)(pledge.id)):
        parts += _of_corrigendum(row)
    rows = [row for path in _ROWS for row in session.scalars(vouched.below(*path)(pledge.id))]
    looks = (
        _stage(pledge, events),
        _last_told([*parts, *rows], events),
        _registered(own, len(events)),
    )
    return next((found for look in looks for found in look), None)


_ROWS = (
    (Silence, Version),
    (Objection, Silence, Version),
    (Remark, Silence, Version),
    (CorrigendumObjection, Corrigendum, Version),
    (LockRequest, Version),
    (OnBehalf, Version),
)
"""Rows that are vouched for as a whole, each with the way from it to the pledge."""


def _parts(pledge: Pledge) -> tuple[Part, Part, Part]:
    names = ("title", "kind", "official_zone", "sealed_rounds", "attributed", "tacit_answers")
    named = {name: getattr(pledge, name) for name in names}
    named["created_at"] = vouched.plain(pledge.created_at)
    here = [vouched.columns(one) for one in sorted(pledge.members, key=lambda one: one.id)]
    return (
        Part(NAMED, pledge.id, named),
        Part(RULES, pledge.id, {"settings": pledge.settings}),
        Part(MEMBERS, pledge.id, {"members": here}),
    )


def _last_told(parts: Sequence[Any], events: Sequence[Event]) -> Iterator[Problem]:
    """Compare each part with the last entry that tells of it, and find those without any."""
    told = _told(events)
    for part in parts:
        event = told.pop((part.__tablename__, part.id), None)
        words = vouched.called(part.__tablename__)
        if _erased_since(part.__tablename__, event, events):
            continue
        if event is None:
            if not _before_hashes(part.__tablename__, events):
                yield Problem(len(events), f"it does not tell of the {words} as they are now")
        elif event.payload and event.payload.told[ROWS][part.__tablename__] != _kept(part):
            yield Problem(event.seq, f"the {words} that it tells of was changed or taken out")
    for (table, _), event in told.items():
        words = vouched.called(table)
        yield Problem(event.seq, f"the {words} that it tells of was changed or taken out")


def _told(events: Sequence[Event]) -> dict[tuple[str, int], Event]:
    """Return the last entry that tells of each part."""
    return {
        (table, number): event
        for event in events
        if event.payload
        for table, kept in event.payload.told.get(ROWS, {}).items()
        if table in _TELLING
        for number in kept["ids"]
    }


def _erased_since(table: str, event: Event | None, events: Sequence[Event]) -> bool:
    """Tell whether the words of a later entry were erased, which might have told of it."""
    after = event.seq if event else 0
    kinds = _TELLING[table] | _TOO.get(table, frozenset())
    return any(one.payload is None and one.seq > after and one.kind in kinds for one in events)


def _before_hashes(table: str, events: Sequence[Event]) -> bool:
    """Tell whether the record was begun by a service that kept no hash of these yet."""
    return any(
        event.payload
        and event.kind in _TELLING[table]
        and table not in event.payload.told.get(ROWS, {})
        for event in events
    )


def _kept(part: Any) -> dict[str, Any]:  # noqa: ANN401  a row or a part
    kept: dict[str, Any] = vouched.of_rows([part])[part.__tablename__]
    return kept


def _stage(pledge: Pledge, events: Sequence[Event]) -> Iterator[Problem]:
    moves = [(event.seq, _STAGES[event.kind]) for event in events if event.kind in _STAGES]
    seq, stage = moves[-1] if moves else (0, Stage.DRAFTING)
    if pledge.stage != stage:
        yield Problem(seq, f"after it the pledge was in another stage: {stage.value}")


def _registered(own: Sequence[SpecificPledge], last: int) -> Iterator[Problem]:
    """Compare registered specific pledges with their last editions, which never change."""
    for one in own:
        registered = one.number is not None
        edition = one.editions[-1] if one.editions else None
        said = edition and (edition.title, edition.description, edition.terms)
        now = (one.title, one.description, one.terms) if registered else None
        if said != now or (one.state in _UNREGISTERED and registered):
            yield Problem(last, f"specific pledge {one.number} is not what was registered")
