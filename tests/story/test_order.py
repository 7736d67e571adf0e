"""Who answers first makes no difference to what is merged, decided and published."""

import random

import pytest

from tests.story.telling import STORY
from workflow.models import Round
from workflow.rules.permissions import CLOCK
from workflow.services.deciding import merging

AGENCIES = [o["acronym"] for o in STORY["organisations"]]
ORDERS = [random.Random(seed).sample(AGENCIES, len(AGENCIES)) for seed in range(20)]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("order", ORDERS, ids=["-".join(order[:3]) for order in ORDERS])
def test_the_same_answers_in_another_order_give_the_same_text(whole, tell, order):
    telling = tell(until="rev1", order=order)

    assert telling.hashes() == whole.hashes()[:2]
    assert telling.passages(1) == whole.passages(1)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("order", ORDERS[:3], ids=["-".join(order[:3]) for order in ORDERS[:3]])
def test_and_the_same_text_is_locked_at_the_end(whole, tell, order):
    telling = tell(until="locked", order=order)

    assert telling.hashes() == whole.hashes()
    assert telling.passages(2) == whole.passages(2)


def test_merging_again_changes_nothing(tell):
    telling = tell()
    before = telling.passages()

    with telling.sessions() as session:
        round_ = session.get_one(Round, telling.told.round_id)
        assert not merging.merge_round(session, CLOCK, round_id=round_.id)
        round_.merged_hash = ""
        assert merging.merge_round(session, CLOCK, round_id=round_.id)
        session.commit()

    assert telling.passages() == before
