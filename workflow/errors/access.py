"""What is refused at the door: signing in, roles, people and agencies."""

from workflow.errors.roots import Conflict, Invalid, NotAllowed


class SignInNeeded(NotAllowed):
    """Please sign in first."""


class TooManyAttempts(NotAllowed):
    """There were too many attempts to sign in. Please wait {minutes} minutes and try again."""

    status = 429


class WrongPassword(Invalid):
    """The address or the password is not right. You can also ask for a sign-in link by mail."""


class OtherHat(Conflict):
    """You went on as {role} in another tab, and this form was filled in in another role. Nothing was sent: go back to that role in the menu with your name, and send it again."""  # noqa: E501


class LinkExpired(Conflict):
    """This link has expired or was used before. Nothing is lost: please ask for a new one."""


class SamePerson(NotAllowed):
    """The lock needs two people: another person than the one who asked for it has to confirm."""


class UnknownAgency(Invalid):
    """There is no agency called {acronym} here."""


class NobodyToAsk(Invalid):
    """{acronym} has no focal point yet. Add one, so that the invitation reaches somebody."""


class LastOne(Conflict):
    """Nobody else could invite people then. Give this role to somebody else first."""


class AlreadyThere(Invalid):
    """There is already {what} with this name or address."""


class BadAddress(Invalid):
    """{address} is not a mail address we can write to."""


class BadPassword(Invalid):
    """Please choose a password of at least {minimum} characters."""
