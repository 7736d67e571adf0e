"""A dispute is as small as it is, and changes near it wait for its decision."""

import pytest

from workflow.text.aloud import aloud
from workflow.text.texts import merge_texts


def merged(base, *sides):
    return merge_texts(base, dict(zip("abcd", sides, strict=False)))


def said(base, *sides):
    return aloud(merged(base, *sides))


def test_what_two_sides_agree_on_stands_apart_from_what_they_dispute():
    base = "One day the ministers of all member states will meet in Geneva to sign a treaty."
    told = "the heads of all national offices of our countries will come to Geneva and"
    assert said(base, f"Soon {told} sign a pact.", f"Later {told} read a pact.") == (
        "[One day] [Later] (b) [Soon] (a) "
        "[the ministers of all member states will meet in Geneva to sign a treaty] "
        f"[{told} read a pact] (b) [{told} sign a pact] (a)."
    )


def test_additions_are_cut_where_most_of_them_is_the_same():
    told = "We really want to start with the schools of the poor districts"
    base = "We act. We go."
    sides = f"We act. {told} today. We go.", f"We act. {told} tomorrow. We go."
    assert said(base, *sides) == f"We act. [{told}] (a, b) [today.] (a) [tomorrow.] (b) We go."


def test_additions_that_only_share_a_form_stay_two():
    base = "We act. We go."
    sides = "We act. We start with schools. We go.", "We act. We start with clinics. We go."
    assert said(base, *sides) == (
        "We act. [We start with clinics.] (b) [We start with schools.] (a) We go."
    )


def test_a_rewriting_is_cut_at_the_ends_of_sentences():
    base = "They go. They say so in May. They hear."
    other = "They go. They tell all in May. They hear."
    assert said(base, "We come. We tell it in June. We see.", other) == (
        "[They go.] [We come.] (a) [They say so in May.] [They tell all in May.] (b) "
        "[We tell it in June.] (a) [They hear] [We see] (a)."
    )


BOARD = "We act here. In May we report to all members of the board. They hear."


def test_changes_in_a_disputed_sentence_wait_and_others_do_not():
    june = BOARD.replace("May", "June").replace("here", "now")
    july = BOARD.replace("May", "July").replace("the board", "the new board")
    found = merged(BOARD, june, july.replace("They hear", "They listen"))
    assert aloud(found) == (
        "We act ~~here~~ **now** (a). In [May] [July] (b) [June] (a) we report to all members of "
        "the [new] (b) board. They ~~hear~~ **listen** (b)."
    )
    assert found.text == "We act now. In May we report to all members of the board. They listen."


@pytest.mark.parametrize("sentence", ["We act at once.", "They hear us.", "It is late."])
def test_a_sentence_that_nobody_disputes_does_not_wait(sentence):
    base = f"{BOARD} It is here."
    first = base.replace("May", "June")
    second = base.replace("May", "July").replace("It is here.", sentence)
    assert merged(base, first, second).contested == 1


def test_both_ends_of_a_disputed_sentence_wait():
    base = "We act. Now we report in May to the whole board. They hear."
    first = base.replace("May", "June")
    second = base.replace("May", "July").replace("Now", "Then").replace("board.", "house.")
    assert said(base, first, second) == (
        "We act. [Now] [Then] (b) we report in [May] [July] (b) [June] (a) to the whole "
        "[board] [house] (b). They hear."
    )


def test_three_additions_are_offered_in_all_orders_and_four_in_none():
    three = merged("We act.", "We act. One.", "We act. Two.", "We act. Three.")
    (dispute,) = three.places
    assert len(dispute.offers) == 6
    assert {one.agencies for one in dispute.offers} == {("a", "b", "c")}
    assert [one.noise for one in dispute.offers] == [False] * 6
    four = merged("We act.", "We act. One.", "We act. Two.", "We act. Three.", "We act. Four.")
    assert four.places[0].offers == ()


def test_what_is_settled_beside_a_dispute_that_dissolved_deserves_a_look():
    base = "They go far. They say so in May. They hear."
    found = merged(base, "We go far. We tell it in June. We hear.",
                   "We go far. We tell it in June. They hear.")  # fmt: skip
    assert aloud(found) == (
        "~~They~~ **We** (a, b) go far. ~~They say so in May.~~ **We tell it in June.** (a, b) "
        "~~They~~ **We** (a) hear."
    )
    kinds = [(one.kind, one.agencies) for one in found.attention]
    assert ("part of a dispute", ("a",)) in kinds


def test_an_answer_in_json_says_why_to_look():
    base = "The Network keeps a register of entities."
    answer = merged(base, base.replace("a reg", "a public reg"), base.replace("of", "of all"))
    assert answer.as_json()["attention"] == [
        {"kind": "same sentence", "agencies": ["a", "b"], "text": "public … all"}
    ]


def test_markdown_names_everybody_behind_a_wording():
    base = "We act. We go."
    new = "We act. Now. We go."
    assert merged(base, new, new, "We act. Soon. We go.").markdown() == (
        "We act.[Now.](a, b) [Soon.](c) We go."
    )
    rivals = merged("We act.", "We work.", "We work.", "We wait.")
    assert rivals.markdown() == "We [act] [work](a, b) [wait](c)."


def test_a_dispute_is_not_cut_where_a_side_would_say_something_else():
    cut, spread, short = "They .\n- will act\n-", "They\n\n.\n-\nwill\nact\n-\n", "They .\n- will"
    found = merged("They .\n- will act\n- ", cut, spread, short)
    assert [place.base for place in found.places if place.contested] == [" .\n- will act\n- "]


SCHOOLS = "We start with big schools"
TOLD = "we really want to start with the schools of the poor districts"


@pytest.mark.parametrize(
    ("base", "first", "second", "wanted"),
    [
        ("They go. They stay. They say so in May.", "We come. We hear. We tell it in June.",
         "They go. They stay. They tell all in May.",
         ("[They go.] [We come.] (a) [They stay.] [We hear.] (a) "
         "[They say so in May] [They tell all in May] (b) [We tell it in June] (a).")),
        ("They go. They say so in May.", "All of us come here. We tell it in June.",
         "They go. They tell all in May.",
         ("[They go.] [All of us come here.] (a) "
         "[They say so in May] [They tell all in May] (b) [We tell it in June] (a).")),
        ("In May we report. They see.", "In June we report. They see.",
         "In July we report. Some see.",
         "In [May] [July] (b) [June] (a) we report. [They] [Some] (b) see."),
    ],
)  # fmt: skip
def test_all_that_was_rewritten_with_a_disputed_sentence_waits(base, first, second, wanted):
    assert said(base, first, second) == wanted


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (f"{SCHOOLS} now.", f"{SCHOOLS} then.", f"[{SCHOOLS}] (a, b) [now.] (a) [then.] (b)"),
        (f"Today {TOLD}.", f"Tomorrow {TOLD}.",
         f"[Today] (a) [Tomorrow] (b) [{TOLD}.] (a, b)"),
    ],
)  # fmt: skip
def test_of_two_additions_only_what_differs_is_disputed(first, second, wanted):
    assert said("We act. We go.", f"We act. {first} We go.", f"We act. {second} We go.") == (
        f"We act. {wanted} We go."
    )


def test_the_same_words_behind_two_rewritings_are_disputed_on_their_own():
    base = "The ministers of all member states will meet in Geneva to sign a treaty."
    heads = "heads of all {} offices of our countries will come to Geneva and sign"
    ours, theirs = heads.format("national"), heads.format("local")
    found = merged(base, f"The {ours} a pact.", f"The {theirs} an act.")
    assert aloud(found) == (
        f"The [ministers of all member states will meet in Geneva to sign] [{theirs}] (b) "
        f"[{ours}] (a) [a treaty] [a pact] (a) [an act] (b)."
    )
    assert found.attention == ()


def test_where_one_only_cuts_the_end_the_rest_of_the_other_stands():
    assert merged("We act.", "We act", "We wait. They act").text == "We wait. They act"
    assert said("May.", "May. Here.", "May") == "May[.] [] (b) [. Here.] (a)"


def test_a_side_that_joins_two_sentences_keeps_them_in_one_dispute():
    (dispute,) = merged("all, see. May.", "all, see.nowMay.", "all, \n\nMay.").places
    assert dispute.base == "see. May"


def test_long_additions_that_share_less_than_half_stay_two():
    ours = f"{SCHOOLS}: books, pens, maps, desks and lamps."
    theirs = f"{SCHOOLS}: cooks, meals, milk, fruit and bread."
    assert said("We act. We go.", f"We act. {ours} We go.", f"We act. {theirs} We go.") == (
        f"We act. [{ours}] (a) [{theirs}] (b) We go."
    )
