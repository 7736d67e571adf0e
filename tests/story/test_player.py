"""The story, played through the services, comes out as it was written."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from sqlalchemy import select

from tests.story.telling import NAIVE, NOW, STORY
from workflow.models import (
    Answer,
    Draft,
    Event,
    Extension,
    Job,
    Mail,
    OptIn,
    Person,
    Pledge,
    Revision,
    Round,
    SpecificPledge,
)
from workflow.queries.answering import visible
from workflow.queries.joining import standing
from workflow.rules.permissions import Actor, Role
from workflow.services.people import passwords
from workflow.services.proving import record

DISPOSITIONS = {
    "accepted_modified": "accepted with modification",
    "redirected_to_specific_pledge": "redirected to a specific pledge",
    "carried_to_next_round": "carried to the next round",
    "not_taken_up": "not taken up",
}


def test_every_version_is_the_story_byte_for_byte(whole):
    assert whole.texts() == [
        ("Zero draft", STORY["zero_draft"]["sha256"]),
        ("Rev.1", STORY["rev1"]["sha256"]),
        ("Final text", STORY["final"]["sha256"]),
    ]


def test_every_change_gets_the_answer_and_the_reason_of_the_story(whole):
    with whole.sessions() as session:
        rows = session.scalars(select(Answer).order_by(Answer.id))
        found = {
            (a.change.revision.round.number, a.change.reason, a.disposition, a.reason) for a in rows
        }
    told = {c["id"]: c for c in [*STORY["changes"], *STORY["round2_changes"]]}
    for number, decisions in ((1, "decisions"), (2, "decisions_round2")):
        for one in STORY[decisions]:
            change, kind = told[one["change"]], one["disposition"]
            if one["change"].startswith("UNODC-R2"):
                continue
            mine = [f for f in found if f[0] == number and f[1] == change["rationale"]]
            assert {f[2] for f in mine} == {DISPOSITIONS.get(kind, kind)}, one
            assert all(unnamed(one["reason_sent_to_proponent"]) in unnamed(f[3]) for f in mine), one


def unnamed(reason: str) -> str:
    """The reason without the names of changes: the service counts them in the order of the text."""
    return re.sub(r"\b[A-Z]+-\d+\b", "that change", reason)


def test_a_reason_names_the_change_that_readers_know_by_that_name(whole):
    with whole.sessions() as session:
        rows = session.scalars(select(Answer).order_by(Answer.id)).all()
        said = {a.change.label: (a.reason, a.change.new) for a in rows}

    same = {label: new for label, (_, new) in said.items()}
    for label, (reason, new) in said.items():
        for named in re.findall(r"(?:Same proposal as|Applied together with) ([A-Z]+-\d+)", reason):
            assert same[named] == new, (label, reason)


def test_what_was_carried_came_back_by_itself_and_was_accepted(whole):
    with whole.sessions() as session:
        carried = session.scalars(select(Revision).where(Revision.answer == "carried")).one()
        answers = [
            session.scalars(select(Answer).where(Answer.change_id == change.id)).one().disposition
            for change in carried.changes
        ]
        labels = [change.label for change in carried.changes]
    assert labels == ["UNODC-R2-1", "UNODC-R2-2"]
    assert answers == ["accepted", "accepted"]


def test_the_record_verifies_and_time_runs_forward(whole):
    with whole.sessions() as session:
        entries = record.verify(session, whole.told.pledge_id)
        times = list(session.scalars(select(Event.at).order_by(Event.seq)))
    assert entries == len(times) > 100
    assert all(before <= after for before, after in pairwise(times))
    assert times[-1] < NOW


def test_all_nine_are_in_under_the_locked_text(whole):
    with whole.sessions() as session:
        pledge = session.get_one(Pledge, whole.told.pledge_id)
        joined = [
            stand.agency.acronym for stand in standing.stands(session, pledge) if stand.joined
        ]
        stage, locked = pledge.stage, pledge.latest.locked_at
    assert len(joined) == 9
    assert (stage, locked is not None) == ("locked", True)


def test_silence_was_broken_and_the_objection_taken_back_before_it_held(whole):
    kinds = [kind for kind, _, _ in whole.events()]
    row = ["silence started", "objection made", "objection taken back", "silence held"]
    assert [kind for kind in kinds if kind in row] == row
    assert kinds[-2:] == ["lock requested", "locked"]


def test_the_redirected_changes_became_specific_pledges(whole):
    with whole.sessions() as session:
        rows = session.scalars(select(SpecificPledge).order_by(SpecificPledge.id))
        found = {(p.agency.acronym, p.title, p.origin_change_id is not None) for p in rows}
    assert found == {
        ("IOM", "Two-page country pages", False),
        ("OHCHR", "Rights check on joint products", False),
        ("ILO", "Fair recruitment desks", True),
        ("UNICEF", "Children's panels", True),
    }


def test_nothing_that_a_merge_of_characters_would_write_is_anywhere(whole):
    with whole.sessions() as session:
        texts = list(session.scalars(select(Mail.text)))
    texts += [str(told) for _, _, told in whole.events()]
    texts += [str(whole.passages(number)) for number in (1, 2)]
    assert not [bad for bad in NAIVE for text in texts if bad in text]


def test_people_get_the_mails_they_should_and_no_more(whole):
    with whole.sessions() as session:
        rows = session.execute(select(Mail.letter, Mail.address, Mail.key)).all()
    letters = Counter(letter for letter, _, _ in rows)
    office, drafters = 4, 11
    assert letters["round-open"] == letters["answers"] == 2 * drafters
    assert letters["round-closed"] == 2 * office
    assert letters["extension-requested"] == letters["late-received"] == office
    assert letters["lock-requested"] == office - 1
    who = {address for letter, address, _ in rows if letter == "nudge-t3"}
    assert not [address for address in who if "who" in address or "unhcr" in address]
    assert len({key for _, _, key in rows}) == len(rows)


def test_all_the_work_of_the_worker_is_done_but_the_mails(whole):
    with whole.sessions() as session:
        waiting = {kind for (kind,) in session.execute(select(Job.kind).where(Job.state != "done"))}
    assert waiting == {"deliver-mail"}


def test_by_default_the_first_round_is_open_and_most_answers_are_in(tell):
    telling = tell()

    with telling.sessions() as session:
        round_ = session.get_one(Round, telling.told.round_id)
        answered = {r.agency.acronym for r in visible.counting(session, round_.id)}
        asked = session.scalars(select(Extension)).one()
        assert round_.state == "open"
        assert 36 <= (round_.deadline_at - NOW).total_seconds() / 3600 <= 60
        assert answered == {"WHO", "UNHCR", "IOM", "OHCHR", "ILO", "UNDP", "DESA"}
        assert (asked.agency.acronym, asked.state) == ("UNICEF", "requested")
        assert record.verify(session, telling.told.pledge_id)


def test_an_unsent_draft_is_there_and_shows_nowhere(tell):
    telling = tell()

    with telling.sessions() as session:
        round_ = session.get_one(Round, telling.told.round_id)
        draft = session.scalars(
            select(Draft)
            .join(Person, Draft.saved_by == Person.id)
            .where(Person.name == "Viktor Almeida")
        ).one()
        office = Actor(1, "Nadia Brandt", Role.COORDINATOR)
        assert draft.notes
        assert "UNODC" not in {r.agency.acronym for r in visible.revisions(session, office, round_)}
    assert "avoid contradiction" not in str(telling.events())
    assert "avoid contradiction" not in str(telling.passages())


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("until", "versions", "last"),
    [
        ("zero", ["Zero draft"], "reference text added"),
        ("rev1", ["Zero draft", "Rev.1"], "specific pledge edited"),
        ("round2", ["Zero draft", "Rev.1"], "opt-in given"),
        ("silence", ["Zero draft", "Rev.1", "Final text"], "objection made"),
    ],
)
def test_the_story_stops_where_it_is_told_to(tell, until, versions, last):
    telling = tell(until=until)

    assert [label for label, _ in telling.texts()] == versions
    # A reminder may have fallen due since.
    assert last in [kind for kind, _, _ in telling.events()[-2:]]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("day", range(1, 8))
def test_the_story_can_be_told_on_any_day(tell, day):
    for_silence = tell(until="silence", now=NOW.replace(day=day, hour=23))

    with for_silence.sessions() as session:
        assert session.get_one(Pledge, for_silence.told.pledge_id).stage == "under silence"


@pytest.mark.databases("sqlite")
def test_the_neutral_story_names_nobody_and_has_the_same_texts(tell):
    telling = tell(until="locked", neutral=True)

    names = [o["acronym"] for o in STORY["organisations"]]
    people = [o["focal_point"]["name"] for o in STORY["organisations"]]
    assert [digest for _, digest in telling.texts()] == [
        STORY[text]["sha256"] for text in ("zero_draft", "rev1", "final")
    ]
    with telling.sessions() as session:
        said = [a.reason + a.change.label for a in session.scalars(select(Answer))]
        said += list(session.scalars(select(Mail.text)))
        said += [opt_in.words for opt_in in session.scalars(select(OptIn))]
        said += [f"{a.name} {a.email} {a.agency}" for a in telling.told.accounts]
    seen = " ".join(said) + str(telling.events())
    assert not [name for name in (*names, *people) if f" {name}" in seen or f"'{name}" in seen]
    assert "Agency A" in seen


@pytest.mark.databases("sqlite")
def test_everybody_can_sign_in_with_the_password_of_this_telling(tell):
    first, second = tell(until="zero"), passwords
    with first.sessions() as session:
        people = session.scalars(select(Person)).all()
    assert {p.email for p in people} == {a.email for a in first.told.accounts}
    assert second.fits(people[0].password_hash, first.told.password)
    roles = {role for account in first.told.accounts for role in account.roles}
    # A delegate is named by a principal of an agency; nobody of the story needs one.
    assert roles == {role.value for role in Role} - {Role.CLOCK.value, Role.DELEGATE.value}
    double = [a for a in first.told.accounts if len(a.roles) > 1]
    assert [(a.agency, a.roles) for a in double] == [
        ("IOM", ("focal point", "coordinator's staff"))
    ]
