"""What checks say, where one writes and where one decides; guide, texts, phrases, alignment."""

import io
import zipfile

import pytest

from tests.webapp.answering.test_answering import fields
from workflow.rules.notes import Note
from workflow.services.proving import record

pytestmark = pytest.mark.databases("sqlite")

LIST = "We will work on health, education, housing and data for all migrants."


@pytest.fixture
def anna(visitor, cast):
    return visitor.sign_in(cast.anna)


def post(visitor, path, action, **typed):
    """Fill the form with this action on a page and send it."""
    form = fields(visitor.open(path), f"form[method='post'][action='{action}']")
    return visitor.post(action, {**form, **typed})


def test_the_checks_of_a_version_are_folded_and_counted(anna, pledge):
    soup = anna.open(f"/versions/{pledge.versions[0].id}/checks")

    assert "Can be measured" in soup.select_one("details.check").text
    assert "2 good to know" in soup.text
    assert "never stop an answer" in soup.text


def test_the_office_edits_the_guide_and_the_checks_follow(anna, pledge):
    path = f"/pledges/{pledge.id}/guide"

    saved = post(anna, path, path, words_max="5", terms="the Compact = the Global Compact")

    assert saved.status_code == 303
    text = anna.open(f"/versions/{pledge.versions[0].id}/checks").text
    assert "more than the 5 agreed" in text
    assert "“the Compact” comes before its full name" in text


def test_a_guide_that_makes_no_sense_comes_back_with_what_was_typed(anna, pledge):
    path = f"/pledges/{pledge.id}/guide"

    refused = post(anna, path, path, words_max="many", excluded="tourism")

    assert refused.status_code == 422
    assert "is not a number of words" in refused.text
    assert "tourism" in refused.text


def test_an_agency_reads_the_guide(visitor, cast, pledge):
    soup = visitor.sign_in(cast.iris).open(f"/pledges/{pledge.id}/guide")

    assert "saving lives" in soup.text
    assert not soup.select("main form")


def test_a_text_is_added_marked_and_aligned(anna, pledge):
    path = f"/pledges/{pledge.id}/references"
    text = "Listen to migrants.\n\nCount those who are lost."
    added = post(anna, path, path, title="Report", use="the text should follow it", text=text)
    one = added.location
    soup = anna.open(one)
    tags = soup.select("input[name^=tags-]")
    post(anna, one, one, **{tags[0]["name"]: "voices"})

    matrix = f"/pledges/{pledge.id}/alignment"
    judged = post(anna, matrix, matrix, do="answers")
    page = anna.open(matrix)

    assert judged.status_code == 303
    assert "1 of 2 recommendations answered" in page.text
    assert page.select("td span.unseen")[0].text == "answers"
    assert [a.text for a in page.select("a[href$='tag=voices']")] == ["voices"]


def test_the_matrix_can_be_taken_along(anna, pledge):
    path = f"/pledges/{pledge.id}/references"
    post(anna, path, path, title="=cmd()", use="the text should follow it", text="Listen.")

    table = anna.get(f"/pledges/{pledge.id}/alignment.csv").data.decode("utf-8-sig")
    book = anna.get(f"/pledges/{pledge.id}/alignment.xlsx").data

    assert "'=cmd()" in table
    assert "no recommendation" in table
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert b"=cmd()" in parts.read("xl/sharedStrings.xml")


def test_a_gap_is_entered_and_answered(anna, pledge):
    matrix, block = f"/pledges/{pledge.id}/alignment", "b4"

    added = post(
        anna, matrix, f"/pledges/{pledge.id}/gaps",
        region="Africa", source="Review", words="Nobody listens.",
    )  # fmt: skip
    post(anna, matrix, "/gaps/1", block=block)

    assert added.status_code == 303
    assert "Paragraph 1 answers it." in anna.open(matrix).text


def test_phrases_are_found_quoted_and_inserted(anna, room, visitor, cast, pledge):
    path = f"/pledges/{pledge.id}/language"
    post(anna, path, path, words="We will listen to migrants", source="A/1, paragraph 2")
    iris = room.visitor("iris")
    soup = iris.open(path)

    assert "Quoted in paragraph 1" in soup.text
    inserted = post(iris, path, "/phrases/1/insert", after="b5")
    mine = iris.open(room.path("/changes"))

    assert inserted.status_code == 303
    assert "Agreed language: A/1, paragraph 2." in mine.select_one("textarea").text
    assert "No phrase fits" in iris.open(f"{path}?words=nothing").text


def test_own_changes_show_what_was_noticed_and_can_be_sent_all_the_same(room):
    room.draft("iris", {"b4": LIST})
    iris = room.visitor("iris")
    soup = iris.open(room.path("/changes"))

    assert "Worth a look: list of themes" in soup.select_one(".noticed summary").text
    form = fields(soup, f"form[action='{room.path('/changes')}']")
    sent = iris.post(room.path("/changes"), {**form, "do": "submit"})

    assert sent.status_code == 303
    assert "IOM has answered" in iris.open(room.path("/answer")).text


def test_the_text_one_writes_in_shows_findings_beside_the_paragraph_once_saved(room):
    room.draft("iris", {"b4": LIST})

    soup = room.visitor("iris").open(room.path("/answer"))

    assert [fold.find_parent("div", class_="edit")["id"] for fold in soup.select(".noticed")] == [
        "b-b4"
    ]


def test_style_is_mended_with_one_button(room):
    room.draft("iris", {"b4": "We will organise it for 5 member states."})
    iris = room.visitor("iris")

    done = post(iris, room.path("/changes"), room.path("/mend"))
    soup = iris.open(done.location)

    assert "3 places mended" in soup.text
    assert "organize it for five Member States" in "".join(
        ins.text for ins in soup.select("ins, .change-words")
    ).replace("[inserted by you: ", "").replace("] ", "")
    assert "of style" not in soup.text


def test_an_undisputed_theme_is_redirected_with_the_check_as_the_reason(room):
    room.answer("iris", {"b4": LIST}, Note("We work on these."))
    room.merge()
    anna, (one,) = room.visitor("anna"), room.passages()
    # She reads French; what is kept speaks the language of the text.
    anna.get("/language?in=fr")
    soup = anna.open(room.path("/desk"))
    button = soup.select_one(".noticed button")
    form = fields(soup, f"form[action='/passages/{one.id}/decision']")

    anna.post(f"/passages/{one.id}/decision", {**form, "do": button["value"]})

    decision = room.passages()[0].decision
    assert decision.disposition == "redirected to a specific pledge"
    assert decision.reason.startswith("This reads as a list of 4 themes.")


def test_a_disputed_theme_goes_to_its_own_pledge_while_its_rival_stands(room):
    room.answer("iris", {"b4": LIST})
    room.answer("lena", {"b4": "We will listen to all migrants."})
    room.merge()
    anna, (one,) = room.visitor("anna"), room.passages()
    soup = anna.open(room.path("/desk"))
    box = soup.select_one(".noticed input[type=checkbox]")
    form = fields(soup, f"form[action='/passages/{one.id}/decision']")
    theirs, ours = (w for w in one.wordings)
    listed = box["name"].removeprefix("instead-")
    winner = next(w.key for w in (theirs, ours) if w.key != listed)

    anna.post(
        f"/passages/{one.id}/decision",
        {**form, box["name"]: box["value"], "do": f"accepted:{winner}", "reason": "It is plain."},
    )

    fate = room.passages()[0].decision.fates[listed]
    assert fate["disposition"] == "redirected to a specific pledge"
    assert fate["reason"].startswith("This reads as a list")


def test_the_preview_tells_what_the_next_version_brings(room):
    room.answer("iris", {"b4": LIST})
    room.close()
    room.merge()
    anna, (one,) = room.visitor("anna"), room.passages()
    form = fields(anna.open(room.path("/desk")), f"form[action='/passages/{one.id}/decision']")
    anna.post(f"/passages/{one.id}/decision", {**form, "do": f"accepted:{one.wordings[0].key}"})

    text = anna.open(room.path("/publish")).text

    assert "Worth a look: list of themes" in text
    assert "In all, 1 worth a look" in text


def test_notes_in_a_text_keep_it_from_silence_and_lock(anna, sessions, cast, pledge):
    from tests.webapp.conftest import acting
    from workflow import db
    from workflow.services.pledging import pledges

    with db.transaction(sessions) as session:
        agencies = [member.agency_id for member in pledge.members]
        other = pledges.start(
            session, acting(cast.anna), title="Notes", text="TODO: ask.", agencies=agencies
        )
        number = other.id
        assert record.verify(session, number) == 1

    for page in ("silence", "lock"):
        text = anna.open(f"/pledges/{number}/{page}").text
        assert "1 to settle" in text
    assert "Notes or marks of editing remain" in anna.open(f"/pledges/{number}/silence").text
