"""What is refused around silence, joining, the lock and the proof."""

from workflow.errors.roots import Conflict, Invalid, Refused


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


class SilenceTooShort(Invalid):
    """Agencies have at least {hours} hours to object. Please choose a later end."""


class SilenceWithoutWorkingDays(Invalid):
    """Every agency needs {days} whole working days to object. Until then these have fewer: {agencies}. The earliest end that suits all is {earliest:%A %d %B, %H:%M} UTC."""  # noqa: E501


class NotReadyForSilence(Conflict):
    """The text cannot go under silence yet: {reason}. Nothing was changed."""


class NotUnderSilence(Conflict):
    """No silence procedure runs on this text. Nothing was changed."""


class ConditionOwed(Invalid):
    """Please write down the condition. Nothing was changed."""


class ConditionTooLate(Conflict):
    """The text is locked, and a condition can no longer change it. Your agency can join it, join with a statement, or not join."""  # noqa: E501


class RecordBroken(Refused):
    """The record is broken at entry {seq}: {reason}."""


class NoSigningKey(Conflict):
    """This cannot be signed: {reason}. Please tell whoever runs this service."""


class NotSealed(Conflict):
    """This text was locked without a signing key, so there is no seal for it."""
