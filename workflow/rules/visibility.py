"""Who sees the answers of agencies, and when.

an unsent draft              its agency, nobody else, the coordinator included
submitted, round open        its agency, the office; other agencies unless rounds are sealed
after the round              every agency; observers see what was decided, not who fought
"""

from workflow.rules.permissions import MEMBERS, OFFICE, Actor
from workflow.rules.stages import ANSWERING, RoundState


def sees_revisions_of_others(actor: Actor, *, sealed: bool, round_state: str) -> bool:
    """Tell whether the actor may read what other agencies have submitted."""
    if actor.role in OFFICE:
        return True
    if actor.role not in MEMBERS:
        return False
    return not sealed or round_state not in ANSWERING


def sees_decisions(actor: Actor, *, round_state: str) -> bool:
    """Tell whether the actor may read decisions of the round on changes of other agencies."""
    return actor.role in OFFICE or round_state == RoundState.CLOSED


def sees_names(actor: Actor, *, attributed: bool) -> bool:
    """Tell whether the actor learns which agency proposed what."""
    return actor.role in OFFICE or (actor.role in MEMBERS and attributed)
