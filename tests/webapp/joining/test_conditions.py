"""Conditions on pages: from the answer of an agency to the card of the decision desk."""

from workflow.models import Pledge, Revision
from workflow.queries.deciding import watching


def test_a_condition_that_came_with_an_answer_stands_on_the_card_of_its_change(
    visitor, cast, pledge, room, sessions
):
    saved = room.draft("iris", {"b5": "We will act at once on what we hear."})
    page = f"/rounds/{room.id}/changes"
    soup = visitor.sign_in(cast.iris).open(page)
    key = soup.select_one("input[name=opt_in_takes]")["value"]
    flag = {"opt_in": "joins on a condition", "opt_in_keeps": "listen to migrants"}

    visitor.send(page, page, {**flag, "opt_in_takes": key, "do": "submit", "seen": saved})

    assert visitor.last.status_code == 303, visitor.text
    with sessions() as session:
        row = session.query(Revision).one()
        assert row.opt_in["must_take"] == ["IOM-1"]
        watched = watching.watches(session, session.get_one(Pledge, pledge.id))
        assert [one.said.must_take for one in watched] == [("IOM-1",)]
    room.merge()
    visitor.sign_in(cast.anna).open(f"/rounds/{room.id}/desk")
    assert "Meets the signalled condition of IOM: IOM-1" in visitor.text
    assert "Would break the signalled condition of IOM: IOM-1" in visitor.text
    assert "1 can break a condition" in visitor.text
