"""What a person sees when something was refused or went wrong."""

import pytest
from sqlalchemy.exc import OperationalError

from tests.webapp.visitor import Visitor
from webapp.app import create_app
from webapp.frame import auth
from workflow import db
from workflow.errors import NotAllowed, NotFound, Overtaken, ReasonOwed, RoundClosed

REFUSALS = {
    "404": NotFound(what="pledge"),
    "403": NotAllowed(role="observer", action="decide a passage"),
    "409": RoundClosed(closed="Monday at noon"),
    "422": ReasonOwed(who="every agency"),
    "overtaken": Overtaken(detail="Ben accepted it. "),
}


@pytest.fixture
def refusing(settings, sessions):
    app = create_app(settings, sessions=sessions)
    app.config["WTF_CSRF_ENABLED"] = False

    @app.route("/refuse/<what>", methods=["GET", "POST"])
    @auth.public
    def refuse(what):
        if what == "broken":
            raise ZeroDivisionError
        if what == "unreachable":
            raise OperationalError("SELECT", {}, OSError("gone"))
        raise REFUSALS[what]

    return app


@pytest.mark.parametrize(
    ("what", "status", "said"),
    [
        ("404", 404, "We cannot find this pledge"),
        ("403", 403, "As observer you cannot decide a passage"),
        ("409", 409, "The round closed on Monday at noon"),
        ("422", 422, "Please give a reason: every agency will read it"),
        ("overtaken", 409, "Ben accepted it. Nothing of yours was saved"),
        ("broken", 500, "Something went wrong on our side"),
        ("unreachable", 503, "We cannot reach our database"),
    ],
)
def test_each_family_of_errors_says_what_happened_and_what_next(refusing, what, status, said):
    visitor = Visitor(refusing)
    assert visitor.get(f"/refuse/{what}").status_code == status
    assert said in visitor.text
    assert "What next" in visitor.text


def test_what_was_written_stands_on_the_page_of_the_error(refusing, cast):
    visitor = Visitor(refusing).sign_in(cast.anna)
    form = {"reason": "A reason that took an hour to write", "password": "a secret password"}
    visitor.post("/refuse/409", form)
    assert "A reason that took an hour to write" in visitor.last.text
    assert "a secret password" not in visitor.last.text


def test_what_was_written_is_shown_as_text(refusing):
    visitor = Visitor(refusing)
    visitor.post("/refuse/409", {"reason": "</textarea><script>alert(1)</script>"})
    assert "<script>alert" not in visitor.last.text


def test_a_script_gets_the_word_of_the_error(refusing):
    answer = refusing.test_client().get("/refuse/409", headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.get_json() == {
        "error": "round-closed",
        "message": str(REFUSALS["409"]),
    }


def test_a_page_without_a_database_still_answers(settings, tmp_path):
    nowhere = db.sessions(db.connect(f"sqlite:///{tmp_path}/missing/onevoice.db"))
    app = create_app(settings, sessions=nowhere)
    visitor = Visitor(app)
    assert visitor.get("/").status_code == 503
    assert "We cannot reach our database" in visitor.text
    assert visitor.get("/health").status_code == 200
    assert visitor.get("/ready").status_code == 503


def test_the_way_back_stays_in_the_house(refusing):
    visitor = Visitor(refusing)
    visitor.get("/refuse/409", headers={"Referer": "https://evil.example/x"})
    assert "evil.example" not in visitor.last.text
    visitor.get("/refuse/409", headers={"Referer": "http://localhost/pledges"})
    assert "http://localhost/pledges" in visitor.last.text


def test_ready_means_that_the_database_answers(visitor):
    assert visitor.get("/ready").get_json()["status"] == "ok"
    assert visitor.get("/health").get_json() == {"status": "ok"}
