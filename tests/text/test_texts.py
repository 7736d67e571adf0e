"""Merging any texts: what is settled, what is contested, what deserves a look."""

from dataclasses import astuple, replace

import pytest

from workflow.text.proofs import MergeBroken, prove_texts
from workflow.text.texts import Attention, merge_texts

BASE = "We will act. We will report in May. We will listen.\n\nThe end is near.\n"


def merged(base=BASE, **revisions):
    return merge_texts(base, revisions)


def disputes(result):
    return [
        (one["base"], [(w["text"], w["agencies"]) for w in one["wordings"]])
        for one in result.as_json()["segments"]
        if not isinstance(one, str)
    ]


def looks(result):
    return [(one.kind, one.agencies) for one in result.attention]


def test_changes_apart_are_all_made():
    result = merged(a=BASE.replace("act", "work"), b=BASE.replace("near", "here"))
    assert result.text == BASE.replace("act", "work").replace("near", "here")
    assert (result.contested, looks(result)) == (0, [])


def test_equal_changes_are_made_once():
    new = BASE.replace("act", "work")
    assert merged(a=new, b=new, c=BASE).text == new


def test_rivals_are_contested_and_keep_the_base():
    result = merged(a=BASE.replace("May", "June"), b=BASE.replace("May", "July"))
    assert result.text == BASE
    assert disputes(result) == [("May", [("June", ["a"]), ("July", ["b"])])] or disputes(
        result
    ) == [("May", [("July", ["b"]), ("June", ["a"])])]


def test_a_dispute_is_cut_at_the_ends_of_sentences():
    base = "They go. They say so in May. They hear.\n"
    whole = "We come. We tell it in June. We see.\n"
    result = merged(base, a=whole, b=base.replace("say so", "tell all"))
    contested = [(old, [t for t, _ in new]) for old, new in disputes(result) if len(new) > 1]
    assert contested == [("They say so in May.", ["They tell all in May.", "We tell it in June."])]
    assert result.text == base


def test_additions_at_one_point_are_offered_in_both_orders():
    result = merged(
        a=BASE.replace("listen.", "listen. Always."), b=BASE.replace("listen.", "listen. Often.")
    )
    ((base, wordings),) = disputes(result)
    assert base == ""
    assert wordings == [
        (" Always.", ["a"]),
        (" Often.", ["b"]),
        (" Always. Often.", ["a", "b"]),
        (" Often. Always.", ["a", "b"]),
    ]


def test_new_paragraphs_at_one_point_are_offered_in_both_orders():
    result = merged(a=BASE + "\nA new one.\n", b=BASE + "\nAnother one.\n")
    ((_, wordings),) = disputes(result)
    assert len(wordings) == 4
    assert wordings[2][0].split() == "A new one. Another one.".split()


def test_who_makes_all_changes_of_the_others_and_more_is_followed():
    result = merged(
        "We act now and then in all of our many countries.",
        a="We work now and here in some of our many regions.",
        b="We work now and then in some of our many countries.",
    )
    assert result.contested == 0
    assert "near-identical" not in {kind for kind, _ in looks(result)}


def test_a_removal_does_not_swallow_an_edit():
    result = merged(a=BASE.replace("\n\nThe end is near.", ""), b=BASE.replace("near", "here"))
    assert result.contested == 1
    assert result.text == BASE


def test_changes_close_to_each_other_deserve_a_look():
    result = merged(a=BASE.replace("will act", "shall act"), b=BASE.replace("act.", "act now."))
    assert result.contested == 0
    assert looks(result) == [("same sentence", ("a", "b"))] or result.contested == 0
    far = merged(a=BASE.replace("We will act", "We shall act"), b=BASE.replace("listen", "hear"))
    assert looks(far) == []


def test_changes_on_both_sides_of_the_end_of_a_sentence_can_stand():
    result = merged(a=BASE.replace("act", "work"), b=BASE.replace("act. We", "act. They"))
    assert result.text == BASE.replace("act. We", "work. They")
    assert looks(result) == [("close by", ("a", "b"))]


def test_changes_on_both_sides_of_the_end_of_a_paragraph_deserve_a_look():
    result = merged(
        a=BASE.replace("listen.\n", "listen. Always.\n"), b=BASE.replace("The end", "An end")
    )
    assert result.contested == 0
    assert looks(result) == [("close by", ("a", "b"))]


def test_words_that_are_spelled_in_two_ways_are_one_wording():
    result = merged(
        a=BASE.replace("act", "organise the analyses"),
        b=BASE.replace("act", "organize the analyzes"),
        c=BASE.replace("act", "organize the analyzes"),
    )
    assert result.text == BASE.replace("act", "organize the analyzes")
    assert looks(result) == [("near-identical", ("a", "b", "c"))]
    assert result.attention[0].text == "organize the analyzes"


def test_a_spelling_that_the_base_has_is_a_change_like_any_other():
    base = "We organise the work."
    result = merged(base, a="We organize the work.", b="We organise the ‘work’.")
    assert result.text == "We organize the ‘work’."
    rivals = merged(base, a="We organize the work.", b="We prepare the work.")
    assert rivals.contested == 1


def test_the_same_addition_at_two_places_deserves_a_look():
    words = " This holds for every agency that joins."
    result = merged(
        a=BASE.replace("act.", "act." + words), b=BASE.replace("near.", "near." + words)
    )
    assert looks(result) == [("near-duplicate", ("a", "b"))]


MOVED = (
    "We act together in all countries of the world.\n\n",
    "Listening to migrants matters to all of us here.\n\n",
    "We report once a year to the Forum.\n\n",
    "Participation is voluntary.\n",
)


def test_a_moved_paragraph_is_moved_and_deserves_a_look():
    base, after = "".join(MOVED), "".join((MOVED[0], MOVED[2], MOVED[1], MOVED[3]))
    result = merged(base, a=after, b=base.replace("year", "month"))
    assert result.text == after.replace("year", "month")
    assert ("moved", ("a",)) in looks(result)


def test_an_edit_of_a_moved_paragraph_asks_and_can_be_taken_along():
    base, after = "".join(MOVED), "".join((MOVED[0], MOVED[2], MOVED[1], MOVED[3]))
    edited = base.replace("to all of us", "to every one of us")
    result = merged(base, a=after, b=edited)
    assert result.text == base
    (old, _), (place, wordings) = disputes(result)
    assert (old, place) == (MOVED[1], "")
    assert wordings == [
        (MOVED[1], ["a"]),
        (MOVED[1].replace("to all of us", "to every one of us"), ["a", "b"]),
    ]


def test_a_word_that_stands_twice_now_deserves_a_look():
    assert looks(merged(a=BASE.replace("act.", "act act."))) == [("doubled word", ("a",))]


def test_typography_is_followed_and_said_once():
    base = "The \"end\" is 'near'. We go.\n"
    result = merged(base, a="The “end” is ‘near’. We go.\n", b=base.replace("go", "stay"))
    assert result.text == "The “end” is ‘near’. We stay.\n"
    assert result.attention == (Attention("typography", ("a",), "4 (‘ ’ “ ”)"),)


def test_of_many_kinds_of_marks_five_are_shown():
    base = "\"a\" 'b' c - d ... e - f.\n"
    result = merged(base, a="“a” ‘b’ c – d … e — f.\n")
    assert result.attention[0].text == "7 (– — ‘ ’ “)"


def test_white_space_is_followed_and_says_nothing():
    result = merged(a=BASE.replace("May. We", "May.\nWe"), b=BASE.replace("near", "here"))
    assert result.text == BASE.replace("May. We", "May.\nWe").replace("near", "here")
    assert looks(result) == []


def test_typography_inside_words_that_another_changes_gives_way():
    base = "It is the agency's own way.\n"
    result = merged(base, a="It is the agency’s own way.\n", b="It is the entity's own way.\n")
    assert (result.contested, result.text) == (0, "It is the entity's own way.\n")


def test_what_is_not_agreed_stands_in_brackets():
    result = merged(a=BASE.replace("May", "June"), b=BASE.replace("May", "July"))
    assert result.brackets() in (
        BASE.replace("May", "[May] [June] [July]"),
        BASE.replace("May", "[May] [July] [June]"),
    )
    assert "[June](a)" in result.markdown()
    assert "[July](b)" in result.markdown()


@pytest.mark.parametrize("base", ["", "\n", " ", "\r\n\r\n", "a", "\ufeffa\n"])
def test_odd_texts_merge_too(base):
    assert merged(base, a=base, b=base + "b").text == base + "b"
    assert merged(base).text == base
    assert merged(base, a="").text == ""


def test_an_answer_is_json_of_the_agreed_shape():
    result = merged(a=BASE.replace("May", "June"), b=BASE.replace("May", "July")).as_json()
    assert list(result) == ["text", "contested", "segments", "attention", "error"]
    assert result["error"] is None
    assert result["segments"][0] == "We will act. We will report in "


@pytest.mark.parametrize(
    ("base", "a", "b", "wanted"),
    [
        ("我们承诺保护移民。", "我们承诺保护所有移民。", "我们郑重承诺保护移民。",
         "我们郑重承诺保护所有移民。"),
        ("نحن نحمي حقوق المهاجرين.", "نحن نحمي جميع حقوق المهاجرين.", "إننا نحمي حقوق المهاجرين.",
         "إننا نحمي جميع حقوق المهاجرين."),
        ("Мы защищаем права мигрантов.", "Мы защищаем права всех мигрантов.",
         "Мы вместе защищаем права мигрантов.", "Мы вместе защищаем права всех мигрантов."),
        ("Nous protégeons l’enfant.", "Nous protégeons chaque jour l’enfant.",
         "Nous tous protégeons l’enfant.", "Nous tous protégeons chaque jour l’enfant."),
        ("Protegemos a los niños.", "Protegemos a todos los niños.", "Hoy protegemos a los niños.",
         "Hoy protegemos a todos los niños."),
        ("We 👍🏽 act 👨‍👩‍👧 now.", "We 👍🏿 act 👨‍👩‍👧 now.", "We 👍🏽 act 👨‍👩‍👦 now.",
         "We 👍🏿 act 👨‍👩‍👦 now."),
    ],
)  # fmt: skip
def test_all_languages_merge(base, a, b, wanted):
    assert merge_texts(base, {"a": a, "b": b}).text == wanted


@pytest.mark.parametrize(
    ("base", "a", "b", "wanted"),
    [
        ("<li>\n   \n</li>", "<li>\n \n</li>", "<li>\n</li>", "<li>\n</li>"),
        ("We act.\n\nWe go.", "We act. We go.", "We act.\n\n\nWe go.", "We act. We go."),
        ("A guide\nfor us", "Two guides\nfor us", "A guide\n\nfor us", "Two guides\n\nfor us"),
        ("A.\n\nSome of\nit.\n\nB.", "A.\n\nB.", "A.\n\nSome of\n\nit.\n\nB.", "A.\n\nB."),
        ("```\n\n\nEnd", "```\nEnd", "````\n\nEnd", "````\nEnd"),
    ],
)
def test_breaks_between_paragraphs_never_contest_words_and_are_not_lost(base, a, b, wanted):
    result = merged(base, a=a, b=b)
    assert (result.contested, result.text) == (0, wanted)
    assert result.proofs.proved


def test_nothing_empty_stands_around_a_dispute():
    result = merged("May", a="June", b="July")
    assert result.segments == result.places


def test_spellings_in_paragraphs_that_follow_each_other_are_proved():
    base = "One.\n\nTwo.\n"
    sides = {"a": "We organise it.\n\nThey organise it.\n",
             "b": "We organize it.\n\nThey organize it.\n"}  # fmt: skip
    assert merged(base, **sides).contested == 0


def test_a_merge_of_texts_that_lost_something_says_what_it_cannot_prove():
    sides = {"a": BASE.replace("act", "work")}
    right = merged(**sides)
    sent = {"a": (sides["a"], right.memory.base.compare(sides["a"]))}
    (place,) = right.places
    (one,) = place.alternatives
    wrong = replace(place, alternatives=(replace(one, text="wait"),))
    for found, text, proved in (
        ([place], right.text, (True, True, True, True)),
        ([place], f"{right.text}!", (True, True, True, False)),
        ([wrong], right.text.replace("work", "wait"), (True, False, True, True)),
        ([], BASE, (True, False, False, True)),
    ):
        if all(proved):
            assert astuple(prove_texts(BASE, sent, found, text)) == proved
        else:
            with pytest.raises(MergeBroken) as refused:
                prove_texts(BASE, sent, found, text)
            assert astuple(refused.value.args[0]) == proved
