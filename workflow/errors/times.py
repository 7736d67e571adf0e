"""What is refused around deadlines, mails and their words."""

from workflow.errors.roots import Conflict, Invalid, Refused


class AlreadyReached(Conflict):
    """Mails to {acronym} get through. Nobody was invited again."""


class LetterHasUnknownName(Invalid):
    """{name} is not a name that we can fill in. The names are {known}; nothing was changed."""


class StationHoursWrong(Invalid):
    """Choose at least one working day, and hours that open before they close."""


class MailNotTakenIn(Refused):
    """No mail comes in by {where}: {reason}."""


class MailUnreadable(Invalid):
    """This mail was not read: {reason}."""
