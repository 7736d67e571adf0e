"""Letters in the office's own words, every copy of them, and reminders that are looked at first."""

from workflow.models import Mail


def test_the_office_looks_at_every_copy_and_then_lets_its_words_stand(room, pledge, sessions):
    office = room.visitor("anna")
    page = f"/pledges/{pledge.id}/letters/reminder"
    words = {
        "subject": "Still open: {agency}",
        "body": "Dear {name},\n\nplease answer by {deadline}.",
    }

    office.send(page, page, {**words, "do": "preview"})
    assert "Iris" in office.text
    assert "please answer by" in office.text
    office.send(page, page, {**words, "do": "save"})
    office.send(room.path(), room.path("/remind"), {"agencies": [str(room.cast.ilo.id)]})

    with sessions() as session:
        [mail] = session.query(Mail).filter_by(letter="reminder")
    assert mail.subject == "Still open: ILO"
    assert "please answer by" in mail.text
    assert "{" not in mail.text


def test_a_name_that_nobody_knows_is_refused_and_the_words_stay(room, pledge):
    office = room.visitor("anna")
    page = f"/pledges/{pledge.id}/letters/reminder"
    form = {"subject": "x", "body": "Dear {person.password_hash}", "do": "save"}

    answer = office.send(page, page, form)

    assert answer.status_code == 422
    assert "is not a name that we can fill in" in office.text
    assert "Dear {person.password_hash}" in office.text


def test_the_words_of_the_house_come_back(room, pledge):
    office = room.visitor("anna")
    base = f"/pledges/{pledge.id}/letters"
    page = f"{base}/nudge-t3"
    office.send(page, page, {"subject": "x", "body": "y", "do": "save"})
    assert "your own words" in office.open(base).text

    office.send(page, page, {"do": "house"})

    assert "your own words" not in office.open(base).text.replace("into your own words", "")
    assert "{agency} has not answered" not in office.open(page).text
    assert "{deadline}" in office.text


def test_reminders_are_looked_at_before_they_go(room, pledge, sessions):
    office = room.visitor("anna")
    chosen = {"agencies": [str(room.cast.iom.id), str(room.cast.ilo.id)], "do": "preview"}

    office.send(room.path(), room.path("/remind"), chosen)

    assert "Send now to these 2" in office.text
    with sessions() as session:
        assert session.query(Mail).filter_by(letter="reminder").count() == 0
