"""What meets in the story meets in the stored passages, as its clusters say."""

import pytest

from tests.story.telling import STORY
from workflow.story.load import keys, load

TELLING = load()
CLUSTERS = {cluster["id"]: cluster for cluster in STORY["expected_clusters"]}


def homes(whole, names):
    """The passages in which the changes of the story ended up, by its names."""
    found = {}
    for name in names:
        told = TELLING.changes[name]
        mine = set(keys(TELLING.zero, told))
        found[name] = [p for p in whole.keyed(1) if mine & p.keys_of(told.agency)]
    return found


@pytest.mark.parametrize("name", [k for k, c in CLUSTERS.items() if "overlap" in c["kind"]])
def test_agencies_that_disagree_meet_in_one_contested_passage(whole, name):
    found = homes(whole, CLUSTERS[name]["changes"])

    (passage,) = {p.fingerprint: p for rows in found.values() for p in rows}.values()
    assert passage.contested


@pytest.mark.parametrize("name", ["K2", "K3", "K4", "K5"])
def test_rivals_never_merge_by_themselves(whole, name):
    found = homes(whole, CLUSTERS[name]["changes"])

    assert len({p.fingerprint for rows in found.values() for p in rows}) == 1
    assert all(p.contested for rows in found.values() for p in rows)


@pytest.mark.parametrize("name", ["K8", "K9", "K10", "K11"])
def test_changes_apart_in_a_paragraph_are_decided_apart(whole, name):
    found = homes(whole, CLUSTERS[name]["changes"])

    assert len({p.fingerprint for rows in found.values() for p in rows}) == len(found)
    assert not any(p.contested for rows in found.values() for p in rows)


def test_a_move_and_an_edit_inside_it_are_decided_apart(whole):
    found = homes(whole, CLUSTERS["K6"]["changes"])

    assert {name: p.kind for name, (p,) in found.items()} == {"DESA-3": "move", "UNHCR-1": "text"}


def test_equal_proposals_have_two_supporters_and_both_reasons(whole):
    found = homes(whole, CLUSTERS["K7"]["changes"])

    (first,), (second,) = found.values()
    assert first.fingerprint == second.fingerprint
    assert first.supporters == ["IOM", "UNICEF"]
    assert len(set(first.reasons)) == 2


def test_two_parts_of_one_change_are_linked(whole):
    found = homes(whole, CLUSTERS["K12"]["changes"])

    one, other = found["UNODC-3"]
    assert (one.linked, other.linked) == ([other.fingerprint], [one.fingerprint])
    assert found["UNICEF-3"][0].linked == []
