"""Before a text is locked there is nothing to take along, for nobody."""

import pytest


@pytest.mark.parametrize("person", [None, "anna", "iris", "olga"])
def test_before_the_lock_there_is_no_package(visitor, cast, pledge, person):
    if person:
        visitor.sign_in(getattr(cast, person))
    for number in (pledge.id, 99):
        visitor.get(f"/pledges/{number}/package.zip")
        assert visitor.last.status_code == 404
