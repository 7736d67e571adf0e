"""A new answer costs what it touches: the rest is taken from the merge before."""

from tests.text.pledge import BASE, answer, proposals
from workflow.text.merge import merge
from workflow.text.texts import merge_texts

TEXT = "We act.\n\nWe listen.\n\nWe report.\n"


def test_passages_that_a_new_answer_does_not_touch_are_the_same():
    some = {"ILO": answer(a="We report."), "WHO": answer(c="All may join.")}
    first = merge(BASE, proposals(**some))

    more = proposals(**some, IOM=answer(c="Nobody may join."))
    again = merge(BASE, more, first)

    assert again.passages[0] is first.passages[0]
    assert (first.passages[1].contested, again.passages[1].contested) == (False, True)
    assert again == merge(BASE, more)
    assert again.proofs == first.proofs


def test_an_agency_that_takes_its_answer_back_leaves_nothing():
    some = {"ILO": answer(a="We report."), "WHO": answer(c="All may join.")}
    first = merge(BASE, proposals(**some))

    again = merge(BASE, proposals(ILO=some["ILO"]), first)

    assert again == merge(BASE, proposals(ILO=some["ILO"]))
    assert again.passages == first.passages[:1]


def test_nothing_is_taken_from_a_merge_of_another_text():
    first = merge(BASE, proposals(ILO=answer(a="We report.")))
    assert merge(BASE[1:], [], first).passages == ()
    assert merge(BASE[1:], [], first).proofs == first.proofs


def test_plain_texts_are_remembered_too():
    some = {"a": TEXT.replace("act", "work"), "b": TEXT.replace("act", "wait")}
    first = merge_texts(TEXT, some)

    more = {**some, "c": TEXT.replace("listen", "hear")}
    again = merge_texts(TEXT, more, first)

    assert again == merge_texts(TEXT, more)
    assert again.memory is first.memory
    assert merge_texts(TEXT, some, again) == first


def test_another_text_is_compared_anew():
    first = merge_texts(TEXT, {"a": TEXT.replace("act", "work")})
    other = merge_texts("We act.\n", {"a": "We wait.\n"}, first)
    assert other.text == "We wait.\n"
    assert other.memory is not first.memory
