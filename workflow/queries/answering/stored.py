"""Stored rows as the values that the text layer works with."""

from collections import defaultdict
from collections.abc import Sequence

from workflow.models import Change, Passage, Revision, Wording
from workflow.rules.drafting import unpack
from workflow.text import changes as text_changes
from workflow.text import merge as text_merge
from workflow.text.blocks import Kind


def change_of(row: Change) -> text_changes.Change:
    """Return a stored change."""
    return text_changes.Change(
        kind=text_changes.ChangeKind(row.kind),
        block=row.block_id,
        start=row.start,
        end=row.end,
        old=row.old,
        new=row.new,
        after=row.after,
        as_kind=Kind(row.as_kind) if row.as_kind else None,
        level=row.level,
    )


def proposal_of(revision: Revision) -> text_merge.Proposal:
    """Return what a revision proposes, with the changes that stand or fall together."""
    groups: dict[str, set[str]] = defaultdict(set)
    for change in revision.changes:
        if change.together:
            groups[change.together].add(change.key)
    return text_merge.Proposal(
        agency=revision.agency.acronym,
        changes=tuple(change_of(change) for change in revision.changes),
        together=tuple(frozenset(g) for _, g in sorted(groups.items()) if len(g) > 1),
    )


def wording_of(row: Wording) -> text_merge.Wording:
    """Return a stored wording with its supporters."""
    return text_merge.Wording(
        text=row.text,
        removed=row.removed,
        after=row.after,
        blocks=unpack(row.blocks),
        supporters=tuple(
            sorted(
                (
                    text_merge.Support(s.change.revision.agency.acronym, s.change.key)
                    for s in row.supports
                ),
                key=lambda s: (s.agency, s.change),
            )
        ),
    )


def passage_of(row: Passage) -> text_merge.Passage:
    """Return a stored passage with its wordings."""
    return text_merge.Passage(
        kind=text_merge.PassageKind(row.kind),
        block=row.block_id,
        start=row.start,
        end=row.end,
        base=row.base,
        wordings=tuple(wording_of(w) for w in row.wordings),
        attention=tuple(row.attention),
        linked=frozenset(row.linked),
    )


def passages_of(rows: Sequence[Passage]) -> tuple[text_merge.Passage, ...]:
    """Return stored passages."""
    return tuple(passage_of(row) for row in rows)
