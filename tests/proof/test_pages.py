"""The public pages of proof, after the story was locked and before."""

import io
import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.proof.conftest import SEED
from tests.proof.test_story_package import _hidden_from_all, _hidden_from_the_public
from tests.story.telling import NOW
from tests.webapp.visitor import Visitor
from webapp.app import create_app
from workflow import db
from workflow.files import checking
from workflow.files.package import unpack
from workflow.files.seal import Signer
from workflow.models import Agency, Grant, Person, Version
from workflow.queries.proving import proof
from workflow.rules.permissions import Actor, Role
from workflow.services.joining import optins
from workflow.services.proving import packaging
from workflow.settings import Settings

SETTINGS = Settings(
    secret_key="a secret of the tests, long enough",
    signing_key=SEED,
    base_url="http://onevoice.test",
)


@pytest.fixture
def story(told):
    return create_app(SETTINGS, sessions=told.sessions)


@pytest.fixture
def stranger(story):
    return Visitor(story)


@pytest.fixture
def locked(told):
    with told.sessions() as session:
        return proof.locked_version(session, told.pledge_id)


def test_a_fingerprint_is_found_however_it_is_typed(stranger, locked):
    for typed in (locked.sha256, locked.sha256.upper(), " ".join(locked.sha256[:64])):
        stranger.open(f"/verify?fingerprint={typed}")
        assert "This is a locked text" in stranger.text
        assert "9 agencies joined exactly these words" in stranger.text
        assert "nothing in this pledge concerns refugees" in stranger.text


def test_whoever_gave_notice_stands_until_the_day_that_it_ends(tmp_path, told, locked):
    path = tmp_path / "story.db"
    path.write_bytes(told.file.read_bytes())
    engine = db.connect(f"sqlite:///{path}")
    sessions = db.sessions(engine)
    sessions.configure(info={**told.sessions.kw["info"], "clock": lambda: NOW + timedelta(days=1)})
    with db.transaction(sessions) as session:
        principal = session.scalar(
            select(Grant).join(Agency).where(Grant.role == "principal", Agency.acronym == "IOM")
        )
        optins.answer(
            session,
            Actor(principal.person_id, "IOM", Role.PRINCIPAL, principal.agency_id),
            version_id=locked.id,
            seen=locked.sha256,
            answer="leaves",
        )
        still = proof.locked_texts(session, locked.sha256)[0]
    page = Visitor(create_app(SETTINGS, sessions=sessions))
    page.open(f"/verify?fingerprint={locked.sha256}")
    assert "8 agencies joined exactly these words" in page.text
    assert "1 agency gave notice and still stands under them" in page.text
    assert "Left since" not in page.text
    sessions.configure(info={**told.sessions.kw["info"], "clock": lambda: NOW + timedelta(days=99)})
    with db.transaction(sessions) as session:
        later = proof.locked_texts(session, locked.sha256)[0]
        made = packaging.make(session, pledge_id=told.pledge_id)
    engine.dispose()

    assert [len(one.standing_until) for one in (still, later)] == [1, 0]
    assert [len(one.left) for one in (still, later)] == [0, 1]
    until = still.standing_until[0]["stands_until"]
    files = unpack(made.data)
    assert json.loads(files["opt-ins.json"])["notice"][0]["stands_until"] == until
    assert f"stands under it until {until[:10]}" in files["opt-ins.txt"].decode()
    assert checking.check(made.data).holds


def test_another_fingerprint_is_not_found_and_half_of_one_is_none(stranger, locked):
    stranger.open(f"/verify?fingerprint={'0' * 64}")
    assert "No locked text has this fingerprint" in stranger.text

    stranger.open(f"/verify?fingerprint={locked.sha256[:40]}")
    assert "This is not a whole fingerprint" in stranger.text


def test_nobody_learns_of_a_text_that_was_never_locked(stranger, told):
    with told.sessions() as session:
        others = session.scalars(select(Version).where(Version.locked_at.is_(None))).all()

    assert others
    for version in others:
        stranger.open(f"/verify?fingerprint={version.sha256}")
        assert "No locked text has this fingerprint" in stranger.text
        assert version.label not in stranger.text


def test_everybody_can_take_the_package_along(stranger, told, public, locked):
    answer = stranger.get(f"/pledges/{told.pledge_id}/package.zip")

    assert answer.status_code == 200
    assert answer.data == public
    assert locked.sha256[:8] in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("role", "has_decisions"),
    [
        (Role.COORDINATOR, True),
        (Role.FOCAL_POINT, True),
        (Role.PRINCIPAL, True),
        (Role.OBSERVER, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_only_members_get_the_table_of_decisions(stranger, told, role, has_decisions):
    with told.sessions() as session:
        person = session.scalar(
            select(Person).join(Grant).where(Grant.role == role.value).order_by(Person.id)
        )
        if person is not None:
            grant = next(one for one in person.grants if one.role == role.value)
            stranger.sign_in(person, grant)
    data = stranger.get(f"/pledges/{told.pledge_id}/package.zip").data

    assert checking.check(data).holds
    assert ("decisions.csv" in unpack(data)) == has_decisions


def test_a_package_is_checked_and_compared_with_our_own_record(stranger, public):
    form = {"package": (io.BytesIO(public), "story.zip")}
    stranger.send("/verify", "/verify/package", form, content_type="multipart/form-data")

    assert "Everything in this package holds" in stranger.text
    assert "our record says the same" in stranger.text


def test_a_broken_package_is_told_with_the_place(stranger, public):
    other = public.replace(b"joins with a statement", b"joins with a Statement")
    form = {"package": (io.BytesIO(other), "<b>story</b>.zip")}
    stranger.send("/verify", "/verify/package", form, content_type="multipart/form-data")

    assert "This package is broken" in stranger.text
    assert "opt-ins.json" in stranger.text
    assert "<b>story</b>.zip" in stranger.text


def test_a_good_package_of_somebody_else_is_told_apart(stranger):
    from tests.files.making import packed

    form = {"package": (io.BytesIO(packed()), "other.zip")}
    stranger.send("/verify", "/verify/package", form, content_type="multipart/form-data")

    assert "not sealed with a key of this service" in stranger.text


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no package at all", b"\0" * 5_000])
def test_what_is_no_package_is_told(stranger, data):
    form = {"package": (io.BytesIO(data), "x.zip")}
    stranger.send("/verify", "/verify/package", form, content_type="multipart/form-data")

    assert stranger.last.status_code == 200
    assert "This package is broken" in stranger.text


def test_a_form_without_a_file_and_a_file_too_large_are_refused(stranger):
    stranger.send("/verify", "/verify/package", {}, content_type="multipart/form-data")
    assert stranger.last.status_code == 422

    stranger.post(
        "/verify/package", b"x" * (27 * 2**20), content_type="multipart/form-data; boundary=x"
    )
    assert stranger.last.status_code == 413
    assert "larger than 25 megabytes" in stranger.text


def test_the_keys_are_public_and_only_their_public_parts(stranger):
    stranger.open("/keys")
    assert Signer(SEED).id in stranger.text
    assert "in use" in stranger.text

    keys = stranger.get("/keys.json").json["keys"]
    assert [one["public"] for one in keys] == [Signer(SEED).public]
    assert SEED not in stranger.last.text


def test_the_pages_say_nothing_that_is_not_public(stranger, told, locked):
    with told.sessions() as session:
        hidden = _hidden_from_all(session) | _hidden_from_the_public(session)
    shown = ""
    for page in (f"/verify?fingerprint={locked.sha256}", "/verify", "/keys", "/keys.json"):
        stranger.get(page)
        shown += BeautifulSoup(stranger.last.text, "html.parser").get_text(" ")

    said = {one for one in hidden if len(one) > 8 and one not in locked.text and one in shown}
    assert said == set()


def test_the_verdict_on_a_package_is_in_the_language_of_whoever_brings_it(stranger, public):
    stranger.open("/language?in=fr")
    form = {"package": (io.BytesIO(public), "story.zip")}
    stranger.send("/verify", "/verify/package", form, content_type="multipart/form-data")
    assert "son empreinte est" in stranger.text
