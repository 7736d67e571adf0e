"""Keep what an agency said about a change when the words of the change are mended.

A note belongs to the key of its change, and the key follows from the words. Who corrects a letter
after giving a reason has, strictly, a new change; the reason moves along where it is plain which
change it was: the only one of its block that is gone and the only one that is new.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from workflow.rules.notes import Note
from workflow.text.changes import Change


def follow(
    before: Iterable[Change], after: Iterable[Change], notes: Mapping[str, Note]
) -> dict[str, Note]:
    """Return the notes for the changes as they are now; notes of changes that went are kept."""
    old = {change.key: change for change in before}
    new = {change.key: change for change in after}
    gone = _by_place(change for key, change in old.items() if key not in new and key in notes)
    fresh = _by_place(change for key, change in new.items() if key not in old and key not in notes)
    found = dict(notes)
    for place, left in gone.items():
        came = fresh.get(place, [])
        if len(left) == len(came) == 1:
            found[came[0].key] = notes[left[0].key]
    return found


def _by_place(changes: Iterable[Change]) -> dict[tuple[str, str], list[Change]]:
    places: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in changes:
        place = ("behind", change.after or "") if change.as_kind else ("in", change.block)
        places[place].append(change)
    return places
