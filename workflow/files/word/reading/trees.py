"""The parts of a Word file as trees of elements, parsed so that nothing is fetched or expanded.

A part that declares entities or a DOCTYPE is refused, in whatever encoding; a part with too many
or too deeply nested elements is refused as well. Names of the strict kind become transitional.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from workflow.errors import (
    DeclaresEntities,
    FileRefused,
    MainPartMissing,
    MainPartOutside,
    PartCrowded,
    PartDamaged,
    PartTooDeep,
    ReadingTooLarge,
)
from workflow.files.word.reading.archive import Archive
from workflow.files.word.reading.names import STRICT, Element

DEEPEST = 256
ELEMENTS = 3_000_000
"""Tags in one part; the largest real part had four hundred thousand."""

_DEEPER = etree.XPath(f"boolean({'/*' * (DEEPEST + 1)})")
_STRICT = b"purl.oclc.org/ooxml"
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)""")
_KNOWN = re.compile(rb"utf-?(8|16(le|be)?)|(us-)?ascii|(iso-8859|windows)-\d{1,4}")
_FIRST = frozenset(bytes((sign,)) for sign in b"<\xef\xfe\xff\x00 \t\r\n")


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship: what a part refers to. `target` is a name in the archive, or an address."""

    kind: str
    target: str
    outside: bool


def tree(data: bytes, part: str) -> Element:
    """Parse one part, or refuse it."""
    _look(data, part)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _broken(part, error) from error
    except (ValueError, LookupError) as error:
        raise PartDamaged(part=part, line=1) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DeclaresEntities(part=part)
    if _DEEPER(root.getroottree()):
        raise PartTooDeep(part=part, limit=DEEPEST)
    if _STRICT in data:
        _translate(root)
    return root


def _broken(part: str, error: etree.XMLSyntaxError) -> FileRefused:
    """Say what libxml2 says, for people."""
    words = str(error)
    if "emory" in words:
        return ReadingTooLarge()
    if "Excessive depth" in words:
        return PartTooDeep(part=part, limit=DEEPEST)
    return PartDamaged(part=part, line=error.lineno or 1)


def _look(data: bytes, part: str) -> None:
    """Refuse what can be refused before anything is parsed."""
    declared = _ENCODING.search(data[:200].replace(b"\x00", b""))
    if data[:1] not in _FIRST or (declared and not _KNOWN.fullmatch(declared.group(1).lower())):
        raise PartDamaged(part=part, line=1)
    if b"\x00" in data[:4]:
        data = data.replace(b"\x00", b"")  # wide characters: this is enough to find ASCII in them
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise DeclaresEntities(part=part)
    if data.count(b"<") > ELEMENTS:
        raise PartCrowded(part=part, limit=ELEMENTS)


def _translate(root: Element) -> None:
    """Rename elements and attributes of the strict kind."""
    for element in root.iter(etree.Element):
        element.tag = _plain(str(element.tag))
        for name in [name for name in element.attrib if "purl.oclc.org" in str(name)]:
            element.set(_plain(str(name)), element.attrib.pop(name))


def _plain(name: str) -> str:
    space, closes, local = name.rpartition("}")
    return f"{{{STRICT.get(space[1:], space[1:])}}}{local}" if closes else name


def links(archive: Archive, part: str) -> dict[str, Link]:
    """Return the relationships of a part by their ids; "" stands for the whole file."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in archive:
        return {}
    return dict(_links(tree(archive.read(where), where), folder))


def _links(root: Element, folder: str) -> Iterator[tuple[str, Link]]:
    for one in root:
        target = one.get("Target", "")
        outside = one.get("TargetMode", "").lower() == "external"
        if not outside:
            target = posixpath.normpath(posixpath.join("/" + folder, unquote(target))).lstrip("/")
        yield one.get("Id", ""), Link(one.get("Type", "").rpartition("/")[2], target, outside)


def main_part(archive: Archive, whole: Mapping[str, Link]) -> str:
    """Find the part that holds the text, whatever it is called."""
    for link in whole.values():
        if link.kind == "officeDocument" and link.outside:
            raise MainPartOutside
        if link.kind == "officeDocument" and link.target in archive:
            return link.target
    raise MainPartMissing
