"""The examples of the documents are true."""

import doctest
from pathlib import Path

import pytest

DOCUMENTS = ("docs/merging.md", "docs/checks.md")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_examples_of_a_document_are_true(name):
    text = Path(name).read_text()
    examples = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    said: list[str] = []
    doctest.DocTestRunner().run(examples, out=said.append)
    assert examples.examples
    assert not "".join(said)
