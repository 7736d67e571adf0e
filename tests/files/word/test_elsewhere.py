"""Compilations as LibreOffice and pandoc read them: neither knows anything of this project."""

from collections import Counter

from tests.files.word import looking
from tests.files.word.cases import generated, of_the_story
from tests.files.word.compiling import clean
from tests.servers.libreoffice import Job, changes_left, paragraphs
from tests.servers.pandoc import BETWEEN
from workflow.text.blocks import Block, Kind

GENERATED = 200


def cases():
    return [*of_the_story(), *generated(GENERATED)]


def squeezed(text):
    """Programs treat white space each in its own way."""
    return "".join(text.split())


def test_libreoffice_gets_the_merged_text_by_accepting_and_the_base_by_rejecting(libreoffice):
    row = cases()
    files = [case.file() for case in row]

    accepted = libreoffice.work(Job(file, changes="accept") for file in files)
    rejected = libreoffice.work(Job(file, changes="reject") for file in files)

    wrong = [
        (case.name, got, want)
        for case, yes, no in zip(row, accepted, rejected, strict=True)
        for got, want in ((paragraphs(yes), case.merged), (paragraphs(no), case.original))
        if got != want
    ]
    assert wrong == []
    assert [changes_left(file) for file in (*accepted, *rejected)] == [0] * 2 * len(row)


def test_pandoc_gets_the_same_texts_and_sees_every_change_with_its_author_and_date(pandoc):
    row = cases()
    files = [case.file() for case in row]
    between = [Block("b", Kind.PARAGRAPH, BETWEEN)]
    marker = clean(between)

    accepted = pandoc.read(files, marker, "accept")
    rejected = pandoc.read(files, marker, "reject")
    everything = pandoc.read(files, marker, "all")

    for case, file, yes, no, all_ in zip(row, files, accepted, rejected, everything, strict=True):
        assert squeezed("".join(yes.texts)) == squeezed("".join(case.merged)), case.name
        assert squeezed("".join(no.texts)) == squeezed("".join(case.original)), case.name
        assert by_author(all_.changes) == by_author(told(file)), case.name
        assert remarks(all_.comments) == remarks(looking.comments(file)), case.name


def told(file):
    kinds = {"ins": "insertion", "moveTo": "insertion", "del": "deletion", "moveFrom": "deletion"}
    return [(kinds[kind], *rest) for kind, *rest in looking.marks(file)]


def by_author(changes):
    """All text that each author inserted or deleted at each time."""
    found = {}
    for kind, author, date, text in changes:
        if squeezed(text):
            found[kind, author, date] = found.get((kind, author, date), "") + squeezed(text)
    return {key: Counter(text) for key, text in found.items()}


def remarks(comments):
    # Pandoc writes a sign where one paragraph of a comment ends.
    return Counter((who, at, squeezed(text.replace("¶", ""))) for who, at, text in comments)
