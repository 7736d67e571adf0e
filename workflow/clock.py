"""Who tells the time.

What is decided by time is decided by the database's clock (`workflow.db.now`). This module
serves what has no database at hand, and the story, which plays weeks in a second.
"""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system() -> datetime:
    """Return the time of this machine, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  this is the one place that asks the machine
