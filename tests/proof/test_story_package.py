"""The package of the story: it holds, it says no more than it may, no byte of it can be changed."""

import csv
import io
import json
import random
import subprocess
import zipfile

import pytest
from sqlalchemy import select, text

from tests.proof.conftest import package_of
from workflow.files import checking, receipts
from workflow.files.package import unpack
from workflow.models import (
    Change,
    Decision,
    Draft,
    EventPayload,
    Extension,
    Mail,
    Objection,
    OptIn,
    Person,
    Revision,
)
from workflow.queries.proving import proof
from workflow.rules.consent import JOINING


def test_it_holds_and_names_the_nine_agencies(public, for_members):
    for data in (public, for_members):
        verdict = checking.check(data)
        assert verdict.holds, verdict.broken
        register = json.loads(unpack(data)["opt-ins.json"])
        assert len(register["joined"]) == 9
        statements = [one["agency"] for one in register["joined"] if one["statement"]]
        assert statements == ["UNHCR"]


def test_the_certificate_of_silence_tells_what_its_readers_may_know(public, for_members):
    for data, named in ((public, False), (for_members, True)):
        files = unpack(data)
        (attempt,) = json.loads(files["silence.json"])["attempts"]
        assert (attempt["outcome"], attempt["objections"], attempt["taken_back"]) == ("held", 1, 1)
        assert ("made" in attempt) == named
        assert ("OHCHR on paragraph 9" in files["silence.txt"].decode()) == named
        assert "Nobody joined by it." in files["silence.txt"].decode()
        said = [one.words for one in checking.check(data).findings if one.place == "silence.json"]
        assert said == ["1 attempt at silence, as the record tells"]
        assert "certificate of silence" in files["README.txt"].decode()


def test_each_single_byte_of_the_certificate_of_silence_counts(for_members):
    for name in ("silence.json", "silence.txt"):
        content = unpack(for_members)[name]
        start, data = for_members.index(content), bytearray(for_members)
        for at in range(start, start + len(content), 17):
            data[at] ^= 1
            broken = checking.check(bytes(data)).broken
            assert any(one.place.startswith(name) for one in broken), (name, at - start)
            data[at] ^= 1


def test_the_same_state_gives_the_same_bytes_to_everybody(told, public, for_members):
    assert package_of(told) == public
    assert package_of(told, members=True) == for_members


def test_sha256sum_of_the_text_is_the_fingerprint_on_the_screen(told, public, tmp_path):
    with zipfile.ZipFile(io.BytesIO(public)) as archive:
        archive.extract("text.md", tmp_path)
    printed = subprocess.check_output(["sha256sum", "text.md"], cwd=tmp_path, text=True)

    with told.sessions() as session:
        assert printed.split()[0] == proof.locked_version(session, told.pledge_id).sha256


def test_each_single_byte_of_its_text_opt_ins_and_seal_counts(public):
    for name in ("text.md", "opt-ins.json", "seal.json"):
        data = bytearray(public)
        content = unpack(public)[name]
        start = public.index(content)
        for at in range(start, start + len(content), 29):
            data[at] ^= 1
            broken = checking.check(bytes(data)).broken
            assert any(one.place.startswith(name) for one in broken), (name, at - start)
            data[at] ^= 1


@pytest.mark.slow
def test_two_thousand_random_changes_are_all_found(for_members):
    dice = random.Random(2026)
    for _ in range(2_000):
        data = bytearray(for_members)
        at = dice.randrange(len(data))
        data[at] ^= 1 << dice.randrange(8)
        assert checking.check(bytes(data)).broken, at


# --- what it does not say -------------------------------------------------------------------


def _texts(session, column, *where):
    return {words.strip() for words in session.scalars(select(column).where(*where)) if words}


def _hidden_from_all(session):
    """What nobody but the agency and the office may read, members neither."""
    found = _texts(session, OptIn.words, OptIn.answer.not_in(JOINING))
    found |= _texts(session, OptIn.must_contain)
    found |= _texts(session, Draft.comment)
    found |= _texts(session, Person.email)
    found |= _texts(session, Person.password_hash)
    return found


def _hidden_from_the_public(session):
    """What members may read and the public may not."""
    found = _texts(session, Change.reason) | _texts(session, Change.new)
    found |= _texts(session, Decision.reason) | _texts(session, Decision.text)
    found |= _texts(session, Objection.reason) | _texts(session, Objection.words)
    return found | _texts(session, Revision.comment) | _texts(session, Extension.reason)


def _said(data, hidden):
    """Return which of these words stand in the package and not in the text it is about."""
    files = unpack(data)
    agreed = files.pop("text.md").decode()
    for name in ("text.pdf", "text.docx"):
        files.pop(name)
    words = b"\n".join(files.values()).decode()
    plain = words + "\n" + words.replace('\\"', '"')
    return {one for one in hidden if len(one) > 8 and one not in agreed and one in plain}


def test_the_package_for_everybody_says_only_what_is_public(told, public):
    with told.sessions() as session:
        hidden = _hidden_from_all(session) | _hidden_from_the_public(session)

    assert len(hidden) > 40
    assert _said(public, hidden) == set()
    assert "decisions.csv" not in unpack(public)


def test_the_package_for_members_adds_the_decisions_and_no_conditions(told, for_members):
    with told.sessions() as session:
        assert _said(for_members, _hidden_from_all(session)) == set()

    table = unpack(for_members)["decisions.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert len(rows) > 15
    assert {"accepted", "bracketed"} <= {row["decision"] for row in rows}
    assert any(row["other wordings"].startswith("rejected: ") for row in rows)


def test_an_entry_that_is_closed_shows_neither_who_nor_what(public):
    lines = [json.loads(line) for line in unpack(public)["record.jsonl"].splitlines()]

    assert {one["kind"] for one in lines if "kind" in one} == {
        "opt-in given",
        "locked",
        "silence started",
        "silence held",
    }
    assert sum("cover" in one for one in lines) > 80
    for one in lines:
        assert ("cover" in one) != ("kind" in one)


# --- witnesses ------------------------------------------------------------------------------


def _kept(told):
    with told.sessions() as session:
        mails = session.execute(select(Mail.key, Mail.text).order_by(Mail.id)).all()
    return [(key, one) for key, words in mails for one in receipts.find_receipts(words)]


def test_every_receipt_in_every_mailbox_holds(told, public):
    kept = _kept(told)
    letters = {key.split(":")[0] for key, _ in kept}

    assert {"receipt", "no-changes-receipt", "answers", "silence-held", "locked"} <= letters
    assert checking.check(public, receipts=kept).holds


def test_a_story_told_differently_is_found_by_any_receipt(told, public, tmp_path):
    """The same service, the same key, another history: nothing inside the package can tell."""
    from tests.proof.conftest import SEED
    from tests.story.telling import NOW
    from workflow import db
    from workflow.services.proving import keys
    from workflow.story import play

    path = tmp_path / "other.db"
    path.write_bytes(told.file.read_bytes())
    engine = db.connect(f"sqlite:///{path}")
    with engine.begin() as connection:
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type='trigger'")):
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        for table in reversed(db.Model.metadata.sorted_tables):
            connection.execute(table.delete())
    sessions = db.sessions(engine)
    sessions.configure(info={**sessions.kw["info"], keys.SEED: SEED})
    other = play(sessions, until="locked", now=NOW, password="twelve letters")
    told_again = type(told)(sessions=sessions, pledge_id=other.pledge_id)
    forged = package_of(told_again)
    engine.dispose()

    kept = _kept(told)
    assert checking.check(forged).holds
    for one in (kept[0], kept[len(kept) // 2], kept[-1]):
        assert "written anew" in checking.check(forged, receipts=[one]).broken[0].words


def test_words_erased_for_data_protection_leave_a_good_package(told, tmp_path):
    from workflow import db
    from workflow.rules.permissions import CLOCK
    from workflow.services.pledging import pledges
    from workflow.services.proving import keys, record

    path = tmp_path / "erased.db"
    path.write_bytes(told.file.read_bytes())
    engine = db.connect(f"sqlite:///{path}")
    sessions = db.sessions(engine)
    sessions.configure(info=dict(told.sessions.kw["info"]))
    with db.transaction(sessions) as session:
        assert session.info[keys.SEED]
        pledge = pledges.hold(session, told.pledge_id)
        every = session.query(EventPayload)
        numbers = {"entries": list(range(1, pledge.head_seq + 1))}
        every.delete()
        record.write(session, CLOCK, pledge, "words erased for data protection", numbers)
    data = package_of(type(told)(sessions=sessions, pledge_id=told.pledge_id))
    engine.dispose()

    assert checking.check(data, receipts=_kept(told)).holds
