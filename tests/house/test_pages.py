"""The words on the screens, and the links between the documents."""

import re

from jinja2 import Environment, nodes

from tests.house.sources import ROOT, all_files, name, visible_text

TEMPLATES = [path for path in all_files() if path.suffix == ".html" and "webapp" in path.parts]
LETTERS = [path for path in all_files() if "letters" in path.relative_to(ROOT).parts]
DOCUMENTS = [path for path in all_files() if path.suffix == ".md"]
NEVER = r"merge conflict|\bcommit(?!(?:s|ted|ment|ments|tee|tees|ting)? to\b)\b|\bbranch\b|\bdiff\b"


def test_a_page_never_speaks_like_a_programmer():
    spoken = {
        (name(path), *re.findall(NEVER, visible_text(path.read_text()), re.IGNORECASE))
        for path in (*TEMPLATES, *LETTERS)
    }

    assert {found for found in spoken if len(found) > 1} == set()


def test_a_template_holds_no_script_no_style_and_nothing_from_elsewhere():
    inline = r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:"
    elsewhere = r"(src|href)=\"(https?:)?//"
    holding = {
        name(path)
        for path in TEMPLATES
        if re.search(f"{inline}|{elsewhere}", re.sub(r"{%.*?%}", "", path.read_text()))
    }

    assert holding == set()


def test_every_form_that_writes_carries_its_keys():
    posting = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
    bare = {
        name(path)
        for path in TEMPLATES
        for form in posting.findall(path.read_text())
        if "form_keys()" not in form
    }

    assert bare == set()


def test_a_link_in_a_document_leads_somewhere():
    links = {
        (name(path), target)
        for path in DOCUMENTS
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text())
        if not (path.parent / target).exists()
    }

    assert links == set()


def test_every_place_in_the_code_that_a_document_names_exists():
    missing = {
        (name(path), f"{module}::{thing}")
        for path in DOCUMENTS
        for module, thing in re.findall(r"`([\w/]+\.py)::(\w+)`", path.read_text())
        if not _has(ROOT / module, thing)
    }

    assert missing == set()


def test_the_first_pages_are_short():
    for page in ("README.md", "CONTRIBUTING.md"):
        assert len((ROOT / page).read_text().splitlines()) <= 120


def _has(module, thing):
    made = rf"^\s*(def|class) {thing}\b|^{thing}\b"
    return module.exists() and re.search(made, module.read_text(), re.MULTILINE)


def test_what_templates_share_is_said_anew_to_each_reader():
    # Jinja makes an imported template once: only what stands in its macros is said each time.
    jinja = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    parsed = {name(path): jinja.parse(path.read_text()) for path in TEMPLATES}
    imports = {
        f"webapp/templates/{one.template.value}"
        for template in parsed.values()
        for one in template.find_all((nodes.Import, nodes.FromImport))
    }
    said_once = {
        place
        for place in imports
        for node in parsed[place].body
        if not isinstance(node, nodes.Macro)
        for found in node.find_all(nodes.Name)
        if found.name in {"_", "n_", "c_", "gettext", "ngettext"}
    }

    assert "webapp/templates/deciding/card.html" in imports
    assert said_once == set()
