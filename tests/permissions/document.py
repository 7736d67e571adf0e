"""The tables of docs/permissions.md, made from the code.

`python -m tests.permissions.document` writes them into the page; a test compares them row by row.
"""

import re
import sys
from pathlib import Path

from tests.permissions.walk import Route, routes
from webapp.app import create_app
from workflow.rules.permissions import OWN_AGENCY_ONLY, TABLE, Action, Role
from workflow.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def actions() -> list[str]:
    """One row for each action: who may, and a star where it is only for the own agency."""
    head = ["to", *(role.value for role in Role)]
    rows = [
        [
            f"{action.value}{' *' if action in OWN_AGENCY_ONLY else ''}",
            *("yes" if role in TABLE[action] else "" for role in Role),
        ]
        for action in Action
    ]
    return _table([head, *rows])


def addresses() -> list[str]:
    """One row for each way of asking the site."""
    app = create_app(Settings(database_url="sqlite://", secret_key="x" * 32), ring=lambda _: None)
    return _table([["", "address", "for"], *(_row(route) for route in routes(app))])


def table(page: str, name: str) -> list[str]:
    """Return the rows of a table on the page, between its markers."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- end -->", page, re.DOTALL)
    return found[1].strip().splitlines() if found else []


def written(page: str) -> str:
    """Return the page with its tables made anew."""
    for name, rows in (("actions", actions()), ("addresses", addresses())):
        fresh = f"<!-- {name} -->\n" + "\n".join(rows) + "\n<!-- end -->"
        page = re.sub(rf"<!-- {name} -->\n.*?<!-- end -->", lambda _: fresh, page, flags=re.DOTALL)  # noqa: B023
    return page


def _row(route: Route) -> list[str]:
    address = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.address)
    return [route.method, f"`{address}`", route.rule.value if route.rule else "?"]


def _table(rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]]


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
    sys.stdout.write(f"{PAGE} is written.\n")
