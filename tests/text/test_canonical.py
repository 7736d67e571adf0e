"""One clean form of a text."""

import pytest

from workflow.errors import BadText, Invalid
from workflow.text.blocks import Block, Kind
from workflow.text.canonical import clean, fingerprint, labels, read, write


def shapes(blocks):
    return [(block.kind.value, block.level, block.text) for block in blocks]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One.\n\nTwo.", [("paragraph", 0, "One."), ("paragraph", 0, "Two.")]),
        ("One.\nTwo.", [("paragraph", 0, "One."), ("paragraph", 0, "Two.")]),
        ("One\nmore.\n\nTwo.", [("paragraph", 0, "One more."), ("paragraph", 0, "Two.")]),
        ("# T\n\n#### D", [("heading", 1, "T"), ("heading", 4, "D")]),
        ("##### D", [("paragraph", 0, "##### D")]),
        ("#No", [("paragraph", 0, "#No")]),
        ("# T\ntext\n\nx", [("heading", 1, "T"), ("paragraph", 0, "text"), ("paragraph", 0, "x")]),
        ("- a\n  - b\n* c", [("item", 0, "a"), ("item", 1, "b"), ("item", 0, "c")]),
        ("• a\nmore\n\nx", [("item", 0, "a more"), ("paragraph", 0, "x")]),
        ("1. a\n\n2. b", [("numbered", 0, "a"), ("numbered", 0, "b")]),
        ("1) a\n2) b", [("numbered", 0, "a"), ("numbered", 0, "b")]),
        ("1. a\n\n3. b", [("paragraph", 0, "1. a"), ("paragraph", 0, "3. b")]),
        ("2. a", [("paragraph", 0, "2. a")]),
        ("\\1. a", [("paragraph", 0, "1. a")]),
        ("\\\\# a", [("paragraph", 0, "\\# a")]),
        ("\\alpha", [("paragraph", 0, "\\alpha")]),
        ("  \n \n", []),
        ("", []),
    ],
)
def test_pasted_text_is_read_into_blocks(text, wanted):
    assert shapes(read(text)) == wanted
    assert shapes(read(write(read(text)))) == wanted


def test_ids_count_from_where_one_says():
    assert [block.id for block in read("a\n\nb", first_id=7)] == ["b7", "b8"]
    assert [block.id for block in read("a")] == ["b1"]


def test_blocks_are_written_with_their_marks_and_numbers():
    blocks = [
        Block("t", Kind.HEADING, "Title", 2),
        Block("p", Kind.PARAGRAPH, "1984. A year"),
        Block("a", Kind.NUMBERED, "First"),
        Block("i", Kind.ITEM, "deep", 1),
        Block("b", Kind.NUMBERED, "Second"),
    ]
    assert write(blocks) == "## Title\n\n\\1984. A year\n\n1. First\n\n  - deep\n\n2. Second\n"


def test_line_ends_and_composed_characters_are_made_one():
    assert clean("\ufeffa\r\nb\rc\u2028d\te\u0301") == "a\nb\nc\nd é"


@pytest.mark.parametrize("bad", ["\x00", "\x0c", "\x7f", "\u202e", "\u2066", "\ud800"])
def test_characters_that_deceive_or_cannot_be_printed_are_refused(bad):
    with pytest.raises(BadText, match=f"U\\+{ord(bad):04X}, line 2") as refused:
        clean(f"a\nb{bad}")
    assert isinstance(refused.value, Invalid)


@pytest.mark.parametrize("good", ["עברית \u200f", "e\u200d", "👨‍👩‍👧", "\u00a0"])
def test_characters_that_languages_need_are_kept(good):
    assert clean(good) == good


def test_a_fingerprint_is_what_sha256sum_prints():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert fingerprint("") == empty
    assert fingerprint("é").startswith(
        "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"[:12]
    )


def test_labels_count_opening_paragraphs_and_numbered_ones():
    blocks = read("# T\n\nWe,\n\nIn view,\n\n1. a\n\nplain\n\n2. b")
    assert labels(blocks) == {"b2": "PP1", "b3": "PP2", "b4": "1", "b6": "2"}
    assert labels(read("a\n\nb")) == {}
