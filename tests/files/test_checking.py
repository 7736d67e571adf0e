"""The check of a package: everything holds, or the place that does not is named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files import making
from tests.files.making import NEW, OLD, STRANGER, Chain, files, keys, packed, signed, story
from workflow.files import checking, package, seal, trail
from workflow.files.package import KEYS, OPT_INS, RECORD, SEAL, SIGNATURES, TEXT, pack, unpack
from workflow.rules import chain

WHOLE = packed()


def places(data: bytes, **given) -> list[str]:
    return [one.place for one in checking.check(data, **given).broken]


def sealed_again(made: dict, signer=NEW, kept=None) -> bytes:
    """Seal changed files anew, as somebody who has the key would."""
    head = json.loads(made[SEAL])
    table = {n: package.digest(d) for n, d in made.items() if n not in (SEAL, SIGNATURES)}
    made[SEAL] = package.pretty({**head, "files": table})
    others = [
        one
        for one in json.loads(made[SIGNATURES])["signatures"]
        if one["says"]["onevoice"] != seal.PACKAGE
        and (kept is None or one["says"]["onevoice"] in kept)
    ]
    said = signed(signer, seal.PACKAGE, sha256=package.digest(made[SEAL]))
    made[SIGNATURES] = package.pretty({"signatures": [said, *others]})
    return pack(made)


def changed(name: str, change, **how) -> bytes:
    made = unpack(WHOLE)
    value = json.loads(made[name])
    change(value)
    made[name] = package.pretty(value)
    return sealed_again(made, **how)


def test_a_good_package_holds():
    verdict = checking.check(WHOLE, key=NEW.id)

    assert verdict.holds, verdict.broken
    assert (verdict.title, verdict.sha256, verdict.pledge) == ("Our pledge", making.SHA256, 7)
    assert {one.level for one in verdict.findings} == {"ok"}


def test_the_same_contents_give_the_same_bytes():
    assert packed() == WHOLE


def test_every_single_byte_of_the_whole_package_counts():
    data = bytearray(WHOLE)
    for at in range(len(data)):
        flip = 1 << at % 8
        data[at] ^= flip
        assert places(bytes(data)), f"byte {at}"
        data[at] ^= flip


def test_the_file_in_which_a_byte_was_changed_is_named():
    for name, content in unpack(WHOLE).items():
        for at in range(0, len(content), 17):
            made = unpack(WHOLE)
            made[name] = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            found = places(pack(made))
            assert any(place.startswith(name) for place in found), (name, at, found)


@pytest.mark.parametrize("name", sorted(unpack(WHOLE)))
def test_a_missing_file_is_named(name):
    made = unpack(WHOLE)
    del made[name]

    assert any(place.startswith(name) for place in places(pack(made)))


def test_a_file_that_does_not_belong_is_named():
    assert places(pack({**unpack(WHOLE), "extra.txt": b"More."})) == ["extra.txt"]


def test_bytes_behind_the_end_are_found():
    assert places(WHOLE + b"\n") == ["package"]


@given(st.binary(max_size=80), st.integers(0, len(WHOLE)), st.integers(0, 80))
def test_whatever_is_put_in_or_cut_out_is_found_and_never_a_traceback(data, at, cut):
    other = WHOLE[:at] + data + WHOLE[at + cut :]

    assert bool(places(other)) == (other != WHOLE)


@given(
    st.sampled_from([SEAL, SIGNATURES, KEYS, OPT_INS]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(
                    ["files", "pledge", "keys", "signatures", "says", "joined", "kind"]
                ),
                inner,
                max_size=2,
            )
        ),
        max_leaves=6,
    ),
)
def test_any_json_in_its_place_is_broken_and_never_a_traceback(name, value):
    made = unpack(WHOLE)
    made[name] = package.pretty(value)

    assert places(pack(made))


# --- what only the key could have sealed ----------------------------------------------------


def test_a_seal_by_a_key_that_no_earlier_one_vouches_for_is_noted_and_not_expected():
    other = pack(files(*story(), signers=(STRANGER,)))

    assert checking.check(other).holds
    assert places(other, key=NEW.id) == [KEYS]


def test_a_seal_by_a_retired_key_is_refused():
    assert places(sealed_again(unpack(WHOLE), signer=OLD)) == [SIGNATURES]


def test_a_key_with_a_false_voucher_is_named():
    def forge(value):
        value["keys"][1]["endorsement"] = STRANGER.sign(b"trust me")

    assert places(changed(KEYS, forge))[0] == f"{KEYS}, {NEW.id}"


def test_a_key_under_the_name_of_another_is_named():
    def swap(value):
        value["keys"][0]["public"] = STRANGER.public

    assert places(changed(KEYS, swap))[0] == f"{KEYS}, {OLD.id}"


def test_other_words_under_the_same_seal_are_found():
    made = unpack(WHOLE)
    made[TEXT] = made[TEXT].replace(b"listen", b"talk")

    assert places(sealed_again(made)) == [TEXT]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("answer", "joins with a statement"),
        ("statement", "We join under protest."),
        ("agency", "IOM"),
        ("entry", 1),
        ("entry", 99),
        ("entry", -1),
        ("at", "2026-03-04T15:00:00.000000+00:00"),
        ("sha256", "0" * 64),
    ],
)
def test_a_name_in_the_register_needs_its_entry_in_the_record(name, value):
    def forge(register):
        register["joined"][0][name] = value

    found = places(changed(OPT_INS, forge))
    assert len(found) == 1
    assert found[0].startswith(OPT_INS)


def test_an_agency_that_never_joined_is_not_taken_in():
    def add(register):
        register["joined"].append(making.joined(3, "UNDP"))

    assert places(changed(OPT_INS, add)) == [f"{OPT_INS}, UNDP"]


def test_what_was_erased_for_data_protection_leaves_the_package_good():
    made = unpack(WHOLE)
    lines = made[RECORD].splitlines()
    entry = json.loads(lines[3])
    del entry["told"], entry["salt"]
    lines[3] = chain.canonical(entry)
    made[RECORD] = b"\n".join(lines) + b"\n"

    assert checking.check(sealed_again(made)).holds


# --- the record -----------------------------------------------------------------------------


def record_with(change) -> bytes:
    made = unpack(WHOLE)
    lines = made[RECORD].splitlines(keepends=True)
    change(lines)
    made[RECORD] = b"".join(lines)
    return sealed_again(made)


@pytest.mark.parametrize(
    ("change", "entry"),
    [
        (lambda lines: lines.pop(2), 3),
        (lambda lines: lines.insert(2, lines[1]), 3),
        (lambda lines: lines.insert(1, lines.pop(2)), 2),
        (lambda lines: lines.__setitem__(3, lines[3].replace(b"ILO", b"IOM")), 4),
        (lambda lines: lines.__setitem__(5, lines[5].replace(b"locked", b"opened")), 6),
    ],
)
def test_the_first_entry_that_does_not_fit_is_named(change, entry):
    assert f"{RECORD}, entry {entry}" in places(record_with(change))


def test_a_record_that_was_cut_off_does_not_have_the_sealed_end():
    assert RECORD in places(record_with(lambda lines: lines.pop()))


def test_a_record_written_anew_needs_the_heads_that_were_signed():
    record = Chain()
    for number in range(3):
        record.add("clearance requested", {"round": number + 1})
    _, register = story()
    for one in register["joined"]:
        record.add(trail.GIVEN, making.told_of(one), shown="told")
    record.add(trail.LOCKED, {"sha256": making.SHA256}, shown="open")
    other = files(record, register)
    other[SIGNATURES] = unpack(WHOLE)[SIGNATURES]

    assert f"{RECORD}, entry 6" in places(sealed_again(other))


def test_without_the_signed_lock_nothing_was_locked():
    assert places(sealed_again(unpack(WHOLE), kept={seal.HEAD})) == [SIGNATURES]


@given(st.integers(0, 40))
def test_a_chain_of_any_length_can_be_read_however_closed_it_is(entries):
    record, register = story(max(entries, 3))
    data = pack(files(record, register))

    verdict = checking.check(data)
    assert verdict.holds
    assert verdict.entries == len(record.hashes)


def test_keys_of_the_making_are_in_order():
    assert [one["id"] for one in keys(OLD, NEW)] == [OLD.id, NEW.id]
