"""What nobody wrote alone, but all sides of a dispute may want."""

import pytest

from workflow.text.offers import together
from workflow.text.texts import merge_texts
from workflow.text.tokens import strip


def offered(base, *sides):
    return together(strip(base), [strip(side) for side in sides])


def test_a_number_that_one_changed_is_offered_in_the_words_of_the_other():
    base = "As listing 4-10 shows, the function counts all the words."
    found = offered(base, base.replace("4-10", "4-5"), "Comme liste 4-10 montre, elle compte tout.")
    assert found == ["Comme liste 4-5 montre, elle compte tout."]


def test_words_added_to_a_sentence_are_not_put_into_its_rewriting():
    base = "We avoid doing what others do already."
    added = "We avoid doing all of what others do already."
    assert offered(base, added, "First of all we ask what they do there.") == []
    one_word = base.replace("what", "that which")
    assert offered(base, one_word, "First of all we ask what they do there.") != []


def test_two_rewritings_are_never_mixed():
    base = "We will act in good time."
    assert offered(base, "They must act on short notice.", "We will go when time has come.") == []


def test_who_changes_half_of_the_words_rewrites_nothing_yet():
    base = "act of see of go here now"
    half, most = "meet of hear of stay here now", "meet of hear of stay there now"
    added = "act of the see of go here now"
    assert offered(base, half, added) == ["meet of the hear of stay here now"]
    assert offered(base, most, added) == []


def test_each_may_mend_another_part_of_an_address():
    base, http = "See http://a.org/one.", "See https://a.org/one."
    assert offered(base, http, "See http://b.org/one.") == ["See https://b.org/one."]
    merged = merge_texts(base, {"IOM": http, "ILO": "See http://b.org/one."})
    assert merged.contested == 1


def test_marks_beside_an_address_can_be_mended_too():
    base = "Look at https://a.org/releases[here]."
    found = offered(base, base.replace("[", "[^"), base.replace("releases", "tags"))
    assert found == ["Look at https://a.org/tags[^here]."]


def test_where_two_additions_share_white_space_the_longer_stays():
    assert offered("We go.", "We One\n go.", "We Two go.") == [
        "We One\n Two go.",
        "We Two One\n go.",
    ]


@pytest.mark.parametrize(
    ("base", "first", "second", "wanted"),
    [
        ("", "We act.", "We listen.", ["We act. We listen.", "We listen. We act."]),
        ("", "One", "Two", ["One Two", "Two One"]),
        ("", "我们", "承诺。", ["我们承诺。", "承诺。我们"]),
        ("", "(one)", "[two]", ["(one)[two]", "[two](one)"]),
        ("We go", "We go; so", "We go, too", ["We go; so, too", "We go, too; so"]),
        ("我们。", "早我们。", "晚我们。", ["早晚我们。", "晚早我们。"]),
        ("", "It is plan A", "now we see", ["It is plan A now we see", "now we see It is plan A"]),
        ("", "We go", "now we see", ["We go now we see", "now we see We go"]),
        ("", "A plan.", "I go.", ["A plan. I go.", "I go. A plan."]),
        ("", "“", "we go", ["“we go", "we go“"]),
        ("我", "我We", "我们", ["我We们", "我们We"]),
        ("We act.", "Now. We act.", "Soon. We act.", ["Now. Soon. We act.", "Soon. Now. We act."]),
    ],
)
def test_the_words_of_two_additions_never_run_together(base, first, second, wanted):
    assert offered(base, first, second) == wanted


def test_three_first_texts_are_offered_as_sentences_apart():
    assert offered("", "We act,", "we go,", "we see,")[0] == "We act, we go, we see,"
