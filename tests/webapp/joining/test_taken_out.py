"""The pages of an agency that no longer takes part."""

import pytest

from tests.webapp.conftest import acting
from tests.webapp.joining.test_joining import join
from workflow import db
from workflow.services.pledging import members


@pytest.fixture
def taken_out(sessions, cast, pledge):
    """IOM joined, and was taken out after that."""
    join(sessions, cast.paul, pledge)
    with db.transaction(sessions) as session:
        agencies = [cast.ilo.id]
        actor = acting(cast.anna)
        members.set_members(session, actor, pledge_id=pledge.id, agencies=agencies)
    return f"/pledges/{pledge.id}"


def test_its_principal_still_takes_the_name_away_and_is_offered_nothing_else(
    visitor, cast, taken_out
):
    visitor.sign_in(cast.paul)
    visitor.open(f"{taken_out}/join")
    assert "IOM no longer takes part" in visitor.text
    assert "Its name stands under this text until you say otherwise." in visitor.text
    assert "Join on a condition" not in visitor.text

    visitor.send(f"{taken_out}/join", f"{taken_out}/join", {"answer": "does not join"})
    assert visitor.last.status_code == 303
    visitor.open(f"{taken_out}/join")
    assert "IOM does not join" in visitor.text
    assert "IOM joins this text" not in visitor.text
    visitor.send(f"{taken_out}/join", f"{taken_out}/join", {"answer": "joins"})
    assert visitor.last.status_code == 409
    assert "IOM no longer takes part since" in visitor.text


def test_everybody_reads_since_when_it_takes_no_part(visitor, cast, taken_out, sessions):
    for name in ("anna", "lena", "iris"):
        visitor.sign_in(getattr(cast, name))
        visitor.open(f"{taken_out}/joining")
        assert "its name stands until it says otherwise" in visitor.text
        visitor.open(taken_out)
        assert visitor.last.status_code == 200
