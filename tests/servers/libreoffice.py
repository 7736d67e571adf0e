"""A real LibreOffice without windows: opens files, accepts or rejects changes, saves them anew.

One process does a whole row of jobs and ends. It is driven by a macro in a profile of its own,
so that it needs neither a port nor Python's bridge to it. It works on copies, because it leaves
lock files beside what it opens. Debian's libreoffice-writer-nogui will not do: it breaks on
comments.
"""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.servers.places import NotThere, first_on_path, private_folder

ON_PATH = ("soffice", "libreoffice")
MISSING = (
    "These tests need LibreOffice and found none. Install libreoffice-writer (not "
    "libreoffice-writer-nogui), or set ONEVOICE_SOFFICE to the path of one."
)
SECONDS = 240
DISPATCHES = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}

_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Work(jobs As String)
  Dim row As String, job, number As Integer
  number = FreeFile
  Open jobs For Input As #number
  Do While Not EOF(number)
    Line Input #number, row
    job = Split(row, "|")
    Treat(job(0), job(1), job(2), job(3))
  Loop
  Close #number
  StarDesktop.terminate()
End Sub

Sub Treat(source As String, target As String, filter As String, command As String)
  On Error GoTo Failed
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Dim document As Object
  document = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
  If command &lt;&gt; "" Then
    Dim dispatcher As Object
    dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
    dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, Array())
  End If
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName"
  saved(0).Value = filter
  document.storeToURL(ConvertToURL(target), saved())
  document.close(True)
  Exit Sub
Failed:
  Dim trouble As Integer
  trouble = FreeFile
  Open target &amp; ".error" For Output As #trouble
  Print #trouble, Error
  Close #trouble
End Sub
</script:module>
"""


class Format(Enum):
    """What it can save: the ending of the file, and how LibreOffice names its filter."""

    DOCX = "docx", "MS Word 2007 XML"
    ODT = "odt", "writer8"
    FLAT = "fodt", "OpenDocument Text Flat XML"
    TEXT = "txt", "Text"
    PDF = "pdf", "writer_pdf_Export"


@dataclass(frozen=True)
class Job:
    """One file to open, what to do with all its changes ("accept", "reject", ""), and to save."""

    data: bytes
    to: Format = Format.FLAT
    changes: str = ""
    ending: str = "docx"


@dataclass(frozen=True)
class LibreOffice:
    """Where it is, and the folder of its profile."""

    binary: Path
    folder: Path

    def work(self, jobs: Iterable[Job]) -> list[bytes]:
        """Do all jobs in one process and return the files; fail if one was not made."""
        rows, targets = [], []
        for at, job in enumerate(jobs):
            source = self.folder / f"{at}-in.{job.ending}"
            target = self.folder / f"{at}-out.{job.to.value[0]}"
            source.write_bytes(job.data)
            targets.append(target)
            command = DISPATCHES.get(job.changes, "")
            rows.append(f"{source}|{target}|{job.to.value[1]}|{command}\n")
        (self.folder / "jobs").write_text("".join(rows))
        self.start(f"macro:///Standard.Module1.Work({self.folder / 'jobs'})")
        found = [_made(target) for target in targets]
        for file in self.folder.glob("*-*.*"):
            file.unlink()
        return found

    def prepare(self) -> None:
        """Let it make its profile, which it fills with a macro of its own, and replace that one."""
        self.start("--terminate_after_init")
        module = self.folder / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
        module.write_text(_MACRO)

    def start(self, *arguments: str) -> None:
        profile = f"-env:UserInstallation=file://{self.folder / 'profile'}"
        command = [self.binary, "--headless", "--norestore", "--nologo", profile, *arguments]
        home = {**os.environ, "HOME": str(self.folder)}
        log = self.folder / "log"
        with log.open("wb") as out:
            # A session of its own: what LibreOffice's starter starts ends with it.
            process = subprocess.Popen(
                command, stdout=out, stderr=out, cwd=self.folder, env=home, start_new_session=True
            )
            try:
                process.wait(SECONDS)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        assert process.returncode == 0, log.read_text(errors="replace")[-2000:]


def find() -> Path:
    """Find LibreOffice, or raise NotThere."""
    given = os.environ.get("ONEVOICE_SOFFICE")
    found = Path(given) if given else first_on_path(*ON_PATH)
    if found is None or not found.exists():
        raise NotThere(MISSING)
    return found


@contextlib.contextmanager
def libreoffice() -> Iterator[LibreOffice]:
    """Lend a LibreOffice with a profile of its own for as long as the block lasts."""
    binary = find()
    with private_folder("office") as folder:
        office = LibreOffice(binary, folder)
        office.prepare()
        yield office


OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ASIDE = {f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}bookmark", f"{TEXT}note"}


def paragraphs(flat: bytes) -> list[str]:
    """Return the paragraphs of a flat OpenDocument text, without empty ones."""
    body = ET.fromstring(flat).find(f"{OFFICE}body/{OFFICE}text")
    tags = (f"{TEXT}p", f"{TEXT}h")
    texts = ["".join(_text(one)) for one in _blocks(body, tags)]
    return [text for text in texts if text]


def changes_left(flat: bytes) -> int:
    """Return how many tracked changes there still are."""
    return len(list(ET.fromstring(flat).iter(f"{TEXT}changed-region")))


def _blocks(node, tags) -> Iterator[ET.Element]:
    for child in node:
        if child.tag in tags:
            yield child
        elif child.tag not in _ASIDE:
            yield from _blocks(child, tags)


def _text(node) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        if child.tag == f"{TEXT}s":
            yield " " * int(child.get(f"{TEXT}c", "1"))
        elif child.tag == f"{TEXT}tab":
            yield "\t"
        elif child.tag == f"{TEXT}line-break":
            yield "\n"
        elif child.tag not in _ASIDE:
            yield from _text(child)
        yield child.tail or ""


def _made(target: Path) -> bytes:
    trouble = target.with_name(f"{target.name}.error")
    assert not trouble.exists(), f"LibreOffice: {trouble.read_text()}"
    assert target.exists(), f"LibreOffice did not write {target.name}"
    return target.read_bytes()
