"""Files that agencies send back, from the bytes to the draft."""

import pytest

from tests.build import HELPING, LISTENING, REPORTING, Build
from workflow.errors import NotFound, NothingTaken, Overlaps, Unconfirmed
from workflow.models import Event, ReturnedFile, Taking
from workflow.rules.drafting import unpack
from workflow.rules.notes import Note
from workflow.rules.permissions import Role
from workflow.services.answering import drafts, files, revisions
from workflow.services.answering.files import Choice
from workflow.text.blocks import Block
from workflow.text.changes import apply
from workflow.text.returned import told_apart

EVERYTHING = Choice(frozenset(), frozenset())


@pytest.fixture
def build(session) -> Build:
    return Build(session)


def received(build, round_, agency="ILO", data=b"bytes", via="web") -> ReturnedFile:
    actor = build.actor(Role.FOCAL_POINT, agency)
    return files.receive(
        build.session,
        actor,
        round_id=round_.id,
        name="ILO answer.docx",
        format_="docx",
        data=data,
        via=via,
    )


def edited(blocks, **texts):
    return tuple(Block(b.id, b.kind, texts.get(b.id, b.text), b.level) for b in blocks)


def take(build, file, changes, choice=EVERYTHING, **more):
    actor = build.actor(Role.FOCAL_POINT, file.agency.acronym)
    found = drafts.find(build.session, file.round_id, file.agency_id)
    return files.take(
        build.session,
        actor,
        file_id=file.id,
        sent=more.pop("sent", file.round.version.blocks),
        changes=changes,
        choice=choice,
        notes=more.pop("notes", {}),
        comment="",
        seen=found.number if found else 0,
        **more,
    )


def texts(saved):
    return {block.id: block.text for block in unpack(saved.draft.blocks)}


def test_a_file_is_kept_byte_for_byte_and_once(build):
    round_ = build.round()

    first = received(build, round_, data=b"\x00\xff zip")
    again = received(build, round_, data=b"\x00\xff zip")

    build.session.expire_all()
    assert again.id == first.id
    assert (first.data, first.size) == (b"\x00\xff zip", 6)
    assert len(first.sha256) == 64


def test_marked_changes_of_a_file_become_the_draft_and_then_the_answer(build):
    round_ = build.round()
    file = received(build, round_)
    base = round_.version.blocks
    back = edited(base, **{LISTENING: "We will listen to all migrants before we decide."})
    changes = told_apart(base, base, back)
    (one,) = changes

    taken = take(build, file, changes, notes={one.change.key: Note(reason="All means all.")})
    actor = build.actor(Role.FOCAL_POINT, "ILO")
    revision = revisions.submit(
        build.session, actor, round_id=round_.id, seen=taken.saved.draft.number
    )

    assert texts(taken.saved)[LISTENING] == "We will listen to all migrants before we decide."
    assert [change.reason for change in revision.changes] == ["All means all."]
    assert revision.via == "file"
    told = build.session.query(Event).order_by(Event.id.desc()).first().payload.told
    assert told["file"] == {"sha256": file.sha256, "via": "web"}


def test_nothing_unmarked_counts_before_the_sender_has_said_yes_or_no(build):
    round_ = build.round()
    file = received(build, round_)
    base = round_.version.blocks
    back = edited(
        base,
        **{REPORTING: "We will report twice a year on what we did.", HELPING: "We will help."},
    )
    changes = told_apart(base, back, back)
    yes, no = (one.change.key for one in changes)

    with pytest.raises(Unconfirmed, match="2 of these changes"):
        take(build, file, changes)
    with pytest.raises(Unconfirmed, match="1 of these changes"):
        take(build, file, changes, Choice(frozenset({yes}), frozenset()))
    taken = take(build, file, changes, Choice(frozenset({yes}), frozenset({no})))

    assert texts(taken.saved)[REPORTING] == "We will report twice a year on what we did."
    assert texts(taken.saved)[HELPING] == "We will help each other in every country."
    kept = build.session.query(Taking).one()
    assert (kept.confirmed, kept.left_out) == ([yes], [no])


def test_a_file_of_which_nothing_is_taken_saves_nothing(build):
    round_ = build.round()
    file = received(build, round_)
    base = round_.version.blocks
    back = edited(base, **{HELPING: "We will help."})
    changes = told_apart(base, back, back)
    nothing = Choice(frozenset(), frozenset(one.change.key for one in changes))

    with pytest.raises(NothingTaken):
        take(build, file, changes, nothing)

    assert drafts.find(build.session, round_.id, file.agency_id) is None


def test_a_file_on_an_older_version_is_carried_over_and_what_no_longer_applies_is_told(build):
    first = build.round()
    build.revision("IOM", {REPORTING: "We will report every second year on what we did."})
    build.publish()
    round_ = build.round(first.pledge)
    file = received(build, round_)
    sent = first.version.blocks
    back = edited(
        sent,
        **{
            LISTENING: "We will listen to all migrants before we decide.",
            REPORTING: "We will report three times a year on what we did.",
        },
    )

    taken = take(build, file, told_apart(sent, sent, back), sent=sent)

    assert texts(taken.saved)[LISTENING] == "We will listen to all migrants before we decide."
    assert texts(taken.saved)[REPORTING] == "We will report every second year on what we did."
    (lost,) = build.session.query(Taking).one().lost
    assert lost["where"] == "paragraph 2"
    assert lost["reason"].startswith("its words were changed")


def test_a_file_joins_what_is_written_already_where_they_do_not_touch(build):
    round_ = build.round()
    base = round_.version.blocks
    build.draft("ILO", {LISTENING: "We will listen first."}, round_=round_)
    file = received(build, round_)
    elsewhere = edited(base, **{HELPING: "We will help each other in every city."})
    here = edited(base, **{LISTENING: "We will listen last."})

    added = take(build, file, told_apart(base, base, elsewhere), add=True)
    with pytest.raises(Overlaps):
        take(build, file, told_apart(base, base, here), add=True)

    assert texts(added.saved)[LISTENING] == "We will listen first."
    assert texts(added.saved)[HELPING] == "We will help each other in every city."


def test_another_agency_cannot_take_a_file(build):
    round_ = build.round()
    file = received(build, round_, "ILO")
    other = build.actor(Role.FOCAL_POINT, "IOM")
    base = round_.version.blocks
    changes = told_apart(base, base, edited(base, **{HELPING: "We will help."}))

    with pytest.raises(NotFound):
        files.take(
            build.session,
            other,
            file_id=file.id,
            sent=base,
            changes=changes,
            choice=EVERYTHING,
            notes={},
            comment="",
            seen=0,
        )


def test_an_answer_typed_after_a_file_was_sent_is_an_answer_by_web(build):
    round_ = build.round()
    file = received(build, round_)
    base = round_.version.blocks
    back = edited(base, **{LISTENING: "We will listen to all migrants before we decide."})
    taken = take(build, file, told_apart(base, base, back))
    actor = build.actor(Role.FOCAL_POINT, "ILO")
    revisions.submit(build.session, actor, round_id=round_.id, seen=taken.saved.draft.number)
    build.later(minutes=5)

    second = build.revision("ILO", {LISTENING: "We will listen first."}, round_=round_)

    assert second.via == "web"


def test_the_changes_of_a_file_can_be_applied_one_without_the_other(build):
    base = build.round().version.blocks
    silent = edited(base, **{HELPING: "We will always help each other in every country."})
    back = edited(base, **{HELPING: "We will always help each other in every city."})

    found = told_apart(base, silent, back)

    marked = [one.change for one in found if not one.asks]
    assert apply(base, marked)[-1].text == "We will help each other in every city."
