"""What a returned text changes, and which of it was marked."""

from hypothesis import given
from hypothesis import strategies as st

from tests.text.texts_of_all_kinds import answer, documents
from workflow.text.blocks import Block, Kind
from workflow.text.returned import Marking, carried, told_apart


def text(**words):
    return tuple(Block(name, Kind.PARAGRAPH, line) for name, line in words.items())


def markings(sent, rejected, accepted):
    return [(one.change.new, one.marking) for one in told_apart(sent, rejected, accepted)]


def test_what_was_marked_is_marked_and_what_was_typed_without_tracking_is_asked():
    sent = text(a="We will help migrants.")
    rejected = text(a="We will help all migrants.")
    accepted = text(a="We will help all migrants in transit.")

    assert markings(sent, rejected, accepted) == [
        (" all", Marking.UNMARKED),
        (" in transit", Marking.MARKED),
    ]


def test_a_marked_edit_of_words_that_were_typed_without_tracking_is_asked_as_one():
    sent = text(a="We will help migrants.")
    rejected = text(a="We will help all migrants.")
    accepted = text(a="We will help many migrants.")

    (one,) = told_apart(sent, rejected, accepted)

    assert (one.change.new.strip(), one.marking) == ("many", Marking.PARTLY)


def test_an_unmarked_edit_that_a_mark_takes_back_changes_nothing():
    sent = text(a="We will help migrants.")
    rejected = text(a="We will help all migrants.")

    assert told_apart(sent, rejected, sent) == ()


def test_a_new_paragraph_knows_whether_its_end_was_marked():
    sent = text(a="We listen.", z="We report.")
    silent = text(a="We listen.", n="We act.", z="We report.")
    mixed = text(a="We listen.", n="We act now.", z="We report.")

    assert markings(sent, sent, silent) == [("We act.", Marking.MARKED)]
    assert markings(sent, silent, silent) == [("We act.", Marking.UNMARKED)]
    assert markings(sent, silent, mixed) == [("We act now.", Marking.PARTLY)]


def test_a_removed_paragraph_knows_whether_it_was_marked():
    sent = text(a="We listen.", z="We report.")
    gone = text(a="We listen.")

    assert [one.marking for one in told_apart(sent, sent, gone)] == [Marking.MARKED]
    assert [one.marking for one in told_apart(sent, gone, gone)] == [Marking.UNMARKED]


def test_a_new_paragraph_keeps_its_place_when_the_new_one_before_it_is_left_out():
    sent = text(a="We listen.", z="We report.")
    back = text(a="We listen.", n="We act.", m="We pay.", z="We report.")
    first, second = (one.change for one in told_apart(sent, sent, back))

    made = carried(sent, sent, [second], [first])

    assert [block.text for block in made.blocks] == ["We listen.", "We pay.", "We report."]


def test_changes_to_an_older_text_are_carried_to_the_one_that_holds_now():
    sent = text(a="We will help migrants.", z="We report once a year.")
    now = text(a="We will help migrants and their families.", z="We report twice a year.")
    back = text(a="We will help all migrants.", z="We report three times a year.")
    changes = [one.change for one in told_apart(sent, sent, back)]

    made = carried(sent, now, changes, [])

    assert made.blocks[0].text == "We will help all migrants and their families."
    assert [(change.new, lost.reason) for change, lost in made.lost] == [
        ("three times", "its words were changed: once")
    ]


@given(st.data())
def test_all_changes_taken_together_make_the_accepted_text(data):
    sent = data.draw(documents())
    rejected = data.draw(answer(sent))
    accepted = data.draw(answer(rejected))

    found = told_apart(sent, rejected, accepted)
    made = carried(sent, sent, [one.change for one in found], [])

    assert [block.text for block in made.blocks] == [block.text for block in accepted]
    assert made.lost == ()


@given(st.data())
def test_without_unmarked_edits_everything_is_marked_and_the_other_way_round(data):
    sent = data.draw(documents())
    back = data.draw(answer(sent))

    assert {one.marking for one in told_apart(sent, sent, back)} <= {Marking.MARKED}
    assert {one.marking for one in told_apart(sent, back, back)} <= {Marking.UNMARKED}
