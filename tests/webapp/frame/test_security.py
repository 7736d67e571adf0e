"""What every answer carries, and what no request may bring."""

import pytest

from webapp.app import create_app
from webapp.people.signin import safe_address
from workflow.errors import BadSetting
from workflow.settings import Settings


def test_every_answer_forbids_what_the_pages_do_not_need(visitor):
    for path in ("/health", "/sign-in", "/nothing-here", "/static/built/nothing.css"):
        headers = visitor.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_personal_pages_are_never_kept_by_a_cache(visitor, cast):
    visitor.sign_in(cast.anna)
    assert visitor.get("/").headers["Cache-Control"] == "private, no-store"


def test_assets_may_be_kept_for_ever(visitor):
    soup = visitor.open("/sign-in")
    style = soup.find("link", attrs={"rel": "stylesheet"})["href"]
    assert "immutable" in visitor.get(style).headers["Cache-Control"]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor):
    visitor.get("/sign-in")
    cookie = visitor.last.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_behind_tls_the_cookie_belongs_to_this_host_alone(settings, sessions):
    from dataclasses import replace

    app = create_app(replace(settings, secure_cookies=True), sessions=sessions)
    answer = app.test_client().get("/sign-in", base_url="https://onevoice.test")
    assert answer.headers["Set-Cookie"].startswith("__Host-onevoice=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_form_without_the_token_of_its_page_is_refused(visitor, cast):
    visitor.sign_in(cast.anna)
    visitor.post("/pledges", {"title": "Stolen"})
    assert visitor.last.status_code == 422
    assert "reload the page" in visitor.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_from_another_site_is_refused(visitor, cast, site):
    visitor.sign_in(cast.anna)
    answer = visitor.send("/account", "/sign-out", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "path",
    ["/pledges/99999999999999999999", "/pledges/-1", "/versions/0", "/sign-in/link/%00", "/%00"],
)
def test_addresses_that_no_table_can_hold_are_not_there(visitor, cast, path):
    visitor.sign_in(cast.anna)
    assert 400 <= visitor.get(path).status_code < 500


def test_a_character_that_no_database_keeps_is_refused(visitor, cast):
    visitor.sign_in(cast.anna)
    answer = visitor.send("/pledges/new", "/pledges/preview", {"title": "a\0b"})
    assert answer.status_code == 422


def test_a_body_beyond_the_limit_is_refused_with_the_limit(settings, sessions, cast):
    from dataclasses import replace

    from tests.webapp.visitor import Visitor

    app = create_app(replace(settings, max_text_kilobytes=16), sessions=sessions)
    visitor = Visitor(app).sign_in(cast.anna)
    answer = visitor.post("/pledges", {"text": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "at most 16 kilobytes" in visitor.text


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/pledges", "/pledges"),
        ("/pledges/3?a=b", "/pledges/3?a=b"),
        ("//evil.example", "/"),
        ("https://evil.example/pledges", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/nothing/here", "/"),
        ("/sign-out", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_stays_in_the_house(app, wanted, goes_to):
    with app.test_request_context():
        assert safe_address(wanted) == goes_to


def test_a_missing_secret_stops_the_start(sessions):
    with pytest.raises(BadSetting, match="SECRET_KEY"):
        create_app(Settings(secret_key=""), sessions=sessions)


def test_without_built_assets_the_start_says_what_to_do(tmp_path):
    from webapp.frame.assets import AssetsMissing, read_manifest

    with pytest.raises(AssetsMissing, match=r"dev\.py setup"):
        read_manifest(tmp_path)
