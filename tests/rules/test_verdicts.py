"""Own words take the spaces of the words they stand for."""

import pytest

from workflow.rules.verdicts import fitted


@pytest.mark.parametrize(
    ("words", "others", "fits"),
    [
        ("many", ["", " all", " most"], " many"),
        ("many", ["all ", "most "], "many "),
        ("31 October 2022", ["31 December 2022", "31 March 2023"], "31 October 2022"),
        ("with children", ["", ", including children,"], " with children"),
        (", and children", ["", ", including children"], ", and children"),
        ("alone", ["", "  "], "alone"),
    ],
)
def test_own_words_fit_their_place(words, others, fits):
    assert fitted(words, others) == fits
