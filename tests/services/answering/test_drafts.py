"""Saving an unsent answer: nothing that somebody typed is ever lost."""

import pytest
from sqlalchemy import select

from tests.build import LISTENING, REPORTING
from workflow.errors import BadForm, BadText, EmptyText, NotAllowed, NotFound, TooLong
from workflow.models import Draft
from workflow.queries.answering import visible
from workflow.rules.permissions import Role
from workflow.services.answering import drafts
from workflow.text.blocks import Block, Kind

ALL = "We will listen to all migrants before we decide."
MOST = "We will listen to most migrants before we decide."


def save(build, round_, text, *, seen=0, agency="ILO", role=Role.FOCAL_POINT, block=LISTENING):
    blocks = [
        Block(b.id, b.kind, text if b.id == block else b.text, b.level)
        for b in round_.version.blocks
    ]
    actor = build.actor(role, agency)
    return drafts.save(build.session, actor, round_id=round_.id, seen=seen, blocks=blocks)


def test_the_last_save_counts(build, session):
    round_ = build.round()
    first = save(build, round_, ALL)
    second = save(build, round_, MOST, seen=first.draft.number)

    found = drafts.find(session, round_.id, build.agency("ILO").id)

    assert found.id == second.draft.id
    assert second.overtaken_by is None


def test_a_later_save_from_another_tab_is_kept_aside_and_told(build, session):
    round_ = build.round()
    mine = save(build, round_, ALL)
    theirs = save(build, round_, MOST, role=Role.ALTERNATE)

    assert theirs.overtaken_by.id == mine.draft.id
    assert theirs.draft.aside
    assert drafts.find(session, round_.id, build.agency("ILO").id).id == mine.draft.id
    kept = [d.blocks[2]["text"] for d in session.scalars(select(Draft).order_by(Draft.number))]
    assert kept == [ALL, MOST]


def test_the_same_text_from_another_tab_overtakes_nobody(build):
    round_ = build.round()
    first = save(build, round_, ALL)
    again = save(build, round_, ALL)

    assert (again.draft.id, again.overtaken_by) == (first.draft.id, None)


def test_after_the_deadline_drafts_are_still_saved(build):
    round_ = build.round()
    build.close(round_)

    assert save(build, round_, ALL).draft.number == 1


def test_what_somebody_typed_is_kept_even_when_the_round_was_published_meanwhile(build):
    round_ = build.round()
    build.publish(round_)

    assert save(build, round_, ALL).draft.number == 1


def test_a_blank_line_starts_a_new_paragraph_and_an_empty_block_is_gone(build):
    round_ = build.round()
    saved = save(build, round_, f"{ALL}\n\nAnd again.")
    assert [b["text"] for b in saved.draft.blocks][2:4] == [ALL, "And again."]

    saved = save(build, round_, "  ", seen=1, block=REPORTING)
    assert REPORTING not in {b["id"] for b in saved.draft.blocks}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("We will \x00 listen.", BadText),
        ("We will \u202egnitsil\u202c.", BadText),
        ("We will \u2066hide\u2069.", BadText),
        ("x" * (1024 * 1024 + 1), TooLong),
    ],
)
def test_what_no_text_can_hold_is_refused_and_the_draft_before_stays(build, session, text, error):
    round_ = build.round()
    before = save(build, round_, ALL)

    with pytest.raises(error):
        save(build, round_, text, seen=1)

    found = drafts.find(session, round_.id, build.agency("ILO").id)
    assert found.id == before.draft.id


def test_a_text_without_words_is_no_draft(build, session):
    round_ = build.round()
    nothing = [Block(LISTENING, Kind.NUMBERED, " ")]

    with pytest.raises(EmptyText):
        drafts.save(session, build.focal_point(), round_id=round_.id, seen=0, blocks=nothing)


def test_a_block_stands_once(build, session):
    round_ = build.round()
    twice = [Block(LISTENING, Kind.NUMBERED, "One."), Block(LISTENING, Kind.NUMBERED, "Two.")]

    with pytest.raises(BadForm):
        drafts.save(session, build.focal_point(), round_id=round_.id, seen=0, blocks=twice)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OBSERVER, Role.PRINCIPAL])
def test_only_people_who_draft_for_an_agency_save(build, role):
    with pytest.raises(NotAllowed):
        save(build, build.round(), ALL, role=role)


def test_to_an_agency_that_takes_no_part_there_is_no_round(build):
    with pytest.raises(NotFound):
        save(build, build.round(), ALL, agency="UNFPA")


def test_nobody_else_ever_sees_a_draft(build, session):
    round_ = build.round()
    save(build, round_, ALL)
    build.merge()

    assert visible.revisions(session, build.coordinator(), round_) == []
    assert visible.revisions(session, build.focal_point("WHO"), round_) == []
    assert build.passages() == []
