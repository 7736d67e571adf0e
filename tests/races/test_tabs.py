"""Two tabs, two people, one agency: nobody's typing is overwritten, and the later one is told."""

import pytest
from sqlalchemy import select

from tests.build import LISTENING, Build, edited
from workflow.models import Draft
from workflow.rules.permissions import Role
from workflow.services.answering import drafts

TABS = 4
SAVES = 100


def saving(round_, person, seen, text):
    blocks = edited(round_.version.blocks, {LISTENING: text}, {}, {})

    def act(session):
        return drafts.save(session, person, round_id=round_.id, seen=seen, blocks=blocks)

    return act


@pytest.mark.slow
def test_of_tabs_that_save_at_once_one_counts_and_the_others_are_kept_aside(sessions, crowd):
    with sessions() as session:
        build = Build(session)
        round_ = build.round()
        assert round_.version.blocks
        people = [build.actor(role, "ILO") for role in (Role.FOCAL_POINT, Role.ALTERNATE)]
        session.commit()
    together, seen = crowd(TABS), 0
    for number in range(SAVES):
        acts = [
            saving(round_, people[tab % 2], seen, f"We save {number} from {tab}.")
            for tab in range(TABS)
        ]
        saved = together.at_once(acts)
        first = [one for one in saved if one.overtaken_by is None]
        assert len(first) == 1
        assert {o.overtaken_by.id for o in saved if o.overtaken_by} == {first[0].draft.id}
        seen = first[0].draft.number

    with sessions() as session:
        rows = session.scalars(select(Draft).order_by(Draft.number)).all()
    assert [row.number for row in rows] == list(range(1, TABS * SAVES + 1))
    texts = {row.blocks[2]["text"] for row in rows}
    assert len(texts) == TABS * SAVES
    assert sum(not row.aside for row in rows) == SAVES
