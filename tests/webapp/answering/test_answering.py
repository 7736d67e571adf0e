"""Write an answer in the text without script, say why, send it, replace it, take it back."""

import pytest
from sqlalchemy import select

from tests.webapp.room import RED
from workflow.models import Change, Draft, Revision

PAGE, CHANGES = "/answer", "/changes"


def fields(soup, selector="form.editor"):
    """Return what a browser would send: every field of the form as it stands, in order."""
    found = {}
    for field in soup.select_one(selector).select("[name]:is(input, textarea, select)"):
        value = field.get("value", "")
        if field.name == "textarea":
            value = field.text.removeprefix("\n")
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = chosen.get("value", chosen.text)
        found.setdefault(field["name"], []).append(value)
    return found


def write(visitor, room, do="save", page=PAGE, **typed):
    """Open the editor, type, press a button."""
    form = fields(visitor.open(room.path() + page))
    form.update({name.replace("_", "-"): value for name, value in typed.items()})
    return visitor.post(room.path(PAGE), {**form, "do": do})


def last_draft(sessions):
    with sessions() as session:
        return session.scalar(select(Draft).order_by(Draft.id.desc()).limit(1))


def texts(sessions):
    return [row["text"] for row in last_draft(sessions).blocks]


def test_what_is_typed_is_saved_and_nobody_else_sees_it(room, sessions):
    iris = room.visitor("iris")

    answer = write(iris, room, text_b4="We will listen to all migrants.")

    assert answer.status_code == 303
    assert "We will listen to all migrants." in texts(sessions)
    for other in ("lena", "anna"):
        visitor = room.visitor(other)
        for page in ("", "/desk", "/answer", "/outcome"):
            assert "all migrants" not in visitor.get(room.path(page)).text


def test_opening_and_saving_without_typing_starts_no_draft(room, sessions):
    iris = room.visitor("iris")
    write(iris, room)
    assert last_draft(sessions) is None


def test_a_paragraph_is_inserted_where_one_says(room, sessions):
    iris = room.visitor("iris")

    first = write(iris, room, do="add:b4")
    soup = iris.open(first.location)
    form = {**fields(soup), "text-new-1": "We will listen twice.", "do": "save"}
    iris.post(room.path(PAGE), form)

    found = texts(sessions)
    assert found.index("We will listen twice.") == found.index("We will listen to migrants.") + 1
    assert last_draft(sessions).blocks[4]["kind"] == "numbered"


def test_a_block_is_taken_out_stays_in_sight_and_is_put_back(room, sessions):
    iris = room.visitor("iris")

    write(iris, room, do="remove:b5")
    assert "We will act on what we hear." not in texts(sessions)
    soup = iris.open(room.path(PAGE))
    assert "We will act on what we hear." in soup.select_one(".edit-removed").text

    write(iris, room, do="restore:b5")
    assert texts(sessions)[4] == "We will act on what we hear."


def test_a_block_is_moved_in_two_steps(room, sessions):
    iris = room.visitor("iris")

    lifted = write(iris, room, do="lift:b5")
    form = fields(iris.open(lifted.location), "form.moving")
    iris.post(room.path(PAGE), {**form, "do": "drop:b5:b3"})

    assert texts(sessions).index("We will act on what we hear.") == 3
    assert "1 change" in iris.open(room.path(CHANGES)).h1.text


def test_an_untouched_text_with_line_ends_of_a_browser_is_no_change(room, sessions):
    iris = room.visitor("iris")
    write(iris, room, text_b4="We will listen to migrants.\r\n")
    assert last_draft(sessions) is None


@pytest.mark.parametrize("bad", ["Hidden \u202e words", "a\x07bell"])
def test_text_that_cannot_be_used_is_refused_and_stays_on_the_page(room, bad):
    iris = room.visitor("iris")

    answer = write(iris, room, text_b4=bad, text_b5="My other careful words.")

    assert answer.status_code == 422
    assert "My other careful words." in iris.text


def test_changes_are_understood_and_sent_with_reasons(room, sessions):
    iris = room.visitor("iris")
    write(iris, room, text_b4="We will listen to all migrants.")
    soup = iris.open(room.path(CHANGES))
    form = fields(soup, "form[action$=changes]")
    key = next(name for name in form if name.startswith("reason-")).removeprefix("reason-")
    form |= {
        f"reason-{key}": "Nobody is left out.",
        f"weight-{key}": "red line",
        f"category-{key}": "substantive",
        "opt_in": "joins on a condition",
        "opt_in_words": "If all are named.",
        "do": "submit",
    }

    sent = iris.post(room.path(CHANGES), form)

    assert sent.status_code == 303
    with sessions() as session:
        change = session.scalar(select(Change))
        assert (change.new, change.reason) == (" all", "Nobody is left out.")
        assert change.weight == "red line"
        revision = session.scalar(select(Revision))
        assert revision.opt_in["words"] == "If all are named."
    iris.open(room.path(PAGE))
    assert "IOM has answered: 1 change" in iris.text


def test_a_reason_stays_when_the_words_of_its_change_are_mended(room, sessions):
    room.draft("iris", {"b4": "We will listen to al migrants."}, RED)
    iris = room.visitor("iris")

    write(iris, room, text_b4="We will listen to all migrants.")

    assert RED.reason in iris.open(room.path(CHANGES)).text


def test_no_changes_is_one_page_and_one_button(room, sessions):
    iris = room.visitor("iris")

    answer = iris.send(room.path("/no-changes"), room.path("/no-changes"))

    assert answer.status_code == 303
    with sessions() as session:
        assert session.scalar(select(Revision.answer)) == "no changes"


def test_no_changes_on_an_old_page_replaces_no_answer_that_it_did_not_show(room, sessions):
    iris = room.visitor("iris")
    iris.open(room.path("/no-changes"))
    old = {"answered": "0"}
    room.answer("iris", {"b4": "We will listen to all migrants."})

    assert iris.send(room.path("/no-changes"), room.path("/no-changes"), old).status_code == 409
    with sessions() as session:
        assert session.scalars(select(Revision.answer)).all() == ["changes"]

    assert iris.send(room.path("/no-changes"), room.path("/no-changes")).status_code == 303


def test_an_old_page_takes_no_answer_back_that_it_did_not_show(room, sessions):
    room.answer("iris", {"b4": "We will listen to all migrants."})
    old = {"answered": "1"}
    room.answer("iris", {"b4": "We will listen to every migrant."})
    iris = room.visitor("iris")

    page, path = room.path("/answer"), room.path("/take-back")
    assert iris.send(page, path, old).status_code == 409
    with sessions() as session:
        assert session.scalars(select(Revision.answer)).all() == ["changes", "changes"]


def test_an_answer_can_be_taken_back_while_the_round_is_open(room, sessions):
    room.answer("iris", {"b4": "We will listen to all migrants."})
    iris = room.visitor("iris")

    iris.send(room.path(PAGE), room.path("/take-back"))
    iris.open(room.path(PAGE))

    assert "The answer is taken back" in iris.text
    assert "all migrants" in iris.text


def test_two_tabs_lose_nothing_and_the_later_one_sees_both_texts(room, sessions):
    one, two = room.visitor("iris"), room.visitor("iris")
    first, second = (fields(v.open(room.path(PAGE))) for v in (one, two))
    one.post(room.path(PAGE), {**first, "text-b4": "From the first tab.", "do": "save"})

    late = two.post(room.path(PAGE), {**second, "text-b4": "From the second tab.", "do": "save"})

    assert "/aside/" in late.location
    two.open(late.location)
    assert "From the first tab." in two.text
    assert "second tab." in two.text
    two.send(late.location, late.location)
    assert "From the second tab." in texts(sessions)


def test_the_script_saves_and_is_told_when_somebody_was_quicker(room, sessions):
    iris = room.visitor("iris")
    soup = iris.open(room.path(PAGE))
    token = soup.select_one("form.editor input[name=csrf_token]")["value"]
    blocks = [{"id": f"b{n}", "text": f"Words {n}."} for n in range(1, 7)]

    def save(seen, text):
        blocks[3]["text"] = text
        headers = {"X-CSRFToken": token, "Accept": "application/json"}
        body = {"seen": seen, "blocks": blocks}
        return iris.client.post(room.path("/draft"), json=body, headers=headers)

    first, again, stale = save(0, "One."), save(1, "Two."), save(1, "Three.")

    assert (first.status_code, first.json["number"]) == (200, 1)
    assert again.json["number"] == 2
    assert stale.status_code == 409
    assert stale.json["who"] == "Iris"
    iris.open(stale.json["aside"])
    assert "Three" in iris.text


@pytest.mark.parametrize("body", [[], {"blocks": "x"}, {"seen": "x", "blocks": []}, None])
def test_a_script_that_sends_nonsense_is_refused(room, body):
    iris = room.visitor("iris")
    soup = iris.open(room.path(PAGE))
    token = soup.select_one("form.editor input[name=csrf_token]")["value"]
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    answer = iris.client.post(room.path("/draft"), json=body, headers=headers)
    assert answer.status_code == 422


def test_what_others_sent_stands_beside_the_passage_and_can_be_proposed_too(room, sessions):
    room.answer("lena", {"b4": "We will listen to all migrants."}, RED)
    iris = room.visitor("iris")
    soup = iris.open(room.path(PAGE))
    assert RED.reason in soup.select_one("#b-b4 .beside").text
    same = soup.select_one("#b-b4 .beside button")["value"]

    write(iris, room, do=same)

    assert "We will listen to all migrants." in texts(sessions)


def test_in_a_sealed_round_nothing_of_others_is_seen(room, sessions):
    from workflow import db
    from workflow.models import Round

    with db.transaction(sessions) as session:
        session.get_one(Round, room.id).pledge.sealed_rounds = True
    room.answer("lena", {"b4": "We will listen to all migrants."}, RED)
    iris = room.visitor("iris")

    assert "all migrants" not in iris.get(room.path(PAGE)).text
    iris.open(room.path())
    assert "answered" in iris.text
    assert "1 change" not in iris.text


def test_an_overlapping_proposal_of_others_is_refused_calmly(room):
    room.answer("lena", {"b4": "We will listen to all migrants."})
    room.draft("iris", {"b4": "We will hear few people."})
    iris = room.visitor("iris")
    same = iris.open(room.path(PAGE)).select_one("#b-b4 .beside button")["value"]

    assert write(iris, room, do=same).status_code == 422
    assert "already changes these words" in iris.text


def test_after_the_deadline_an_answer_goes_in_as_late(room, sessions):
    room.draft("iris", {"b4": "We will listen to all migrants."})
    room.close()
    iris = room.visitor("iris")
    form = fields(iris.open(room.path(CHANGES)), "form[action$=changes]")
    assert "late answer" in iris.text

    refused = iris.post(room.path(CHANGES), {**form, "comment": "Sorry.", "do": "submit"})
    assert refused.status_code == 409
    assert "Sorry." in refused.text

    form = fields(iris.open(room.path(CHANGES)), "form[action$=changes]")
    assert iris.post(room.path(CHANGES), {**form, "do": "late"}).status_code == 303
    with sessions() as session:
        assert session.scalar(select(Revision.standing)) == "late"


def test_people_of_other_agencies_do_not_reach_a_draft_by_its_number(room):
    room.draft("iris", {"b4": "We will listen to all migrants."})
    assert room.visitor("lena").get(room.path("/aside/1")).status_code == 404
