"""docs/permissions.md tells the truth."""

import pytest

from tests.permissions import document


@pytest.mark.parametrize("name", ["actions", "addresses"])
def test_the_page_of_permissions_shows_the_tables_of_the_code(name):
    rows = document.table(document.PAGE.read_text(), name)
    made = document.actions() if name == "actions" else document.addresses()

    told = "run python -m tests.permissions.document, and read what it changed"
    assert [row for row in made if row not in rows] == [], f"missing on the page: {told}"
    assert [row for row in rows if row not in made] == [], f"no longer true: {told}"
    assert rows == made
