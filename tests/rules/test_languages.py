"""All languages say the same, and words are counted in every script."""

import json
from contextlib import suppress
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import BadText, Missing, TooManyWords
from workflow.rules import inputs, languages

ENGLISH = json.loads((languages.FOLDER / "en.json").read_text(encoding="utf-8"))


def gaps(phrase):
    return sorted(name for _, name, _, _ in Formatter().parse(phrase) if name)


@pytest.mark.parametrize("code", languages.NAMES)
def test_a_language_says_everything_with_the_same_gaps(code):
    said = json.loads((languages.FOLDER / f"{code}.json").read_text(encoding="utf-8"))

    assert {key: gaps(phrase) for key, phrase in said.items()} == {
        key: gaps(phrase) for key, phrase in ENGLISH.items()
    }


def test_there_is_a_file_for_each_language_and_no_other():
    assert {path.stem for path in languages.FOLDER.glob("*.json")} == set(languages.NAMES)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We will listen.", 3),
        ("l’accès aujourd'hui", 2),
        ("نريد أن نسمع", 3),
        ("我们愿意倾听", 3),
        ("…", 0),
    ],
)
def test_words_are_counted_in_every_script(text, count):
    assert inputs.count_words(text) == count


@given(st.text(max_size=300))
def test_whatever_is_kept_is_within_the_limit(text):
    with suppress(BadText, Missing, TooManyWords):
        kept = inputs.clean_words(text, limit=30)

        assert kept == kept.strip()
        assert inputs.count_words(kept) <= 30
