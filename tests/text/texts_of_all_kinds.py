"""Texts and revisions for the promises: six languages, emoji, marks, both directions."""

from hypothesis import strategies as st

from workflow.text.blocks import Block, Kind

WORDS = (
    "we will report by 30 September 2022 on 1,500 migrants and their families , . ; ; "
    "“The Network’s” (Forum) — and/or data-protection 12 [30] … "
    "nous protégeons l’enfant à l’école ; los niños « y » mañana ; "
    "мы защищаем права всех мигрантов . نحن نحمي حقوق المهاجرين جميعًا ، مُهاجِر . "
    "我们 承诺 保护 移民 。 、 e\u0301cole n\u0303 👨‍👩‍👧 🇨🇭 👍🏽 שלום \u200f a\u200db x\u00a0y"
).split(" ")
GAPS = (" ", " ", " ", " ", "", "\u00a0", "  ", "\u202f")

words = st.sampled_from(WORDS)
gaps = st.sampled_from(GAPS)
phrases = st.lists(st.tuples(words, gaps), min_size=1, max_size=4)


@st.composite
def lines(draw, most=14):
    """One paragraph."""
    parts = draw(st.lists(st.tuples(words, gaps), min_size=1, max_size=most))
    return "".join(word + gap for word, gap in parts).strip() or "We"


@st.composite
def edited(draw, text):
    """A text after a few edits between its words."""
    parts = text.split(" ")
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(parts)))
        end = min(len(parts), at + draw(st.integers(0, 3)))
        parts[at:end] = [word for word, _ in draw(phrases)] if draw(st.booleans()) else []
    return " ".join(parts).strip() or "We"


@st.composite
def whole_texts(draw):
    """Several paragraphs, list items and headings, with all kinds of breaks."""
    breaks = st.sampled_from(("\n\n", "\n\n", "\n- ", "\n", "\n\n# ", "\n \n", "\r\n\r\n"))
    parts = draw(st.lists(st.tuples(lines(), breaks), max_size=5))
    return "".join(line + end for line, end in parts)


@st.composite
def revisions(draw, base, most=6):
    """Some revisions of a whole text: edited, cut, doubled, reordered, or the same."""
    found = {}
    for number in range(draw(st.integers(1, most))):
        parts = base.split("\n\n")
        for _ in range(draw(st.integers(0, 3))):
            parts = draw(_reworked(parts))
        found[f"agency {number}"] = "\n\n".join(parts)
    return found


@st.composite
def _reworked(draw, parts):
    at = draw(st.integers(0, max(0, len(parts) - 1)))
    what = draw(st.sampled_from(("edit", "edit", "edit", "add", "cut", "move", "typography")))
    if not parts or what == "add":
        return [*parts[:at], draw(lines()), *parts[at:]]
    rest = parts[:at] + parts[at + 1 :]
    if what == "edit":
        return [*parts[:at], draw(edited(parts[at])), *parts[at + 1 :]]
    if what == "typography":
        changed = parts[at].replace("’", "'").replace(" ", "\n").replace("“", '"')
        return [*parts[:at], changed, *parts[at + 1 :]]
    if what == "move":
        to = draw(st.integers(0, len(rest)))
        return [*rest[:to], parts[at], *rest[to:]]
    return rest


kinds = st.sampled_from(tuple(Kind))


@st.composite
def documents(draw):
    """A row of blocks with ids of their own."""
    row = draw(st.lists(st.tuples(kinds, lines()), min_size=1, max_size=6))
    return tuple(
        Block(f"b{at}", kind, text, 1 if kind is Kind.HEADING else 0)
        for at, (kind, text) in enumerate(row)
    )


@st.composite
def answers(draw, base, most=5):
    """What agencies make of a document: blocks edited, removed, moved and added."""
    return {f"agency {number}": draw(answer(base)) for number in range(draw(st.integers(1, most)))}


@st.composite
def answer(draw, base):
    row = list(base)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(row) - 1)))
        what = draw(st.sampled_from(("edit", "edit", "edit", "new", "remove", "move")))
        if not row or what == "new":
            row.insert(at, Block(f"x{draw(st.integers(0, 9))}", draw(kinds), draw(lines(3)), 0))
        elif what == "edit":
            block = row[at]
            row[at] = Block(block.id, block.kind, draw(edited(block.text)), block.level)
        elif what == "remove":
            row.pop(at)
        else:
            row.insert(draw(st.integers(0, len(row) - 1)), row.pop(at))
    seen = {block.id: block for block in row}
    return tuple({block.id: seen[block.id] for block in row}.values())
