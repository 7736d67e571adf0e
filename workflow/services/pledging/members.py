"""Who takes part: the office sets it, and what an agency has said stays the agency's own."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from workflow.errors import MembersUnderSilence, TextLocked
from workflow.models import Agency, Pledge
from workflow.queries.joining import standing
from workflow.rules.permissions import AGENCY, Action, Actor, require
from workflow.rules.stages import Stage
from workflow.services.joining import optins
from workflow.services.mailing import mail, recipients
from workflow.services.pledging import pledges
from workflow.services.proving import record


def set_members(
    session: Session, actor: Actor, *, pledge_id: int, agencies: Sequence[int]
) -> Pledge:
    """Say which agencies take part from now on.

    The name of an agency that is taken out stands where it stood: only its principal put it there,
    and only they can take it away. Its people are told. What waits to be confirmed for it is void.
    """
    require(actor, Action.EDIT_PLEDGE)
    pledge = pledges.hold(session, pledge_id)
    session.expire(pledge, ["members"])
    if pledge.stage == Stage.LOCKED:
        raise TextLocked
    before = _taking_part(pledge)
    if pledge.stage == Stage.SILENCE and set(agencies) != before.keys():
        raise MembersUnderSilence
    pledges.write_members(session, pledge, agencies)
    after = _taking_part(pledge)
    gone = [before[one] for one in before if one not in after]
    told = {
        "agencies": [agency.acronym for agency in after.values()],
        "new": [after[one].acronym for one in after if one not in before],
        "taken out": [agency.acronym for agency in gone],
    }
    session.expire(pledge, ["members"])
    event = record.write(session, actor, pledge, "members set", told)
    for agency in gone:
        optins.void_written_down(session, actor, pledge, agency_id=agency.id)
        _tell(session, pledge, agency, event.seq)
    return pledge


def _taking_part(pledge: Pledge) -> dict[int, Agency]:
    return {m.agency_id: m.agency for m in pledge.members if m.left_at is None}


def _tell(session: Session, pledge: Pledge, agency: Agency, seq: int) -> None:
    stand = standing.of_agency(session, pledge, agency.id)
    for person in recipients.with_roles(session, AGENCY, agency_id=agency.id):
        mail.write(
            session,
            "taken-out",
            key=f"taken-out:{pledge.id}:{seq}:{person.id}",
            person=person,
            pledge=pledge,
            goes_to=f"/pledges/{pledge.id}/joining" if stand else "/",
            version=pledge.latest,
            agency=agency,
            joined=stand is not None and stand.joined,
        )
