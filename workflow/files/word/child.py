"""The process in which a file from outside is read: bytes in, JSON out, with limits.

    python -I -m workflow.files.word.child <file >answer

The first byte of the answer is "d" before a document and "r" before a refusal. When a limit is met,
the system ends the process, and `safely` says why.
"""

import contextlib
import gc
import json
import sys

from workflow.errors import FileRefused, ReadingTooLarge
from workflow.files.kinds import FileKind, kind_of
from workflow.files.word.document import WordDocument
from workflow.files.word.reading.opendocument import read_opendocument
from workflow.files.word.reading.reading import read
from workflow.files.word.wire import packed

MEMORY = 900 * 2**20
CPU = 8
"""Seconds."""


def main() -> None:
    """Read one file."""
    gc.disable()  # looking for circles takes a third of the time, and the process ends soon
    limit()
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))


def answer(data: bytes) -> bytes:
    """Return a document or a refusal, as bytes."""
    try:
        return b"d" + packed(read_any(data))
    except FileRefused as refused:
        return refusal(refused)
    except MemoryError:
        return refusal(ReadingTooLarge())


def read_any(data: bytes) -> WordDocument:
    """Read a file of either kind."""
    if kind_of(data) is FileKind.OPEN_DOCUMENT:
        return read_opendocument(data)
    return read(data)


def refusal(refused: FileRefused) -> bytes:
    """Write a refusal so that it can be raised again elsewhere."""
    return b"r" + json.dumps([type(refused).__name__, refused.fields]).encode()


def limit() -> None:
    """Take from this process what reading a file does not need, where the system can."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415  not on every system

        for what, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, CPU),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_NOFILE, 32),
        ):
            _, hard = resource.getrlimit(what)
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (least, least))


if __name__ == "__main__":
    main()
