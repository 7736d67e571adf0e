"""Whoever sends a hostile package to the public page does not get the memory of the service."""

import io
import tracemalloc
import zipfile

import pytest

from workflow.files import checking, package, trail
from workflow.rules import chain

MB = 2**20


def peak_of(data):
    """Return the verdict on a package, and how many bytes it took at most beside the package."""
    tracemalloc.start()
    verdict = checking.check(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return verdict, peak


def with_file(public, name, data):
    return package.pack({**package.unpack(public), name: data})


def test_a_real_package_takes_little_more_than_its_own_size(public):
    verdict, peak = peak_of(public)
    assert verdict.holds
    assert peak < 3 * len(public) + 3 * MB


@pytest.mark.parametrize("name", ["seal.json", "keys.json", "signatures.json", "opt-ins.json"])
def test_lists_within_lists_are_not_written_a_thousand_times_as_long(public, name):
    items = b"0," * 100_000
    hostile = b'{"keys": ' + b"[" * 400 + items + b"0" + b"]" * 400 + b"}\n"
    verdict, peak = peak_of(with_file(public, name, hostile))
    assert not verdict.holds
    assert peak < 20 * MB  # it would be 80 million bytes of spaces


@pytest.mark.parametrize("name", ["seal.json", "keys.json", "signatures.json", "opt-ins.json"])
def test_what_is_read_in_one_piece_is_short(public, name):
    hostile = b'{"keys": [' + b"[]," * MB + b"[]]}\n"
    verdict, peak = peak_of(with_file(public, name, hostile))
    assert (name, "it is larger than 2 MB") in {(one.place, one.words) for one in verdict.broken}
    assert peak < 20 * MB


def test_what_many_entries_tell_is_not_kept(public):
    told, previous, lines = {"x": [[]] * 50_000}, "", []
    for number in range(1, 13):
        leaf = chain.leaf("salt", told)
        parts = ["2026-01-01", trail.GIVEN, None, "principal", None]
        previous = chain.bind(previous, number, chain.cover_of([*parts, leaf]))
        named = dict(zip(("at", "kind", "person", "role", "agency"), parts, strict=True))
        line = {"entry": number, **named, "leaf": leaf, "hash": previous, "salt": "salt"}
        lines.append(chain.canonical({**line, "told": told}) + b"\n")
    verdict, peak = peak_of(with_file(public, "record.jsonl", b"".join(lines)))
    assert not verdict.holds
    assert peak < 25 * MB  # all that they tell at once would be 36 million bytes


def test_nobody_is_kept_busy_by_millions_of_empty_lists(public):
    verdict, peak = peak_of(with_file(public, "record.jsonl", b"[]," * MB + b"\n"))
    assert ("record.jsonl", "it has more parts than any package of ours") in {
        (one.place, one.words) for one in verdict.broken
    }
    assert peak < 10 * MB


@pytest.mark.parametrize("line", [b"", b"{}"])
def test_a_record_of_empty_lines_ends_at_the_first(public, line):
    verdict, peak = peak_of(with_file(public, "record.jsonl", (line + b"\n") * 900_000))
    assert any(one.place == "record.jsonl, entry 1" for one in verdict.broken)
    assert peak < 12 * MB


def test_a_bomb_is_never_unpacked():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("text.md", b"\0" * (20 * MB))
    bomb = packed.getvalue()
    deflate64 = bomb[:8] + b"\x09\x00" + bomb[10:]
    lying = bytearray(package.pack({"text.md": b"a" * 99}))
    lying[18:26] = b"\xff" * 8
    for hostile in (bomb, deflate64, bytes(lying), package.pack({"a.zip": bomb})):
        verdict, peak = peak_of(hostile)
        assert not verdict.holds
        assert peak < MB


def test_names_that_lead_elsewhere_are_names_and_nothing_more(public, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    verdict, _ = peak_of(with_file(public, "../../escaped", b"x"))
    assert ("../../escaped", "it does not belong to the package") in {
        (one.place, one.words) for one in verdict.broken
    }
    assert list(tmp_path.parent.rglob("escaped")) == []
