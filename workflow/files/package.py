"""The package of a locked text: one ZIP file that can be checked without us.

    README.txt             how to check it, in plain words
    text.md                exactly the bytes whose SHA-256 is the fingerprint
    text.pdf, text.docx    the same text to read and print
    opt-ins.json, .txt     who joined exactly this text, and with which statement
    corrigenda.json        corrections of spelling beside the text, if there are any
    silence.json, .txt     the certificate of silence on this text, if there was any
    decisions.csv          what was decided; only where the readers of the package may know
    specific-pledges.json  what agencies promise beside the common text
    record.jsonl           the chain of everything that happened, one entry a line
    time-stamp.tsr         what an outside authority says about the time, if one was asked
    keys.json              the public keys of the service
    seal.json              the table of contents: a SHA-256 for each file above
    signatures.json        what was signed: this table, the lock, the daily heads of the record

The same contents give the same bytes: nothing is compressed, every file has the same date, and
names stand in one order. So a reader can write the archive again and compare; not a single byte
of it can be changed, added or taken out unnoticed.
"""

import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from workflow.translation import _

FORMAT = 1
LARGEST = 32 * 2**20
"""Bytes; a package of a text with ten thousand entries of record has four million."""

MOST_FILES = 64
"""Four times as many as any package has."""

LARGEST_JSON = 2 * 2**20
"""Bytes of what is read as JSON in one piece: a file, or an entry of the record. Lists of nothing
take twenty times as much memory as they take room; the register of forty agencies, each with the
longest statement, has a tenth of this."""

README, TEXT, PDF, WORD = "README.txt", "text.md", "text.pdf", "text.docx"
CORRIGENDA, STAMP = "corrigenda.json", "time-stamp.tsr"
OPT_INS, OPT_INS_TO_READ = "opt-ins.json", "opt-ins.txt"
SILENCE, SILENCE_TO_READ = "silence.json", "silence.txt"
DECISIONS, SPECIFIC = "decisions.csv", "specific-pledges.json"
RECORD, KEYS, SEAL, SIGNATURES = "record.jsonl", "keys.json", "seal.json", "signatures.json"

NAMES = (
    README,
    TEXT,
    PDF,
    WORD,
    CORRIGENDA,
    OPT_INS,
    OPT_INS_TO_READ,
    SILENCE,
    SILENCE_TO_READ,
    DECISIONS,
    SPECIFIC,
    RECORD,
    STAMP,
    KEYS,
    SEAL,
    SIGNATURES,
)
OPTIONAL = frozenset({PDF, WORD, CORRIGENDA, SILENCE, SILENCE_TO_READ, DECISIONS, STAMP})

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DATE = (1980 - 1980) << 9 | 1 << 5 | 1
_UTF8 = 0x800
_MADE_BY = 3 << 8 | 20  # unix, so that the modes count
_MODE = 0o100644 << 16


class Broken(Exception):  # noqa: N818  errors are named after what happened
    """Something does not fit: where, and what."""

    def __init__(self, place: str, words: str) -> None:
        """Keep both."""
        super().__init__(f"{place}: {words}")
        self.place, self.words = place, words


def digest(data: bytes) -> str:
    """Return what `sha256sum` prints."""
    return hashlib.sha256(data).hexdigest()


def pretty(value: object) -> bytes:
    """Write JSON for people, in the one form that is accepted again."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def contents(head: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the table of contents, which is what gets signed."""
    table = {name: digest(data) for name, data in files.items()}
    return pretty({**head, "onevoice": "package", "format": FORMAT, "files": table})


def pack(files: Mapping[str, bytes]) -> bytes:
    """Write the archive: the same files give the same bytes, with any version of any library."""
    return b"".join(_pieces(files))


def is_packed(files: Mapping[str, bytes], data: bytes) -> bool:
    """Tell whether packing these files gives these bytes; nothing is written a second time."""
    return _is_made_of(_pieces(files), data)


def _is_made_of(pieces: Iterable[bytes], data: bytes) -> bool:
    at = 0
    for piece in pieces:
        if not data.startswith(piece, at):
            return False
        at += len(piece)
    return at == len(data)


def _pieces(files: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the archive piece by piece."""
    where, directory = 0, bytearray()
    known = [name for name in NAMES if name in files]
    for name in (*known, *sorted(files.keys() - set(NAMES))):
        data, raw = files[name], name.encode()
        common = (_UTF8, 0, 0, _DATE, zlib.crc32(data), len(data), len(data), len(raw), 0)
        yield (head := _LOCAL.pack(b"PK\x03\x04", 20, *common) + raw)
        yield data
        directory += _CENTRAL.pack(b"PK\x01\x02", _MADE_BY, 20, *common, 0, 0, 0, _MODE, where)
        directory += raw
        where += len(head) + len(data)
    count = len(files)
    yield bytes(directory)
    yield _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), where, 0)


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a package, or raise Broken; what is read is never unpacked to a disk."""
    if len(data) > LARGEST:
        raise Broken("package", _("it is larger than {size} MB", size=LARGEST // 2**20))
    files: dict[str, bytes] = {}
    at = 0
    while data[at : at + 4] == b"PK\x03\x04":
        name, content, at = _entry(data, at)
        if name in files:
            raise Broken(name, _("it is there twice"))
        files[name] = content
        if len(files) > MOST_FILES:
            raise Broken("package", _("it has more parts than any package of ours"))
    if not files:
        raise Broken("package", _("this is no package"))
    return files


def _entry(data: bytes, at: int) -> tuple[str, bytes, int]:
    if at + _LOCAL.size > len(data):
        raise Broken("package", _("it ends in the middle, at byte {at}", at=len(data)))
    fields = _LOCAL.unpack_from(data, at)
    method, stored, size, named, extra = fields[3], fields[7], fields[8], fields[9], fields[10]
    if method or extra or stored != size:
        words = _(
            "at byte {at} it was not written by Onevoice; was it unpacked and packed again?", at=at
        )
        raise Broken("package", words)
    begin = at + _LOCAL.size + named
    if begin + size > len(data):
        raise Broken("package", _("it ends in the middle, at byte {at}", at=len(data)))
    try:
        name = data[at + _LOCAL.size : begin].decode()
    except UnicodeDecodeError:
        raise Broken(
            "package", _("the name of a file at byte {at} cannot be read", at=at)
        ) from None
    return name, data[begin : begin + size], begin + size


def read_json(name: str, data: bytes) -> dict[str, Any]:
    """Read a JSON file of a package; it has to be in the one form that `pretty` writes.

    What is read is written again word by word, up to the first that differs: lists within lists,
    each on a line of its own, would else be written a thousand times as long as they were sent.
    """
    if len(data) > LARGEST_JSON:
        raise Broken(name, _("it is larger than {size} MB", size=LARGEST_JSON // 2**20))
    try:
        value = json.loads(data)
        words = json.JSONEncoder(ensure_ascii=False, sort_keys=True, indent=1).iterencode(value)
        same = _is_made_of(chain((one.encode() for one in words), [b"\n"]), data)
    except (ValueError, RecursionError):
        raise Broken(name, _("it is not JSON")) from None
    if not isinstance(value, dict):
        raise Broken(name, _("it is no JSON object"))
    if not same:
        raise Broken(name, _("it is not in the form in which it was written"))
    return value
