"""What forms send, as values."""

from workflow.errors import BadForm

_DIGITS = 9
"""No id is longer; a database would stumble over more."""


def number(value: str) -> int:
    """Read the number of a row from a hidden field; raise BadForm for anything else."""
    if not (value.isascii() and value.isdecimal() and len(value) <= _DIGITS):
        raise BadForm
    return int(value)
