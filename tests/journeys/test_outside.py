"""In a real browser: a stakeholder on a phone reaches the text; nine agencies meet and act."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.build import LISTENING, Build
from tests.journeys.running import read_folder
from tests.servers.chromium import watched_page
from tests.webapp.screen import follow, serving
from webapp.app import create_app
from worker import tasks
from worker.post import post_for
from workflow import db
from workflow.models import ActionPoint, Round
from workflow.queries.outside import action_points
from workflow.rules.permissions import Role
from workflow.services.people import signin
from workflow.services.rounds import planning

pytestmark = pytest.mark.databases("sqlite")

PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "locale": "es-ES"}
NINE = ("DESA", "ILO", "IOM", "OHCHR", "UNDP", "UNHCR", "UNICEF", "UNODC", "WHO")


class Place:
    """The site at an address, a worker that is asked to look, and people with browsers."""

    def __init__(self, settings, sessions, browser) -> None:
        self.settings, self.browser = settings, browser
        self.sessions = sessions
        self.tools = tasks.Tools(sessions=sessions, post=post_for(settings), keep_links=True)
        self.mails_to = read_folder(Path(settings.mail_folder))

    def build(self, make):
        with db.transaction(self.sessions) as session:
            return make(Build(session))

    def work(self) -> None:
        """Let the worker do all that is due."""
        with db.transaction(self.sessions) as session:
            planning.plan(session)
        while kinds := tasks.lying(self.tools, timedelta(0)):
            for kind in kinds:
                tasks.drain(self.tools, kind)

    def link_to(self, address: str) -> str:
        text = self.mails_to(address)[-1].get_body(("plain",)).get_content()
        found = next(line for line in text.splitlines() if line.startswith("http"))
        return self.address + found.removeprefix(self.settings.base_url)

    def come_in(self, page, role=Role.COORDINATOR, agency=None) -> None:
        """Come in by a link as it is sent by mail."""
        token = self.build(
            lambda b: signin.make_link(b.session, b.person(role, agency), lasts=timedelta(hours=1))
        )
        page.goto(f"{self.address}/sign-in/link/{token}")
        follow(page, "main button")
        page.wait_for_url(f"{self.address}/")


@pytest.fixture
def place(settings, sessions, browser):
    app = create_app(settings, sessions=sessions)
    place = Place(settings, app.sessions, browser)
    with serving(app) as address:
        place.address = address
        yield place


def publish(build: Build) -> None:
    build.publish(build.session.scalars(select(Round)).one())


def test_what_a_stakeholder_says_on_a_phone_reaches_the_text_and_the_answer_comes_back(
    place, page, browser
):
    pledge_id = place.build(lambda b: b.round().pledge_id)
    place.come_in(page)
    page.goto(f"{place.address}/pledges/{pledge_id}/consultations/new")
    page.fill("#title", "What do you say?")
    page.fill("#question", "Tell us what is missing.")
    page.fill("#closes", "2099-12-01T12:00")
    follow(page, "button:has-text('Open the consultation')")
    page.fill("#people", "Amina Ruiz, amina@example.org")
    page.select_option("#language", "es")
    follow(page, "button:has-text('Invite')")
    place.work()

    with watched_page(browser, **PHONE) as phone:
        phone.goto(place.link_to("amina@example.org"))
        assert phone.get_attribute("html", "lang") == "es"
        follow(phone, f"#p-{LISTENING} + .about-this a")
        phone.fill("#words", "Escuchen también a los niños.")
        phone.check("input[value='nobody']")
        phone.check("input[name='publish']")
        follow(phone, "text=Enviar")
        assert "Sus palabras han llegado" in phone.inner_text("main")
        own = phone.url.partition("?")[0]

        page.reload()
        assert "A stakeholder who stays unnamed" in page.inner_text("main")
        follow(page, "button:has-text('Admit')")
        page.context.clear_cookies()
        place.come_in(page, Role.FOCAL_POINT, "ILO")
        page.goto(f"{place.address}/pledges/{pledge_id}/consultations")
        follow(page, "text=What do you say?")
        follow(page, "text=Make it a change of ILO")
        page.fill("#text", "We will listen to migrants and children before we decide.")
        follow(page, "text=Put it into our draft")
        follow(page, "button:has-text('Send to the office')")
        place.build(publish)
        place.work()

        phone.goto(own)
        told = phone.inner_text("main")
        assert "Una organización recogió lo que usted dijo" in told
        assert "We will listen to migrants and children before we decide." in told
        assert "ILO" not in told
    mail = place.mails_to("amina@example.org")[-1]
    assert mail["Subject"].startswith("Qué se hizo con sus palabras")
    assert "migrants and children" in mail.get_body(("plain",)).get_content()


def test_nine_agencies_meet_and_an_action_point_opens_a_round_for_final_revisions(place, page):
    def begin(build):
        for acronym in NINE:
            build.person(Role.PRINCIPAL, acronym)
        return build.pledge(agencies=NINE).id

    pledge_id = place.build(begin)
    place.come_in(page)
    page.goto(f"{place.address}/pledges/{pledge_id}/meetings/new")
    page.fill("#starts", "2026-02-17T16:00")
    page.fill("#ends", "2026-02-17T17:00")
    page.fill("#agenda", "A United Nations system pledge / IOM\nSupport to the co-facilitators")
    follow(page, "text=Put it on record")
    for box in page.locator("input[name='people']").all():
        box.check()
    follow(page, "text=Add them")
    assert "Participants (10)" in page.inner_text("#participants")  # nine, and the coordinator
    page.fill("#text", "There was broad agreement.")
    follow(page, "button:has-text('Keep it')")
    page.click("text=Write an action point")
    page.fill("#action-text", "Final revisions of the pledge to be sent in.")
    page.check("input[value='members']")
    follow(page, "button:has-text('Add it')")
    assert "As soon as possible, we propose" in page.inner_text("main")
    assert "0 of 9 done" in page.inner_text("main")
    page.click("text=Open a round for it")
    follow(page, "button:has-text('Open the round')")
    assert "Final revisions, as soon as possible" in page.inner_text("main")
    place.work()
    assert all(place.mails_to(f"focal.point.{one.lower()}@onevoice.test") for one in NINE)

    place.build(lambda b: [b.revision(one) for one in NINE[1:]])
    page.context.clear_cookies()
    place.come_in(page, Role.FOCAL_POINT, NINE[0])
    page.goto(f"{place.address}/pledges/{pledge_id}/action-points")
    assert "8 of 9 done" in page.inner_text("main")
    place.build(lambda b: b.revision(NINE[0]))

    def closed(build):
        row = build.session.scalars(select(ActionPoint)).one()
        return action_points.points(build.session, None, [row])[0].closed

    assert place.build(closed)
