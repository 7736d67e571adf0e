"""Is this an archive that can be opened without harm? Asked before a single byte is unpacked.

    data -> open_archive -> Archive -> read("word/document.xml")

First the table of contents is judged: how many parts, how large they say they are, how much smaller
they are packed, whether names come twice or point out of the file, whether parts are links, are
encrypted or lie on top of each other. Then, part by part, whether what comes out is what was said.

The limits come from 936 real files: at most 70 parts, 8.8 MB unpacked, packed 41 times smaller.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from workflow.errors import (
    ArchiveBomb,
    ArchiveCrowded,
    ArchiveDamaged,
    ArchiveEncrypted,
    ArchiveLies,
    ArchiveLinks,
    ArchiveOverlaps,
    ArchivePaths,
    ArchiveTooLarge,
    ArchiveTwice,
)

MEGABYTE = 2**20
PARTS = 1_000
UNPACKED = 100 * MEGABYTE
PART = 50 * MEGABYTE
RATIO = 200
SMALL = MEGABYTE
"""Bytes up to which a part may be packed as tightly as it likes: an empty form has long rows."""

_ENTRY = b"PK\x01\x02"
_LOCAL = 30  # bytes that the head of a part has at least
_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class Archive:
    """An archive whose table of contents is sound."""

    _file: zipfile.ZipFile
    _entries: dict[str, zipfile.ZipInfo]

    @property
    def names(self) -> Iterable[str]:
        """The names of the parts, as written."""
        return (entry.filename for entry in self._entries.values())

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._entries

    def read(self, name: str) -> bytes:
        """Unpack one part, or refuse it if it is not what the table says."""
        entry = self._entries[_key(name)]
        try:
            with self._file.open(entry) as part:
                data = part.read(entry.file_size + 1)
        except zipfile.BadZipFile as error:
            kind = ArchiveLies if "CRC" in str(error) else _damaged
            raise kind(part=_shown(entry.filename)) from error
        except _BROKEN as error:
            raise _damaged(part=_shown(entry.filename)) from error
        if len(data) != entry.file_size:
            raise ArchiveLies(part=_shown(entry.filename))
        return data

    def check_rest(self, read: Iterable[str]) -> None:
        """Unpack all other parts too, and forget them: no part may be other than it says."""
        done = {_key(name) for name in read}
        for key, entry in self._entries.items():
            if key not in done and not entry.is_dir():
                self.read(entry.filename)


def open_archive(data: bytes) -> Archive:
    """Judge the table of contents, and return the archive, or raise a FileRefused."""
    if (count := data.count(_ENTRY)) > PARTS:  # before the table is read, which takes time
        raise ArchiveCrowded(count=count, limit=PARTS)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except _BROKEN as error:
        reason = "its end is missing or cannot be read, as after a download that broke off"
        raise ArchiveDamaged(reason=reason) from error
    _check_sizes(entries)
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        _check_entry(entry)
        if _key(entry.filename) in found:
            raise ArchiveTwice(part=_shown(entry.filename))
        found[_key(entry.filename)] = entry
    _check_places(entries, len(data))
    return Archive(archive, found)


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        packed = max(1, entry.compress_size)
        if entry.file_size > max(SMALL, RATIO * packed):
            raise ArchiveBomb(part=_shown(entry.filename), ratio=entry.file_size // packed)
        if entry.file_size > PART:
            raise ArchiveTooLarge(limit=PART // MEGABYTE)
    if sum(entry.file_size for entry in entries) > UNPACKED:
        raise ArchiveTooLarge(limit=UNPACKED // MEGABYTE)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = _shown(entry.filename)
    steps = entry.orig_filename.replace("\\", "/").split("/")
    if ".." in steps or steps[0] == "" or ":" in steps[0] or "\x00" in entry.orig_filename:
        raise ArchivePaths(part=name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ArchiveLinks(part=name)
    if entry.flag_bits & 0x2041:
        raise ArchiveEncrypted
    if entry.compress_type not in _METHODS:
        raise ArchiveDamaged(reason=f"its part {name} is packed in an unusual way")


def _check_places(entries: list[zipfile.ZipInfo], end: int) -> None:
    """Make sure that no two parts share bytes: so a small file can pretend to be a huge one."""
    row = sorted(entries, key=lambda entry: entry.header_offset)
    limits = [*(entry.header_offset for entry in row[1:]), end]
    for entry, limit in zip(row, limits[: len(row)], strict=True):
        if entry.header_offset + _LOCAL + entry.compress_size > limit:
            raise ArchiveOverlaps(part=_shown(entry.filename))


def _key(name: str) -> str:
    """Names of parts are the same whatever their case, in Windows and in the standard."""
    return name.replace("\\", "/").lstrip("/").casefold()


def _shown(name: str) -> str:
    """Return a name that can be put on a page."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in name)
    return plain if len(plain) <= 60 else f"{plain[:30]}...{plain[-27:]}"


def _damaged(part: str) -> ArchiveDamaged:
    return ArchiveDamaged(reason=f"its part {part} cannot be unpacked")
