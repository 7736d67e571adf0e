"""Publishing: exactly what was shown, with an answer to every change."""

import pytest
from sqlalchemy import select

from tests.build import LISTENING, OPENING, REPORTING
from workflow.errors import (
    BadHeading,
    BrokenTogether,
    NotAllowed,
    Overtaken,
    RoundNotOpen,
    StillOpenPassages,
)
from workflow.models import Answer, Mail, SpecificPledge
from workflow.rules.dispositions import Disposition, Fate
from workflow.rules.notes import Note
from workflow.services.deciding import publishing
from workflow.services.proving import record

ALL = {LISTENING: "We will listen to all migrants before we decide."}
MOST = {LISTENING: "We will listen to most migrants before we decide."}
YEARLY = {REPORTING: "We will report every year on what we did."}


def answers(session):
    rows = session.scalars(select(Answer).order_by(Answer.id))
    return [(a.change.label, a.disposition, a.applied.strip(), a.reason) for a in rows]


def publish(build, **how):
    office = build.coordinator()
    round_ = build.last_round()
    candidate = publishing.preview(build.session, office, round_id=round_.id)
    asked = {"seen": candidate.sha256} | how
    return publishing.publish(build.session, office, round_id=round_.id, **asked)


def test_the_next_version_holds_what_was_decided_and_keeps_its_ids(build, session):
    build.revision("ILO", ALL)
    version = build.publish()

    assert (version.number, version.label) == (2, "Rev.1")
    assert [b.id for b in version.blocks] == [b.id for b in version.pledge.versions[0].blocks]
    assert "We will listen to all migrants" in version.text
    assert answers(session) == [("ILO-1", "accepted", "all", "Because.")]
    assert record.verify(session, version.pledge_id)


def test_every_change_is_answered_also_those_that_lost(build, session):
    build.revision("ILO", ALL)
    build.revision("WHO", MOST)
    build.merge()
    passage = build.passages()[0]
    stands = next(i for i, w in enumerate(passage.wordings) if w.text == " all")
    lost = next(w.key for w in passage.wordings if w.text == " most")
    fates = {lost: Fate(Disposition.NOT_TAKEN_UP, "Too few.")}
    build.decide(passage, wording=stands, reason="More.", fates=fates)
    build.publish()

    assert answers(session) == [
        ("ILO-1", "accepted", "all", "More."),
        ("WHO-1", "not taken up", "", "Too few."),
    ]


def test_brackets_show_the_base_and_every_wording(build):
    build.revision("ILO", {REPORTING: "We will report every two years on what we did."})
    build.merge()
    build.decide(build.passages()[0], Disposition.BRACKETED, reason="Principals decide.")

    assert "We will report [once a year] [every two years] on what we did." in build.publish().text


def test_a_redirected_change_becomes_a_draft_of_its_agency(build, session):
    build.revision("ILO", ALL)
    build.merge()
    build.decide(build.passages()[0], Disposition.REDIRECTED, reason="Do it yourself.")
    build.publish()

    own = session.scalars(select(SpecificPledge)).one()
    assert (own.agency.acronym, own.state) == ("ILO", "draft")


def test_without_a_change_the_next_version_is_the_same_text(build):
    build.revision("ILO")
    version = build.publish()

    first, second = version.pledge.versions
    assert (second.number, second.sha256) == (2, first.sha256)


def test_a_moved_paragraph_takes_its_references_along(build):
    build.round(build.pledge("We begin.\n\n1. One.\n\n2. Two, as paragraph 1 says.\n\n3. Three."))
    build.revision("ILO", moved={"b4": "b1"})
    version = build.publish()

    assert version.text == "We begin.\n\n1. Three.\n\n2. One.\n\n3. Two, as paragraph 2 says.\n"


def test_new_paragraphs_are_published_with_ids_of_their_own(build):
    build.revision("ILO", added={OPENING: "We also thank those who wrote to us."})
    version = build.publish()

    assert len({b.id for b in version.blocks}) == len(version.blocks) == 6
    assert "\n\nWe also thank those who wrote to us.\n\n1. " in version.text


def test_nothing_is_published_while_a_passage_is_open(build):
    build.revision("ILO", ALL)
    build.close()
    build.merge()

    with pytest.raises(StillOpenPassages, match="1 passage"):
        publish(build)


def test_a_running_round_is_not_published(build):
    build.revision("ILO", ALL)
    build.merge()
    build.decide_all()

    with pytest.raises(RoundNotOpen):
        publish(build)


def test_what_belongs_together_is_not_torn_apart(build):
    build.revision("ILO", ALL | YEARLY, note=Note(together="A"))
    build.close()
    build.merge()
    build.decide(build.passages()[0])
    build.decide(build.passages()[1], Disposition.REJECTED)

    with pytest.raises(BrokenTogether, match="ILO"):
        publish(build)


def test_only_the_text_that_was_shown_is_published(build):
    build.revision("ILO", ALL)
    build.close()
    build.merge()
    build.decide_all()
    candidate = publishing.preview(
        build.session, build.coordinator(), round_id=build.last_round().id
    )
    build.decide(build.passages()[0], Disposition.REJECTED)

    with pytest.raises(Overtaken):
        publish(build, seen=candidate.sha256)


def test_an_answer_that_was_not_merged_yet_is_not_lost(build):
    build.revision("ILO", ALL)
    build.close()

    with pytest.raises(StillOpenPassages):
        publish(build)


def test_labels_hold_no_line_breaks(build):
    build.revision("ILO")
    build.close()

    with pytest.raises(BadHeading):
        publish(build, label="Rev.1\r\nBcc: all@example.org")


def test_every_agency_reads_what_became_of_its_own_changes(build, session):
    build.revision("ILO", ALL)
    build.revision("WHO", YEARLY)
    build.publish()

    mails = {
        m.address: m.text for m in session.scalars(select(Mail).where(Mail.letter == "answers"))
    }
    assert "ILO-1" in mails["focal.point.ilo@onevoice.test"]
    assert "WHO-1" not in mails["focal.point.ilo@onevoice.test"]
    assert set(mails) == {f"focal.point.{a}@onevoice.test" for a in ("ilo", "iom", "who")}


def test_only_the_office_publishes(build, session):
    round_ = build.round()

    with pytest.raises(NotAllowed):
        publishing.preview(session, build.focal_point(), round_id=round_.id)


def test_a_preview_says_what_stands_in_the_way(build, session):
    build.revision("ILO", ALL)
    build.later(days=8)
    build.revision("WHO", MOST, late=True)
    build.merge()

    candidate = publishing.preview(session, build.coordinator(), round_id=build.last_round().id)

    assert (candidate.undecided, candidate.late_waiting) == (1, 1)
    assert len(candidate.problems) == 2
