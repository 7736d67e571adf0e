"""Everything that a page says can be said in every language of the interface, and is."""

import re

import pytest

from tests.house import untranslated
from tools import messages
from workflow.translation import FOLDER, NAMES, USUAL

OTHERS = [code for code in NAMES if code != USUAL]
GAP = re.compile(r"%\((\w+)\)s|{(\w+)[^}]*}")
TAG = re.compile(r"</?\w+[^>]*>")


def test_no_template_and_no_view_says_what_nobody_can_translate():
    assert list(untranslated.in_templates()) == []
    assert list(untranslated.in_modules()) == []


def test_what_nobody_can_translate_is_found():
    template = '<p>Join {{ name }}</p><input placeholder="Why">{{ m.act("Send it") }}'
    fine = '<p>{% trans %}Join us{% endtrans %}</p>{{ m.act(_("Send it"), "card") }}'

    assert len(list(untranslated.in_template(template))) == 3
    assert list(untranslated.in_template(fine)) == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_is_what_the_sources_ask_for(code):
    fresh = messages.wanted(code)

    assert messages.lacking(fresh) == []
    assert (FOLDER / f"{code}.po").read_bytes() == messages.written(fresh)


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_keeps_the_gaps_and_the_markup(code):
    torn = [
        (message.id, said)
        for message in messages.wanted(code)
        if message.id
        for said in _all(message.string)
        if not _fits(said, _all(message.id))
    ]

    assert torn == []


def _all(words):
    return words if isinstance(words, tuple) else (words,)


def _fits(said, english):
    """A form for one or two may leave the number out; everything else has to be there."""
    wanted, got = _gaps(english[-1]), _gaps(said)
    numbers = {"number", "count", "total"} if len(english) > 1 else set()
    return got <= wanted and wanted - got <= numbers and _tags(said) == _tags(english[-1])


def _gaps(words):
    return {one or other for one, other in GAP.findall(words)}


def _tags(words):
    return sorted(GAP.sub("", tag) for tag in TAG.findall(words))
