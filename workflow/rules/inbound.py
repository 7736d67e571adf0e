"""What a mail that came in is, judged by its own words and marks.

    Subject: Out of office, Auto-Submitted: auto-replied     away: never acted on, never answered
    Content-Type: multipart/report; report-type=...          a bounce of one of our mails
    No changes.                                              the first line says the answer
    (a Word file is attached)                                the answer is in the file
    anything else                                            a comment of the agency

Nothing counts before its sender has confirmed it.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What a mail was understood as."""

    NO_CHANGES = "no changes"
    WORD_FILE = "Word file"
    COMMENT = "comment"
    AWAY = "away"
    BOUNCE = "bounce"
    REFUSED = "refused"


class Waiting(StrEnum):
    """What has become of it."""

    WAITS = "waits"
    CONFIRMED = "confirmed"
    NOTED = "noted"
    REFUSED = "refused"


def is_lasting(status: str) -> bool:
    """Tell whether a delivery status says "never" (5.x.x); 4.x.x only means "not yet"."""
    return status.startswith("5")
