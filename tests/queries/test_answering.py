"""The text as an agency edits it, what others propose, and notes that follow their changes."""

from hypothesis import given
from hypothesis import strategies as some

from tests.build import HELPING, LISTENING, OPENING, REPORTING
from workflow.queries.answering import answering, editing
from workflow.queries.answering.excerpts import Places, of_change
from workflow.rules.following import follow
from workflow.rules.notes import Note
from workflow.text.blocks import Block, Kind
from workflow.text.changes import split
from workflow.text.show import Mark

BASE = (
    Block("h", Kind.HEADING, "Our aims", 1),
    Block("p", Kind.PARAGRAPH, "We are together."),
    Block("a", Kind.NUMBERED, "We will listen."),
    Block("b", Kind.NUMBERED, "We will report once a year."),
    Block("i", Kind.ITEM, "in cities", 0),
)


def ids(blocks):
    return [block.id for block in blocks]


def test_a_row_says_what_was_done_to_its_block():
    blocks = (BASE[0], BASE[2], Block("x", Kind.PARAGRAPH, "New."), BASE[1], BASE[4])

    rows = {row.id: row.state for row in editing.rows(BASE, blocks)}

    assert rows["x"] == "new"
    assert rows["b"] == "removed"
    assert sorted(rows[name] for name in "pa") == ["moved", "same"]


def test_what_was_taken_out_stands_where_it_was():
    rows = editing.rows(BASE, [block for block in BASE if block.id != "a"])
    assert [row.id for row in rows] == ["h", "p", "a", "b", "i"]


@given(some.sampled_from(ids(BASE)), some.permutations(BASE))
def test_a_block_taken_out_and_put_back_is_there_once(name, order):
    without = [block for block in order if block.id != name]
    back = editing.restored(BASE, without, name)
    assert sorted(ids(back)) == sorted(ids(BASE))
    assert editing.restored(BASE, back, name) == back


@given(some.sampled_from(ids(BASE)), some.sampled_from(["", *ids(BASE)]))
def test_moving_a_block_loses_none(name, after):
    moved = editing.dropped(BASE, name, after)
    assert sorted(ids(moved)) == sorted(ids(BASE))
    if name != after:
        place = ids(moved).index(name)
        assert (ids(moved)[place - 1] if place else "") == after


def test_a_place_is_named_as_people_do():
    places = Places.of(BASE)
    assert [places.name(b.id) for b in BASE] == [
        "the heading “Our aims”",
        "paragraph PP1",
        "paragraph 1",
        "paragraph 2",
        "the item “in cities”",
    ]
    assert places.name("") == "the beginning"


def test_a_change_is_shown_in_the_words_around_it():
    revised = [Block(b.id, b.kind, b.text.replace("once", "twice"), b.level) for b in BASE]
    (change,) = split(BASE, revised)

    excerpt = of_change(Places.of(BASE), change)

    kept = [piece.text for piece in excerpt.pieces if piece.kind is Mark.KEEP]
    assert kept == ["We will report ", " a year."]
    assert excerpt.where == "paragraph 2"


def test_a_note_follows_its_change_when_a_letter_is_mended():
    def having(text):
        return [Block(b.id, b.kind, text if b.id == "a" else b.text, b.level) for b in BASE]

    before, after = split(BASE, having("We will lisen well.")), split(BASE, having("We will hear."))
    notes = {change.key: Note("Because.") for change in before}

    found = follow(before, after, notes)

    assert [found[change.key].reason for change in after] == ["Because."]


def test_a_note_does_not_jump_to_another_paragraph():
    def having(name):
        return [Block(b.id, b.kind, b.text + " Now." * (b.id == name), b.level) for b in BASE]

    before, after = split(BASE, having("a")), split(BASE, having("b"))
    notes = {change.key: Note("Because.") for change in before}

    assert follow(before, after, notes) == notes


def test_an_agency_that_has_not_written_starts_from_the_text(build):
    round_ = build.round()
    page = answering.answering(build.session, build.focal_point("ILO"), round_.id)

    assert page.blocks == round_.version.blocks
    assert (page.seen, page.mine, page.on_time) == (0, [], True)


def test_the_changes_of_an_agency_stand_in_the_order_of_the_text(build):
    round_ = build.round()
    edits = {HELPING: "We will help.", LISTENING: "", OPENING: "We make this pledge together."}
    build.draft("ILO", edits)

    page = answering.answering(build.session, build.focal_point("ILO"), round_.id)

    assert [one.change.block for one in page.mine] == [OPENING, LISTENING, HELPING]


def test_others_are_folded_and_stand_at_their_place(build):
    round_ = build.round()
    words = {REPORTING: "We will report twice a year on what we did."}
    build.revision("ILO", words, note=Note("Once is too rare."))
    build.revision("WHO", words, note=Note("We do it already."))

    actor = build.focal_point("IOM")
    page = answering.answering(build.session, actor, round_.id)
    (one,) = answering.beside(build.session, actor, page)[REPORTING]

    assert one.agencies == ("ILO", "WHO")
    assert one.reasons == ("Once is too rare.", "We do it already.")


def test_without_names_others_are_only_counted(build):
    round_ = build.round(build.pledge(attributed=False))
    build.revision("ILO", {REPORTING: "We will report twice a year on what we did."})

    actor = build.focal_point("IOM")
    page = answering.answering(build.session, actor, round_.id)
    (one,) = answering.beside(build.session, actor, page)[REPORTING]

    assert (one.agencies, one.count) == ((), 1)
