"""What is refused of consultations, meetings, roadmaps and what is sent outside."""

from workflow.errors.roots import Conflict, Invalid


class TooManyWords(Invalid):
    """This has {count} words, and {limit} are possible. Nothing was lost; please shorten it and send it again."""  # noqa: E501


class TooManyInputs(Conflict):
    """Many messages came from this connection. Nothing was lost; please wait {minutes} minutes and send it again."""  # noqa: E501

    status = 429


class ConsultationClosed(Conflict):
    """This consultation has closed, so nothing more can be sent. What was sent before is kept."""


class OnlyInvited(Conflict):
    """Only people who were invited can write here. Please open the link in your mail."""


class ClosesTooEarly(Invalid):
    """A consultation has to be open for a while. Please choose a day in the future."""


class AlreadyJudged(Conflict):
    """Somebody of the office has judged this input already. Please look at the page again; nothing was changed."""  # noqa: E501


class NotAdmitted(Conflict):
    """This input has not been admitted, so it cannot be answered or taken up yet. Nothing was changed."""  # noqa: E501


class NoRoundToSponsor(Conflict):
    """No round is open in which your agency could propose this. The input stays here, and you can take it up when the next round opens."""  # noqa: E501


class NothingProposed(Invalid):
    """The words are still those of the text, so nothing would be proposed. Please change them."""


class EndsBeforeItStarts(Invalid):
    """A meeting ends after it starts. Please look at both times again."""


class NobodyOwes(Invalid):
    """An action point needs somebody who owes it. Please choose at least one."""


class ActionPointClosed(Conflict):
    """This action point is closed. Nothing was changed."""


class SummaryCirculated(Conflict):
    """The summary is with the participants, so what it says changes there and no longer here. Nothing was changed."""  # noqa: E501


class NothingToSummarize(Conflict):
    """There is nothing to circulate yet. Please write at least one note, decision or action point."""  # noqa: E501


class NobodyToCirculateTo(Conflict):
    """No agency with a focal point took part, so nobody could comment on the summary. Please add the participants first."""  # noqa: E501


class EmptyRoadmap(Invalid):
    """A roadmap needs at least one milestone before its event. Please write one on each line."""


class BadMilestone(Invalid):
    """“{line}” does not say how long it takes. Write a title, then for example “10 working days”, “3 days” or “silence”."""  # noqa: E501


class RequestClosed(Conflict):
    """This request was answered already. Nothing was changed."""
