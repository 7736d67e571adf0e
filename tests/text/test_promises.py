"""What holds for all texts, however many agencies answer and whatever they write."""

from collections import Counter
from itertools import permutations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.text.texts_of_all_kinds import answer, answers, documents, lines, revisions, whole_texts
from workflow.text.canonical import read, write
from workflow.text.changes import apply, split
from workflow.text.compare import Splice, compare, splice
from workflow.text.contained import container
from workflow.text.hunks import fine_hunks
from workflow.text.merge import Proposal, merge
from workflow.text.places import trimmed
from workflow.text.settle import Choice, everything_settled, settle
from workflow.text.show import Mark, marked
from workflow.text.texts import merge_texts
from workflow.text.tokens import is_break, keys_of, paragraphs, strip

many = settings(suppress_health_check=list(HealthCheck))


@given(whole_texts(), st.data())
@many
def test_edits_and_noise_together_give_the_revision_byte_for_byte(base, data):
    revised = next(iter(data.draw(revisions(base, most=1)).values()))
    old = strip(base)
    found = compare(old, strip(revised))
    spans = [Splice(*old.slot(e.start, e.end), e.surface) for e in found.edits]
    assert splice(base, [*spans, *found.noise]) == revised
    assert splice(base, [*(trimmed(old, e) for e in found.edits), *found.noise]) == revised


@given(whole_texts())
@many
def test_the_paragraphs_and_tokens_of_a_text_are_the_text(text):
    assert "".join(paragraphs(text)) == text
    whole = strip(text)
    edges = zip((0, *whole.ends), (*whole.starts, len(text)), strict=True)
    assert not "".join(text[end:start] for end, start in edges).strip()


@given(whole_texts(), st.data())
@many
def test_one_revision_merges_to_itself(base, data):
    revised = next(iter(data.draw(revisions(base, most=1)).values()))
    for others in ({}, {"b": base}, {"b": revised}, {"b": revised, "c": base, "d": revised}):
        merged = merge_texts(base, {"a": revised, **others})
        assert (merged.text, merged.contested) == (revised, 0)


@given(whole_texts(), st.data())
@many
def test_the_order_and_the_names_of_agencies_make_no_difference(base, data):
    given_ = data.draw(revisions(base, most=4))
    merged = merge_texts(base, given_)
    names = list(given_)
    for order in list(permutations(names))[:3]:
        assert merge_texts(base, {name: given_[name] for name in order}) == merged
    renamed = {name: f"z{len(names) - at}" for at, name in enumerate(names)}
    again = merge_texts(base, {renamed[name]: text for name, text in given_.items()})
    assert again.text == merged.text
    assert shape(again) == shape(merged)


def shape(merged):
    return [
        one
        if isinstance(one, str)
        else (one["base"], [(w["text"], len(w["agencies"])) for w in one["wordings"]])
        for one in merged.as_json()["segments"]
    ]


@given(whole_texts(), st.data())
@many
def test_segments_make_the_merged_text_when_contested_passages_keep_the_base(base, data):
    merged = merge_texts(base, data.draw(revisions(base))).as_json()
    parts = [s if isinstance(s, str) else s["base"] for s in merged["segments"]]
    assert "".join(parts) == merged["text"]
    assert merged["contested"] == sum(not isinstance(s, str) for s in merged["segments"])


@given(whole_texts(), whole_texts(), st.data())
@many
def test_a_text_appended_to_all_is_appended_to_the_result(base, tail, data):
    # Every text ends with a break, also before the other text follows: that somebody adds the last
    # break, or takes it out, is a change of its own.
    given_ = {name: closed(text) for name, text in data.draw(revisions(base, most=3)).items()}
    base, end = closed(base), "The end of it all.\n\n" + tail
    merged = merge_texts(base, given_)
    longer = merge_texts(base + end, {name: text + end for name, text in given_.items()})
    assert longer.contested == merged.contested
    # One hand is asked for in the whole text, so that the signs may differ, but no word.
    assert keys_of(longer.text) == keys_of(merged.text + end)


def closed(text):
    return text + "\n\n"


@given(documents(), st.data())
@many
def test_applying_the_changes_gives_the_revision(base, data):
    revised = data.draw(answer(base))
    result = apply(base, split(base, revised))
    assert [(b.kind, b.text) for b in result] == [
        (next((o.kind for o in base if o.id == b.id), b.kind), b.text) for b in revised
    ]
    known = {b.id for b in base}
    assert [b.id for b in result if b.id in known] == [b.id for b in revised if b.id in known]


def proposals(base, given_):
    return [Proposal(name, split(base, revised)) for name, revised in given_.items()]


@given(documents(), st.data())
@many
def test_every_merge_can_prove_itself(base, data):
    given_ = proposals(base, data.draw(answers(base)))
    merged = merge(base, given_)
    assert merge(base, given_[::-1]) == merged
    assert settle(base, merged.passages, {}) == base
    assert len({p.fingerprint for p in merged.passages}) == len(merged.passages)


@given(documents(), st.data(), st.integers(1, 40))
@many
def test_copies_of_one_answer_are_one_answer_with_many_supporters(base, data, copies):
    revised = data.draw(answer(base))
    changes = split(base, revised)
    merged = merge(base, [Proposal(f"a{n}", changes) for n in range(copies)])
    assert all(len(w.agencies) == copies for p in merged.passages for w in p.wordings)
    assert not any(p.contested for p in merged.passages)
    result = settle(base, merged.passages, everything_settled(merged.passages))
    assert result == apply(base, changes)


@given(documents(), st.data())
@many
def test_names_of_agencies_change_nothing_but_names(base, data):
    given_ = data.draw(answers(base))
    merged = merge(base, proposals(base, given_))
    renamed = {f"z{-at}": text for at, text in enumerate(given_.values())}
    again = merge(base, proposals(base, renamed))
    assert [p.fingerprint for p in again.passages] == [p.fingerprint for p in merged.passages]
    assert [p.attention for p in again.passages] == [p.attention for p in merged.passages]


def backers(passage):
    return {agency for wording in passage.wordings for agency in wording.agencies}


@given(documents(), st.data())
@many
def test_an_answer_in_another_block_leaves_passages_as_they_are(base, data):
    given_ = proposals(base, data.draw(answers(base)))
    merged = merge(base, given_)
    more = merge(base, [*given_, *proposals(base, {"late": data.draw(answer(base))})])
    before = {p.fingerprint for p in merged.passages}
    assert {p.fingerprint for p in more.passages if "late" not in backers(p)} <= before


@given(documents(), st.data())
@many
def test_a_merge_that_knows_an_earlier_one_gives_the_same(base, data):
    some = data.draw(answers(base))
    earlier = merge(base, proposals(base, some))
    names = data.draw(st.sets(st.sampled_from(sorted(some))))
    more = {**{name: some[name] for name in names}, "late": data.draw(answer(base))}
    again = merge(base, proposals(base, more), earlier)
    assert again == merge(base, proposals(base, more))
    assert merge(base, proposals(base, some), again) == earlier
    other = data.draw(documents())
    assert merge(other, proposals(other, {"a": other[:1]}), earlier).proofs == again.proofs


@given(st.lists(lines(), min_size=1, max_size=1), st.data())
@many
def test_words_apart_in_one_sentence_are_never_contested(one, data):
    words = [w for w in one[0].split() if w.isalpha()]
    assume(len(words) > 4)
    text = " ".join(words) + "."
    base = f"{text}"
    at = data.draw(st.integers(0, len(words) - 3))
    a = " ".join([*words[:at], "alpha", *words[at + 1 :]]) + "."
    b = " ".join([*words[: at + 2], "beta", *words[at + 3 :]]) + "."
    merged = merge_texts(base, {"a": a, "b": b})
    assert merged.contested == 0
    both = [*words[:at], "alpha", words[at + 1], "beta", *words[at + 3 :]]
    assert merged.text == " ".join(both) + "."


@given(whole_texts(), st.data())
@many
def test_typography_never_contests_words(base, data):
    given_ = data.draw(revisions(base, most=2))
    merged = merge_texts(base, given_)
    plain = base.replace("’", "'").replace("“", '"').replace("”", '"').replace("…", "...")
    assume(keys_of(plain) == keys_of(base))
    with_noise = merge_texts(base, {**given_, "noise": plain})
    assert with_noise.contested == merged.contested
    assert keys_of(with_noise.text) == keys_of(merged.text)


@given(documents())
@many
def test_reading_what_was_written_gives_the_same_blocks(blocks):
    again = read(write(blocks))
    assert [(b.kind, b.level, b.text) for b in again] == [
        (b.kind, b.level, b.text) for b in read(write(again))
    ]
    assert write(again) == write(read(write(again)))


@given(lines(), lines())
@many
def test_marks_hold_both_texts(base, new):
    pieces = marked(base, new)
    assert "".join(p.text for p in pieces if p.kind is not Mark.INSERT) == base
    assert "".join(p.text for p in pieces if p.kind is not Mark.DELETE) == new


@given(documents(), st.data())
@many
def test_each_choice_can_be_made_alone(base, data):
    merged = merge(base, proposals(base, data.draw(answers(base))))
    for passage in merged.passages:
        for wording in passage.wordings:
            settle(base, merged.passages, {passage.fingerprint: Choice(wording.key)})
        settle(base, merged.passages, {passage.fingerprint: Choice(text="Own words.")})
        settle(base, merged.passages, {passage.fingerprint: Choice(bracketed=True)})


@given(whole_texts(), st.data())
@many
def test_the_side_that_is_followed_says_all_that_the_others_add(base, data):
    texts = [strip(text) for text in data.draw(revisions(base, most=3)).values()]
    old = strip(base)
    best = container(old, texts)
    assume(best is not None)
    before, followed = old.finer().keys, texts[best].finer().keys
    gone = [hunk for hunk in fine_hunks(before, followed) if hunk.b0 == hunk.b1]
    for text in texts:
        keys = text.finer().keys
        for hunk in fine_hunks(before, keys):
            added = keys[hunk.b0 : hunk.b1]
            only_breaks = all(map(is_break, (*before[hunk.a0 : hunk.a1], *added)))
            if only_breaks and any(cut.a0 <= hunk.a0 and hunk.a1 <= cut.a1 for cut in gone):
                continue  # where all is taken out, breaks between paragraphs do not matter
            assert Counter(added) <= Counter(followed)


@given(lines(), st.data())
@many
def test_a_text_that_one_hand_gave_its_typography_keeps_none_of_the_old(line, data):
    base = f"It’s ours. We’ll act. They’re here. {line}"
    others = data.draw(revisions(base, most=3))
    merged = merge_texts(base, {**others, "hand": base.replace("’", "'")})
    assume(not merged.contested and all("'" not in text for text in others.values()))
    assert "’" not in merged.text
    written = merge_texts(base, others)
    assert keys_of(merged.text) == keys_of(written.text)
