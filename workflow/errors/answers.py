"""What is refused while agencies answer and the office decides."""

from workflow.errors.roots import Conflict, Invalid
from workflow.translation import _


class Overtaken(Conflict):
    """Someone else changed this a moment before you. {detail}Nothing of yours was saved; look at the new state and try again."""  # noqa: E501

    def __init__(self, *, detail: str = "") -> None:
        """Tell who was quicker, in a sentence."""
        super().__init__(detail=f"{_(detail)} " if detail else "")


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


class NothingChanged(Invalid):
    """Your text is the same as the text of the round. If your agency agrees with it, answer "no changes"."""  # noqa: E501


class NotCleared(Conflict):
    """Your agency clears its answers before they go out. Send it to clearance first; your text is saved."""  # noqa: E501


class ReasonOwed(Invalid):
    """Please give a reason: {who} will read it. Nothing was changed."""


class DeadlinePast(Invalid):
    """The deadline lies in the past or is missing. Please choose a later time."""


class DeadlineEarlier(Invalid):
    """A deadline moves only to a later time: agencies count on the one they were given."""


class UnknownTime(Invalid):
    """{value} is not a time we can read, or it does not exist in {zone} because the clocks change."""  # noqa: E501


class NoMembers(Invalid):
    """Choose at least one agency that takes part."""


class Overlaps(Invalid):
    """Your own text already changes these words. Nothing was changed; please write it in by hand."""  # noqa: E501


class NoFile(Invalid):
    """Choose a file first. Nothing was sent."""


class Unconfirmed(Invalid):
    """{count} of these changes still wait for your yes or no: not marked in the file, they count only if you say they are yours. Nothing was saved yet."""  # noqa: E501


class NothingTaken(Invalid):
    """Nothing of the file was taken, so there is nothing to save. If your agency agrees with the text, answer "no changes"."""  # noqa: E501


class MadeForOther(Conflict):
    """This file was made for {agency}. If you mean to send it for your own agency, say so below; nothing was saved yet."""  # noqa: E501
