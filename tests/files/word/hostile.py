"""Files that mean harm, made anew for each run. Each is named after what it tries."""

import io
import stat
import struct
import zipfile
import zlib

from tests.files.word.making import SPACES, W, docx, files, links, para, part, run, zipped
from workflow import errors

BODY = para(run("We act."))
BOMB = b"<w:p/>" * 4_000_000
ENTITIES = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FETCH = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def with_part(name, inside):
    return zipped(files(BODY) | {name: inside})


def with_document(inside):
    return with_part("word/document.xml", inside)


def declaring(words, encoding="utf-8", start=""):
    body = "<w:body><w:p><w:r><w:t>We act</w:t></w:r></w:p></w:body>"
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    text = f"{head}{start}{words}<w:document xmlns:w='{W}'>{body}</w:document>"
    return with_document(text.encode(encoding))


def nested(opening, closing, levels):
    return with_document(part("document", f"<w:body>{opening * levels}{closing * levels}</w:body>"))


def changed(data, old, new):
    """Put other bytes into an archive, wherever they stand."""
    assert old in data
    return data.replace(old, new)


def entry(name, inside, change):
    """Add a part to a file whose entry in the table is changed."""
    out = io.BytesIO(docx(BODY))
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo(name)
        change(info)
        archive.writestr(info, inside)
    return out.getvalue()


def twice(name):
    out = io.BytesIO(docx(BODY))
    with zipfile.ZipFile(out, "a") as archive:
        archive.fp.seek(0, 2)
        archive.NameToInfo.clear()
        archive.writestr(name, part("document", f"<w:body>{para(run('No.'))}</w:body>"))
    return out.getvalue()


def lying(real, told):
    """An archive in which a part says that it is smaller than it is."""
    data = bytearray(with_part("word/media.bin", real))
    for head, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = -1
        while (place := data.find(head, place + 1)) >= 0:
            if struct.unpack_from("<I", data, place + at)[0] == len(real):
                struct.pack_into("<I", data, place + at, told)
    return bytes(data)


def overlapping():
    """Many parts that are all the same bytes: small, and huge when unpacked."""
    inside = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = inside.compress(b" " * 1_000_000) + inside.flush()
    sizes = zlib.crc32(b" " * 1_000_000), len(packed), 1_000_000
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, *sizes, 1, 0) + b"a" + packed
    table = b"".join(
        struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, *sizes, len(name), 0, 0, 0, 0, 0, 0
        )
        + name
        for name in (b"%03d" % number for number in range(90))
    )
    return (
        local
        + table
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 90, 90, len(table), len(local), 0)
    )


def link(info):
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def odd_method(info):
    info.compress_type = zipfile.ZIP_BZIP2


def keep(info):
    info.compress_type = zipfile.ZIP_DEFLATED


def main_outside():
    contents = files(BODY)
    outside = 'TargetMode="External"'
    contents["_rels/.rels"] = links(("officeDocument", "http://127.0.0.1:9/x", outside))
    return zipped(contents)


def encrypted():
    data = bytearray(docx(BODY))
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(head, place + 1)) >= 0:
            data[place + at] |= 1
    return bytes(data)


def ole(name):
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + name.encode("utf-16-le") + bytes(900)


MACROS = (
    '<Types><Default ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)

REFUSED = {
    "nothing in it": (b"", errors.EmptyFile),
    "too large": (b"PK\x03\x04" + bytes(26 * 2**20), errors.FileTooLarge),
    "a program": (b"\x7fELF" + bytes(100), errors.UnknownFile),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), errors.UnknownFile),
    "a page of the web": (b"\n<!DOCTYPE html><html>", errors.UnknownFile),
    "the old Word": (ole("WordDocument"), errors.OldWordFile),
    "a password": (ole("EncryptedPackage"), errors.PasswordNeeded),
    "an old spreadsheet": (ole("Workbook"), errors.OtherOfficeFile),
    "old slides": (ole("PowerPoint Document"), errors.OtherOfficeFile),
    "a PDF": (b"%PDF-1.7\n", errors.PdfFile),
    "rich text": (b"{\\rtf1 We act}", errors.RichTextFile),
    "an Outlook wrapper": (b"\x78\x9f\x3e\x22" + bytes(50), errors.WinmailFile),
    "a spreadsheet": (with_part("xl/workbook.xml", "<x/>"), errors.OtherOfficeFile),
    "slides": (with_part("ppt/presentation.xml", "<x/>"), errors.OtherOfficeFile),
    "Pages": (zipped({"Index/Document.iwa": "x"}), errors.PagesFile),
    "a packed folder": (zipped({"answers/ILO.docx": "x"}), errors.PackedFolder),
    "an archive of nothing": (zipped({}), errors.MainPartMissing),
    "no text": (zipped({"[Content_Types].xml": "<Types/>", "a.txt": "x"}), errors.MainPartMissing),
    "not a Word text": (with_document(part("workbook", "")), errors.MainPartMissing),
    "text elsewhere": (main_outside(), errors.MainPartOutside),
    "broken off": (docx(BODY)[:-30], errors.ArchiveDamaged),
    "a bit flipped": (
        changed(zipped({"a": "x"}), b"PK\x01\x02", b"PK\x01\x03"),
        errors.ArchiveDamaged,
    ),
    "another method": (entry("a.bin", b"x", odd_method), errors.ArchiveDamaged),
    "encrypted parts": (encrypted(), errors.ArchiveEncrypted),
    "a link": (entry("word/media/a", "/etc/passwd", link), errors.ArchiveLinks),
    "a path upwards": (with_part("../../tmp/pwned", "x"), errors.ArchivePaths),
    "a path upwards in Windows": (with_part("..\\pwned", "x"), errors.ArchivePaths),
    "a path from the root": (with_part("/etc/passwd", "x"), errors.ArchivePaths),
    "a path to a drive": (with_part("C:/pwned", "x"), errors.ArchivePaths),
    "the text twice": (twice("word/document.xml"), errors.ArchiveTwice),
    "the text twice in other letters": (twice("word/Document.xml"), errors.ArchiveTwice),
    "a thousand parts": (zipped({f"{n}": "" for n in range(1_001)}), errors.ArchiveCrowded),
    "a bomb": (with_document(BOMB), errors.ArchiveBomb),
    "a bomb in a picture": (with_part("word/media/a.png", bytes(30 * 2**20)), errors.ArchiveBomb),
    "smaller than told": (lying(b"x" * 5_000, 4_000), errors.ArchiveLies),
    "larger than told": (lying(b"x" * 5_000, 6_000), errors.ArchiveLies),
    "parts on each other": (overlapping(), errors.ArchiveOverlaps),
    "macros": (with_part("word/vbaProject.bin", "x"), errors.MacrosInside),
    "macros by their type": (with_part("[Content_Types].xml", MACROS), errors.MacrosInside),
    "entities": (declaring(ENTITIES), errors.DeclaresEntities),
    "a file to fetch": (declaring(FETCH), errors.DeclaresEntities),
    "a late declaration": (
        declaring(FETCH, start=f"<!--{'x' * 9_000}-->"),
        errors.DeclaresEntities,
    ),
    "wide entities": (declaring(ENTITIES, "utf-16"), errors.DeclaresEntities),
    "wider entities": (declaring(ENTITIES, "utf-32"), errors.PartDamaged),
    "entities in another alphabet": (declaring(ENTITIES, "utf-7"), errors.PartDamaged),
    "entities from a mainframe": (declaring(ENTITIES, "cp037"), errors.PartDamaged),
    "entities in the styles": (
        zipped(files(BODY, {"styles": f"{ENTITIES}<a/>"})),
        errors.DeclaresEntities,
    ),
    "broken XML": (with_document("<w:document"), errors.PartDamaged),
    "an unknown entity": (with_document(part("document", "&who;")), errors.PartDamaged),
    "bytes that are no text": (with_document(b"<a>\xff</a>"), errors.PartDamaged),
    "deep marks": (nested("<w:ins w:id='1'>", "</w:ins>", 5_000), errors.PartTooDeep),
    "deep tables": (
        nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 300),
        errors.PartTooDeep,
    ),
}

READ = {
    "deep enough": nested("<w:ins w:id='1'>", "</w:ins>", 240),
    "a footer elsewhere": docx(
        BODY, rows=(("footer", "http://127.0.0.1:9/x", 'TargetMode="External"'),)
    ),
    "a link of a page": docx(
        BODY, rows=(("hyperlink", "http://127.0.0.1:9/x", 'TargetMode="External"'),)
    ),
    "an embedded spreadsheet": with_part("word/embeddings/a.xlsx", zipped({"xl/workbook.xml": ""})),
    "fields that never end": docx(
        para('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 3_000, run("We act."))
    ),
    "comments that never end": docx(
        para("".join(f'<w:commentRangeStart w:id="{n}"/>' for n in range(2_000)), run("We act."))
    ),
    "styles in a circle": docx(
        para(run("We act."), look='<w:pStyle w:val="A"/>'),
        parts={
            "styles": part(
                "styles",
                '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
                '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>',
            )
        },
    ),
    "a control character by its number": docx(para(f"<w:r {SPACES}><w:t>&#x85;</w:t></w:r>")),
}
