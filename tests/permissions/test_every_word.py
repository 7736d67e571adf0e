"""No page says a word that no translator has seen.

The pages are asked for in a language that puts everything it says into ⟦brackets⟧. What is left
outside has to be data: a name, a text, a number, a time.
"""

import re
from gettext import NullTranslations
from itertools import chain
from zoneinfo import available_timezones

import pytest
from bs4 import BeautifulSoup, Comment
from sqlalchemy import inspect, select

from tests.permissions.walk import routes, things_for
from workflow import translation
from workflow.db import Model
from workflow.rules.checks.guide import THEMES
from workflow.rules.languages import NAMES

SPOKEN = ("title", "aria-label", "aria-description", "placeholder", "alt")
READERS = ["nobody", "coordinator", "focal point of ILO", "principal of ILO"]
TAG = "\x01"
PLAIN = re.compile(r"[^\W\d_]{2,}")
SAID = re.compile(r"⟦[^⟦⟧]*⟧")
NEVER_SAID = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|\b[0-9a-f]{6,}…?|\b\w+/\w+\b|Onevoice|\.[a-z]{2,4}\b"
    r"|\b(?:lun|mar|mer|jeu|ven|sam|dim|janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc|décembre)\b"
    r"|\b[A-Z][A-Z\d-]+\b|\b(?:Word|OpenDocument|Markdown|sha256|Ed25519)\b"
)


class Marking(NullTranslations):
    """A language that shows what it said."""

    def gettext(self, message):
        return f"⟦{message}⟧"

    def ngettext(self, one, many, number):
        return f"⟦{one if number == 1 else many}⟧"

    def pgettext(self, _context, message):
        return self.gettext(message)


@pytest.fixture
def marked(monkeypatch):
    monkeypatch.setattr(translation, "voice", lambda _code: Marking())


@pytest.fixture(scope="module")
def data(site):
    """All that people and agencies have put into the service, as one long text."""
    found = []
    with site.sessions() as session:
        for mapper in Model.registry.mappers:
            columns = [c for c in inspect(mapper.class_).columns if c.key != "hash"]
            for row in session.execute(select(*columns)):
                found += [words for value in row for words in _strings(value)]
    found += [*available_timezones(), *NAMES.values(), *chain.from_iterable(THEMES.items())]
    return _flat(NEVER_SAID.sub(" ", " | ".join(map(_plainly, found))))


@pytest.mark.parametrize("name", READERS)
def test_every_word_on_a_page_can_be_translated(site, marked, data, name):
    visitor, _ = site.visitor(site.world.actors.get(name))
    visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fr"
    left = set()

    for route in routes(site.app):
        if route.method == "GET":
            for thing in things_for(site.world, route)[:1]:
                answer = site.ask(visitor, "GET", route.at(thing), {})
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    left |= {(route.endpoint, words) for words in untranslated(answer.text, data)}

    assert left == set()


def untranslated(html, data):
    """Return what a page says outside the brackets, and no row of the database says."""
    page = BeautifulSoup(html, "html.parser")
    for hidden in page(["script", "style", "code", "textarea", "pre"]):
        hidden.decompose()
    for spoken in page.find_all(lambda tag: tag.get("lang") and tag.name != "html"):
        spoken.decompose()  # it says in which language it speaks
    spoken = [tag[name] for tag in page.find_all() for name in SPOKEN if tag.get(name)]
    # A sentence with a link in it is one sentence, though the page keeps it in three nodes.
    for words in (*spoken, TAG.join(page.find_all(string=lambda node: type(node) is not Comment))):
        left = words
        while SAID.search(left):
            left = SAID.sub(TAG, left)
        for part in left.split(TAG):
            plain = _flat(NEVER_SAID.sub(" ", part)).strip(" .,;:!?()“”\"'·–-…[]×/+&")
            if not all(one in data or not PLAIN.search(one) for one in re.split("[:,.] ", plain)):
                yield plain


def _plainly(words):
    return words if isinstance(words, str) else ", ".join(words)


def _flat(words):
    return " ".join(words.split())


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (key, key.replace("_", " "))
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)
