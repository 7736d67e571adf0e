"""Tell agencies, when a round is closed, where their wording has rivals and nothing is decided.

Once per round and agency: the letter names the places, neither the words nor the names of others.
Its button leads to the page that shows each reader what they may see.
"""

from collections import defaultdict

from sqlalchemy.orm import Session

from workflow.models import Round
from workflow.queries.answering import visible
from workflow.queries.answering.excerpts import Places
from workflow.rules.stages import RoundState
from workflow.services.mailing import mail, recipients
from workflow.services.rounds import rounds
from workflow.translation import USUAL, speaking

SHOWN = 10
"""Places that a letter names."""


def tell(session: Session, round_: Round) -> None:
    """Write to each agency one of whose wordings competes with others, unless it was told."""
    if round_.state != RoundState.CONSOLIDATING:
        return
    blocks = _contested(session, round_)
    places = Places.of(round_.version.blocks) if blocks else None
    for member in rounds.members(round_.pledge):
        mine = blocks.get(member.agency_id)
        if places is None or not mine:
            continue
        for person in recipients.drafters(session, member.agency_id):
            with speaking(person.language or USUAL):
                named = [places.name(block_id) for block_id in mine[:SHOWN]]
            mail.write(
                session,
                "rivals-found",
                key=f"rivals-found:{round_.id}:{member.agency_id}:{person.id}",
                person=person,
                pledge=round_.pledge,
                goes_to=f"/rounds/{round_.id}/text",
                round=round_,
                agency=member.agency,
                count=len(mine),
                more=len(mine) > SHOWN,
                places=named,
            )


def _contested(session: Session, round_: Round) -> dict[int, list[str]]:
    """Return by agency the blocks where its wording has rivals, in the order of the text."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for passage in visible.passages(session, round_.id):
        if not passage.contested or passage.decision is not None:
            continue
        for wording in passage.wordings:
            for support in wording.supports:
                found[support.change.revision.agency_id][passage.block_id] = None
    return {agency_id: list(blocks) for agency_id, blocks in found.items()}
