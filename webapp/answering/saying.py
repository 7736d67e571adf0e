"""What an agency says about its changes: from a page, or from the script, to notes."""

from collections.abc import Mapping
from typing import Any

from flask import request

from workflow.errors import BadForm
from workflow.queries.answering.answering import Answering
from workflow.rules.notes import Category, Note, Weight
from workflow.translation import _

FIELDS = ("reason", "category", "weight", "together")


def categories() -> tuple[tuple[str, str], ...]:
    """Return the kinds of a change to choose from, and what they are called."""
    return tuple((one.value, _(one.value).capitalize()) for one in Category)


def weights() -> tuple[tuple[str, str], ...]:
    """Return how much a change may matter, and what that is called."""
    return tuple((one.value, _(one.value).capitalize()) for one in reversed(Weight))


def said_in_form(page: Answering) -> dict[str, Note]:
    """Read the notes of the form; a field that the page does not show keeps what was said."""
    given = {
        key: {
            field: request.form[name]
            for field in FIELDS
            if (name := f"{field}-{key}") in request.form
        }
        for key in _keys(page)
    }
    return _notes(page, given)


def said_by_script(page: Answering, given: object) -> dict[str, Note]:
    """Read the notes that the script sends: by the key of their change, only what was touched."""
    if not isinstance(given, dict) or not all(isinstance(one, dict) for one in given.values()):
        raise BadForm
    return _notes(page, {key: given[key] for key in _keys(page) if key in given})


def _keys(page: Answering) -> set[str]:
    """Return the changes one can say something about: those of now, and those from before."""
    return {mine.key for mine in page.mine} | set(page.notes)


def _notes(page: Answering, given: Mapping[str, Mapping[str, Any]]) -> dict[str, Note]:
    before = page.notes
    return {
        key: Note.read({**before.get(key, Note()).as_json(), **fields})
        for key, fields in given.items()
        if fields
    }
