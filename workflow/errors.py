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


class Refused(Exception):  # noqa: N818  errors are named after what happened
    """This was refused. Nothing was changed."""

    status: ClassVar[int] = 400

    def __init__(self, **fields: object) -> None:
        """Fill the message with `fields`; they are kept as `.fields`."""
        self.fields = fields
        super().__init__((type(self).__doc__ or "").format(**fields))

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


class LinkForeign(NotAllowed):
    """This link was made for somebody else. Please open the one in your own mail."""


class Overtaken(Conflict):
    """Someone else changed this a moment before you. {detail}Nothing of yours was saved; look at the new state and try again."""  # noqa: E501

    def __init__(self, *, detail: str = "") -> None:
        """Tell who was quicker, in a sentence that ends with a space."""
        super().__init__(detail=detail)


class UndoneTwice(Conflict):
    """This decision was undone before. Nothing was changed."""


class RoundClosed(Conflict):
    """The round closed on {closed}. Your text is kept as a draft; you can send it as a late answer."""  # noqa: E501


class RoundNotOpen(Conflict):
    """The round is {state}: this cannot be done now. Nothing was changed."""


class RoundRunning(Conflict):
    """A round on this text is still running. Decide and publish it first."""


class StillOpenPassages(Conflict):
    """{count} passages still wait for a decision. Decide them first; nothing was published."""


class LateAnswersWaiting(Conflict):
    """{count} late answers wait to be taken up or carried. Decide on them first; nothing was published."""  # noqa: E501


class BrokenTogether(Conflict):
    """Changes that stand or fall together were decided differently: {labels}. Please take all of them or none."""  # noqa: E501


class TextLocked(Conflict):
    """The text of this pledge is locked. It can never be changed; a corrigendum or a new edition comes after it."""  # noqa: E501


class NotLockable(Conflict):
    """The text cannot be locked yet: {reason}. Nothing was changed."""


class LockRequested(Conflict):
    """{name} has already asked to lock this text. Another person can confirm or decline it."""


class LockRequestEnded(Conflict):
    """This request to lock the text is over: it was {ended}. Nothing was changed."""


class WrongFingerprint(Invalid):
    """The characters do not match the fingerprint of the text. Compare them with the page and try again."""  # noqa: E501


class SamePerson(NotAllowed):
    """The lock needs two people: another person than the one who asked for it has to confirm."""


class SilenceTooShort(Invalid):
    """A silence procedure runs at least {hours} hours. Please choose a later end."""


class SilenceWithoutWorkingDays(Invalid):
    """Silence has to give every agency two working days. Until then these have fewer: {agencies}. The earliest end that suits all is {earliest:%A %d %B, %H:%M} UTC."""  # noqa: E501


class NotReadyForSilence(Conflict):
    """The text cannot go under silence yet: {reason}. Nothing was changed."""


class NotUnderSilence(Conflict):
    """No silence procedure runs on this text. Nothing was changed."""


class AlreadyAnswered(Conflict):
    """Your agency has already answered this round. You can replace the answer, or take it back while the round is open."""  # noqa: E501


class NothingChanged(Invalid):
    """Your text is the same as the text of the round. If your agency agrees with it, answer "no changes"."""  # noqa: E501


class NotCleared(Conflict):
    """Your agency clears its answers before they go out. Send it to clearance first; your text is saved."""  # noqa: E501


class ReasonOwed(Invalid):
    """Please give a reason: {who} will read it. Nothing was changed."""


class ConditionOwed(Invalid):
    """Please write down the condition. Nothing was changed."""


class ConditionTooLate(Conflict):
    """The text is locked, and a condition can no longer change it. Your agency can join it, join with a statement, or not join."""  # noqa: E501


class DeadlinePast(Invalid):
    """The deadline lies in the past or is missing. Please choose a later time."""


class DeadlineEarlier(Invalid):
    """A deadline moves only to a later time: agencies count on the one they were given."""


class UnknownTime(Invalid):
    """{value} is not a time we can read, or it does not exist in {zone} because the clocks change."""  # noqa: E501


class UnknownAgency(Invalid):
    """There is no agency called {acronym} here."""


class NobodyToAsk(Invalid):
    """{acronym} has no focal point yet. Add one, so that the invitation reaches somebody."""


class NoMembers(Invalid):
    """Choose at least one agency that takes part."""


class LastOne(Conflict):
    """Nobody else could invite people then. Give this role to somebody else first."""


class AlreadyThere(Invalid):
    """There is already {what} with this name or address."""


class Missing(Invalid):
    """Please fill in: {what}."""


class BadAddress(Invalid):
    """{address} is not a mail address we can write to."""


class BadHeading(Invalid):
    """A {what} cannot hold line breaks, control characters or encoded words (=?...?=), and has at most {limit} characters."""  # noqa: E501


class BadPassword(Invalid):
    """Please choose a password of at least {minimum} characters."""


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


class RecordBroken(Refused):
    """The record is broken at entry {seq}: {reason}."""


class BackupBroken(Invalid):
    """The backup cannot be used: {reason}. Nothing was restored."""


class NotEmpty(Conflict):
    """The database is not empty. A backup can only be restored into an empty one."""


class Overlaps(Invalid):
    """Your own text already changes these words. Nothing was changed; please write it in by hand."""  # noqa: E501


class NoSigningKey(Conflict):
    """This cannot be signed: {reason}. Please tell whoever runs this service."""


class NotSealed(Conflict):
    """This text was locked without a signing key, so there is no seal for it."""
