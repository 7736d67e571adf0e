"""Everybody reads the pages in their language: as chosen, as kept, as the browser asks."""

import pytest

from tests.webapp.visitor import Visitor
from webapp.frame.downloads import official
from workflow import translation

pytestmark = pytest.mark.databases("sqlite")


def spoken(page):
    return page.html["lang"], page.html["dir"]


def test_a_stranger_reads_what_the_browser_asks_for_until_a_choice_is_made(app):
    visitor = Visitor(app)
    assert spoken(visitor.open("/verify")) == ("en", "ltr")

    visitor.get("/verify", headers={"Accept-Language": "ar-EG, en;q=0.5"})
    assert '<html lang="ar" dir="rtl">' in visitor.last.text

    visitor.open("/language?in=fr&next=/verify")
    assert spoken(visitor.open("/verify")) == ("fr", "ltr")


def test_a_language_chosen_in_the_account_comes_along_to_every_browser(app, cast):
    here = Visitor(app).sign_in(cast.iris)
    here.send("/account", "/account/language", {"language": "ar"})
    assert spoken(here.open("/account")) == ("ar", "rtl")
    assert here.open("/account").find("option", value="ar", selected=True)

    here.send("/account", "/account/language", {"language": ""})
    assert spoken(here.open("/account")) == ("en", "ltr")


def test_choosing_a_language_leads_to_no_other_site(app):
    visitor = Visitor(app)

    assert visitor.get("/language?in=fr&next=//evil.example/").headers["Location"] == "/"

    assert spoken(visitor.open("/language?in=klingon&next=/verify")) == ("en", "ltr")


def test_the_scripts_find_their_sentences_beside_the_page(app):
    visitor = Visitor(app)
    page = visitor.open("/language?in=fr&next=/verify")
    address = page.find("script", src=lambda src: "sentences" in src)["src"]

    answer = visitor.get(address)
    assert "globalThis.spoken" in answer.text
    assert "immutable" in answer.headers["Cache-Control"]
    assert visitor.get("/static/sentences/xx-1.js").status_code == 404


def test_arabic_counts_in_six_ways():
    with translation.speaking("ar"):
        said = [
            translation.n_("{number} passage", "{number} passages", number)
            for number in (0, 1, 2, 3, 11, 100)
        ]

    assert len({words.lstrip("0123456789 ") for words in said}) == 6


def test_a_document_speaks_english_whoever_asks_for_it():
    @official
    def view():
        return translation.language()

    with translation.speaking("ar"):
        assert view() == "en"
        assert translation.language() == "ar"
