"""What kind of file somebody sent, told by its first bytes and never by its name."""

from enum import StrEnum

from workflow.errors import (
    EmptyFile,
    FileRefused,
    FileTooLarge,
    OldWordFile,
    OtherOfficeFile,
    PasswordNeeded,
    PdfFile,
    RichTextFile,
    UnknownFile,
    WinmailFile,
)

LARGEST = 25 * 2**20
"""Bytes."""

_ZIP = b"PK\x03\x04", b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TNEF = b"\x78\x9f\x3e\x22"
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_MARKUP = (b"<?xml", b"<!doctype", b"<html")


class FileKind(StrEnum):
    """Kinds of files that a text can be read from."""

    WORD = "Word"
    OPEN_DOCUMENT = "OpenDocument"
    TEXT = "text"


def kind_of(data: bytes) -> FileKind:
    """Return the kind, or raise a refusal that says what to do with this kind of file."""
    if not data.strip():
        raise EmptyFile
    if len(data) > LARGEST:
        raise FileTooLarge(limit=LARGEST // 2**20)
    if data.startswith(_ZIP):
        start = data[30:120]
        return FileKind.OPEN_DOCUMENT if start.startswith(_ODT) else FileKind.WORD
    if refused := _refusal(data):
        raise refused
    return FileKind.TEXT


def refuse_unless(data: bytes, *wanted: FileKind) -> None:
    """Refuse every file that is not of one of these kinds."""
    if kind_of(data) not in wanted:
        raise UnknownFile


def _refusal(data: bytes) -> FileRefused | None:
    if data.startswith(_OLE):
        return _ole(data)
    if b"%PDF-" in data[:1024]:
        return PdfFile()
    if data.startswith(_TNEF):
        return WinmailFile()
    if data.startswith(b"{\\rtf"):
        return RichTextFile()
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:15].lower().startswith(_MARKUP):
        return UnknownFile()
    return UnknownFile() if _is_binary(data) else None


def _ole(data: bytes) -> FileRefused:
    """Tell apart what Microsoft packed into its old kind of archive."""
    if _wide("EncryptedPackage") in data:
        return PasswordNeeded()
    if _wide("WordDocument") in data:
        return OldWordFile()
    if _wide("Workbook") in data:
        return OtherOfficeFile(kind="spreadsheet")
    if _wide("PowerPoint Document") in data:
        return OtherOfficeFile(kind="presentation")
    return UnknownFile()


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def _is_binary(data: bytes) -> bool:
    """Tell whether this is no text in any encoding that people use."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    start = data[:8192]
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0c\x1b" for byte in start)
    return b"\x00" in start or controls > len(start) // 100
