"""Leaving a locked text: with notice, as an entry beside it; the text and its history stay."""

from dataclasses import replace
from datetime import datetime

from workflow.errors import LeavingTooEarly
from workflow.rules.consent import OptInAnswer, Said, confirmed
from workflow.rules.ways import Ways


def meant(said: Said, last: Said | None, sha256: str, *, locked: bool) -> Said:
    """Return the answer that is meant, however it is said: on the page or by telephone.

    Whoever is under a locked text leaves it by saying no, and a no after notice is the same notice
    in other words. Raise LeavingTooEarly where no name of the agency stands under the text.
    """
    gone = last is not None and last.answer == OptInAnswer.LEAVES
    under = gone or confirmed(last, sha256)
    if locked and under and said.answer == OptInAnswer.DECLINES:
        return replace(said, answer=OptInAnswer.LEAVES)
    if said.answer == OptInAnswer.LEAVES and not under:
        raise LeavingTooEarly
    return said


def ends_at(said: Said, last: Said | None, ways: Ways, given_at: datetime) -> datetime | None:
    """Return the day from which an agency that leaves is no longer under the text.

    The day of the first notice stays: more words neither shorten it nor bring a name back.
    """
    if said.answer != OptInAnswer.LEAVES:
        return None
    if last is not None and last.answer == OptInAnswer.LEAVES:
        return last.leaves_at
    return given_at + ways.notice
