"""Exactly where a dispute is cut, in texts so short that each corner of them is seen."""

import pytest

from workflow.text.aloud import aloud
from workflow.text.texts import merge_texts


def said(base, first, second):
    """A merge read aloud, and why to look at it."""
    merged = merge_texts(base, {"a": first, "b": second})
    return aloud(merged), {one.kind for one in merged.attention}


@pytest.mark.parametrize(
    ("first", "second", "wanted", "looks"),
    [
        ("The new board hears.", "Now the new board hears.",
         "[Now the] (b) [The] (a) [new board hears.] (a, b)", set()),
        ("Schools and clinics open now", "Schools and clinics open then today",
         "[Schools and clinics open now] (a) [Schools and clinics open then today] (b)", set()),
        ("All boards hear.", "Soon all boards hear.",
         "[All boards hear.] (a) [Soon all boards hear.] (b)", set()),
        ("us board hear.", "board us board hear.",
         "**board** (b) **us board hear.** (a, b)",
         {"near-identical", "part of a dispute", "touching"}),
        ("and and. at. and", "with and and. at. and all",
         "**with** (b) **and and. at. and** (a, b) **all** (b)",
         {"near-identical", "part of a dispute", "touching"}),
        ("and and. at. and we act all", "and and. at. and act",
         "**and and. at. and** (a, b) **we act all** (a, b)",
         {"contained", "part of a dispute"}),
        ("here here", "here", "**here here** (a, b)", {"contained"}),
    ],
)  # fmt: skip
def test_what_two_first_texts_share_counts_from_the_weight_of_four(first, second, wanted, looks):
    assert said("", first, second) == (wanted, looks)


def test_what_is_shared_in_a_rewriting_counts_from_four_however_long_the_sides_are():
    first = "at. and and. at. and we in act all"
    second = "members with and and. at. and all. act"
    wanted = (
        "[at.] (a) [members with] (b)[and] [and and. at. and] (a, b) [all. act] (b) "
        "[we in act all] (a)"
    )
    assert said("and", first, second) == (wanted, set())


@pytest.mark.parametrize(
    ("base", "first", "second", "wanted"),
    [
        ("We go\n\n", "\n\nschools open", "We go",
         "[We go] [] (a)\n\n[] (b) [schools open] (a)"),
        ("\n- go", "\n-", "Now\n- stay",
         "[Now] (b) [] (a)\n[- go] [-] (a) [- stay] (b)"),
        ("\n\n.", "\n\n", ". us", "[] (b)[.] [] (a) [. us] (b)"),
        ("Schools", "Schools open here and report at once",
         "Schools\n\nopen here and report at once",
         ("Schools\n\n[] (b)\n\n"
          "[open here and report at once] (a) [open here and report at once] (b)")),
    ],
)  # fmt: skip
def test_a_dispute_is_cut_at_the_end_of_a_line(base, first, second, wanted):
    assert said(base, first, second) == (wanted, set())


def test_a_side_may_put_words_together_that_stood_in_one_line_and_not_those_of_two():
    assert said("..", ".. once.\n-. schools", ".. once once.\n-. schools") == (
        ".. **once** (b) **once.\n-. schools** (a, b)",
        {"part of a dispute", "touching"},
    )


@pytest.mark.parametrize(
    ("base", "first", "second", "wanted"),
    [
        ("Schools and", ". and clinics of all districts open",
         "and clinics of all districts open",
         ("[Schools] [] (b) [.] (a) "
          "[and] [and clinics of all districts open] (a, b)")),
        (". June", "board board hear.", "board board hear. hear",
         "[.] [board board hear.] (a, b) [June] [] (a) [hear] (b)"),
        (". now.", "", "to. now", "[. now.] [] (a) [to. now] (b)"),
    ],
)  # fmt: skip
def test_a_corner_may_lie_where_a_rewriting_begins_or_ends(base, first, second, wanted):
    assert said(base, first, second) == (wanted, set())


@pytest.mark.parametrize(
    ("base", "first", "second", "wanted", "looks"),
    [
        ("the. with. in", "with.", "with in.",
         "~~the. with.~~ **with in.** (a, b) ~~in~~ (a, b)",
         {"contained", "part of a dispute"}),
        ("\n\nschools\n\nonce", "\n\n", "board\n\n",
         "**board** (b)\n\n~~schools\n\nonce~~ (a, b)", {"close by", "part of a dispute"}),
        ("Schools\n\nopen", "Schools open", "Schools open here",
         "Schools\n\n (a, b)\n\n~~open~~ **open here** (a, b)", {"part of a dispute"}),
        (". all.\n\n", "They once They hear and once.\n\nall.\n\n",
         "They They hear and once. all.",
         ("**They once** (a, b)~~.~~ **They hear and once.** (a, b)  (a) all.\n\n (b)\n\n"),
         {"close by", "contained", "part of a dispute", "touching"}),
    ],
)  # fmt: skip
def test_the_pieces_of_a_dispute_that_dissolved_say_why_to_look(base, first, second, wanted, looks):
    assert said(base, first, second) == (wanted, looks)


def test_a_dispute_is_not_cut_off_before_the_mark_that_makes_a_line_an_item():
    assert said("and\n- with", "\n-", "\n- in") == (
        "[and\n- with] [-] (a) [- in] (b)",
        set(),
    )
