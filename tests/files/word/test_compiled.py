from hypothesis import given
from hypothesis import strategies as st

from tests.files.word.compiling import compile_, proposals, texts, wanted
from tests.files.word.looking import accepted, rejected
from tests.text import texts_of_all_kinds as kinds


@given(st.data())
def test_accepting_all_gives_the_merged_text_and_rejecting_all_the_base(data):
    base = data.draw(kinds.documents())
    row = proposals(base, data.draw(kinds.answers(base)))

    file = compile_(base, row)

    assert accepted(file) == wanted(base, row)
    assert rejected(file) == texts(base)
