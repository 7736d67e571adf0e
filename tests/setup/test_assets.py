"""The front end is built from npm packages, and its plain files serve where there are none."""

import gzip
import json
import shutil

import pytest

import hatch_build
from tests.house.sources import ROOT

BUILT = ROOT / "webapp" / "static" / "built"


@pytest.fixture
def copy(tmp_path):
    """The sources of the front end, without anything built."""
    source = tmp_path / "frontend" / "src"
    (source / "parts").mkdir(parents=True)
    (source / "app.js").write_text("export const one = 1;\n")
    (source / "app.css").write_text("p { color: black }\n")
    for name in ("frontend/package-lock.json", "frontend/build.mjs", "hatch_build.py"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / "built").mkdir()
    return tmp_path


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


def test_what_was_built_here_is_what_the_sources_say_and_nothing_else():
    sources = {path.name for path in (ROOT / "frontend" / "src").glob("*.[jc]s*")}

    assert set(manifest(BUILT)) == sources
    for built in manifest(BUILT).values():
        assert (BUILT / built).stat().st_size > 0


def test_every_script_and_style_lies_there_packed_as_well():
    for built in manifest(BUILT).values():
        packed = (BUILT / f"{built}.gz").read_bytes()
        assert gzip.decompress(packed) == (BUILT / built).read_bytes()


def test_the_editor_is_the_only_heavy_part_and_not_too_heavy():
    packed = {
        name: (BUILT / f"{built}.gz").stat().st_size for name, built in manifest(BUILT).items()
    }

    assert packed.pop("answering.js") < 100_000
    assert sum(packed.values()) < 50_000


def test_the_plain_files_get_names_that_change_with_what_is_in_them(copy):
    source, target = copy / "frontend" / "src", copy / "built"
    hatch_build.copy_plain(source, target)
    first = manifest(target)
    (source / "app.css").write_text("p { color: blue }\n")
    hatch_build.copy_plain(source, target)
    second = manifest(target)

    assert first["app.js"] == second["app.js"]
    assert first["app.css"] != second["app.css"]
    assert (target / second["app.css"]).read_text() == "p { color: blue }\n"


def test_without_npm_the_plain_files_serve_and_the_next_build_tries_again(copy, monkeypatch):
    monkeypatch.setattr(hatch_build, "fetch", lambda _folder: None)
    hatch_build.build(copy)
    built = copy / "webapp" / "static" / "built"

    assert set(manifest(built)) == {"app.js", "app.css"}
    assert not (built / ".fingerprint").exists()


def test_nothing_is_built_twice_from_the_same_sources(copy, monkeypatch):
    built = copy / "webapp" / "static" / "built"
    built.mkdir(parents=True)
    (built / ".fingerprint").write_text(hatch_build.fingerprint(copy))
    monkeypatch.setattr(hatch_build, "fetch", lambda _folder: pytest.fail("it began to build"))

    hatch_build.build(copy)


def test_a_change_of_any_source_is_seen(copy):
    before = hatch_build.fingerprint(copy)
    (copy / "frontend" / "src" / "app.js").write_text("export const one = 2;\n")

    assert hatch_build.fingerprint(copy) != before
