"""The demo story, told to the engine: its relations, clusters and texts are golden."""

import json
from dataclasses import replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pytest

from workflow.text.blocks import Block, Kind
from workflow.text.changes import Change, ChangeKind, apply, relation, split
from workflow.text.merge import Merge, PassageKind, Proposal, merge
from workflow.text.references import renumber
from workflow.text.settle import Choice, settle
from workflow.text.texts import merge_texts

STORY = json.loads(Path("workflow/story/story.json").read_text())
CHANGES = {change["id"]: change for change in STORY["changes"]}


def blocks_of(version):
    return tuple(
        Block(p["id"], Kind.PARAGRAPH if p["number"].startswith("PP") else Kind.NUMBERED, p["text"])
        for p in STORY[version]["paragraphs"]
    )


ZERO = blocks_of("zero_draft")


def digest(blocks):
    return sha256("\n".join(f"{b.id}\t{b.text}" for b in blocks).encode()).hexdigest()


def told(change):
    """The story's own changes, hunk by hunk."""
    kinds = {"insert": "insert", "delete": "delete", "replace": "replace"}
    found = []
    for hunk in change["hunks"]:
        if hunk["op"] in kinds:
            where = hunk["para"], hunk["start"], hunk["end"], hunk["old"], hunk["new"]
            found.append(Change(ChangeKind(kinds[hunk["op"]]), *where))
        elif hunk["op"] == "move_paragraph":
            found.append(Change(ChangeKind.MOVE, hunk["para"], 0, 0, "", "", hunk["after"]))
        elif hunk["op"] == "delete_paragraph":
            found.append(
                Change(ChangeKind.REMOVED_BLOCK, hunk["para"], 0, len(hunk["old"]), hunk["old"], "")
            )
        else:
            where = hunk["new_id"], 0, 0, "", hunk["new"], hunk["after"]
            found.append(Change(ChangeKind.NEW_BLOCK, *where, Kind.NUMBERED))
    return found


def ours(base, change):
    return split(base, apply(base, told(change)))


def effect(base, changes):
    return [(b.kind, b.text) for b in apply(base, changes)]


OURS = {name: ours(ZERO, change) for name, change in CHANGES.items()}


def proposals(*but):
    by_agency = {}
    for name, change in CHANGES.items():
        if change["org"] not in but:
            by_agency.setdefault(change["org"], []).append(name)
    return [
        Proposal(
            org,
            tuple(c for name in names for c in OURS[name]),
            tuple(
                frozenset(c.key for c in OURS[name]) for name in names if CHANGES[name]["atomic"]
            ),
        )
        for org, names in by_agency.items()
    ]


@pytest.fixture(scope="module")
def merged() -> Merge:
    return merge(ZERO, proposals())


def passage_of(merge_, name):
    keys = {(CHANGES[name]["org"], c.key) for c in OURS[name]}
    found = [
        p
        for p in merge_.passages
        if any((s.agency, s.change) in keys for w in p.wordings for s in w.supporters)
    ]
    assert len(found) == len(OURS[name])
    return found[0]


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_of_the_story_is_found_as_its_author_marked_it(name):
    assert len(OURS[name]) == len(CHANGES[name]["hunks"])
    assert effect(ZERO, OURS[name]) == effect(ZERO, told(CHANGES[name]))


@pytest.mark.parametrize("org", sorted({c["org"] for c in CHANGES.values()}))
def test_a_whole_revision_splits_into_exactly_its_changes(org):
    mine = [name for name, change in CHANGES.items() if change["org"] == org]
    revised = apply(ZERO, [c for name in mine for c in told(CHANGES[name])])
    wanted = {c.key for name in mine for c in OURS[name]}
    assert {c.key for c in split(ZERO, revised)} == wanted


@pytest.mark.parametrize("pair", STORY["expected_pair_relations"])
def test_pairs_of_changes_stand_to_each_other_as_the_story_says(pair):
    first, second = pair.split("|")
    wanted = STORY["expected_pair_relations"][pair]
    rank = ["disjoint", "touch", "identical", "move", "overlap", "delpara"]
    found = {relation(ZERO, a, b).value for a in OURS[first] for b in OURS[second]}
    assert [max(found, key=rank.index)] == wanted


def test_all_other_pairs_are_disjoint():
    for first, second in combinations(CHANGES, 2):
        known = {f"{first}|{second}", f"{second}|{first}"} & set(STORY["expected_pair_relations"])
        if not known and CHANGES[first]["org"] != CHANGES[second]["org"]:
            found = {relation(ZERO, a, b).value for a in OURS[first] for b in OURS[second]}
            assert found == {"disjoint"}, (first, second)


def test_equal_changes_are_one_wording_and_contested_once_another_agency_disagrees(merged):
    contested = passage_of(merged, "IOM-1")
    assert contested.contested
    assert [w.agencies for w in contested.wordings] == [("ILO", "IOM"), ("UNODC",)]
    without = passage_of(merge(ZERO, proposals("UNODC")), "IOM-1")
    assert not without.contested
    assert [w.agencies for w in without.wordings] == [("ILO", "IOM")]


def test_rival_dates_are_contested_and_no_larger_than_the_date(merged):
    passage = passage_of(merged, "IOM-2")
    assert passage.contested
    assert sorted(w.text for w in passage.wordings) == ["30 September", "31 March 2023"] or {
        w.text for w in passage.wordings
    } == {"30 September 2022", "31 March 2023"}


def test_touching_changes_are_one_contested_passage(merged):
    assert passage_of(merged, "ILO-3") == passage_of(merged, "UNDP-2")
    assert passage_of(merged, "ILO-3").contested


def test_a_removed_clause_does_not_swallow_an_edit(merged):
    assert passage_of(merged, "OHCHR-3") == passage_of(merged, "UNDP-1")
    assert passage_of(merged, "OHCHR-3").contested


def test_a_removed_paragraph_does_not_swallow_an_edit(merged):
    passage = passage_of(merged, "OHCHR-2")
    assert passage == passage_of(merged, "UNODC-1")
    assert passage.kind is PassageKind.BLOCK
    assert passage.contested


def test_a_move_and_an_edit_inside_it_are_two_open_passages(merged):
    move, edit = passage_of(merged, "DESA-3"), passage_of(merged, "UNHCR-1")
    assert (move.kind, edit.kind) == (PassageKind.MOVE, PassageKind.TEXT)
    assert not move.contested
    assert not edit.contested


@pytest.mark.parametrize(
    "names",
    [
        ["IOM-4", "UNHCR-2"],
        ["UNICEF-1", "ILO-1"],
        ["DESA-2", "UNICEF-2", "OHCHR-4"],
        ["IOM-3", "DESA-4"],
        ["UNODC-3", "UNICEF-3"],
    ],
)
def test_changes_apart_in_one_sentence_are_open_passages_of_their_own(merged, names):
    found = [passage_of(merged, name) for name in names]
    assert len({p.fingerprint for p in found}) == len(names)
    assert not any(p.contested for p in found)


def test_two_parts_of_one_change_are_linked(merged):
    keys = {c.key for c in OURS["UNODC-3"]}
    first, second = [
        p
        for p in merged.passages
        if any(s.change in keys for w in p.wordings for s in w.supporters)
    ]
    assert first.linked == {second.fingerprint}
    assert second.linked == {first.fingerprint}


def test_there_are_as_many_passages_as_places(merged):
    assert len(merged.passages) == 21
    assert sum(p.contested for p in merged.passages) == 5


def decided(merge_, decisions, ours_, bridging=()):
    """The choices that the story's office makes."""
    choices = {}
    for decision in decisions:
        for change in ours_[decision["change"]]:
            for passage in merge_.passages:
                for wording in passage.wordings:
                    if any(s.change == change.key for s in wording.supporters):
                        choice = chosen(decision, wording)
                        if choice:
                            choices[passage.fingerprint] = choice
    return choices


def chosen(decision, wording):
    kind = decision["disposition"]
    if kind == "accepted":
        return Choice(wording=wording.key)
    if kind == "accepted_modified":
        bridge = {name: b["text"] for b in STORY["bridging"] for name in b["for"]}
        text = decision.get("applied_text") or bridge[decision["change"]]
        return Choice(text=text)
    if kind == "bracketed":
        return Choice(bracketed=True)
    return None


def story_ids(blocks):
    known = {b.id for b in blocks_of("rev1")}
    return tuple(b if b.id in known else replace(b, id="j_bis") for b in blocks)


def test_the_decisions_of_the_story_give_its_first_revision_byte_for_byte(merged):
    result = settle(ZERO, merged.passages, decided(merged, STORY["decisions"], OURS))
    result, followed = renumber(ZERO, result)
    assert story_ids(result) == blocks_of("rev1")
    assert digest(story_ids(result)) == STORY["rev1"]["sha256"]
    assert [(one.block, one.old, one.new) for one in followed] == [("j", "4", "5")]


def test_the_second_round_gives_the_final_text_byte_for_byte():
    base = blocks_of("rev1")
    changes = {c["id"]: c for c in STORY["round2_changes"]}
    mine = {name: ours(base, change) for name, change in changes.items()}
    by_agency = {}
    for name, change in changes.items():
        by_agency.setdefault(change["org"], []).extend(mine[name])
    merged = merge(base, [Proposal(org, tuple(cs)) for org, cs in by_agency.items()])
    result = settle(base, merged.passages, decided(merged, STORY["decisions_round2"], mine))
    result, _ = renumber(base, result)
    assert digest(result) == STORY["final"]["sha256"]


def test_what_a_naive_merge_would_write_never_appears(merged):
    never = ("20223each", "why and why", "tedoes", "United Nations Network on Migration and avoid")
    everything = [w.text for p in merged.passages for w in p.wordings]
    for passage in merged.passages:
        for wording in passage.wordings:
            chosen_one = {passage.fingerprint: Choice(wording=wording.key)}
            everything += [b.text for b in settle(ZERO, merged.passages, chosen_one)]
    assert not [text for text in everything if any(bad in text for bad in never)]


def test_the_story_merges_as_plain_texts_too():
    def text(changes=()):
        return "\n\n".join(b.text for b in apply(ZERO, changes)) + "\n"

    by_org = {}
    for name, change in CHANGES.items():
        by_org.setdefault(change["org"], []).extend(OURS[name])
    answer = merge_texts(text(), {org: text(changes) for org, changes in by_org.items()}).as_json()
    disputes = [one for one in answer["segments"] if not isinstance(one, str)]
    shown = "\n".join([answer["text"], *(w["text"] for one in disputes for w in one["wordings"])])
    never = ("20223each", "why and why", "tedoes", "United Nations Network on Migration and avoid")
    assert not [bad for bad in never if bad in shown]
    assert " and why." in answer["text"]
    assert {"30 September 2022", "31 March 2023"} in [
        {w["text"] for w in one["wordings"]} for one in disputes
    ]
