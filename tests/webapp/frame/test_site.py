"""One request is one transaction; a form sent twice does its work once."""

import gzip
import threading

import pytest
from sqlalchemy import func, select

from webapp.app import create_app
from webapp.frame import auth
from webapp.frame.site import current_session, or_show
from workflow import db
from workflow.errors import Conflict, Invalid, RoundClosed
from workflow.models import Agency, Idempotent, Pledge

NEW = {
    "title": "A second pledge",
    "text": "We will listen.",
    "kind": "declaration",
    "zone": "UTC",
    "answers": "open",
    "names": "all",
}


def count(sessions, model):
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def probed(settings, sessions, monkeypatch):
    """The site with routes that write and then return, raise, show again, or are only read."""
    app = create_app(settings, sessions=sessions)

    def add(acronym="NEW"):
        current_session().add(Agency(acronym=acronym, name="New"))
        current_session().flush()

    @app.route("/probe/<what>", methods=["GET", "POST"])
    @auth.public
    def probe(what):
        add()
        if what == "refuse":
            raise RoundClosed(closed="Monday")
        if what == "break":
            raise RuntimeError
        return "done"

    @app.route("/step/<what>", methods=["POST"])
    @auth.public
    def step(what):
        add("BEFORE")
        with or_show(lambda error: f"Again: {error} Agencies: {agencies()}", Invalid):
            add("WITHIN")
            if what in refusals:
                raise refusals[what]
        add("AFTER")
        return "done"

    def agencies():
        return current_session().scalars(select(Agency.acronym)).all()

    refusals = {"mend": Invalid(), "not-now": Conflict()}
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_a_view_that_returns_commits(probed, sessions):
    assert probed.test_client().post("/probe/return").status_code == 200
    assert count(sessions, Agency) == 1


@pytest.mark.parametrize(("what", "status"), [("refuse", 409), ("break", 500)])
def test_a_view_that_raises_leaves_nothing(probed, sessions, what, status):
    answer = probed.test_client().post(f"/probe/{what}")
    assert answer.status_code == status
    assert count(sessions, Agency) == 0


def test_a_refused_step_is_undone_and_its_page_says_why(probed, sessions):
    answer = probed.test_client().post("/step/mend")

    assert answer.status_code == 422
    assert answer.text == f"Again: {Invalid()} Agencies: ['BEFORE']"
    assert count(sessions, Agency) == 1


@pytest.mark.parametrize(("what", "status", "kept"), [("go", 200, 3), ("not-now", 409, 0)])
def test_a_step_is_kept_or_undone_with_its_whole_request(probed, sessions, what, status, kept):
    answer = probed.test_client().post(f"/step/{what}")

    assert answer.status_code == status
    assert count(sessions, Agency) == kept


def test_what_is_only_opened_changes_nothing(probed, sessions):
    probed.test_client().get("/probe/return")
    assert count(sessions, Agency) == 0


def test_a_commit_that_the_database_refuses_becomes_a_page_that_says_so(probed, sessions):
    probed.test_client().post("/probe/return")
    answer = probed.test_client().post("/probe/return")
    assert answer.status_code == 409
    assert "Someone else changed this" in answer.text


def test_an_app_with_a_route_that_declares_nothing_does_not_start(app):
    app.add_url_rule("/forgotten", view_func=lambda: "", endpoint="forgotten")
    with pytest.raises(TypeError, match="forgotten declares neither"):
        auth.refuse_undeclared(app)


def test_every_route_declares_whom_it_is_for(app):
    assert all(hasattr(view, "rule") for view in app.view_functions.values())


def test_a_form_sent_twice_starts_one_pledge(visitor, cast, sessions):
    visitor.sign_in(cast.anna)
    form = {**NEW, "agencies": [str(cast.iom.id)], **keys(visitor)}

    first = visitor.post("/pledges", form)
    second = visitor.post("/pledges", form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert count(sessions, Pledge) == 1


def test_a_form_sent_again_with_other_contents_is_refused(visitor, cast, sessions):
    visitor.sign_in(cast.anna)
    form = {**NEW, "agencies": [str(cast.iom.id)], **keys(visitor)}
    visitor.post("/pledges", form)

    again = visitor.post("/pledges", {**form, "title": "Something else"})

    assert again.status_code == 422
    assert "sent with other contents" in visitor.text
    assert count(sessions, Pledge) == 1


def test_a_form_shown_again_with_a_remark_can_be_sent_again(visitor, cast, sessions):
    visitor.sign_in(cast.anna)
    form = {**NEW, "agencies": [str(cast.iom.id)], **keys(visitor)}

    assert visitor.post("/pledges", {**form, "title": ""}).status_code == 422
    assert count(sessions, Idempotent) == 0
    assert visitor.post("/pledges", form).status_code == 303


def test_the_key_of_one_person_says_nothing_to_another(app, cast, sessions):
    from tests.webapp.visitor import Visitor

    anna, ben = Visitor(app).sign_in(cast.anna), Visitor(app).sign_in(cast.ben)
    form = {**NEW, "agencies": [str(cast.iom.id)], "once": "the-same-key"}
    for person in (anna, ben):
        assert person.post("/pledges", {**keys(person), **form}).status_code == 303
    assert count(sessions, Pledge) == 2


def test_eight_clicks_at_the_same_moment_do_the_work_once(app, cast, sessions):
    from tests.webapp.visitor import Visitor

    visitor = Visitor(app).sign_in(cast.anna)
    form = {**NEW, "agencies": [str(cast.iom.id)], **keys(visitor)}
    cookie = visitor.client.get_cookie("onevoice").value
    answers = []

    def click():
        client = app.test_client()
        client.set_cookie("onevoice", cookie)
        answers.append(client.post("/pledges", data=form).location)

    clicks = [threading.Thread(target=click) for _ in range(8)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert len(set(answers)) == 1
    assert len(answers) == 8
    assert count(sessions, Pledge) == 1


def test_the_bell_rings_after_the_commit_and_not_for_what_was_undone(settings, engine):
    rung = []
    app = create_app(settings, sessions=db.sessions(engine, ring=rung.append))
    app.config["WTF_CSRF_ENABLED"] = False

    @app.post("/probe/<what>")
    @auth.public
    def probe(what):
        db.ring_after_commit(current_session(), "merge-round")
        current_session().add(Agency(acronym="X", name="X"))
        if what == "refuse":
            raise RoundClosed(closed="Monday")
        return "done"

    app.test_client().post("/probe/refuse")
    assert rung == []
    app.test_client().post("/probe/return")
    assert rung == ["merge-round"]


def keys(visitor) -> dict:
    soup = visitor.open("/pledges/new")
    form = soup.find("form", attrs={"action": "/pledges/preview"})
    return {
        name: form.find("input", attrs={"name": name})["value"] for name in ("csrf_token", "once")
    }


def test_a_script_comes_packed_to_browsers_that_take_it_so(app, visitor):
    path = f"/static/built/{app.manifest['app.js']}"

    packed = visitor.get(path, headers={"Accept-Encoding": "gzip, br"})
    plain = visitor.get(path)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
