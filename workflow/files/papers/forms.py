"""The forms in which a document can be had."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from workflow.files.papers.opendocument import as_odt
from workflow.files.papers.paper import Paper
from workflow.files.papers.plain import as_markdown, as_text
from workflow.files.papers.printed import as_pdf
from workflow.files.papers.web import as_html
from workflow.files.papers.word import as_word
from workflow.translation import mark


class Form(StrEnum):
    """A form, by the end of its file's name."""

    WORD = "docx"
    PDF = "pdf"
    OPEN_DOCUMENT = "odt"
    MARKDOWN = "md"
    TEXT = "txt"
    WEB = "html"

    @property
    def called(self) -> str:
        """What people call it."""
        return _TITLES[self]


def write(paper: Paper, form: Form) -> bytes:
    """Return a document in a form."""
    return _WRITERS[form](paper)


_TITLES: Mapping[Form, str] = {
    Form.WORD: "Word",
    Form.PDF: "PDF",
    Form.OPEN_DOCUMENT: "OpenDocument",
    Form.MARKDOWN: "Markdown",
    Form.TEXT: mark("Plain text"),
    Form.WEB: mark("Web page"),
}
_WRITERS: Mapping[Form, Callable[[Paper], bytes]] = {
    Form.WORD: as_word,
    Form.PDF: as_pdf,
    Form.OPEN_DOCUMENT: as_odt,
    Form.MARKDOWN: as_markdown,
    Form.TEXT: as_text,
    Form.WEB: as_html,
}
