"""Nouns: what is kept. Facts are added and never changed; few rows have a state that moves."""

from workflow.models.answers import Change, Clearance, Draft, Extension, Intake, Revision
from workflow.models.consent import Objection, OptIn, Silence, SpecificPledge
from workflow.models.decisions import Answer, Decision, Passage, Support, Wording
from workflow.models.files import ReturnedFile, Taking
from workflow.models.incoming import Incoming, LetterEdit
from workflow.models.outbox import Idempotent, Job, Mail
from workflow.models.people import Agency, Attempt, Grant, Person, SignInLink
from workflow.models.pledges import LockRequest, Member, Pledge, TextBlock, Version
from workflow.models.proof import Checkpoint, Seal, SigningKey
from workflow.models.record import Event, EventPayload
from workflow.models.rounds import Round
from workflow.models.stations import DutyStation, Holiday

__all__ = [
    "Agency",
    "Answer",
    "Attempt",
    "Change",
    "Checkpoint",
    "Clearance",
    "Decision",
    "Draft",
    "DutyStation",
    "Event",
    "EventPayload",
    "Extension",
    "Grant",
    "Holiday",
    "Idempotent",
    "Incoming",
    "Intake",
    "Job",
    "LetterEdit",
    "LockRequest",
    "Mail",
    "Member",
    "Objection",
    "OptIn",
    "Passage",
    "Person",
    "Pledge",
    "ReturnedFile",
    "Revision",
    "Round",
    "Seal",
    "SignInLink",
    "SigningKey",
    "Silence",
    "SpecificPledge",
    "Support",
    "Taking",
    "TextBlock",
    "Version",
    "Wording",
]
