"""Somebody with Word: changes words in a file that we made, with tracking or without."""

import io
import re
import zipfile

from workflow.files.word.writing import issued

AMIRA = "Amira Haddad"
MORNING = "2026-09-03T09:30:00Z"
_RUN = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'


def came_back(version, old: str, new: str) -> bytes:
    """Return the file of a version with a tracked change in it."""
    made = issued(
        title=version.pledge.title,
        label=version.label,
        blocks=version.blocks,
        fingerprint=version.sha256,
        token="",
        agency="",
        deadline="",
        at=version.published_at,
    )
    return tracked(made, old, new)


def typed(data: bytes, old: str, new: str) -> bytes:
    """Change words without tracking."""
    return _edited(data, lambda xml: _once(xml, old, new))


def tracked(data: bytes, old: str, new: str, *, author: str = AMIRA, why: str = "") -> bytes:
    """Change words with tracking; `why` is a comment on them."""

    def edit(xml: str) -> str:
        run = next(
            found
            for found in re.finditer(r'<w:r><w:t xml:space="preserve">([^<]*)</w:t></w:r>', xml)
            if old in found[1]
        )
        before, after = run[1].split(old, 1)
        who = f'w:author="{author}" w:date="{MORNING}"'
        number = 9000 + len(re.findall(r"<w:(?:ins|del) ", xml))
        marks = (
            f'<w:del w:id="{number}" {who}><w:r><w:delText xml:space="preserve">{old}</w:delText>'
            f"</w:r></w:del>"
        )
        if new:
            marks += f'<w:ins w:id="{number + 1}" {who}>{_RUN.format(new)}</w:ins>'
        if why:
            marks = (
                f'<w:commentRangeStart w:id="{number}"/>{marks}<w:commentRangeEnd w:id="{number}"/>'
                f'<w:r><w:commentReference w:id="{number}"/></w:r>'
            )
        row = (_RUN.format(before) if before else "") + marks + _RUN.format(after)
        return xml[: run.start()] + row + xml[run.end() :]

    edited = _edited(data, edit)
    return _commented(edited, author, why) if why else edited


def renamed(data: bytes, part: str, text: str) -> bytes:
    """Replace a whole part."""
    return _edited(data, lambda _: text, part)


def accepted_all(data: bytes) -> bytes:
    """Accept all changes before the file is sent, as Word does."""
    return _edited(
        data,
        lambda xml: re.sub(
            r"</?w:ins\b[^>]*>", "", re.sub(r"<w:del .*?</w:del>", "", xml, flags=re.DOTALL)
        ),
    )


def _commented(data: bytes, author: str, why: str) -> bytes:
    def add(xml: str) -> str:
        number = re.findall(r'commentReference w:id="(9\d+)"', _part(data))[-1]
        comment = (
            f'<w:comment w:id="{number}" w:author="{author}" w:date="{MORNING}">'
            f"<w:p><w:r><w:t>{why}</w:t></w:r></w:p></w:comment></w:comments>"
        )
        return xml.replace("</w:comments>", comment)

    return _edited(data, add, "word/comments.xml")


def _part(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def _once(xml: str, old: str, new: str) -> str:
    assert xml.count(old) == 1, (old, xml.count(old))
    return xml.replace(old, new)


def _edited(data: bytes, edit, part: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as made:
        for entry in archive.infolist():
            bytes_ = archive.read(entry)
            if entry.filename == part:
                bytes_ = edit(bytes_.decode()).encode()
            made.writestr(entry.filename, bytes_, zipfile.ZIP_DEFLATED)
    return out.getvalue()
