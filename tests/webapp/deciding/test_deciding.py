"""The decision desk: sift, decide, be told who was quicker, undo, settle in one step."""

import pytest

from tests.webapp.answering.test_answering import fields
from tests.webapp.room import EDITORIAL, RED

ALL, MANY = "We will listen to all migrants.", "We will listen to many migrants."


@pytest.fixture
def rivals(room):
    """IOM and ILO want other words in paragraph 1; ILO mends a comma in the second block."""
    room.answer("iris", {"b4": ALL}, RED)
    room.answer("lena", {"b4": MANY, "b2": "We, the entities of this network,"}, EDITORIAL)
    room.merge()
    return room


def passage(room, block="b4"):
    return next(p for p in room.passages() if p.block_id == block)


def decide(visitor, room, one, do, *, form=None, **typed):
    form = form or form_of(visitor, room, one)
    typed = {name.replace("_", "-"): value for name, value in typed.items()}
    return visitor.post(f"/passages/{one.id}/decision", {**form, "do": do, **typed})


def form_of(visitor, room, one):
    soup = visitor.open(room.path("/desk"))
    return fields(soup, f"form[action='/passages/{one.id}/decision']")


def test_the_desk_shows_rival_wordings_with_who_and_why(rivals):
    anna = rivals.visitor("anna")
    soup = anna.open(rivals.path("/desk"))
    card = soup.select_one(f"#passage-{passage(rivals).id}")

    assert "2 rival wordings" in card.text
    assert [w.select_one(".tag").text for w in card.select(".wording")] == ["IOM", "ILO"]
    assert RED.reason in card.text
    assert "red line" in card.text


def test_one_wording_stands_and_the_loser_gets_the_reason(rivals):
    anna, one = rivals.visitor("anna"), passage(rivals)
    key = one.wordings[0].key

    refused = decide(anna, rivals, one, f"accepted:{key}")
    assert refused.status_code == 422
    assert "Please give a reason" in anna.text

    decided = decide(anna, rivals, one, f"accepted:{key}", reason="It is broader.")
    assert decided.status_code == 303
    standing = passage(rivals).decision
    assert (standing.disposition, standing.reason) == ("accepted", "It is broader.")


def test_what_becomes_of_the_other_wording_can_be_said(rivals):
    anna, one = rivals.visitor("anna"), passage(rivals)
    winner, loser = (wording.key for wording in one.wordings)
    form = form_of(anna, rivals, one)
    form |= {f"fate-{loser}": "carried to the next round", f"because-{loser}": "Next time."}

    decide(anna, rivals, one, f"accepted:{winner}", form=form)

    fates = passage(rivals).decision.fates
    assert fates == {loser: {"disposition": "carried to the next round", "reason": "Next time."}}


@pytest.mark.parametrize(
    ("do", "text"),
    [
        ("rejected", None),
        ("bracketed", None),
        ("redirected to a specific pledge", None),
        ("carried to the next round", None),
        ("accepted with modification", "We will listen to everybody."),
    ],
)
def test_each_decision_is_one_button(rivals, do, text):
    anna, one = rivals.visitor("anna"), passage(rivals)
    more = {"text": text} if text else {}

    assert decide(anna, rivals, one, do, reason="Because.", **more).status_code == 303
    assert passage(rivals).decision.disposition == do


def test_a_rejection_without_a_reason_keeps_the_own_words(rivals):
    anna, one = rivals.visitor("anna"), passage(rivals)

    answer = decide(anna, rivals, one, "rejected", text="Half a bridge.")

    assert answer.status_code == 422
    assert "Half a bridge." in answer.text


def test_who_is_slower_learns_who_decided_what_and_keeps_the_words(rivals):
    anna, ben, one = rivals.visitor("anna"), rivals.visitor("ben"), passage(rivals)
    old = form_of(ben, rivals, one)
    decide(anna, rivals, one, "rejected", reason="Too broad.")

    stale = decide(ben, rivals, one, "bracketed", form=old, reason="My long thought.")

    assert stale.status_code == 409
    assert "Anna decided on this passage meanwhile: rejected" in ben.text
    assert "My long thought." in stale.text
    assert "Too broad." in ben.text
    assert passage(rivals).decision.disposition == "rejected"


def test_a_new_answer_makes_an_old_card_stale(room):
    room.answer("iris", {"b4": ALL})
    room.merge()
    anna, one = room.visitor("anna"), passage(room)
    old = form_of(anna, room, one)
    room.answer("lena", {"b4": MANY})
    room.merge()

    stale = decide(anna, room, one, f"accepted:{one.wordings[0].key}", form=old)

    assert stale.status_code in {404, 409}


def test_a_decision_is_undone(rivals):
    anna, one = rivals.visitor("anna"), passage(rivals)
    decide(anna, rivals, one, "rejected", reason="Too broad.")
    soup = anna.open(rivals.path("/desk"))
    undo = soup.select_one(f"#passage-{one.id} form.undo")

    anna.send(rivals.path("/desk"), undo["action"])

    assert passage(rivals).decision is None


def test_the_script_gets_the_new_card_and_the_counts(rivals):
    anna, one = rivals.visitor("anna"), passage(rivals)
    form = {**form_of(anna, rivals, one), "do": "rejected", "reason": "Too broad."}

    answer = anna.client.post(f"/passages/{one.id}/decision", data=form, headers={"X-Part": "card"})

    assert answer.status_code == 200
    assert "Too broad." in answer.json["parts"][str(one.id)]
    assert answer.json["counts"]["open"] == 1


def test_undisputed_editorial_changes_go_in_one_step_that_says_its_number(rivals):
    anna = rivals.visitor("anna")
    desk = rivals.path("/desk")
    assert "Accept these 1" in anna.open(desk).select_one(".bulk").text

    anna.send(desk, rivals.path("/editorial"))
    assert passage(rivals, "b2").decision.disposition == "accepted"
    assert passage(rivals).decision is None

    soup = anna.open(desk)
    undo = next(f["action"] for f in soup.select("form") if "/batches/" in f.get("action", ""))
    anna.send(desk, undo)
    assert passage(rivals, "b2").decision is None


def test_a_bulk_step_of_another_number_than_shown_is_refused(rivals):
    anna = rivals.visitor("anna")
    answer = anna.send(rivals.path("/desk"), rivals.path("/editorial"), {"count": "7"})
    assert answer.status_code == 409
    assert passage(rivals, "b2").decision is None


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?agency=IOM", 1),
        ("?agency=ILO", 2),
        ("?category=editorial", 2),
        ("?state=contested", 1),
        ("?state=decided", 0),
        ("?block=b2", 1),
        ("?order=weight", 2),
        ("?page=99", 0),
        ("?state=nonsense&page=x", 0),
    ],
)
def test_the_address_sifts_the_desk(rivals, query, shown):
    soup = rivals.visitor("ben").open(rivals.path("/desk") + query)
    assert len(soup.select(".passage")) == shown


def test_red_lines_and_contested_come_first_when_sorted(rivals):
    soup = rivals.visitor("ben").open(rivals.path("/desk?order=weight"))
    assert soup.select_one(".passage")["data-passage"] == str(passage(rivals).id)


def test_after_a_decision_one_is_back_at_the_sifted_desk(rivals):
    anna, one = rivals.visitor("anna"), passage(rivals)
    address = rivals.path("/desk?agency=IOM")
    soup = anna.open(address)
    form = fields(soup, f"form[action='/passages/{one.id}/decision']")

    answer = decide(anna, rivals, one, "rejected", form=form, reason="Because.")

    assert answer.location.startswith(address + "#passage-")


def test_agencies_do_not_reach_the_desk(rivals):
    one = passage(rivals)
    for name in ("iris", "cleo", "paul", "olga", "ada"):
        visitor = rivals.visitor(name)
        assert visitor.get(rivals.path("/desk")).status_code == 403
        assert visitor.get(f"/passages/{one.id}").status_code == 403


def test_the_number_of_statements_does_not_grow_with_the_changes(room, engine):
    from sqlalchemy import event

    def count():
        seen = []
        hear = lambda *given: seen.append(given[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", hear)
        room.visitor("anna").get(room.path("/desk"))
        event.remove(engine, "before_cursor_execute", hear)
        return len(seen)

    room.answer("iris", {"b4": ALL})
    room.merge()
    few = count()
    room.answer("lena", {"b4": MANY, "b2": "We, some,", "b3": "Recalling,", "b5": "We act."})
    room.merge()
    assert count() == few
