"""The words on the screens, and the links between the documents."""

import re

import pytest

from tests.house.sources import ROOT, all_files, name, visible_text

TEMPLATES = [path for path in all_files() if path.suffix == ".html" and "webapp" in path.parts]
LETTERS = [path for path in all_files() if "letters" in path.parts]
DOCUMENTS = [path for path in all_files() if path.suffix == ".md"]
NEVER = r"merge conflict|\bcommit(?!(?:s|ted|ment|ments|tee|tees|ting)? to\b)\b|\bbranch\b|\bdiff\b"


@pytest.mark.parametrize("path", [*TEMPLATES, *LETTERS], ids=name)
def test_a_page_never_speaks_like_a_programmer(path):
    text = visible_text(path.read_text())

    assert re.findall(NEVER, text, re.IGNORECASE) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_script_no_style_and_nothing_from_elsewhere(path):
    text = path.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", text)
    assert not re.search(r"(src|href)=\"(https?:)?//", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_form_that_writes_carries_its_keys(path):
    posting = r"<form[^>]*method=\"post\".*?</form>"
    for form in re.findall(posting, path.read_text(), re.DOTALL | re.IGNORECASE):
        assert "form_keys()" in form, form[:200]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_a_link_in_a_document_leads_somewhere(path):
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text()):
        assert (path.parent / target).exists(), f"{target} is not there"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_place_in_the_code_that_a_document_names_exists(path):
    for module, thing in re.findall(r"`([\w/]+\.py)::(\w+)`", path.read_text()):
        assert re.search(
            rf"^\s*(def|class) {thing}\b|^{thing}\b", (ROOT / module).read_text(), re.MULTILINE
        )


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_first_pages_are_short(page):
    assert len((ROOT / page).read_text().splitlines()) <= 120
