"""Mail that comes in: answers, absences, and what is hostile."""

import smtplib

import pytest

from tests.servers.places import free_port
from tests.worker.letters import RELAY, letters, reply
from worker.intake import intake_for
from workflow.models import Incoming, Mail, Revision
from workflow.queries.rounds import board
from workflow.rules.permissions import Role
from workflow.services.mailing import flooding, incoming

pytestmark = pytest.mark.databases("sqlite")


def taken_in(sessions):
    with sessions() as session:
        return [(row.kind, row.state) for row in session.query(Incoming)]


def test_no_changes_waits_for_one_button_and_then_is_an_answer(desk, sessions, change, invited):
    _, mail_id = invited

    assert desk.open(reply(mail_id).as_bytes()) == "no changes"
    assert letters(sessions, "reply-understood") == ["focal.point.ilo@onevoice.test"]
    with sessions() as session:
        assert session.query(Revision).count() == 0
        number = session.query(Incoming).one().id
    change(
        lambda build: incoming.confirm(build.session, build.focal_point("ILO"), incoming_id=number)
    )

    assert taken_in(sessions) == [("no changes", "confirmed")]
    with sessions() as session:
        assert session.query(Revision).one().answer == "no changes"


def test_the_same_mail_twice_is_one(desk, sessions, invited):
    raw = reply(invited[1]).as_bytes()

    assert [desk.open(raw), desk.open(raw)] == ["no changes", "known"]
    assert len(taken_in(sessions)) == len(letters(sessions, "reply-understood")) == 1


def test_other_words_are_a_comment_for_the_office(desk, sessions, change, invited):
    round_id, mail_id = invited
    desk.open(reply(mail_id, "We wonder about paragraph 3.\n> quoted\n").as_bytes())
    with sessions() as session:
        number = session.query(Incoming).one().id

    def confirmed(build):
        incoming.confirm(build.session, build.focal_point("ILO"), incoming_id=number)
        page = board.board(build.session, build.coordinator(), round_id)
        return [(row.agency.acronym, one.words) for row in page.rows for one in row.comments]

    assert change(confirmed) == [("ILO", "We wonder about paragraph 3.")]


def test_a_word_file_goes_the_way_of_all_returned_files(desk, sessions, change, invited):
    from tests.files.word.somebody import came_back
    from workflow.models import ReturnedFile

    data = change(
        lambda build: came_back(build.last_round().version, "in every country", "everywhere")
    )
    message = reply(invited[1], "Please see our file.\n")
    message.add_attachment(data, maintype="application", subtype="x", filename="Ours.docx")

    assert desk.open(message.as_bytes()) == "Word file"

    with sessions() as session:
        [file] = session.query(ReturnedFile)
        [mail] = session.query(Mail).filter_by(letter="reply-understood")
    assert (file.via, file.size) == ("mail", len(data))
    assert f"/files/{file.id}" in mail.text


def test_a_file_that_is_none_is_told_back(desk, sessions, change, invited):
    from workflow.models import ReturnedFile

    message = reply(invited[1], "Please see our file.\n")
    message.add_attachment(b"no file", maintype="application", subtype="x", filename="ours.docx")

    assert desk.open(message.as_bytes()) == "Word file"

    with sessions() as session:
        assert session.query(ReturnedFile).count() == 0
        [mail] = session.query(Mail).filter_by(letter="reply-understood")
    assert "could not be used" in mail.text


def end_role_of_alternate(build):
    build.person(Role.ALTERNATE, "ILO").grants[0].ended_at = build.now


def test_an_absence_stands_on_the_board_and_is_never_answered(desk, sessions, change, invited):
    words = "Je suis absente jusqu’au 31 décembre 2099."
    desk.open(reply(invited[1], words, Auto_Submitted="auto-replied").as_bytes())

    def away(build):
        page = board.board(build.session, build.coordinator(), invited[0])
        return [(one.until.year, row.present) for row in page.rows for one in row.away]

    assert change(away) == [(2099, ["Alternate ILO"])]
    change(end_role_of_alternate)
    assert change(away) == [(2099, [])]
    assert letters(sessions, "reply-understood") == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"sender": "evil@evil.test"}, "not known"),
        ({"sender": "focal.point.who@onevoice.test"}, "not known"),
        ({"Authentication_Results": f"{RELAY}; dmarc=fail"}, "DMARC"),
        ({"Precedence": "bulk"}, "machine"),
        ({"List_Id": "<all.test>"}, "machine"),
    ],
)
def test_who_is_not_known_is_not_heard_and_not_answered(desk, sessions, invited, changed, problem):
    desk.open(reply(invited[1], **changed).as_bytes())

    with sessions() as session:
        assert problem in session.query(Incoming).one().problem
    assert letters(sessions, "reply-understood") == []


def test_letters_that_can_be_answered_by_mail_say_so_where_replies_are_read(sessions, change):
    def invitation(build):
        build.round(days=9)
        return build.session.query(Mail.text).filter_by(letter="round-open").first()[0]

    sessions.configure(info={**sessions.kw["info"], "mail_reply_to": "reply@in.test"})
    told = " ".join(change(invitation).split())

    assert 'You can also answer this mail: with "No changes." as the first line' in told


def test_a_forged_token_answers_nothing(desk, sessions, invited):
    message = reply(invited[1])
    message.replace_header("To", "reply+r1-aaaaaaaaaaaa@in.test")

    assert desk.open(message.as_bytes()) == "refused"


def test_two_machines_that_answer_each_other_stop_at_once(desk, sessions, invited):
    for number in range(30):
        desk.open(reply(invited[1], f"Comment {number}\n").as_bytes())

    told = letters(sessions, "reply-understood")
    assert len(told) == incoming.MOST_ANSWERS + 1  # the last says that the next are not read
    assert len(taken_in(sessions)) == flooding.OF_ONE_SENDER + 1


def test_a_flood_of_strangers_leaves_few_rows_and_takes_nothing_from_the_one_they_play(
    desk, sessions, invited
):
    for number in range(flooding.OF_ONE_SENDER + 5):
        played = reply(9_999, f"{number}\n")
        played.replace_header("To", "reply@in.test")
        desk.open(played.as_bytes())
    assert len(taken_in(sessions)) == flooding.OF_ONE_SENDER + 1

    assert desk.open(reply(invited[1]).as_bytes()) == "no changes"


def test_a_flood_under_many_names_stops_as_well(desk, sessions, monkeypatch):
    monkeypatch.setattr(flooding, "OF_STRANGERS", 5)

    for number in range(12):
        desk.open(f"From: {number}@evil.test\n\nx".encode())
        desk.open(b"\0" * (number + 1))

    assert len(taken_in(sessions)) == 6


def test_the_file_of_a_stranger_is_never_opened(desk, sessions, invited, monkeypatch):
    monkeypatch.setattr("worker.intake.read_safely", lambda _: pytest.fail("it was opened"))
    message = reply(invited[1], "Please see our file.\n", sender="evil@evil.test")
    message.add_attachment(b"PK", maintype="application", subtype="x", filename="ours.docx")

    assert desk.open(message.as_bytes()) == "refused"


HOSTILE = {
    "nothing": b"",
    "no mail": b"\x00\xff" * 500,
    "nested": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(500)
    ),
    "a charset that is none": b"From: a@b\nContent-Type: text/plain; charset=klingon\n\nx\xff",
    "a broken encoded word": b"From: =?utf-8?q?=FF=FE?=\nSubject: =?x?b?!!!?=\n\nx",
    "a header without end": b"Subject: " + b"x" * 200_000 + b"\n\nx",
    "a broken date and address": b"From: <<<>>>@@\nDate: never\nTo: ,,,;;;\n\nx",
    "a bad transfer encoding": b"From: a@b\nContent-Transfer-Encoding: base64\n\n!!!!",
    "a report without a status": b"From: a@b\nContent-Type: multipart/report; boundary=x\n\n--x--",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_refused_with_a_row_and_never_with_a_crash(desk, sessions, name):
    assert desk.open(HOSTILE[name]) in {"refused", "bounce"}

    assert len(taken_in(sessions)) == 1


@pytest.mark.parametrize("scheme", ["smtp", "lmtp"])
def test_a_mail_server_hands_mail_over(settings, sessions, invited, scheme):
    from dataclasses import replace

    port = free_port()
    address = f"{scheme}://127.0.0.1:{port}"
    listener = intake_for(replace(settings, mail_in_url=address), sessions)
    listener.start()
    kind = smtplib.SMTP if scheme == "smtp" else smtplib.LMTP
    try:
        with kind("127.0.0.1", port, timeout=10) as line:
            line.send_message(reply(invited[1]))
    finally:
        listener.stop()

    assert taken_in(sessions) == [("no changes", "waits")]
