"""A merged text looks as if one hand had written it."""

from workflow.text.texts import merge_texts

BASE = "It’s ours. We’ll act. They’re here.\n"
PLAIN = BASE.replace("’", "'")
MORE = BASE.replace("here.", "here. You’re welcome.")


def text(**revisions):
    return merge_texts(BASE, revisions).text


def test_added_words_follow_the_typography_that_an_agency_gave_to_the_whole_text():
    merged = merge_texts(BASE, {"a": PLAIN, "b": MORE})
    assert merged.text == MORE.replace("’", "'")
    assert [(one.kind, one.agencies) for one in merged.attention] == [("typography", ("a",))]


def test_signs_that_an_agency_left_in_the_text_are_no_habit():
    assert text(a=PLAIN.replace("They'", "They’"), b=MORE).endswith(
        "They’re here. You’re welcome.\n"
    )


def test_a_sign_that_was_exchanged_twice_is_no_habit():
    base = "It’s ours. We’ll act.\n"
    merged = merge_texts(base, {"a": base.replace("’", "'"), "b": base + "You’re welcome.\n"})
    assert merged.text == "It's ours. We'll act.\nYou’re welcome.\n"


def test_white_space_between_words_is_no_habit():
    base = "We act. We go. We see.\n"
    wide = base.replace(" ", "\u00a0")
    merged = merge_texts(base, {"a": wide, "b": base.replace("see.", "see. We are.")})
    assert merged.text == wide.replace("see.", "see. We are.")


def test_where_agencies_want_different_signs_added_words_stay_as_written():
    assert "You’re welcome" in text(a=PLAIN, b=MORE, c=BASE.replace("’", "ʼ"))


def test_words_that_nobody_else_touched_stay_as_the_agency_wrote_them():
    assert text(b=MORE) == MORE


def test_contested_wordings_stay_as_they_were_proposed():
    rivals = {"b": BASE.replace("here", "yours’"), "c": BASE.replace("here", "mine")}
    merged = merge_texts(BASE, {"a": PLAIN, **rivals})
    (dispute,) = (one for one in merged.segments if not isinstance(one, str))
    assert "yours’" in [one.text for one in dispute.alternatives]


def test_an_agency_keeps_the_habit_in_its_own_words():
    both = MORE.replace("’", "'").replace("ours", "yours")
    assert text(a=both, b=MORE.replace("act", "work")) == both.replace("act", "work")


def test_what_is_disputed_or_only_typography_keeps_its_signs():
    signs = {ord("’"): "'"}
    (disputed,) = merge_texts("It’s ours.", {"a": "That’s ours.", "b": "What’s ours."}).places
    assert disputed.written(signs) is disputed
    (marks,) = merge_texts("It's ours.", {"a": "It’s ours."}).places
    assert marks.written(signs) is marks
    (settled,) = merge_texts("It’s ours.", {"a": "That’s ours."}).places
    assert settled.written(signs).settled == "That's"
