"""Read a file from outside in a process of its own, so that nothing it does can reach further.

    document = read_safely(data)      or a FileRefused that says what to do next

The process gets no environment, no arguments and no file but its input; its memory and its time are
limited. What it answers is checked before it is believed.
"""

import json
import logging
import signal
import subprocess
import sys
from typing import Any

from workflow import errors
from workflow.errors import FileRefused, ReadingBroke, ReadingTooLong
from workflow.files.kinds import FileKind, refuse_unless
from workflow.files.word.document import WordDocument
from workflow.files.word.wire import unpacked

SECONDS = 10
_COMMAND = ("-I", "-m", "workflow.files.word.child")

logger = logging.getLogger(__name__)


def read_safely(data: bytes) -> WordDocument:
    """Read a Word or OpenDocument file that may be anything."""
    refuse_unless(data, FileKind.WORD, FileKind.OPEN_DOCUMENT)
    kind, said = _asked(data)
    if kind == b"r":
        raise _refusal(said)
    try:
        return unpacked(said)
    except (TypeError, ValueError, RecursionError) as error:
        raise ReadingBroke from error


def _asked(data: bytes) -> tuple[bytes, bytes]:
    """Let the other process read, and return what it answers."""
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module, no word from outside
            [sys.executable, *_COMMAND],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
            cwd="/",
        )
    except subprocess.TimeoutExpired:
        raise ReadingTooLong(limit=SECONDS) from None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ReadingTooLong(limit=SECONDS)
    if done.returncode or done.stdout[:1] not in (b"d", b"r"):
        logger.error("A file could not be read: %s", done.stderr.decode(errors="replace"))
        raise ReadingBroke
    return done.stdout[:1], done.stdout[1:]


def _refusal(said: bytes) -> FileRefused:
    name, fields = _pair(said)
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, FileRefused):
        return kind(**fields)
    return ReadingBroke()


def _pair(said: bytes) -> tuple[str, dict[str, Any]]:
    try:
        name, fields = json.loads(said)
    except ValueError:
        return "", {}
    return str(name), dict(fields)
