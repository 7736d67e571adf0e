"""Files that came back: which there are, and what we understand of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from workflow.errors import NotFound
from workflow.files.papers.matrix import Row
from workflow.files.papers.proposals import proposed
from workflow.files.papers.sheets import Entry
from workflow.files.receiving import Received
from workflow.files.word.document import WordDocument
from workflow.files.word.returned import provenance
from workflow.files.word.returned.hanging import hung
from workflow.files.word.returned.homing import home
from workflow.files.word.returned.provenance import Candidate, Rung, Traced
from workflow.models import Agency, Draft, ReturnedFile, Revision, Round, Taking, Version
from workflow.queries.answering import answering as answering_queries
from workflow.queries.answering.answering import Answering
from workflow.queries.answering.excerpts import Excerpt, Places, of_change
from workflow.rules import filetokens
from workflow.rules.filetokens import FileToken
from workflow.rules.notes import REASON_LIMIT, Category, Note, Weight
from workflow.rules.permissions import Actor
from workflow.text.rebase import Lost
from workflow.text.returned import Marking, Returned, carried, told_apart
from workflow.translation import _, mark

FOUND = {
    Rung.TOKEN: mark("The file carries the mark we gave it."),
    Rung.DOCUMENT: mark("The file carries the number of this version."),
    Rung.WORDS: mark("The marks of the file are gone; we found the text by its words."),
    Rung.NONE: "",
}
FEW = 0.1
"""Share of marked changes below which a file looks as if all were accepted before it was sent."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One change of a file, ready to be shown and answered for."""

    returned: Returned
    excerpt: Excerpt
    authors: tuple[str, ...]
    """Who marked words in this paragraph, as the file claims."""
    note: Note
    """What the file says about it: in its comments, or in its row of the matrix."""
    lost: Lost | None

    @property
    def key(self) -> str:
        """The name of the change in forms."""
        return self.returned.change.key

    @property
    def asks(self) -> bool:
        """Tell whether the sender has to say yes or no."""
        return self.returned.asks

    @property
    def marking(self) -> Marking:
        """How it stands in the file."""
        return self.returned.marking


@dataclass(frozen=True)
class Understood:
    """All that we understand of a file, before anything of it counts."""

    file: ReturnedFile
    answering: Answering
    base: Version
    bases: Sequence[Version]
    found_by: str
    doubt: str
    made_for: Agency | None
    """The agency for which the file was made, if that is another one."""
    every: Sequence[FileChange]
    comments: Sequence[str]
    """Comments of the file that hang on no change."""
    noticed: Sequence[str]

    @property
    def changes(self) -> list[FileChange]:
        """The changes that apply to the text of the round."""
        return [one for one in self.every if one.lost is None]

    @property
    def lost(self) -> list[FileChange]:
        """Those that do not apply any more."""
        return [one for one in self.every if one.lost is not None]

    @property
    def asks(self) -> list[FileChange]:
        """Those that the sender has to confirm."""
        return [one for one in self.changes if one.asks]

    @property
    def swallowed(self) -> bool:
        """Tell whether it looks as if all changes were accepted before the file was sent."""
        return len(self.asks) > 2 and len(self.changes) - len(self.asks) <= FEW * len(self.changes)

    @property
    def notes(self) -> dict[str, Note]:
        """The comments of the file as reasons, by the keys of their changes."""
        return {one.key: one.note for one in self.every if one.note != Note()}

    @cached_property
    def mine(self) -> int:
        """How many changes the draft of the agency has already."""
        return len(self.answering.mine) if self.answering.draft else 0

    @property
    def comment(self) -> str:
        """What the agency says beside its changes, and the comments that hang on none."""
        said = [self.answering.comment, *self.comments]
        return "\n\n".join(dict.fromkeys(filter(None, said)))[:REASON_LIMIT]


def find(session: Session, actor: Actor, file_id: int) -> ReturnedFile:
    """Return a file of the actor's own agency, with its bytes; to all others it is not there."""
    file = session.scalar(
        select(ReturnedFile)
        .where(ReturnedFile.id == file_id, ReturnedFile.agency_id == actor.agency_id)
        .options(undefer(ReturnedFile.data), joinedload(ReturnedFile.person))
    )
    if file is None:
        raise NotFound(what="file")
    return file


def files(session: Session, actor: Actor, round_id: int) -> Sequence[ReturnedFile]:
    """Return the files that the actor's agency sent back in a round, the last first."""
    return session.scalars(
        select(ReturnedFile)
        .where(ReturnedFile.round_id == round_id, ReturnedFile.agency_id == actor.agency_id)
        .options(joinedload(ReturnedFile.person), selectinload(ReturnedFile.takings))
        .order_by(ReturnedFile.id.desc())
    ).all()


def understood(
    session: Session,
    actor: Actor,
    file: ReturnedFile,
    received: Received,
    *,
    secret: str,
    base_id: int | None = None,
) -> Understood:
    """Say what a file changes. `base_id` is the version on which a person says it is based."""
    page = answering_queries.answering(session, actor, file.round_id)
    bases = [v for v in page.round.pledge.versions if v.number <= page.round.version.number]
    document = received.document
    if document is None:
        return _of_matrix(page, file, bases, received.entries)
    token = _token(document, secret)
    traced = _trace(session, document, bases, token)
    base = _base(page, bases, traced, base_id)
    found = home(document, base.blocks)
    changes = told_apart(base.blocks, found.rejected, found.accepted)
    remarks = hung(document, found, base.blocks, changes)
    return Understood(
        file=file,
        answering=page,
        base=base,
        bases=list(reversed(bases)),
        found_by=FOUND[traced.rung] if base_id is None else "",
        doubt=_("We are not sure: {doubt}.", doubt=_(traced.doubt))
        if traced.doubt and base_id is None
        else "",
        made_for=_made_for(session, page, token),
        every=list(_changes(page, base, changes, remarks.notes, remarks.authors)),
        comments=remarks.elsewhere,
        noticed=[str(one) for one in (*document.unsupported, *document.warnings)],
    )


def _token(document: WordDocument, secret: str) -> FileToken | None:
    texts = provenance.places_of_token(document)
    return next((token for text in texts if (token := filetokens.find(text, secret))), None)


def _trace(
    session: Session,
    document: WordDocument,
    bases: Sequence[Version],
    token: FileToken | None,
) -> Traced:
    told = (
        session.scalar(select(Round.version_id).where(Round.id == token.round_id))
        if token
        else None
    )
    candidates = [Candidate(one.id, one.sha256, one.blocks) for one in bases]
    return provenance.trace(document, candidates, told)


def _base(
    page: Answering, bases: Sequence[Version], traced: Traced, base_id: int | None
) -> Version:
    """Return the version a person named, else the one that was found, else that of the round."""
    known = {one.id: one for one in bases}
    if base_id is not None:
        if base_id not in known:
            raise NotFound(what="version")
        return known[base_id]
    return known[traced.base.key] if traced.base else page.round.version


def _made_for(session: Session, page: Answering, token: FileToken | None) -> Agency | None:
    if token is None or token.agency_id == page.agency.id:
        return None
    return session.get(Agency, token.agency_id)


def _changes(
    page: Answering,
    base: Version,
    changes: Sequence[Returned],
    notes: Mapping[str, Note],
    authors: Mapping[str, tuple[str, ...]],
) -> Iterator[FileChange]:
    places = Places.of(base.blocks)
    made = carried(base.blocks, page.base, [one.change for one in changes], [])
    lost = {change.key: why for change, why in made.lost}
    for one in sorted(changes, key=lambda one: places.position(one.change)):
        key = one.change.key
        yield FileChange(
            returned=one,
            excerpt=of_change(places, one.change),
            authors=() if one.marking is Marking.UNMARKED else authors.get(key, ()),
            note=notes.get(key, Note()),
            lost=lost.get(key),
        )


def _of_matrix(
    page: Answering, file: ReturnedFile, bases: Sequence[Version], entries: Sequence[Entry]
) -> Understood:
    """Say what the rows of a matrix change. Rows of other agencies are theirs and left alone."""
    own = [one for one in entries if one.row.agency.strip() in {"", page.agency.acronym}]
    named = {one.row.fingerprint for one in own}
    base = next((one for one in bases if one.sha256 in named), page.round.version)
    found = proposed(base.blocks, own)
    pairs = [(row.row, change) for row, changes in found.changes for change in changes]
    notes = {change.key: _note(row) for row, change in pairs}
    unique = {change.key: Returned(change, Marking.MARKED) for _, change in pairs}
    left = len(entries) - len(own)
    line = _("Line {number}: {words}")
    noticed = [line.format(number=one.line, words=_(one.words)) for one in found.problems]
    if left:
        noticed.append(_("Rows of other agencies were left alone: {number}.", number=left))
    return Understood(
        file=file,
        answering=page,
        base=base,
        bases=(base,),
        found_by=_("It is a matrix of comments: each row is a change."),
        doubt="",
        made_for=None,
        every=list(_changes(page, base, list(unique.values()), notes, {})),
        comments=(),
        noticed=noticed,
    )


def _note(row: Row) -> Note:
    """Return what a row says about its change; words of its own for kind and weight are dropped."""
    kinds, weights = {one.value for one in Category}, {one.value for one in Weight}
    category, weight = row.category.strip().lower(), row.weight.strip().lower()
    return Note(
        reason=row.reason.strip()[:REASON_LIMIT],
        category=category if category in kinds else Note().category,
        weight=weight if weight in weights else Note().weight,
    )


def behind(session: Session, draft: Draft, last: Revision | None) -> ReturnedFile | None:
    """Return the file that went into a draft since the agency last sent an answer, if any."""
    query = (
        select(ReturnedFile)
        .join(Taking, Taking.file_id == ReturnedFile.id)
        .join(Draft, Draft.id == Taking.draft_id)
        .where(
            Draft.round_id == draft.round_id,
            Draft.agency_id == draft.agency_id,
            Draft.number <= draft.number,
            ~Draft.aside,
        )
        .order_by(Taking.id.desc())
        .limit(1)
    )
    if last is not None:
        query = query.where(Taking.at > last.submitted_at)
    return session.scalar(query)
