"""Opening and saving a file in LibreOffice is no change; what was typed there is."""

import io
import re
import zipfile

from tests.files.word.cases import of_the_story
from tests.files.word.test_round_trip import STORY, issue
from tests.servers.libreoffice import Format, Job
from workflow.files.word.child import read_any
from workflow.files.word.reading.reading import read
from workflow.files.word.returned.comparing import compared

COMPILED = ("IOM", "ILO", "round 1", "round 1, decided", "round 2")
WORD = re.compile(r"(<w:t(?: [^>]*)?>[^<]*?)\b(migrants|people|will)\b")


def files():
    story = [case.file() for case in of_the_story() if case.name in COMPILED]
    return [*(issue(version) for version in STORY), *story]


def silently(data):
    """Write another word somewhere in a text, without a mark."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            inside = old.read(name)
            if name == "word/document.xml":
                before, body, after = inside.decode().partition("<w:body>")
                places = list(WORD.finditer(after))
                at = places[len(places) // 2]
                after = f"{after[: at.start(2)]}nobody{after[at.end(2) :]}"
                inside = (before + body + after).encode()
            new.writestr(name, inside)
    return out.getvalue()


def test_saving_in_libreoffice_is_no_change_and_one_word_is_one(libreoffice):
    sent = files()
    docx = libreoffice.work(Job(file, to=Format.DOCX) for file in sent)
    odt = libreoffice.work(Job(file, to=Format.ODT) for file in sent)

    for file, *saved in zip(sent, docx, odt, strict=True):
        for back in saved:
            assert compared(read(file), read_any(back)).written == ()
        found = compared(read(file), read(silently(saved[0])))
        touched = [one for one in found.written if "nobody" in one.new]
        assert touched == list(found.written)
        assert len(touched) + sum("nobody" in one.text for one in found.tracked) == 1
