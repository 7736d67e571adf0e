"""What is refused of what people type, and of what an administrator sets."""

from workflow.errors.roots import Conflict, Invalid, Refused


class Missing(Invalid):
    """Please fill in: {what}."""


class BadHeading(Invalid):
    """A {what} cannot hold line breaks, control characters or encoded words (=?...?=), and has at most {limit} characters."""  # noqa: E501


class BadText(Invalid):
    """The text cannot be used: {reason}. Nothing was lost; please mend it and send it again."""


class EmptyText(Invalid):
    """The text is empty. Please paste or write one."""


class TooLong(Invalid):
    """The text is too long: at most {limit} kilobytes. Nothing was saved."""


class BadChoice(Invalid):
    """{value} is not one of the choices here. Please go back and choose again."""


class BadForm(Invalid):
    """The form came back incomplete or too old. Nothing was lost; please reload the page and send it again."""  # noqa: E501


class SameKeyOtherForm(Invalid):
    """This form was already sent with other contents. Please reload the page."""


class BadSetting(Refused):
    """The setting {name} cannot be used: {reason}."""


class BackupBroken(Invalid):
    """The backup cannot be used: {reason}. Nothing was restored."""


class NotEmpty(Conflict):
    """The database is not empty. A backup can only be restored into an empty one."""


class BadGuide(Invalid):
    """The drafting guide cannot be used: {reason}. Nothing was changed; mend it and save again."""
