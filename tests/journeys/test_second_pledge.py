"""A text that nobody prepared: pasted into an empty service, answered, decided, published."""

from pathlib import Path

import pytest
from sqlalchemy import select

from workflow.models import Agency, Passage, Pledge, Round, Version
from workflow.queries.answering import visible
from workflow.services.proving import record
from workflow.text.blocks import Kind

TEXT = Path(__file__).with_name("declaration.txt").read_text(encoding="utf-8")
AGENCIES = {"UPPER": "Upper Valley", "TOWNS": "League of Towns", "FISH": "Fishing Ports",
            "BOARD": "River Boards"}  # fmt: skip


@pytest.fixture
def office(empty, someone):
    """The first person of a new service, who makes the account on the first page."""
    browser = someone(empty)
    page = browser.open("/")
    assert page.address == "/first-run"
    form = page.form("/first-run")
    form.fill(name="Petra Holm", email="petra@rivers.example", password="sixty eight promises")
    form.press("Make the account")
    return browser


def invited(running, someone, office):
    """Add four agencies and invite their focal points, who come in by the links in their mails."""
    for acronym, name in AGENCIES.items():
        form = office.open("/people").form("/people/agencies")
        form.fill({"acronym": acronym, "full-name": name, "zone": "Europe/Zurich"}).press("Add")
    ids = running.look(lambda s: dict(s.execute(select(Agency.acronym, Agency.id)).all()))
    people = {}
    for acronym in AGENCIES:
        email = f"{acronym.lower()}@rivers.example"
        form = office.open("/people").form("/people")
        form.fill(name=f"Person {acronym.title()}", email=email, role="focal point")
        form.fill(agency=str(ids[acronym])).press("Send")
        people[acronym] = someone(running)
        mail = running.mail_to(email, "nvit")
        people[acronym].follow_sign_in_link(running.link_in(mail))
    return ids, people


def started(office, ids):
    """Paste the text, look at how it is understood, start."""
    form = office.open("/pledges/new").form("/preview")
    form.fill(title="The Lowmere Declaration", kind="declaration", text=TEXT)
    shown = form.tick("agencies", [str(i) for i in ids.values()]).press("Show")
    assert "68" in shown.text
    return shown.form("/pledges").press("Start").last_number


def block_by_label(round_, label):
    return next(row.block_id for row in round_.version.rows if row.label == label)


def answer(browser, round_, edits=(), *, removed=(), moved=(), added=()):
    """Write into the paragraphs with these numbers, in one go; then send with one reason."""
    address = f"/rounds/{round_.id}/answer"
    page, texts = browser.open(address), {b.id: b.text for b in round_.version.blocks}
    form = page.form("/answer")
    for label, old, new in edits:
        block = block_by_label(round_, label)
        assert old in texts[block], (label, old)
        form.fill({f"text-{block}": texts[block].replace(old, new)})
    page = form.press("save")
    for label in removed:
        page = page.form("/answer").press(f"remove:{block_by_label(round_, label)}")
    for label, after in moved:
        mover, anchor = block_by_label(round_, label), block_by_label(round_, after)
        page = page.form("/answer").press(f"lift:{mover}").form("/answer")
        page = page.press(f"drop:{mover}:{anchor}")
    for after, words in added:
        page = page.form("/answer").press(f"add:{block_by_label(round_, after)}")
        fresh = next(n for n, _ in page.form("/answer").fields if n.startswith("text-new-"))
        kind = fresh.replace("text-", "kind-")
        page = page.form("/answer").fill({fresh: words, kind: "numbered"}).press("save")
    form = page.form("/answer").press("review").form("/changes")
    reasons = {
        name: "It reads better at the river." for name, _ in form.fields if "reason-" in name
    }
    return form.fill(reasons).press("submit")


@pytest.mark.slow
def test_a_text_nobody_prepared_is_pasted_answered_decided_and_published(empty, someone, office):
    running = empty
    ids, people = invited(running, someone, office)
    pledge_id = started(office, ids)
    version = running.look(lambda s: s.get_one(Pledge, pledge_id).latest)
    blocks = running.look(lambda s: s.get_one(Version, version.id).blocks)
    assert version.text.split() == TEXT.split()
    assert sum(b.kind is Kind.NUMBERED for b in blocks) == 68

    form = office.open(f"/pledges/{pledge_id}/rounds/new").form("/rounds")
    round_id = form.press("Open").last_number
    running.mail_to("fish@rivers.example", "")
    round_ = running.look(lambda s: _with_rows(s, round_id))

    answer(
        people["UPPER"],
        round_,
        [("7", "within one day", "within two days"), ("16", "ten metres", "five metres")],
        moved=[("41", "37")],
    )
    answer(
        people["TOWNS"],
        round_,
        [("16", "ten metres", "eight metres"), ("24", "hundred years", "two hundred years")],
        removed=["58"],
    )
    answer(
        people["FISH"],
        round_,
        [("39", "first of March", "first of February"), ("58", "second year", "third year")],
        added=[("43", "Seals that come up to the weirs in winter are counted, and left alone.")],
    )
    people["BOARD"].open(f"/rounds/{round_id}/no-changes").form("/no-changes").press()

    running.wait_until(lambda s: len(visible.counting(s, round_id)) == 4, "four answers")
    running.wait_until(lambda s: len(visible.passages(s, round_id)) == 7, "seven passages")
    form = office.open(f"/rounds/{round_id}").form("/close")
    form.fill(reason="All four have answered.").press()
    contested = running.look(lambda s: sum(p.contested for p in visible.passages(s, round_id)))
    assert contested == 2

    for passage_id in running.look(lambda s: [p.id for p in visible.passages(s, round_id)]):
        form = office.open(f"/passages/{passage_id}").form("/decision")
        verb = next(b["value"] for b in form.tag.find_all("button") if "accepted:" in b["value"])
        form.fill(reason="Most of us can live with it.").press(verb)
    form = office.open(f"/rounds/{round_id}/publish").form("/publish")
    page = form.press("Publish")
    assert "Rev.1" in page.text

    text = running.look(lambda s: s.get_one(Pledge, pledge_id).latest.text)
    assert "\n\n38. At least one stretch in each river" in text
    assert "\n\n44. Seals that come up to the weirs in winter" in text
    assert "within two days" in text
    assert running.look(lambda s: record.verify(s, pledge_id)) > 10
    mail = running.mail_to("fish@rivers.example", "Rev.1")
    assert "FISH-1" in mail.get_body(("plain",)).get_content()
    assert running.look(lambda s: s.scalars(select(Passage.id)).first())


def _with_rows(session, round_id):
    round_ = session.get_one(Round, round_id)
    assert round_.version.rows
    return round_
