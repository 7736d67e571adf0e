"""The archive: one form for the same files, read by every program, changed by none unnoticed."""

import contextlib
import io
import subprocess
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.making import packed
from workflow.files.package import Broken, pack, read_json, unpack

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
ANY_FILES = st.dictionaries(NAMES, st.binary(max_size=60), min_size=1, max_size=6)


@given(ANY_FILES)
def test_what_is_packed_comes_out_again_and_packs_to_the_same_bytes(files):
    data = pack(files)

    assert unpack(data) == files
    assert pack(unpack(data)) == data
    assert pack(dict(reversed(files.items()))) == data


@given(ANY_FILES)
def test_other_programs_read_it(files):
    with zipfile.ZipFile(io.BytesIO(pack(files))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_sha256sum_of_an_unpacked_text_is_its_fingerprint(tmp_path):
    with zipfile.ZipFile(io.BytesIO(packed())) as archive:
        archive.extract("text.md", tmp_path)
        sealed = read_json("seal.json", archive.read("seal.json"))
    printed = subprocess.check_output(["sha256sum", "text.md"], cwd=tmp_path, text=True)

    assert printed.split()[0] == sealed["version"]["sha256"]


@given(st.binary(max_size=300))
def test_any_bytes_are_files_or_refused(data):
    with contextlib.suppress(Broken):
        assert unpack(data)


@pytest.mark.parametrize("end", range(0, 300, 7))
def test_a_package_that_ends_too_early_is_refused_or_shorter(end):
    whole = packed()
    with contextlib.suppress(Broken):
        assert unpack(whole[:end]) != unpack(whole)


def test_a_package_packed_again_with_compression_is_told_from_a_broken_one():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in unpack(packed()).items():
            archive.writestr(name, data)

    with pytest.raises(Broken, match="packed again"):
        unpack(out.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b'{\n "a": 1,\n "a": 1\n}\n',
        b"[" * 100_000,
        b'{\n "a": "\\ud800"\n}\n',
        b'{"a": ' + b"9" * 5_000 + b"}",
        b"\xff",
        b"[]\n",
    ],
)
def test_json_that_we_did_not_write_is_refused(data):
    with pytest.raises(Broken):
        read_json("seal.json", data)
