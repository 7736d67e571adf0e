"""What may change in a pledge, and which entry of the record vouches for how it is now.

Title and kind never change. The rules and the specific pledges do, each time by an entry that
keeps a hash of what they were then: the last one counts. The stage follows from the kinds of the
entries alone, and the words of a registered specific pledge are those of its last edition.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from workflow.models import Event, Pledge, SpecificPledge
from workflow.queries.proving import vouched
from workflow.queries.proving.vouched import LOCKED, ROWS, Problem
from workflow.rules.stages import CommitmentState, Stage

NAMED, RULES, OWN = "title_and_kind", "rules", "specific_pledge"

_TELLING = {
    NAMED: frozenset({"pledge started"}),
    RULES: frozenset({"pledge started", "template taken over", "rules set"}),
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


def of_own(own: SpecificPledge) -> Part:
    """Return a specific pledge as its entries vouch for it, with the agencies named in it."""
    partners = [vouched.columns(partner) for partner in own.partners]
    return Part(OWN, own.id, {**vouched.columns(own), "partners": partners})


def problem(session: Session, pledge: Pledge, events: Sequence[Event]) -> Problem | None:
    """Return the first place at which a pledge is not what its record says of it."""
    query = select(SpecificPledge).where(SpecificPledge.pledge_id == pledge.id)
    query = query.options(selectinload(SpecificPledge.partners))
    own = session.scalars(query.options(selectinload(SpecificPledge.editions))).all()
    looks = (
        _stage(pledge, events),
        _last_told([*_parts(pledge), *map(of_own, own)], events),
        _registered(own, len(events)),
    )
    return next((found for look in looks for found in look), None)


def _parts(pledge: Pledge) -> tuple[Part, Part]:
    names = ("title", "kind", "official_zone", "sealed_rounds", "attributed", "tacit_answers")
    named = {name: getattr(pledge, name) for name in names}
    named["created_at"] = vouched.plain(pledge.created_at)
    return Part(NAMED, pledge.id, named), Part(RULES, pledge.id, {"settings": pledge.settings})


def _last_told(parts: Sequence[Part], events: Sequence[Event]) -> Iterator[Problem]:
    """Compare each part with the last entry that tells of it, and find those without any."""
    told = _told(events)
    for part in parts:
        event = told.pop((part.__tablename__, part.id), None)
        words = part.__tablename__.replace("_", " ")
        if _erased_since(part.__tablename__, event, events):
            continue
        if event is None:
            if not _before_hashes(part.__tablename__, events):
                yield Problem(len(events), f"it does not tell of the {words} as they are now")
        elif event.payload and event.payload.told[ROWS][part.__tablename__] != _kept(part):
            yield Problem(event.seq, f"the {words} that it tells of was changed or taken out")
    for (table, _), event in told.items():
        words = table.replace("_", " ")
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
    return any(
        one.payload is None and one.seq > after and one.kind in _TELLING[table] for one in events
    )


def _before_hashes(table: str, events: Sequence[Event]) -> bool:
    """Tell whether the record was begun by a service that kept no hash of these yet."""
    return any(
        event.payload
        and event.kind in _TELLING[table]
        and table not in event.payload.told.get(ROWS, {})
        for event in events
    )


def _kept(part: Part) -> dict[str, Any]:
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
