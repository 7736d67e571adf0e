"""What forms send, as values."""

from typing import TypeVar

from workflow.errors import BadForm

_DIGITS = 9
"""No id is longer; a database would stumble over more."""

T = TypeVar("T")


def number(value: str) -> int:
    """Read the number of a row from a hidden field; raise BadForm for anything else."""
    found = number_or(value, None)
    if found is None:
        raise BadForm
    return found


def number_or(value: str, other: T) -> int | T:
    """Read a number that somebody typed or chose; return `other` for anything else."""
    good = value.isascii() and value.isdecimal() and len(value) <= _DIGITS
    return int(value) if good else other
