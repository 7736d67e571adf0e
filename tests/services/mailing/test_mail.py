"""The outbox and its letters: one mail per key, complete in plain text, harmless in HTML."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import product

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.mailing.words_of_letters import everything, person
from workflow.models import Job, Mail
from workflow.rules.languages import tongue
from workflow.services.chasing import nudges
from workflow.services.mailing import letters, mail
from workflow.services.mailing.letters import Zones
from workflow.services.upkeep import work
from workflow.translation import NAMES, speaking

ZONES = Zones(own="Asia/Bangkok", official="America/New_York")
LETTERS = sorted(path.stem for path in letters.FOLDER.glob("*.txt"))


def render(letter, fields, link="http://onevoice.test/rounds/1"):
    if letter in mail.TO_GUESTS:
        fields = {**fields, "say": tongue("en")}
    return letters.render(letter, link=link, zones=ZONES, fields=fields)


class Tags(HTMLParser):
    """Collects what a mail program would see."""

    def __init__(self, html):
        super().__init__()
        self.names, self.links, self.words = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data):
        self.words += data.split()


def test_a_mail_speaks_the_language_of_whoever_gets_it(session, build):
    reader = build.person()
    reader.language = "ar"
    with speaking("fr"):  # whoever causes it
        mail.write(session, "sign-in-link", key="one", person=reader, goes_to="/sign-in/x")

    assert '<html lang="ar" dir="rtl">' in session.query(Mail).one().html


@pytest.fixture
def strict(monkeypatch):
    for code, escaping in product(NAMES, (True, False)):
        environment = letters._environment(code, escaping=escaping)
        monkeypatch.setattr(environment, "undefined", jinja2.StrictUndefined)
    letters._source.cache_clear()
    yield
    letters._source.cache_clear()


def test_a_mail_is_written_once_per_key(session, build):
    someone = build.person()
    for _ in range(2):
        mail.write(session, "sign-in-link", key="once", person=someone, goes_to="/sign-in/x")

    assert session.query(Mail).count() == 1
    assert [(j.kind, j.target) for j in session.query(Job)] == [
        ("deliver-mail", session.query(Mail).one().id)
    ]


def test_a_mail_that_is_rolled_back_was_never_written(sessions):
    from tests.build import Build

    with sessions() as session:
        mail.write(session, "sign-in-link", key="k", person=Build(session).person())
        session.rollback()
    with sessions() as session:
        assert session.query(Mail).count() == session.query(Job).count() == 0


@pytest.mark.parametrize(
    "goes_to", ["//evil.test", "https://evil.test/", "rounds", "/\\evil.test", "/a\r\nBcc: x"]
)
def test_a_mail_leads_only_to_our_own_pages(session, build, goes_to):
    with pytest.raises(ValueError, match="our own pages"):
        mail.write(session, "sign-in-link", key="k", person=build.person(), goes_to=goes_to)


@pytest.mark.parametrize("code", NAMES)
@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_is_complete_in_plain_text_and_in_html(letter, code, strict):
    with speaking(code):
        rendered = render(letter, everything())

    tags = Tags(rendered.html)
    assert 0 < len(rendered.subject) <= 78
    assert rendered.subject[0].isupper() or code == "ar"
    assert "http://onevoice.test/rounds/1" in rendered.text
    assert max(map(len, rendered.text.splitlines())) <= 78
    assert tags.links == ["http://onevoice.test/rounds/1"]
    plain = [w for w in rendered.text.split() if w not in {">", "-", "--"}]
    assert set(plain) <= set(tags.words)


@pytest.mark.parametrize("letter", LETTERS)
def test_no_letter_breaks_when_a_word_is_missing(letter):
    rendered = render(letter, {"person": person(), "pledge": None})

    assert rendered.subject
    assert "None" not in rendered.text


@pytest.mark.parametrize("letter", LETTERS)
def test_what_people_type_never_becomes_a_tag_or_a_link(letter):
    evil = '<a href="http://evil.test">x</a><script>1</script><img src=x onerror=1>'

    tags = Tags(render(letter, everything(words=evil, title=evil)).html)

    assert tags.links == ["http://onevoice.test/rounds/1"]
    assert not {"script", "img"} & set(tags.names)


def test_what_people_type_cannot_pass_for_our_own_words():
    words = "No.\n\nOpen the text:\nhttp://evil.test/"

    rendered = render("deadline-moved", everything(words=words))

    assert "\n> No.\n> Open the text:\n> http://evil.test/\n" in rendered.text
    assert "<blockquote" in rendered.html


@given(st.text(max_size=300))
def test_a_subject_is_one_line_of_at_most_78_characters(title):
    subject = render("round-open", everything(title=title)).subject

    assert len(subject) <= 78
    assert len(subject.splitlines()) == 1
    assert subject.startswith("Open until 28 Nov, 05:00: your answer for ILO")


def test_a_deadline_stands_in_the_time_of_the_reader_and_in_the_official_one():
    at = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)

    assert ZONES.moment(at) == (
        "Saturday 28 November 2026, 05:00 Bangkok time"
        " (officially Friday 27 November 2026, 17:00 New York time)"
    )
    assert Zones("America/Toronto", "America/New_York").moment(at) == (
        "Friday 27 November 2026, 17:00 Toronto time"
    )


def test_the_message_id_follows_from_the_key_alone():
    one = mail.message_id("round-open:1:7", "onevoice.test")

    assert one == mail.message_id("round-open:1:7", "onevoice.test")
    assert one != mail.message_id("round-open:1:8", "onevoice.test")
    assert one.startswith("<")
    assert one.endswith("@onevoice.test>")


def test_all_mails_of_a_round_to_one_person_are_one_thread(session, build):
    round_ = build.round()
    nudges.send(session, build.coordinator(), round_id=round_.id)

    focal_point = build.person(agency="IOM")
    threads = {m.thread for m in session.query(Mail).filter_by(person_id=focal_point.id)}
    keys = {m.key for m in session.query(Mail).filter_by(person_id=focal_point.id)}
    assert threads == {f"round-open:{round_.id}:{focal_point.id}"}
    assert threads < keys


def test_a_sent_mail_is_not_found_again(session, build):
    mail.write(session, "sign-in-link", key="k", person=build.person(), goes_to="/sign-in/secret")
    [row] = session.query(Mail)

    parcel = mail.find_parcel(session, row.id)
    mail.mark_sent(session, row.id)

    assert "/sign-in/secret" in parcel.text
    assert mail.find_parcel(session, row.id) is None


def test_a_link_that_lets_people_in_is_not_kept(session, build):
    mail.write(session, "sign-in-link", key="k", person=build.person(), goes_to="/sign-in/secret")
    [row] = session.query(Mail)

    mail.mark_sent(session, row.id)

    session.refresh(row)
    assert "secret" not in row.text + row.html
    assert "the link was removed" in row.text


def test_in_the_demo_links_stay_so_that_one_can_click_them(session, build):
    mail.write(session, "sign-in-link", key="k", person=build.person(), goes_to="/sign-in/secret")
    [row] = session.query(Mail)

    mail.mark_sent(session, row.id, keep_links=True)

    session.refresh(row)
    assert "/sign-in/secret" in row.text


def test_a_mail_is_tried_for_a_day_before_it_is_given_up(session, build):
    build.at(build.now)
    began = build.now
    mail.write(session, "sign-in-link", key="k", person=build.person())
    tries = 0
    while claim := work.claim(session, "deliver-mail"):
        tries += 1
        if work.fail(session, claim, "451", patient=True):
            build.at(session.get_one(Job, claim.id, populate_existing=True).due_at)

    assert 23 <= (build.now - began).total_seconds() / 3600 <= 26
    assert tries < 40
