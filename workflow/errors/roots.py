"""All that can be refused, and what a person is told.

The docstring of an error is the message a person reads; fields in braces are filled in.

    Refused
    |-- NotFound      404   it is not there, or not for you to know
    |-- NotAllowed    403   you may not
    |-- Conflict      409   not now, or no longer
    `-- Invalid       422   what was sent makes no sense

Anything else that is raised is a bug of ours.
"""

import re
from typing import ClassVar

from workflow.translation import _

WORDS = frozenset({"what", "who", "role", "action", "state", "reason", "where", "detail"})
"""Fields that hold words of ours, which are in the catalogues too; the others are data."""


class Refused(Exception):  # noqa: N818  errors are named after what happened
    """This was refused. Nothing was changed."""

    status: ClassVar[int] = 400

    def __init__(self, **fields: object) -> None:
        """Fill the message with `fields`; they are kept as `.fields`."""
        self.fields = fields
        message = type(self).__doc__ or ""
        said = _(message)
        told = {name: _(str(value)) if name in WORDS else value for name, value in fields.items()}
        super().__init__(said.format(**told))

    @property
    def word(self) -> str:
        """A stable name for programs: RoundClosed is `round-closed`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()


class NotFound(Refused):
    """We cannot find this {what}. It may have moved, or it is not open to you."""

    status = 404


class NotAllowed(Refused):
    """As {role} you cannot {action}. Nothing was changed."""

    status = 403


class Conflict(Refused):
    """This is not possible now. Nothing was changed."""

    status = 409


class Invalid(Refused):
    """What was sent makes no sense. Nothing was changed."""

    status = 422
