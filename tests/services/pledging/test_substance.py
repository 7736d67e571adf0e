"""Guides, reference texts, phrases, alignment and gaps of a pledge."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.build import HELPING, LISTENING
from workflow.errors import BadChoice, EmptyText, Missing, NotAllowed, NotFound, Overtaken
from workflow.models import Event
from workflow.queries.answering import answering
from workflow.queries.pledging import alignment as matrix
from workflow.queries.pledging import guides
from workflow.rules.checks.guide import PLAIN, Use
from workflow.rules.checks.written import from_json
from workflow.rules.permissions import Role
from workflow.services.answering import mending
from workflow.services.pledging import alignment, language, references
from workflow.services.pledging import guides as service
from workflow.services.pledging.references import Marking

REPORT = "Listen to migrants before deciding.\n\nOpen safe pathways."


@pytest.fixture
def pledge(build):
    return build.pledge()


def report(build, pledge, **but):
    given = {"title": "A report", "use": Use.ALIGN.value, "text": REPORT, **but}
    return references.add(build.session, build.coordinator(), pledge_id=pledge.id, **given)


def phrase(build, pledge, words="leave no one behind", **but):
    given = {"source": "A/RES/70/1, paragraph 4", **but}
    return language.add(
        build.session, build.coordinator(), pledge_id=pledge.id, words=words, **given
    )


def kinds(build):
    return [event.kind for event in build.session.query(Event).order_by(Event.id)]


def test_the_last_guide_holds_and_the_earlier_ones_stay(build, pledge):
    office = build.coordinator()

    for words in (400, 500):
        guide = replace(PLAIN, words_max=words)
        service.save(build.session, office, pledge_id=pledge.id, guide=guide)

    assert guides.guide_of(build.session, office, pledge).words_max == 500
    assert from_json(guides.last(build.session, pledge.id).content).words_max == 500
    assert kinds(build).count("drafting guide saved") == 2


def test_a_guide_that_a_colleague_saved_meanwhile_is_not_overwritten(build, pledge):
    office = build.coordinator()
    service.save_lines(build.session, office, pledge_id=pledge.id, lines={}, seen=0)

    with pytest.raises(Overtaken, match="colleague"):
        service.save_lines(build.session, office, pledge_id=pledge.id, lines={}, seen=0)


def test_an_agency_does_not_edit_the_guide(build, pledge):
    with pytest.raises(NotAllowed):
        service.save(build.session, build.focal_point(), pledge_id=pledge.id, guide=PLAIN)


def test_the_database_refuses_to_change_a_guide_and_the_words_of_a_phrase(build, pledge):
    service.save(build.session, build.coordinator(), pledge_id=pledge.id, guide=PLAIN)
    phrase(build, pledge)

    for forbidden in ("DELETE FROM drafting_guide", "UPDATE phrase SET words = 'other'"):
        with pytest.raises(DatabaseError, match="never"), build.session.begin_nested():
            build.session.execute(text(forbidden))


def test_a_text_is_read_into_paragraphs_that_people_mark(build, pledge):
    added = report(build, pledge, text="# Title\n\n1. Listen.\n\n2. Open.", symbol="A/1")
    listen = added.sections[1]

    marks = {listen.id: Marking("voices, people", recommendation=True)}
    references.mark(build.session, build.coordinator(), reference_id=added.id, markings=marks)

    assert [(s.label, s.text, s.recommendation) for s in added.sections] == [
        ("", "Title", False),
        ("1", "Listen.", True),
        ("2", "Open.", True),
    ]
    assert listen.tags == ["voices", "people"]
    assert kinds(build)[-2:] == ["reference text added", "reference text marked"]


@pytest.mark.parametrize(
    ("but", "error"),
    [({"text": " "}, EmptyText), ({"use": "decoration"}, BadChoice), ({"title": ""}, Missing)],
)
def test_a_text_that_makes_no_sense_is_refused(build, pledge, but, error):
    with pytest.raises(error):
        report(build, pledge, **but)


def test_what_is_put_away_is_not_looked_at(build, pledge):
    office = build.coordinator()
    text_, words = report(build, pledge), phrase(build, pledge)

    references.retire(build.session, office, reference_id=text_.id)
    language.retire(build.session, office, phrase_id=words.id)

    guide = guides.guide_of(build.session, office, pledge)
    assert (guide.references, guide.phrases) == ((), ())


def test_a_phrase_without_words_or_source_is_refused(build, pledge):
    with pytest.raises(Missing):
        phrase(build, pledge, words="“”")
    with pytest.raises(Missing):
        phrase(build, pledge, source="")


def test_a_phrase_goes_into_a_draft_and_its_citation_into_the_reason(build, pledge):
    round_ = build.round(pledge)
    words = phrase(build, pledge)
    writer = build.focal_point("ILO")

    language.insert(build.session, writer, phrase_id=words.id, round_id=round_.id, after=LISTENING)

    (mine,) = answering.answering(build.session, writer, round_.id).mine
    assert mine.change.new == "Leave no one behind"
    assert mine.change.after == LISTENING
    assert mine.note.reason == "Agreed language: A/RES/70/1, paragraph 4."


def test_a_phrase_of_another_pledge_is_not_there(build, pledge):
    round_ = build.round(pledge)
    other = phrase(build, build.pledge(title="Another"))

    with pytest.raises(NotFound):
        language.insert(
            build.session,
            build.focal_point("ILO"),
            phrase_id=other.id,
            round_id=round_.id,
            after=LISTENING,
        )


def test_the_last_word_on_a_pair_counts_and_all_are_kept(build, pledge):
    office = build.coordinator()
    section = report(build, pledge).sections[0]
    before = matrix.page(build.session, office, pledge.id)

    for verdict in ("does not answer", "answers"):
        alignment.judge(
            build.session,
            office,
            pledge_id=pledge.id,
            block_id=LISTENING,
            section_id=section.id,
            verdict=verdict,
        )

    after = matrix.page(build.session, office, pledge.id)
    assert [c.block.id for c in before.lines[0].proposed] == [LISTENING]
    assert before.lines[0].answered == []
    assert [c.block.id for c in after.lines[0].answered] == [LISTENING]
    assert [line.section.text for line in after.open_lines] == ["Open safe pathways."]
    assert LISTENING not in [block.id for block in after.free_blocks]
    rows = list(after.rows())
    assert "answers" in rows[0]
    assert rows[1][4] == "gap"
    assert len({len(row) for row in (after.head, *rows)}) == 1


def test_a_pair_of_what_does_not_exist_is_refused(build, pledge):
    office, section = build.coordinator(), report(build, pledge).sections[0]
    given = {"pledge_id": pledge.id, "block_id": LISTENING, "section_id": section.id}

    for but in ({"block_id": "b99"}, {"section_id": 0}):
        with pytest.raises(NotFound):
            alignment.judge(build.session, office, **{**given, **but}, verdict="answers")
    with pytest.raises(BadChoice):
        alignment.judge(build.session, office, **given, verdict="perhaps")


def test_a_gap_is_open_until_a_paragraph_answers_it(build, pledge):
    office = build.coordinator()
    gap = alignment.add_gap(
        build.session,
        office,
        pledge_id=pledge.id,
        region="Africa",
        source="Regional review",
        words="Nobody asks migrants.",
    )

    alignment.answer_gap(build.session, office, gap_id=gap.id, block_id=LISTENING)
    assert gap.block_id == LISTENING
    alignment.answer_gap(build.session, office, gap_id=gap.id, block_id="")

    assert kinds(build)[-3:] == ["gap added", "gap answered", "gap open again"]


def test_style_is_mended_as_a_visible_change_of_the_agency(build, pledge):
    round_ = build.round(pledge)
    writer = build.focal_point("ILO")
    build.draft("ILO", {HELPING: "We will organise help in 5 countries."}, round_=round_)

    done = mending.mend(build.session, writer, round_id=round_.id)

    assert done.count == 2
    page = answering.answering(build.session, writer, round_.id)
    after = next(block for block in page.blocks if block.id == HELPING)
    assert after.text == "We will organize help in five countries."
    assert page.draft.saved_by == writer.person_id
    assert mending.mend(build.session, writer, round_id=round_.id).count == 0


def test_only_the_office_checks_the_conditions_of_agencies(build, pledge):
    from workflow.services.joining import optins

    optins.answer(
        build.session,
        build.principal("WHO"),
        version_id=pledge.latest.id,
        seen=pledge.latest.sha256,
        answer="joins on a condition",
        must_contain="words that are missing",
    )

    def rules(actor):
        checker = guides.checker_of(build.session, actor, pledge)
        return {one.rule for one in checker.report(pledge.latest.blocks).findings}

    assert "L20" in rules(build.coordinator())
    assert "L20" not in rules(build.focal_point("ILO"))
    assert "L20" not in rules(build.actor(Role.OBSERVER))
