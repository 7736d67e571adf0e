"""The register of specific pledges beside a locked text, as everybody may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from workflow.models import Pledge, SpecificPledge
from workflow.queries.joining import specific_pledges
from workflow.queries.proving import proof
from workflow.rules.commitments import OBJECTIVES, PRINCIPLES, Terms
from workflow.rules.fingerprints import of_commitment


@dataclass(frozen=True, slots=True)
class Register:
    """All registered specific pledges of one locked text."""

    pledge: Pledge
    rows: Sequence[SpecificPledge]
    lines: Sequence[dict[str, Any]]


def register(session: Session, pledge_id: int) -> Register:
    """Return the register; before the common text is locked it is not there."""
    pledge = proof.locked_version(session, pledge_id).pledge
    rows = specific_pledges.register(session, pledge_id)
    return Register(pledge, rows, [line(row) for row in rows])


def line(row: SpecificPledge) -> dict[str, Any]:
    """Return one registered specific pledge with all its fields, as plain values."""
    terms = Terms.read(row.terms)
    last = row.progress[-1] if row.progress else None
    fields = {name: value for name, value in terms.as_json().items() if name != "contact_mail"}
    return {
        **fields,
        "number": row.number,
        "agency": row.agency.acronym,
        "partners": [one.agency.acronym for one in row.partners if one.confirmed_at],
        "matches": row.matches.number if row.matches else None,
        "title": row.title,
        "description": row.description,
        "objectives": [f"{n}. {OBJECTIVES[n - 1]}" for n in terms.objectives],
        "principles": [PRINCIPLES[n - 1] for n in terms.principles],
        "state": row.state,
        "last_line": last.words if last else "",
        "last_at": last.at.isoformat() if last else "",
        "evidence": last.evidence if last else "",
        "registered_at": row.registered_at.isoformat() if row.registered_at else "",
        "sha256": of_commitment(row.title, row.description, row.terms),
    }
