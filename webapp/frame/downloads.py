"""Files to take along: bytes with a name that every system can keep."""

import io
import re
from functools import wraps
from typing import cast

from flask import Response, send_file

from webapp.frame.auth import View
from workflow.translation import USUAL, speaking

TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""The kinds of files we hand out, by the end of their names."""

_LONGEST = 120  # characters of a name; some systems keep no more than 255 bytes
_KEPT_APART = re.compile(r"[^\w().,]+")


def official(view: View) -> View:
    """Declare that a view hands out a document, which speaks English whoever asks for it."""

    @wraps(view)
    def in_english(**gaps: object) -> object:
        with speaking(USUAL):
            return view(**gaps)

    return cast("View", in_english)


def download(data: bytes, *names: str, kind: str) -> Response:
    """Hand out bytes as a file; its name is made of the names, of whatever script they are."""
    name = "-".join(filter(None, (_KEPT_APART.sub("-", one).strip("-.") for one in names)))
    answer = send_file(
        io.BytesIO(data),
        mimetype=TYPES[kind],
        as_attachment=True,
        download_name=f"{name[:_LONGEST]}.{kind}",
        etag=False,
    )
    # A file shows what its reader may see; nobody in between keeps it.
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
