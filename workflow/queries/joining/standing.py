"""Where each agency stands: the last opt-in of each, and what it is worth for a text.

Every page, mail and certificate that says who is in gets it here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.db import now
from workflow.models import (
    Agency,
    Answer,
    Authority,
    Change,
    Event,
    OnBehalf,
    OptIn,
    Pledge,
    Revision,
    Round,
    Version,
)
from workflow.queries.rounds import unconfirmed
from workflow.rules import consent
from workflow.rules.checks import residue
from workflow.rules.consent import Said, Standing
from workflow.rules.permissions import DECIDING
from workflow.rules.readiness import Readiness
from workflow.rules.stages import Stage
from workflow.rules.ways import Ways
from workflow.text.blocks import Block, Kind
from workflow.text.references import renumber
from workflow.translation import _

_HIGHEST = 999
"""The highest number of a paragraph that a reference can name."""


@dataclass(frozen=True, slots=True)
class Stand:
    """One agency with its last opt-in and what that is worth for the latest version."""

    agency: Agency
    opt_in: OptIn | None
    standing: Standing
    gone_since: datetime | None = None
    """For an agency that no longer takes part: since when."""

    @property
    def concerned(self) -> bool:
        """Tell whether what happens to the text concerns it: it takes part, or is named there."""
        return self.gone_since is None or self.joined

    @property
    def joined(self) -> bool:
        """Tell whether the name of the agency stands under the latest text."""
        return self.standing in {Standing.IN, Standing.LEAVING}


def said(row: OptIn | None) -> Said | None:
    """Return an opt-in as the rules know it."""
    if row is None:
        return None
    takes = tuple(row.must_take)
    return Said(row.answer, row.sha256, row.words, row.must_contain, takes, row.leaves_at)


def last_opt_ins(session: Session, pledge_id: int) -> dict[int, OptIn]:
    """Return the last opt-in of each agency, whichever version it was given for."""
    rows = session.scalars(
        select(OptIn)
        .join(Version, OptIn.version_id == Version.id)
        .where(Version.pledge_id == pledge_id)
        .options(
            joinedload(OptIn.version),
            joinedload(OptIn.person),
            joinedload(OptIn.agency),
            joinedload(OptIn.authority).joinedload(Authority.giver),
        )
        .order_by(OptIn.id)
    )
    return {row.agency_id: row for row in rows}


def read_by_principal(session: Session, pledge_id: int, agency_id: int) -> OptIn | None:
    """Return the last answer of an agency that somebody gave who may decide for it."""
    return session.scalar(
        select(OptIn)
        .join(Version, OptIn.version_id == Version.id)
        .where(
            Version.pledge_id == pledge_id,
            OptIn.agency_id == agency_id,
            OptIn.role.in_([role.value for role in DECIDING]),
        )
        .options(joinedload(OptIn.version))
        .order_by(OptIn.id.desc())
        .limit(1)
    )


def stands(session: Session, pledge: Pledge) -> list[Stand]:
    """Return where each agency stands that takes part, or that gave an answer before it left."""
    last = last_opt_ins(session, pledge.id)
    latest = pledge.latest
    gone = {m.agency_id: m.left_at for m in pledge.members if m.left_at is not None}
    agencies = {m.agency_id: m.agency for m in pledge.members if m.left_at is None}
    agencies |= {row.agency_id: row.agency for row in last.values()}
    fates = fates_of(session, {one for row in last.values() for one in row.must_take}, pledge.id)
    return [
        Stand(
            agency,
            row,
            consent.standing(
                said(row),
                sha256=latest.sha256,
                text=latest.text,
                fates=fates,
                at=now(session),
                takes_part=agency.id not in gone,
            ),
            gone.get(agency.id),
        )
        for agency in sorted(agencies.values(), key=lambda one: one.acronym)
        for row in [last.get(agency.id)]
    ]


def of_agency(session: Session, pledge: Pledge, agency_id: int) -> Stand | None:
    """Return where one agency stands; None if it neither takes part nor ever said anything."""
    return next((one for one in stands(session, pledge) if one.agency.id == agency_id), None)


def fates_of(session: Session, labels: Collection[str], pledge_id: int) -> dict[str, str]:
    """Return what became of changes by their labels, also of those that were carried on.

    A label of a round belongs to the last answer that its agency sent in it.
    """
    if not labels:
        return {}
    rows = session.execute(
        select(Change.id, Change.label, Change.carried_from, Answer.disposition)
        .join(Revision, Change.revision_id == Revision.id)
        .join(Round, Revision.round_id == Round.id)
        .join(Answer, Answer.change_id == Change.id)
        .where(Round.pledge_id == pledge_id)
        .order_by(Change.id)
    ).all()
    before = {id_: from_ for id_, _, from_, _ in rows}
    names = {id_: label for id_, label, _, _ in rows}
    found: dict[str, str] = {}
    for id_, _label, _from, disposition in rows:
        link: int | None = id_
        while link is not None:
            found[names.get(link, "")] = disposition
            link = before.get(link)
    return {label: fate for label, fate in found.items() if label in labels}


def readiness(session: Session, pledge: Pledge) -> Readiness:
    """Return the facts that decide whether the latest text may be put under silence or locked."""
    latest = pledge.latest
    last = unconfirmed.open_of(session, pledge.id)
    return Readiness(
        brackets=consent.brackets(latest.text),
        notes=[found for block in latest.blocks for found in residue.notes(block.text)],
        round_running=last.running,
        under_silence=pledge.stage == Stage.SILENCE,
        broken_references=[*_leading_nowhere(latest), *_lost(session, pledge)],
        silence_missing=Ways.of(pledge.settings).needs_silence and pledge.stage != Stage.AGREED,
        unconfirmed=_unconfirmed(session, pledge),
        undecided=last.undecided,
        late=last.late,
        replies=last.agencies(unconfirmed.REPLY),
        files=last.agencies(unconfirmed.FILE),
    )


def _unconfirmed(session: Session, pledge: Pledge) -> Sequence[str]:
    """Return the agencies whose answer the office wrote down and nobody has confirmed."""
    return session.scalars(
        select(Agency.acronym)
        .join(OnBehalf, OnBehalf.agency_id == Agency.id)
        .where(OnBehalf.version_id == pledge.latest.id, OnBehalf.ended.is_(None))
        .order_by(Agency.acronym)
    ).all()


def _leading_nowhere(version: Version) -> Sequence[str]:
    """Return references to numbers that no paragraph of this text has."""
    blocks = version.blocks
    if not any(block.kind is Kind.NUMBERED for block in blocks):
        return ()
    # Seen from a text that also had every higher number, what is missing is what got lost.
    missing = [Block(f"missing-{at}", Kind.NUMBERED, "-") for at in range(_HIGHEST - len(blocks))]
    _, found = renumber([*blocks, *missing], blocks)
    return [_named(version, one.block, one.old) for one in found if one.broken]


def _lost(session: Session, pledge: Pledge) -> Sequence[str]:
    """Return references whose paragraph was taken out earlier and that nobody mended since.

    They still name a number, but a paragraph that says something else has it now.
    """
    texts = {version.sha256: _texts(version) for version in pledge.versions}
    latest = pledge.latest
    found: list[str] = []
    published = select(Event).where(Event.pledge_id == pledge.id, Event.kind == "version published")
    for event in session.scalars(published.options(joinedload(Event.payload))):
        told = event.payload.told if event.payload else {}
        then = texts.get(told.get("sha256", ""), {})
        found.extend(
            _named(latest, one["block"], one["from"])
            for one in told.get("renumbered", ())
            if one["to"] is None and then.get(one["block"]) == _texts(latest).get(one["block"], "")
        )
    return list(dict.fromkeys(found))


def _texts(version: Version) -> dict[str, str]:
    return {row.block_id: row.text for row in version.rows}


def _named(version: Version, block_id: str, old: str) -> str:
    label = next((row.label for row in version.rows if row.block_id == block_id), "")
    return (
        _("paragraph {label} names paragraph {old}", label=label, old=old)
        if label
        else _("paragraph {old} is named", old=old)
    )
