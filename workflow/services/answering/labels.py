"""What people call the changes of an answer, from the moment it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from workflow.models import Agency, Change, Revision, Round
from workflow.rules.notes import Note
from workflow.text import changes as text_changes


def number(
    round_: Round,
    revision: Revision,
    found: Sequence[text_changes.Change],
    notes: Mapping[str, Note],
    carried_from: Mapping[str, int] | None = None,
) -> None:
    """Give the changes of a revision their labels ("ILO-2", later "ILO-R2-1") and notes."""
    start = prefix(round_, revision.agency)
    for place, change in enumerate(found, start=1):
        note = notes.get(change.key, Note())
        revision.changes.append(
            Change(
                number=place,
                label=f"{start}-{place}",
                key=change.key,
                kind=change.kind.value,
                block_id=change.block,
                start=change.start,
                end=change.end,
                old=change.old,
                new=change.new,
                after=change.after,
                as_kind=change.as_kind.value if change.as_kind else None,
                level=change.level,
                category=note.category,
                weight=note.weight,
                reason=note.reason,
                together=note.together,
                carried_from=(carried_from or {}).get(change.key),
            )
        )


def prefix(round_: Round, agency: Agency) -> str:
    """Return how the labels of an agency begin in a round: "ILO", later "ILO-R2"."""
    return agency.acronym + (f"-R{round_.number}" if round_.number > 1 else "")


def flag(
    given: Mapping[str, Any], found: Sequence[text_changes.Change], start: str
) -> dict[str, Any]:
    """Return the flag on joining with the labels of the changes that it asks to be taken."""
    kept = {name: value for name, value in given.items() if name != "takes"}
    wanted = set(given.get("takes", ()))
    labels = [f"{start}-{n}" for n, change in enumerate(found, 1) if change.key in wanted]
    return {**kept, "must_take": labels} if labels else kept
