"""What waits for the people of an agency about joining."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.db import now
from workflow.models import OptIn, Version
from workflow.queries.desk.desk_things import Thing, thing_of
from workflow.queries.joining import standing
from workflow.queries.pledging.pledges import PledgeLine
from workflow.rules import consent, editorial
from workflow.rules.consent import Standing
from workflow.rules.stages import Stage

_DECIDED = frozenset({Standing.IN, Standing.LEAVING, Standing.OUT})


def opt_ins(session: Session, agency_id: int, lines: Sequence[PledgeLine]) -> Iterable[Thing]:
    """Say where the principal is asked whether the agency joins."""
    last = _last_opt_ins(session, agency_id, lines)
    texts = _latest(session, lines)
    for line in lines:
        answer, latest = last.get(line.id), texts[line.version_id]
        takes = answer.must_take if answer else ()
        fates = standing.fates_of(session, takes, line.id)
        worth = consent.standing(
            standing.said(answer),
            sha256=latest.sha256,
            text=latest.text,
            fates=fates,
            at=now(session),
        )
        if answer is None or worth == Standing.OPEN:
            if line.stage != Stage.DRAFTING or line.round is None:
                yield thing_of("join", line)
        elif worth in _DECIDED or answer.sha256 == latest.sha256:
            yield thing_of("join", line, waits=False, state=answer.answer, tone="good")
        else:
            state = answer.answer if worth == Standing.TO_CONFIRM else f"{answer.answer}: {worth}"
            yield thing_of("confirm join", line, state=state, tone="wait")


def _last_opt_ins(
    session: Session, agency_id: int, lines: Sequence[PledgeLine]
) -> dict[int, OptIn]:
    rows = session.execute(
        select(Version.pledge_id, OptIn)
        .join(OptIn, OptIn.version_id == Version.id)
        .where(OptIn.agency_id == agency_id, Version.pledge_id.in_([line.id for line in lines]))
        .order_by(OptIn.id)
    )
    return dict(rows.all())


def corrections(session: Session, agency_id: int, lines: Sequence[PledgeLine]) -> Iterable[Thing]:
    """Say where a focal point may confirm what only editorial corrections changed."""
    last = _last_opt_ins(session, agency_id, lines)
    for line in lines:
        answer = last.get(line.id)
        if answer is None or not answer.editorial or answer.version_id == line.version_id:
            continue
        read = standing.read_by_principal(session, line.id, agency_id)
        latest = session.get_one(Version, line.version_id)
        moved = answer.sha256 != latest.sha256
        if moved and read and not editorial.beyond(read.version.blocks, latest.blocks):
            yield thing_of("confirm corrections", line)


def _latest(session: Session, lines: Sequence[PledgeLine]) -> dict[int, Version]:
    ids = [line.version_id for line in lines]
    return {row.id: row for row in session.scalars(select(Version).where(Version.id.in_(ids)))}
