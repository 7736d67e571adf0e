"""Who may do what: one table.

An actor is a person in one role; somebody with two hats wears one at a time, so that the record
can say in which of them they acted. `docs/permissions.md` shows this table to people, and a test
keeps the two equal.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflow.errors import NotAllowed, NotFound


class Role(StrEnum):
    """The hats people wear."""

    COORDINATOR = "coordinator"
    STAFF = "coordinator's staff"
    FOCAL_POINT = "focal point"
    ALTERNATE = "alternate"
    CLEARING_OFFICER = "clearing officer"
    PRINCIPAL = "principal"
    DELEGATE = "delegate"
    OBSERVER = "observer"
    ADMINISTRATOR = "administrator"
    CLOCK = "clock"


class Action(StrEnum):
    """What can be done; each reads after "you cannot"."""

    SEE_PLEDGE = "see this pledge"
    SEE_BOARD = "see who has answered"
    SEE_REVISIONS = "see the answers of agencies"
    SEE_DESK = "see the decision desk"
    SEE_ANSWERS = "see what became of changes"
    SEE_OPT_INS = "see who joins"
    SEE_RECORD = "read the record"
    SEE_OUTBOX = "see the mails that went out"
    SEE_PEOPLE = "see the people of the service"
    START_PLEDGE = "start a pledge"
    EDIT_PLEDGE = "change the settings of a pledge"
    EDIT_GUIDE = "edit the drafting guide and its texts"
    OPEN_ROUND = "open a round"
    EXTEND_ROUND = "move the deadline"
    BEGIN_ROUND = "open a planned round when its time has come"
    SUSPEND_ROUND = "suspend a round"
    CLOSE_ROUND = "close a round"
    REMIND = "send reminders"
    EDIT_LETTERS = "change the words of letters"
    EDIT_DRAFT = "write the answer of this agency"
    REQUEST_CLEARANCE = "send this answer to clearance"
    CLEAR = "clear this answer"
    SUBMIT_REVISION = "submit the answer of this agency"
    WITHDRAW_REVISION = "take back the answer of this agency"
    REQUEST_EXTENSION = "ask for more time"
    ANSWER_EXTENSION = "answer a request for more time"
    TAKE_IN_LATE = "decide on a late answer"
    MERGE_ROUND = "merge a round"
    DECIDE = "decide a passage"
    UNDO_DECISION = "undo a decision"
    PUBLISH = "publish a version"
    OPT_IN = "say whether this agency joins"
    CONFIRM_EDITORIAL = "confirm editorial corrections for this agency"
    NAME_DELEGATE = "name a delegate of this agency"
    RECORD_ON_BEHALF = "write down what an agency said"
    START_SILENCE = "put a text under silence"
    BREAK_SILENCE = "break silence"
    REQUEST_LOCK = "ask to lock the text"
    CONFIRM_LOCK = "confirm the lock"
    CORRECT = "correct a locked text beside it"
    PROPOSE_CORRECTION = "propose a correction"
    OBJECT_TO_CORRECTION = "object to a correction"
    SETTLE_DUE = "close what is due"
    EDIT_SPECIFIC_PLEDGE = "edit this specific pledge"
    CLEAR_SPECIFIC_PLEDGE = "clear this specific pledge"
    END_SPECIFIC_PLEDGE = "end this specific pledge before it is fulfilled"
    REGISTER_SPECIFIC_PLEDGE = "register a specific pledge"
    MANAGE_PEOPLE = "invite people and give roles"
    ERASE_PERSON = "erase a person"
    MANAGE_AGENCIES = "add agencies"
    MANAGE_STATIONS = "edit duty stations and holidays"
    SEND_NUDGES = "send nudges"
    SEND_DIGESTS = "send digests"
    SEE_INPUTS = "read what stakeholders said"
    RUN_CONSULTATION = "run a consultation"
    SPONSOR_INPUT = "sponsor an input for this agency"
    SEE_MEETINGS = "see the meetings"
    RUN_MEETING = "prepare a meeting and keep its notes"
    DO_ACTION_POINT = "report this part of an action point as done"
    CHASE_ACTION_POINTS = "chase action points"
    PLAN_ROADMAP = "plan the roadmap"
    SEE_TRANSMITTALS = "see what was asked from outside and what was sent"
    KEEP_REQUEST = "keep a request for support"
    TRANSMIT = "send a package outside"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one role, or the clock."""

    person_id: int | None
    name: str
    role: Role
    agency_id: int | None = None
    pledge_id: int | None = None
    """For an observer who may follow only this pledge."""


CLOCK = Actor(None, "the clock", Role.CLOCK)

OFFICE = frozenset({Role.COORDINATOR, Role.STAFF})
DRAFTERS = frozenset({Role.FOCAL_POINT, Role.ALTERNATE})
ANSWERING = frozenset({*DRAFTERS, Role.CLEARING_OFFICER, Role.PRINCIPAL})
DECIDING = frozenset({Role.PRINCIPAL, Role.DELEGATE})
AGENCY = ANSWERING | DECIDING
MEMBERS = OFFICE | AGENCY
READERS = MEMBERS | {Role.OBSERVER}

TABLE: dict[Action, frozenset[Role]] = {
    Action.SEE_PLEDGE: READERS,
    Action.SEE_BOARD: MEMBERS,
    Action.SEE_REVISIONS: MEMBERS,
    Action.SEE_DESK: OFFICE,
    Action.SEE_ANSWERS: READERS,
    Action.SEE_OPT_INS: READERS,
    Action.SEE_RECORD: READERS,
    Action.SEE_OUTBOX: OFFICE | {Role.ADMINISTRATOR},
    Action.SEE_PEOPLE: OFFICE | {Role.ADMINISTRATOR},
    Action.START_PLEDGE: OFFICE,
    Action.EDIT_PLEDGE: OFFICE,
    Action.EDIT_GUIDE: OFFICE,
    Action.OPEN_ROUND: OFFICE,
    Action.EXTEND_ROUND: OFFICE,
    Action.BEGIN_ROUND: frozenset({Role.CLOCK}),
    Action.SUSPEND_ROUND: OFFICE,
    Action.CLOSE_ROUND: OFFICE | {Role.CLOCK},
    Action.REMIND: OFFICE,
    Action.EDIT_LETTERS: OFFICE,
    Action.EDIT_DRAFT: DRAFTERS | {Role.CLEARING_OFFICER},
    Action.REQUEST_CLEARANCE: DRAFTERS,
    Action.CLEAR: frozenset({Role.CLEARING_OFFICER, Role.PRINCIPAL}),
    Action.SUBMIT_REVISION: ANSWERING,
    Action.WITHDRAW_REVISION: DRAFTERS | {Role.PRINCIPAL},
    Action.REQUEST_EXTENSION: DRAFTERS,
    Action.ANSWER_EXTENSION: OFFICE,
    Action.TAKE_IN_LATE: OFFICE,
    Action.MERGE_ROUND: OFFICE | {Role.CLOCK},
    Action.DECIDE: OFFICE,
    Action.UNDO_DECISION: OFFICE,
    Action.PUBLISH: OFFICE,
    Action.OPT_IN: DECIDING,
    Action.CONFIRM_EDITORIAL: DRAFTERS,
    Action.NAME_DELEGATE: frozenset({Role.PRINCIPAL}),
    Action.RECORD_ON_BEHALF: OFFICE,
    Action.START_SILENCE: OFFICE,
    Action.BREAK_SILENCE: DRAFTERS | {Role.PRINCIPAL},
    Action.REQUEST_LOCK: OFFICE,
    Action.CONFIRM_LOCK: OFFICE,
    Action.CORRECT: OFFICE,
    Action.PROPOSE_CORRECTION: OFFICE | DRAFTERS | {Role.PRINCIPAL},
    Action.OBJECT_TO_CORRECTION: DRAFTERS | {Role.PRINCIPAL},
    Action.SETTLE_DUE: frozenset({Role.CLOCK}),
    Action.EDIT_SPECIFIC_PLEDGE: DRAFTERS | {Role.PRINCIPAL},
    Action.CLEAR_SPECIFIC_PLEDGE: frozenset({Role.CLEARING_OFFICER, Role.PRINCIPAL}),
    Action.END_SPECIFIC_PLEDGE: frozenset({Role.PRINCIPAL}),
    Action.REGISTER_SPECIFIC_PLEDGE: OFFICE,
    Action.ERASE_PERSON: frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    Action.MANAGE_PEOPLE: frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    Action.MANAGE_AGENCIES: frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    Action.MANAGE_STATIONS: frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    Action.SEND_NUDGES: OFFICE | {Role.CLOCK},
    Action.SEND_DIGESTS: frozenset({Role.CLOCK}),
    Action.SEE_INPUTS: MEMBERS,
    Action.RUN_CONSULTATION: OFFICE,
    Action.SPONSOR_INPUT: DRAFTERS,
    Action.SEE_MEETINGS: MEMBERS,
    Action.RUN_MEETING: OFFICE,
    Action.DO_ACTION_POINT: AGENCY,
    Action.CHASE_ACTION_POINTS: OFFICE | {Role.CLOCK},
    Action.PLAN_ROADMAP: OFFICE,
    Action.SEE_TRANSMITTALS: OFFICE,
    Action.KEEP_REQUEST: OFFICE,
    Action.TRANSMIT: frozenset({Role.COORDINATOR}),
}

OWN_AGENCY_ONLY = frozenset(
    {
        Action.EDIT_DRAFT,
        Action.REQUEST_CLEARANCE,
        Action.CLEAR,
        Action.SUBMIT_REVISION,
        Action.WITHDRAW_REVISION,
        Action.REQUEST_EXTENSION,
        Action.OPT_IN,
        Action.CONFIRM_EDITORIAL,
        Action.NAME_DELEGATE,
        Action.BREAK_SILENCE,
        Action.OBJECT_TO_CORRECTION,
        Action.EDIT_SPECIFIC_PLEDGE,
        Action.SPONSOR_INPUT,
        Action.DO_ACTION_POINT,
        Action.CLEAR_SPECIFIC_PLEDGE,
        Action.END_SPECIFIC_PLEDGE,
    }
)
"""What people of an agency do for their own agency and for no other."""


def allowed(actor: Actor, action: Action, *, agency_id: int | None = None) -> bool:
    """Tell whether the actor may do this, for this agency where it is an agency's own matter."""
    if actor.role not in TABLE[action]:
        return False
    return action not in OWN_AGENCY_ONLY or (
        actor.agency_id is not None and agency_id in {None, actor.agency_id}
    )


def require(actor: Actor, action: Action, *, agency_id: int | None = None) -> None:
    """Raise NotAllowed, or NotFound where even knowing of another agency's matter is too much."""
    if allowed(actor, action, agency_id=agency_id):
        return
    if actor.role in TABLE[action]:
        raise NotFound(what="page")
    raise NotAllowed(role=actor.role.value, action=action.value)
