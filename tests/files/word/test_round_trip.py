"""What we write is what we read: our files as our own reader and LibreOffice give them back."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.files.word import looking
from tests.files.word.cases import generated, merges, ruled
from tests.files.word.compiling import AT, compile_, proposals
from tests.files.word.returning import TOKEN, candidate, composed, without_marks
from tests.servers.libreoffice import Format, Job
from tests.text.pledge import BASE, answer
from tests.text.test_story import blocks_of
from workflow.files.word.changes import tracked
from workflow.files.word.document import Oddity
from workflow.files.word.identity import is_instruction
from workflow.files.word.reading.reading import read
from workflow.files.word.returned.homing import Way, home
from workflow.files.word.returned.provenance import Rung, places_of_token, trace
from workflow.files.word.writing import Said, issued
from workflow.text.merge import merge
from workflow.text.settle import Choice

ABOUT_LETTERS = {Oddity.LOOKALIKE, Oddity.INVISIBLE, Oddity.DIRECTION}
STORY = [candidate(at, blocks_of(name)) for at, name in enumerate(("zero_draft", "rev1", "final"))]


def issue(version):
    return issued(
        title="A common pledge",
        label=f"Version {version.key}",
        blocks=version.blocks,
        fingerprint=version.fingerprint,
        token=TOKEN,
        agency="ILO",
        deadline="30 September",
        at=AT,
    )


@given(merges(), st.data())
def test_our_reader_gets_the_merged_text_the_base_and_every_change(case, data):
    passages = merge(case.base, case.proposals).passages
    some = [one for one in passages if data.draw(st.booleans())]
    choices = st.sampled_from((Choice(), Choice(bracketed=True), Choice(text="So be it.")))
    decided = {one.fingerprint: data.draw(choices) for one in some}
    case = replace(case, decided=ruled(decided))
    file = case.file()

    document = read(file)

    assert words(document.accepted()) == case.merged
    assert words(document.rejected()) == case.original
    assert told(tracked(document)) == letters(looking.marks(file))
    assert {one.oddity for one in document.warnings} <= ABOUT_LETTERS
    assert document.unsupported == ()


def words(lines):
    return [line.text for line in lines if line.text]


def told(changes):
    kinds = {"insert": "ins", "delete": "del", "move_from": "moveFrom", "move_to": "moveTo"}
    return letters((kinds[c.kind.value], c.mark.author, c.mark.date, c.text) for c in changes)


def letters(marks):
    """Each letter with who inserted, deleted or moved it, and when."""
    return Counter(
        (kind, author, date, letter)
        for kind, author, date, text in marks
        for letter in text.replace("\n", "")
    )


def test_reasons_are_comments_of_agencies_and_decisions_answer_them():
    rows = proposals(BASE, {"IOM": answer(a="We will report. We will listen.")})
    key = rows[0].changes[0].key
    said = {("IOM", key): Said("IOM-1, red line: once is too rare.")}
    passage = merge(BASE, rows).passages[0]
    decided = ruled({passage.fingerprint: Choice(wording=passage.wordings[0].key)})

    reason, decision = read(compile_(BASE, rows, said=said, decided=decided)).comments

    assert (reason.author, reason.text) == ("IOM", "IOM-1, red line: once is too rare.")
    assert (decision.author, decision.text) == ("Office", "So decided.")
    assert decision.parent == reason.id
    assert reason.words == " once a year"


def test_rival_wordings_are_comments_and_the_words_stay():
    rows = proposals(
        BASE,
        {
            "IOM": answer(a="We will report twice a year. We will listen."),
            "ILO": answer(a="We will report each year. We will listen."),
        },
    )

    document = read(compile_(BASE, rows))

    assert document.accepted() == document.rejected()
    assert [(one.author, one.text, one.words) for one in document.comments] == [
        ("ILO", "Proposes “each” instead of “once a”", "once a"),
        ("IOM", "Proposes “twice a” instead of “once a”", "once a"),
    ]


def test_a_file_comes_back_as_it_went_out_with_instructions_that_are_nobodys_comment():
    for version in STORY:
        document = read(issue(version))

        found = trace(document, STORY, told=version.key)
        homed = home(document, version.blocks)
        assert (found.base, found.rung, found.sure) == (version, Rung.TOKEN, True)
        assert homed.rejected == homed.accepted == version.blocks
        assert set(homed.ways.values()) == {Way.PARAGRAPH}
        assert [is_instruction(one.text) for one in document.comments] == [True]


def test_libreoffice_keeps_the_marks_and_the_words_whichever_way_it_saves(libreoffice):
    versions = [
        *STORY,
        *(candidate(9 + at, composed(case.base)) for at, case in enumerate(generated(12))),
    ]
    files = [issue(version) for version in versions]
    docx = libreoffice.work(Job(file, to=Format.DOCX) for file in files)
    odt = libreoffice.work(Job(file, to=Format.ODT) for file in files)
    back = libreoffice.work(Job(file, to=Format.DOCX, ending="odt") for file in odt)

    for version, *saved in zip(versions, docx, back, strict=True):
        for document in map(read, saved):
            assert any(TOKEN in place for place in places_of_token(document))
            assert trace(document, versions, told=version.key).sure
            marked, bare = home(document, version.blocks), without_marks(document)
            assert marked.accepted == marked.rejected == version.blocks
            assert set(marked.ways.values()) == {Way.BOOKMARK}
            assert [is_instruction(one.text) for one in document.comments] == [True]
            stripped = home(bare, version.blocks)
            assert [b.text for b in stripped.accepted] == [b.text for b in version.blocks]
            if version in STORY:
                assert trace(bare, STORY).base == version
                assert trace(bare, STORY).rung is Rung.WORDS
