"""Pages travel packed where their length gives nothing away, and stay light."""

import gzip

import pytest

from tests.webapp.screen import enter

OWN = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("started_by", ["same-origin", "none"])
def test_a_page_that_the_reader_asked_for_travels_packed(visitor, started_by):
    whole = visitor.get("/sign-in").text

    packed = visitor.get("/sign-in", headers=OWN | {"Sec-Fetch-Site": started_by})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(whole) / 2
    assert gzip.decompress(packed.data).startswith(b"<!doctype html>")


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    "headers",
    [
        OWN | {"Sec-Fetch-Site": "cross-site"},
        OWN | {"Sec-Fetch-Site": "same-site"},
        {"Accept-Encoding": "gzip"},
        {"Accept-Encoding": "br", "Sec-Fetch-Site": "none"},
    ],
)
def test_what_another_site_started_is_not_packed_for_the_length_would_tell(visitor, headers):
    answer = visitor.get("/sign-in", headers=headers)

    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.vary
    assert "Sec-Fetch-Site" in answer.vary


@pytest.mark.databases("sqlite")
def test_what_is_no_page_stays_as_it_is(visitor, cast, pledge):
    visitor.sign_in(cast.anna)

    answer = visitor.get(f"/versions/{pledge.latest.id}/text.md", headers=OWN)

    assert answer.data == pledge.latest.text.encode()


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("view", "most"),
    [("anna ", 100_000), ("anna /desk", 100_000), ("iris /answer", 200_000)],
)
def test_a_first_view_is_light_on_the_wire(page, room, address, view, most):
    name, path = view.split(" ")
    enter(page, room, address, name)
    asked = []
    page.on("requestfinished", lambda one: asked.append(one))  # noqa: PLW0108

    page.goto(f"{address}{room.path(path)}", wait_until="networkidle")

    assert all(one.url.startswith(address) for one in asked)
    sizes = [one.sizes() for one in asked]
    assert 5_000 < sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sizes) < most
