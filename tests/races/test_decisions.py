"""Ten thousand contested decisions: none taken twice, no two rival wordings both accepted."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tests.build import Build
from workflow.errors import Overtaken
from workflow.models import Decision, Event, Passage, Wording
from workflow.queries.answering import visible
from workflow.services.deciding import decisions, publishing
from workflow.services.proving import record

PLEDGES = 2
PARAGRAPHS = 1250
RIVALS = 4
"""Two pledges of 1,250 paragraphs, and four people who decide on each at the same moment."""

TEXT = "\n\n".join(f"We will do thing {n} once a year." for n in range(PARAGRAPHS))


def prepared(sessions, title):
    """A round in which two agencies disagree on every paragraph; return what a page shows."""
    with sessions() as session:
        build = Build(session)
        round_ = build.round(build.pledge(TEXT, title=title, agencies=["ILO", "WHO"]))
        for agency, often in (("ILO", "twice"), ("WHO", "three times")):
            edits = {b.id: b.text.replace("once", often) for b in round_.version.blocks}
            build.revision(agency, edits, round_=round_)
        build.merge(round_)
        people = [
            build.actor(build.coordinator().role, name=f"Coordinator {n}") for n in range(RIVALS)
        ]
        shown = [
            (p.id, p.fingerprint, [w.key for w in p.wordings])
            for p in visible.passages(session, round_.id)
        ]
        session.commit()
        return round_.id, people, shown


def deciding(person, passage_id, fingerprint, key):
    def act(session):
        return decisions.decide(
            session,
            person,
            passage_id=passage_id,
            seen=fingerprint,
            seen_decision=0,
            disposition="accepted",
            wording=key,
            reason="Because.",
        )

    return act


def contest(crowd, prepared_round):
    round_id, people, shown = prepared_round
    found = Counter()
    for passage_id, fingerprint, keys in shown:
        acts = [
            deciding(person, passage_id, fingerprint, keys[n % 2])
            for n, person in enumerate(people)
        ]
        found += Counter(type(one) for one in crowd.at_once(acts))
    return round_id, people[0], found[Decision], found[Overtaken]


@pytest.mark.slow
def test_of_ten_thousand_contested_decisions_none_is_taken_twice(sessions, crowd):
    ready = [prepared(sessions, f"Pledge {n}") for n in range(PLEDGES)]
    with ThreadPoolExecutor(PLEDGES) as pool:
        crowds = [crowd(RIVALS) for _ in ready]
        rounds = list(pool.map(contest, crowds, ready))

    assert PLEDGES * PARAGRAPHS * RIVALS == 10_000
    with sessions() as session:
        for round_id, office, taken, refused in rounds:
            assert (taken, refused) == (PARAGRAPHS, PARAGRAPHS * (RIVALS - 1))
            rows = session.execute(
                select(Passage.id, func.count(Decision.id), func.count(Wording.id.distinct()))
                .join(Decision, Decision.passage_id == Passage.id)
                .join(Wording, Wording.id == Decision.wording_id)
                .where(Passage.round_id == round_id)
                .group_by(Passage.id)
            ).all()
            assert Counter((count, stands) for _, count, stands in rows) == {(1, 1): PARAGRAPHS}
            candidate = publishing.preview(session, office, round_id=round_id)
            accepted = Counter(a.disposition.value for a in candidate.answers)
            assert accepted == {"accepted": PARAGRAPHS, "rejected": PARAGRAPHS}
            for block in candidate.blocks:
                assert ("twice" in block.text) != ("three times" in block.text)
        for pledge_id in session.scalars(select(Event.pledge_id).distinct()).all():
            assert record.verify(session, pledge_id) > PARAGRAPHS
