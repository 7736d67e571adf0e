"""Nouns: what is kept. Facts are added and never changed; few rows have a state that moves."""

from workflow.models.answers import Change, Clearance, Draft, Extension, Intake, Revision
from workflow.models.commitments import Partner, Progress, RegisteredText, SpecificPledge
from workflow.models.consent import (
    Authority,
    Corrigendum,
    CorrigendumObjection,
    Objection,
    OnBehalf,
    OptIn,
    Remark,
    Silence,
)
from workflow.models.consultations import (
    Consultation,
    Hearing,
    HearingNote,
    Input,
    Reply,
    Sponsorship,
    Stakeholder,
    StakeholderLink,
)
from workflow.models.decisions import Answer, Decision, Passage, Support, Wording
from workflow.models.files import ReturnedFile, Taking
from workflow.models.incoming import Incoming, LetterEdit, SetAside
from workflow.models.meetings import (
    ActionPoint,
    AgendaItem,
    Meeting,
    MeetingNote,
    Obligation,
    Participant,
)
from workflow.models.outbox import Idempotent, Job, Mail
from workflow.models.people import Agency, Attempt, Erasure, Grant, Person, SignInLink
from workflow.models.pledges import LockRequest, Member, Pledge, TextBlock, Version
from workflow.models.proof import Checkpoint, Seal, SigningKey, TimeStamp
from workflow.models.record import Event, EventPayload
from workflow.models.roadmaps import Milestone, Roadmap
from workflow.models.rounds import Round
from workflow.models.stations import DutyStation, Holiday
from workflow.models.substance import (
    Alignment,
    DraftingGuide,
    Gap,
    Phrase,
    ReferenceSection,
    ReferenceText,
)
from workflow.models.transmittals import SupportRequest, Transmittal, TransmittalReply

__all__ = [
    "ActionPoint",
    "Agency",
    "AgendaItem",
    "Alignment",
    "Answer",
    "Attempt",
    "Authority",
    "Change",
    "Checkpoint",
    "Clearance",
    "Consultation",
    "Corrigendum",
    "CorrigendumObjection",
    "Decision",
    "Draft",
    "DraftingGuide",
    "DutyStation",
    "Erasure",
    "Event",
    "EventPayload",
    "Extension",
    "Gap",
    "Grant",
    "Hearing",
    "HearingNote",
    "Holiday",
    "Idempotent",
    "Incoming",
    "Input",
    "Intake",
    "Job",
    "LetterEdit",
    "LockRequest",
    "Mail",
    "Meeting",
    "MeetingNote",
    "Member",
    "Milestone",
    "Objection",
    "Obligation",
    "OnBehalf",
    "OptIn",
    "Participant",
    "Partner",
    "Passage",
    "Person",
    "Phrase",
    "Pledge",
    "Progress",
    "ReferenceSection",
    "ReferenceText",
    "RegisteredText",
    "Remark",
    "Reply",
    "ReturnedFile",
    "Revision",
    "Roadmap",
    "Round",
    "Seal",
    "SetAside",
    "SignInLink",
    "SigningKey",
    "Silence",
    "SpecificPledge",
    "Sponsorship",
    "Stakeholder",
    "StakeholderLink",
    "Support",
    "SupportRequest",
    "Taking",
    "TextBlock",
    "TimeStamp",
    "Transmittal",
    "TransmittalReply",
    "Version",
    "Wording",
]
