"""Whatever somebody brings to the page of proof is answered in words, soon, in little memory."""

import hashlib
import io
import zipfile

import pytest

from tests.proof.test_pages import SETTINGS
from tests.webapp.visitor import Visitor
from webapp.app import create_app
from workflow.files.package import pack, pretty, unpack


@pytest.fixture
def stranger(told):
    return Visitor(create_app(SETTINGS, sessions=told.sessions))


def bring(stranger, data, name="package.zip"):
    form = {"package": (io.BytesIO(data), name)}
    stranger.send("/verify", "/verify/package", form, content_type="multipart/form-data")
    return stranger.text


def zipped(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_the_text_alone_is_looked_up_by_its_fingerprint(stranger, public):
    text = unpack(public)["text.md"]

    assert "This is a locked text" in bring(stranger, text, "text.md")
    assert "other ends of lines" not in stranger.text
    assert "This is a locked text" in bring(stranger, text, "Kopie von text.txt")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_ends_of_lines_of_another_system_are_told(stranger, public, mark):
    text = unpack(public)["text.md"]

    assert "other ends of lines" in bring(stranger, mark + text.replace(b"\n", b"\r\n"), "text.md")
    assert "This is a locked text" in stranger.text


def test_a_text_with_one_letter_changed_is_not_found(stranger, public):
    text = unpack(public)["text.md"].replace(b"migrants", b"Migrants", 1)

    assert "No locked text has this fingerprint" in bring(stranger, text, "text.md")


def test_a_package_under_another_name_is_still_one(stranger, public):
    assert "Everything in this package holds" in bring(stranger, public, "package.txt")


BROUGHT = {
    "a bomb": (lambda _: zipped({"bomb": bytes(50_000_000)}), "unpacked and packed again"),
    "one in another": (lambda public: pack({"inner.zip": public}), "it is missing"),
    "packed again": (lambda public: zipped(unpack(public)), "unpacked and packed again"),
    "half of one": (lambda public: public[: len(public) // 2], "it ends in the middle"),
    "nothing": (lambda _: b"", "this is no package"),
    "another file": (lambda _: b"%PDF-1.7", "this is no package"),
    "too many files": (
        lambda public: pack({**unpack(public), **{str(n): b"" for n in range(90)}}),
        "more parts than any package",
    ),
    "too many signatures": (
        lambda public: pack(
            {**unpack(public), "signatures.json": pretty({"signatures": [{}] * 20_001})}
        ),
        "more parts than any package",
    ),
    "deep brackets": (
        lambda public: pack({**unpack(public), "seal.json": b'{"a":' * 40_000}),
        "it is not JSON",
    ),
    "a number without end": (
        lambda public: pack({**unpack(public), "keys.json": b'{"a":' + b"9" * 10_000 + b"}"}),
        "it is not JSON",
    ),
}


@pytest.mark.parametrize("brought", BROUGHT)
def test_what_is_no_package_is_told_in_words(stranger, public, brought):
    make, words = BROUGHT[brought]

    assert words in bring(stranger, make(public))
    assert stranger.last.status_code == 200


def test_a_list_of_what_is_broken_has_an_end(stranger, public):
    false = {"key": "0" * 16, "says": {"onevoice": "head"}, "signature": "0" * 128}
    many = pretty({"signatures": [false] * 500})

    page = bring(stranger, pack({**unpack(public), "signatures.json": many}))

    assert 50 < page.count("does not hold") <= 100


def test_a_fingerprint_is_found_in_what_programs_print(stranger, public):
    sha256 = hashlib.sha256(unpack(public)["text.md"]).hexdigest()
    groups = " ".join(sha256[at : at + 8] for at in range(0, 64, 8))

    for typed in (
        f"{sha256}  text.md",
        f"SHA256 (text.md) = {sha256}",
        f"sha256:{sha256}",
        f"\u200e{groups.upper()}\u2060",
    ):
        stranger.get("/verify", query_string={"fingerprint": typed})
        assert "This is a locked text" in stranger.text, typed
    for typed in (sha256[:8], sha256[:63], sha256 + "0", "g" * 64):
        stranger.get("/verify", query_string={"fingerprint": typed})
        assert "This is not a whole fingerprint" in stranger.text, typed
