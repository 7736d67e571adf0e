"""Numbered lines: every word once, numbers without a gap, the same for everybody."""

from hypothesis import given
from hypothesis import strategies as st

from workflow.text.blocks import Block, Kind
from workflow.text.lines import WIDTH, numbered

texts = st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=6)


@given(texts)
def test_the_lines_of_a_block_are_its_words_and_are_numbered_through(given_texts):
    blocks = [Block(f"b{n}", Kind.PARAGRAPH, text) for n, text in enumerate(given_texts)]

    found = numbered(blocks)

    lines = [line for block in blocks for line in found[block.id]]
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert all(0 < len(line.text) <= WIDTH for line in lines)
    for block in blocks:
        kept = "".join("".join(line.text for line in found[block.id]).split())
        assert kept == "".join(block.text.split())
