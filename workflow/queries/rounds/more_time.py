"""Who asks for more time and waits for a word of the office.

A request waits as long as answers come in, also while the round rests: it moves along, and can be
answered when the round goes on. It is over when its agency has answered since it asked, or takes
part no longer; taken back, the answer lets it wait again. After the round nobody gets more time.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from workflow.models import Extension, Member, Revision, Round
from workflow.rules.answers import ANSWERED, AnswerKind, ExtensionState
from workflow.rules.stages import ANSWERING


def waiting(session: Session, round_ids: Iterable[int]) -> Sequence[Extension]:
    """Return the requests of these rounds that wait for a word of the office."""
    return session.scalars(
        select(Extension)
        .join(Extension.round)
        .where(
            Extension.round_id.in_(list(round_ids)),
            Extension.state == ExtensionState.REQUESTED.value,
            Round.state.in_([one.value for one in ANSWERING]),
            _TAKES_PART,
            func.coalesce(_SENT_SINCE, "").not_in([one.value for one in ANSWERED]),
        )
        .options(joinedload(Extension.agency))
        .order_by(Extension.id)
    ).all()


_TAKES_PART = exists().where(
    Member.pledge_id == Round.pledge_id,
    Member.agency_id == Extension.agency_id,
    Member.left_at.is_(None),
)
_SENT_SINCE = (
    select(Revision.answer)
    .where(
        Revision.round_id == Extension.round_id,
        Revision.agency_id == Extension.agency_id,
        Revision.submitted_at >= Extension.requested_at,
        Revision.answer != AnswerKind.CARRIED.value,
    )
    .order_by(Revision.number.desc())
    .limit(1)
    .scalar_subquery()
)
"""What the agency has sent last since it asked."""
