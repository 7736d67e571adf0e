"""Read a version, take it along, compare it."""

import hashlib

import pytest

from tests.webapp.conftest import acting
from workflow import db
from workflow.models import Pledge
from workflow.services.pledging import pledges
from workflow.text import canonical
from workflow.text.blocks import Block, Kind


@pytest.fixture
def next_version(sessions, cast, pledge):
    """Rev.1: a word changed, a paragraph new, one removed, one moved."""
    with db.transaction(sessions) as session:
        held = pledges.hold(session, pledge.id)
        title, opening, recalling, listen, act, cities = held.latest.blocks
        blocks = (
            title,
            recalling,
            opening,
            Block("n1", Kind.NUMBERED, "We will report every year."),
            Block(listen.id, listen.kind, "We will listen to all migrants."),
            cities,
        )
        del act
        return pledges.add_version(session, acting(cast.anna), held, blocks, label="Rev.1")


def test_the_bytes_to_take_along_are_those_of_the_fingerprint(visitor, cast, pledge):
    visitor.sign_in(cast.iris)
    answer = visitor.get(f"/versions/{pledge.latest.id}/text.md")
    assert hashlib.sha256(answer.data).hexdigest() == pledge.latest.sha256
    assert answer.data.decode() == pledge.latest.text
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"


def test_the_page_shows_every_block_with_its_label_and_a_lasting_address(visitor, cast, pledge):
    visitor.sign_in(cast.iris)
    page = visitor.open(f"/versions/{pledge.latest.id}")
    for block in pledge.latest.blocks:
        assert block.text in page.find(id=f"p-{block.id}").get_text()
    labels = [a.get_text() for a in page.select(".block-label")]
    assert labels == ["PP1", "PP2", "1", "2"]
    assert "".join(page.select_one(".print-full").stripped_strings) == pledge.latest.sha256


def test_a_text_with_markup_is_shown_as_it_was_written(visitor, cast, sessions):
    with db.transaction(sessions) as session:
        made = pledges.start(
            session,
            acting(cast.anna),
            title="<b>Bold</b>",
            text="We <script>alert(1)</script> pledge & do.",
            agencies=[cast.iom.id],
        )
    visitor.sign_in(cast.anna)
    page = visitor.open(f"/versions/{made.latest.id}")
    assert "<script>alert(1)</script> pledge & do." in page.get_text()
    assert "<script>alert" not in visitor.last.text


def test_a_comparison_names_what_was_changed_moved_new_and_removed(
    visitor, cast, pledge, next_version
):
    visitor.sign_in(cast.iris)
    page = visitor.open(f"/versions/{next_version.id}/compare/{pledge.latest.id}")
    text = page.find("main").get_text(" ", strip=True)
    assert "1 block changed, 1 new, 1 removed, 1 moved" in text
    inserted = [ins.get_text() for ins in page.select("article ins")]
    assert inserted == [
        "[inserted by Rev.1: We will report every year.] ",
        "[inserted by Rev.1:  all] ",
    ]
    assert "We will act on what we hear." in page.select_one("article del").get_text()


def test_a_comparison_reads_the_same_from_both_ends(visitor, cast, pledge, next_version):
    visitor.sign_in(cast.iris)
    old, new = pledge.latest.id, next_version.id
    there = visitor.open(f"/versions/{new}/compare/{old}").find("article").get_text()
    back = visitor.open(f"/versions/{old}/compare/{new}").find("article").get_text()
    assert there == back


def test_the_whole_text_can_be_compared_too(visitor, cast, pledge, next_version):
    visitor.sign_in(cast.iris)
    address = f"/versions/{next_version.id}/compare/{pledge.latest.id}"
    assert "in cities" not in visitor.open(address).find("article").get_text()
    assert "in cities" in visitor.open(f"{address}?all=yes").find("article").get_text()


def test_the_form_leads_to_the_comparison(visitor, cast, pledge, next_version):
    visitor.sign_in(cast.iris)
    answer = visitor.get(f"/versions/{next_version.id}/compare?with={pledge.latest.id}")
    assert answer.location == f"/versions/{next_version.id}/compare/{pledge.latest.id}"
    assert visitor.get(f"/versions/{next_version.id}/compare?with=x").status_code == 404


def test_versions_of_two_pledges_are_not_compared(visitor, cast, pledge, sessions):
    with db.transaction(sessions) as session:
        other = pledges.start(
            session, acting(cast.anna), title="Other", text="Other.", agencies=[cast.iom.id]
        )
    visitor.sign_in(cast.anna)
    path = f"/versions/{pledge.latest.id}/compare/{other.latest.id}"
    assert visitor.get(path).status_code == 404


def test_the_canonical_text_reads_back_to_the_same_blocks(sessions, pledge):
    with sessions() as session:
        version = session.get_one(Pledge, pledge.id).latest
        again = canonical.read(version.text)
        assert [(b.kind, b.level, b.text) for b in again] == [
            (b.kind, b.level, b.text) for b in version.blocks
        ]


def test_two_versions_stand_side_by_side_row_by_row(visitor, cast, pledge, next_version):
    visitor.sign_in(cast.iris)
    address = f"/versions/{next_version.id}/compare/{pledge.versions[0].id}?side=yes"

    page = visitor.open(address)

    listening = page.select_one("#p-b4").select("p")
    assert "all" in listening[1].ins.text
    assert listening[0].ins is None
    assert "Not in" in page.select_one(".side-row.is-new").text
    assert "Not in" in page.select_one(".side-row.is-removed").text
