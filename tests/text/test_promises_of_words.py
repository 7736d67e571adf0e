"""What holds for words that stand once in a text: each of them can be followed through a merge."""

from collections import Counter

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.text.texts_of_all_kinds import WORDS, answers, documents, lines, revisions, whole_texts
from workflow.text.changes import split
from workflow.text.merge import PassageKind, Proposal, merge
from workflow.text.rebase import Lost, rebase
from workflow.text.settle import Choice, everything_settled, settle
from workflow.text.texts import merge_texts

many = settings(suppress_health_check=list(HealthCheck))

ONCE = sorted({word for word in WORDS if word.isalpha() and len(word) > 1})
SPELLINGS = [
    ("organise", "organize"),
    ("recognised", "recognized"),
    ("prioritising", "prioritizing"),
    ("mobilisation", "mobilization"),
    ("utilisable", "utilizable"),
    ("analysing", "analyzing"),
]


@st.composite
def different_words(draw, least=2, most=30):
    """Words of six languages, each once."""
    return draw(st.lists(st.sampled_from(ONCE), min_size=least, max_size=most, unique=True))


def written(words):
    return " ".join(words) + "."


@given(different_words(least=5), st.data())
@many
def test_any_number_of_agencies_changes_words_apart_in_one_sentence(words, data):
    places = range(1, len(words) - 1, 2)
    mine = data.draw(st.sets(st.sampled_from(places), min_size=1))
    made, answers_ = [[word] for word in words], {}
    for at in sorted(mine):
        new = data.draw(st.sampled_from(([f"new{at}"], [], [words[at], f"new{at}"], ["so", "it"])))
        made[at] = new
        answers_[f"agency {at}"] = written([*words[:at], *new, *words[at + 1 :]])
    merged = merge_texts(written(words), answers_)
    assert merged.contested == 0
    assert merged.text == written([word for row in made for word in row])


@given(different_words(), st.data(), st.integers(1, 40))
@many
def test_no_word_of_the_base_and_no_new_word_is_printed_twice(words, data, agencies):
    answers_ = {}
    for number in range(agencies):
        row = list(words)
        for turn in range(data.draw(st.integers(1, 3))):
            start = data.draw(st.integers(0, len(row)))
            end = data.draw(st.integers(start, min(len(row), start + 3)))
            row[start:end] = [f"new{number}x{turn}"] if data.draw(st.booleans()) else []
        answers_[f"agency {number}"] = written(row)
    merged = merge_texts(written(words), answers_)
    pick = data.draw(st.integers(0, 3))
    chosen = "".join(
        one if isinstance(one, str) else one.alternatives[pick % len(one.alternatives)].text
        for one in merged.segments
    )
    for text in (merged.text, chosen):
        assert set(Counter(text.replace(".", " ").split()).values()) <= {1}


@given(different_words(least=4), st.data())
@many
def test_a_break_is_changed_by_one_and_a_word_by_another(words, data):
    spaces, size = st.sampled_from((" ", "\n\n")), len(words) - 1
    gaps = data.draw(st.lists(spaces, min_size=size, max_size=size))
    gap, word = (data.draw(st.integers(0, len(row) - 1)) for row in (gaps, words))
    turned = {" ": "\n\n", "\n\n": " "}[gaps[gap]]
    other = [*gaps[:gap], turned, *gaps[gap + 1 :]]
    new = [*words[:word], "new", *words[word + 1 :]]
    merged = merge_texts(gapped(words, gaps), {"a": gapped(words, other), "b": gapped(new, gaps)})
    assert merged.contested == 0
    assert merged.text == gapped(new, other)


def gapped(words, gaps):
    return "".join(word + gap for word, gap in zip(words, [*gaps, "."], strict=True))


@given(different_words(least=12), st.data())
@many
def test_a_short_sentence_that_one_moves_stands_once_whatever_another_edits(words, data):
    size = data.draw(st.integers(3, 4))
    rows = [words[at : at + size] for at in range(0, len(words) - size + 1, size)]
    here, there, edited = (data.draw(st.integers(0, len(rows) - 1)) for _ in range(3))
    assume(here != there)
    order = rows[:here] + rows[here + 1 :]
    order.insert(there, rows[here])
    new = [rows[edited][0], "new", *rows[edited][2:]]
    merged = merge_texts(
        told(rows),
        {"a": told(order), "b": told([*rows[:edited], new, *rows[edited + 1 :]])},
    )
    if not merged.contested:
        assert merged.text == told([new if row is rows[edited] else row for row in order])
        swapped = abs(here - there) == 1  # with a neighbour: this reads as a rewriting of both
        assert swapped or "moved" in {one.kind for one in merged.attention}
    stands = Counter(merged.text.replace(".", " ").split())
    assert all(stands[word] == 1 for row in rows for word in row if word != rows[edited][1])
    assert stands["new"] + stands[rows[edited][1]] == 1


def told(rows):
    return " ".join(map(written, rows))


@given(lines(), st.sampled_from(SPELLINGS), st.data())
@many
def test_two_spellings_of_one_addition_are_one_wording_that_deserves_a_look(line, pair, data):
    words = line.split(" ")
    at = data.draw(st.integers(0, len(words)))
    texts = [" ".join([*words[:at], "to", one, *words[at:]]) for one in pair]
    merged = merge_texts(line, {"a": texts[0], "b": texts[1]})
    assert merged.contested == 0
    assert merged.text in texts
    assert ("near-identical", ("a", "b")) in {(one.kind, one.agencies) for one in merged.attention}


@given(whole_texts(), st.data())
@many
def test_swapping_the_names_of_agencies_changes_nothing_but_names(base, data):
    given_ = data.draw(revisions(base, most=5))
    names = dict(zip(given_, data.draw(st.permutations(list(given_))), strict=True))
    merged = merge_texts(base, given_).as_json()
    again = merge_texts(base, {names[name]: text for name, text in given_.items()}).as_json()
    assert named(again, {}) == named(merged, names)


def named(merged, names):
    """All that a merge says, with other names."""

    def people(one):
        return sorted(names.get(name, name) for name in one["agencies"])

    looks = sorted((one["kind"], people(one), one["text"]) for one in merged["attention"])
    segments = [
        one
        if isinstance(one, str)
        else (one["base"], [(wording["text"], people(wording)) for wording in one["wordings"]])
        for one in merged["segments"]
    ]
    return merged["text"], segments, looks


@given(documents(), st.data())
@many
def test_settling_first_and_carrying_over_the_rest_is_merging_all_at_once(base, data):
    given_ = data.draw(answers(base))
    proposals = [Proposal(name, split(base, text)) for name, text in given_.items()]
    passages = merge(base, proposals).passages
    # Where two blocks go to one place, the later of two decisions puts its block first.
    kinds = [one.kind for one in passages if one.kind in (PassageKind.MOVE, PassageKind.NEW)]
    assume(PassageKind.MOVE not in kinds or len(kinds) == 1)
    disputed = [one for one in passages if one.contested]
    choices = {one.fingerprint: Choice(one.wordings[0].key) for one in disputed}
    at_once = settle(base, passages, everything_settled(passages) | choices)

    now = settle(base, passages, everything_settled(passages))
    waiting = {s for one in disputed for wording in one.wordings for s in wording.supporters}
    rest = [
        Proposal(
            one.agency,
            tuple(
                rebase(change, base, now)
                for change in one.changes
                if any((s.agency, s.change) == (one.agency, change.key) for s in waiting)
            ),
        )
        for one in proposals
    ]
    assume(not any(isinstance(change, Lost) for one in rest for change in one.changes))
    later = sorted(merge(now, rest).passages, key=home)
    assert len(later) == len(disputed)
    chosen = {
        new.fingerprint: Choice(text=old.wordings[0].text)
        if old.kind is PassageKind.TEXT
        else Choice(new.wordings[0].key)
        for new, old in zip(later, sorted(disputed, key=home), strict=True)
    }
    assert settle(now, later, chosen) == at_once


def home(passage):
    return passage.block, passage.kind, passage.start
