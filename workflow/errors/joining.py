"""What is refused about joining, and about what comes after the lock."""

from workflow.errors.roots import Conflict, Invalid, NotAllowed


class LeavingTooEarly(Conflict):
    """Only a locked text can be left. Until then your agency can say that it does not join."""


class NoLongerTakesPart(Conflict):
    """{agency} no longer takes part since {since:%d %B %Y}. What it said stands, and it can still say no; it cannot join another text. Nothing was changed."""  # noqa: E501


class MembersUnderSilence(Conflict):
    """Who takes part cannot change while the text is under silence: every agency was given the whole time to object. Wait for the end, or stop silence first."""  # noqa: E501


class UnknownChange(Invalid):
    """There is no change called {label} in this pledge. Please write labels as they stand on the cards, for example ILO-2."""  # noqa: E501


class NotInForce(NotAllowed):
    """You decide for {agency} from {start:%d %B %Y} to {end:%d %B %Y}, and today is not one of these days. Nothing was changed."""  # noqa: E501


class NotNow(NotAllowed):
    """You have no authority to decide for this agency now. Nothing was changed."""


class BadPeriod(Invalid):
    """The last day has to lie behind the first one, and not in the past. Please choose other days."""  # noqa: E501


class OnBehalfWaits(Conflict):
    """There is already an answer of {agency} that waits to be confirmed. Take it back first if it was another one."""  # noqa: E501


class OnBehalfOver(Conflict):
    """The answer no longer waits: it was {ended}. Nothing was changed."""


class NotEditorial(Conflict):
    """It is more than an editorial correction: {reason}. Your principal has to read it. Nothing was changed."""  # noqa: E501


class NotPreauthorized(Conflict):
    """Your principal has not said that editorial corrections may be confirmed without them. Nothing was changed."""  # noqa: E501


class NotLocked(Conflict):
    """Only a locked text gets corrections beside it. Until then, propose a change in a round."""


class NotThere(Invalid):
    """The words “{words}” do not stand in this paragraph exactly once. Please copy them from the text, with some words around them."""  # noqa: E501


class NothingCorrected(Invalid):
    """Both wordings are the same. Please write how it should read."""


class CorrectionOver(Conflict):
    """The correction is {state}: that cannot be done any more. Nothing was changed."""


class BadNumber(Invalid):
    """The {what} have to be a number from {least} to {most}. Nothing was changed."""


class CommitmentElsewhere(Conflict):
    """The specific pledge is {state}: that cannot be done now. Nothing was changed."""


class NotAdmissible(Invalid):
    """The one it matches has to be a registered specific pledge of this register."""


class StampRefused(Conflict):
    """The time stamp cannot be used: {reason}."""


class NotOneself(Conflict):
    """You cannot erase yourself. Ask another administrator or the coordinator."""


class AlreadyErased(Conflict):
    """The name and address of this person were erased before. Nothing was changed."""
