"""The one screen of a principal, and that of a focal point who confirms corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Authority, OnBehalf, OptIn, Pledge, TextBlock, Version
from workflow.queries.joining import standing
from workflow.queries.joining.joining import Signal, WhoIsIn, who_is_in
from workflow.queries.people import delegates
from workflow.queries.pledging import versions
from workflow.queries.pledging.pledges import find_pledge
from workflow.queries.pledging.versions import Comparison
from workflow.rules import consent, editorial
from workflow.rules.consent import JOINING, OptInAnswer, Standing
from workflow.rules.dispositions import Disposition
from workflow.rules.permissions import Actor, Role
from workflow.rules.ways import Ways
from workflow.translation import mark


@dataclass(frozen=True, slots=True)
class Condition:
    """The words of an own condition, each with whether the text holds them.

    `changes` are labels with what became of them so far; True, False or None while it is open.
    """

    words: str
    lines: Sequence[tuple[str, bool]]
    changes: Sequence[tuple[str, str, bool | None]]


@dataclass(frozen=True, slots=True)
class Screen:
    """All that a principal needs to decide."""

    who: WhoIsIn
    acronym: str
    agency: str
    blocks: Sequence[TextBlock]
    opt_in: OptIn | None
    standing: Standing
    condition: Condition | None
    changed: Comparison | None
    word_count: int
    signal: Signal | None
    gone_since: datetime | None
    """Since when the agency no longer takes part."""
    written_down: OnBehalf | None
    authority: Authority | None
    """Of the reader, who is a delegate."""

    @property
    def notice_days(self) -> int:
        """How long the agency stays under a locked text after it said that it leaves."""
        return Ways.of(self.who.pledge.settings).notice_days

    @property
    def minutes(self) -> int:
        """How long it takes to read the text."""
        return max(1, round(self.word_count / 220))

    @property
    def changes(self) -> int:
        """How many blocks differ from the text that was answered last."""
        if self.changed is None:
            return 0
        return sum(block.fate != "same" for block in self.changed.blocks)


@dataclass(frozen=True, slots=True)
class EditorialPage:
    """Editorial corrections that a focal point may confirm for its principal."""

    pledge: Pledge
    latest: Version
    read: OptIn
    done: bool
    changed: Comparison
    beyond: Sequence[str]
    """What goes beyond an editorial correction; then only the principal can confirm."""


def screen(session: Session, actor: Actor, pledge_id: int) -> Screen:
    """Return the page on which a principal decides for the own agency."""
    who = who_is_in(session, actor, pledge_id)
    own = standing.of_agency(session, who.pledge, actor.agency_id or 0)
    if own is None:
        raise NotFound(what="pledge")
    latest, row = who.latest, own.opt_in
    moved = row is not None and row.sha256 != latest.sha256
    return Screen(
        who=who,
        acronym=own.agency.acronym,
        agency=own.agency.name,
        blocks=latest.rows,
        opt_in=row,
        standing=own.standing,
        condition=_condition(session, row, latest),
        changed=versions.compare(row.version.rows, latest.rows) if row and moved else None,
        word_count=len(latest.text.split()),
        signal=next((line.signal for line in who.lines if line.own), None),
        gone_since=own.gone_since,
        written_down=next((line.written_down for line in who.lines if line.own), None),
        authority=_authority(session, actor),
    )


def editorial_only(session: Session, actor: Actor, pledge_id: int) -> EditorialPage:
    """Return what a focal point confirms: the corrections since its principal read the text."""
    pledge = find_pledge(session, actor, pledge_id)
    latest = pledge.latest
    read = standing.read_by_principal(session, pledge_id, actor.agency_id or 0)
    last = standing.last_opt_ins(session, pledge_id).get(actor.agency_id or 0)
    own = standing.of_agency(session, pledge, actor.agency_id or 0)
    if own is None or own.gone_since or last is None or last.answer not in JOINING:
        raise NotFound(what="page")
    if read is None or not read.editorial:
        raise NotFound(what="page")
    return EditorialPage(
        pledge=pledge,
        latest=latest,
        read=read,
        done=last.sha256 == latest.sha256,
        changed=versions.compare(read.version.rows, latest.rows),
        beyond=editorial.beyond(read.version.blocks, latest.blocks),
    )


def _authority(session: Session, actor: Actor) -> Authority | None:
    if actor.role != Role.DELEGATE:
        return None
    return delegates.authority_of(session, actor, actor.agency_id)


def _condition(session: Session, row: OptIn | None, latest: Version) -> Condition | None:
    if row is None or row.answer != OptInAnswer.ON_CONDITION:
        return None
    missing = consent.broken_words(row.must_contain, latest.text)
    fates = standing.fates_of(session, row.must_take, latest.pledge_id)
    lost = consent.broken_changes(row.must_take, fates)
    return Condition(
        words=row.words,
        lines=[(line, line not in missing) for line in consent.lines_of(row.must_contain)],
        changes=[(one, *_fate(fates.get(one, ""), lost=one in lost)) for one in row.must_take],
    )


def _fate(disposition: str, *, lost: bool) -> tuple[str, bool | None]:
    taken = disposition == Disposition.ACCEPTED
    return disposition or mark("not decided yet"), True if taken else (False if lost else None)
