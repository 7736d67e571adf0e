"""Leaving a locked text: with notice, as an entry beside it; the text and its history stay."""

from datetime import datetime

from workflow.errors import LeavingTooEarly
from workflow.rules.consent import JOINING, OptInAnswer, Said, confirmed
from workflow.rules.ways import Ways


def instead(answer: str, last: str | None, *, locked: bool) -> str:
    """Return the answer that is meant: whoever is under a locked text leaves it by saying no."""
    under = locked and last in JOINING
    return OptInAnswer.LEAVES if under and answer == OptInAnswer.DECLINES else answer


def refuse_without_name(said: Said, last: Said | None, sha256: str) -> None:
    """Raise LeavingTooEarly where an agency leaves under which text its name does not stand."""
    again = last is not None and last.answer == OptInAnswer.LEAVES
    if said.answer == OptInAnswer.LEAVES and not (again or confirmed(last, sha256)):
        raise LeavingTooEarly


def ends_at(said: Said, ways: Ways, given_at: datetime) -> datetime | None:
    """Return the day from which an agency that leaves is no longer under the text."""
    return given_at + ways.notice if said.answer == OptInAnswer.LEAVES else None
